package search

import (
	"slices"
	"sort"
	"strings"

	"earshot/archive"
)

// Question is a turn, or a part of one, that asks something.
type Question struct {
	Speaker string         `json:"speaker,omitempty"`
	Text    string         `json:"text"`
	Start   float64        `json:"start_s"`
	End     float64        `json:"end_s"`
	Line    archive.LineID `json:"line"`
}

// Questions returns what is asked in lines, in the order spoken, as passages are
// cut by it: a turn that ends with a question mark, or, where nobody is named, a
// short sentence that does.
func Questions(lines []archive.Line) []Question {
	names := make(map[archive.LineID]string, len(lines))
	for _, l := range lines {
		names[l.ID] = l.Speaker
	}
	var out []Question
	for i, asks := range questions(lines, names) {
		if !asks || len(lines[i].Words) == 0 {
			continue
		}
		l, span := lines[i], lines[i].Span()
		if n := len(out) - 1; n >= 0 && i > 0 && out[n].Speaker == l.Speaker && strings.HasSuffix(out[n].Text, lines[i-1].Text()) && !endsSentence(lines[i-1]) {
			out[n].Text, out[n].End = out[n].Text+" "+l.Text(), span.End
			continue
		}
		out = append(out, Question{Speaker: l.Speaker, Text: l.Text(), Start: span.Start, End: span.End, Line: l.ID})
	}
	return out
}

// Answered is the question that a moment answers: the last one that had been
// asked by then, by someone else where speakers are named. ok is false when there
// is none, or it was so long ago that the talk has gone elsewhere.
func Answered(asked []Question, at float64, speaker string) (q Question, ok bool) {
	for i := len(asked) - 1; i >= 0; i-- {
		q := asked[i]
		if q.End > at || (speaker != "" && q.Speaker == speaker) {
			continue
		}
		return q, at-q.End <= farQuestion
	}
	return Question{}, false
}

// setAsked gives each passage the questions that what is said in it may answer:
// for each of its speakers the last one that someone else had asked before it,
// and, without their words, those in it, which come between. So a hit tells its
// question without a look at the rest of the interview.
func setAsked(asked []Question, passages []Passage) {
	for i := range passages {
		p := &passages[i]
		before := sort.Search(len(asked), func(k int) bool { return asked[k].Start >= p.Start })
		begins := before < len(asked) && asked[before].Start == p.Start // with its own question
		var last []int
		for _, who := range append([]string{""}, p.Speakers...) { // "": where nobody is named
			k := before - 1
			for k >= 0 && who != "" && asked[k].Speaker == who {
				k--
			}
			if k >= 0 && !begins && !slices.Contains(last, k) && p.Start-asked[k].End <= farQuestion {
				last = append(last, k)
			}
		}
		slices.Sort(last)
		for _, k := range last {
			p.Asked = append(p.Asked, asked[k])
		}
		for k := before; k < len(asked) && asked[k].Start < p.End; k++ {
			inside := asked[k]
			inside.Text = ""
			p.Asked = append(p.Asked, inside)
		}
	}
}

// Answers is the question that a moment of the passage answers; nil when there is
// none before the passage, or one in it comes between.
func (p *Passage) Answers(at float64, speaker string) *Question {
	q, ok := Answered(p.Asked, at, speaker)
	if !ok || q.Text == "" {
		return nil
	}
	return &q
}

// farQuestion is how long an answer is taken to be one, in seconds.
const farQuestion = 600.0
