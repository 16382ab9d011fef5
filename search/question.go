package search

import (
	"strings"

	"earshot/archive"
)

// Question is a turn, or a part of one, that asks something.
type Question struct {
	Speaker    string
	Text       string
	Start, End float64 // seconds
	Line       archive.LineID
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

// farQuestion is how long an answer is taken to be one, in seconds.
const farQuestion = 600.0
