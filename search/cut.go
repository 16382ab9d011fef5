package search

import (
	"math"
	"slices"
	"strings"

	"earshot/archive"
)

// How passages are cut, in seconds. 30 to 60 s is what people can hear and judge
// at once; the pause is where a speaker takes a new breath rather than a comma.
const (
	shortPassage = 30.0 // from here on a passage ends with the next sentence
	longPassage  = 60.0 // it ends with the next line
	leastPassage = 10.0 // below this a question by nobody known does not end it
	longPause    = 1.5
	longQuestion = 30.0 // a longer turn is a story even if it ends in a question
	shortAsk     = 20   // words: a longer line is not taken for a question when nobody is named
)

// Passages cuts an interview into what search finds. Where it cuts depends on the
// lines as heard, their times and who speaks on them, not on corrected text:
// a fix never moves a boundary. Words that are withheld appear in neither text.
func Passages(iv *archive.Interview, heard, corrected *archive.Transcript) []Passage {
	names := speakers(heard, corrected)
	base := withoutWithheld(heard.Lines, iv.Withheld())
	starts := boundaries(base, names)

	out := make([]Passage, len(starts))
	said := make([]struct{ heard, corrected writer }, len(starts))
	of := newPlaces(len(base))
	for n, first := range starts {
		end := len(base)
		if n+1 < len(starts) {
			end = starts[n+1]
		}
		out[n] = Passage{ID: PassageID(iv.ID, base[first].ID), Interview: iv.ID, First: base[first].ID, Last: base[end-1].ID}
		for _, l := range base[first:end] {
			of.line(l, n)
			for _, w := range l.Words {
				said[n].heard.add(w, l.ID, names[l.ID])
			}
		}
	}
	now := withoutWithheld(corrected.Lines, iv.Withheld())
	for _, l := range now {
		for i, n := range of.passages(l) {
			if n < len(said) {
				said[n].corrected.add(l.Words[i], l.ID, l.Speaker)
			}
		}
	}
	for i := range out {
		out[i].Heard, out[i].Corrected = said[i].heard.text(), said[i].corrected.text()
		out[i].span()
	}
	out = slices.DeleteFunc(out, func(p Passage) bool { return p.Corrected.Body == "" && p.Heard.Body == "" })
	for i := range out[:max(len(out)-1, 0)] {
		n := max(out[i].Corrected.onward(), out[i].Heard.onward())
		out[i].Corrected.Then, out[i].Heard.Then = out[i+1].Corrected.first(n), out[i+1].Heard.first(n)
	}
	setAsked(Questions(now), out)
	setRoles(iv, out)
	return out
}

func setRoles(iv *archive.Interview, passages []Passage) {
	var all []string
	for _, p := range passages {
		for _, s := range p.Speakers {
			if !slices.Contains(all, s) {
				all = append(all, s)
			}
		}
	}
	roles := iv.SpeakerRoles(all, nameWords)
	for i := range passages {
		p := &passages[i]
		for _, s := range p.Speakers {
			p.Roles = append(p.Roles, Role(roles[s]))
		}
	}
}

func withoutWithheld(lines []archive.Line, withheld []archive.Span) []archive.Line {
	if len(withheld) == 0 {
		return lines
	}
	out := slices.Clone(lines)
	for i := range out {
		out[i].Words = archive.WithoutSpans(out[i].Words, withheld)
	}
	return out
}

// speakers is who speaks on each line as heard: the name people gave it, which
// stays right for the words as heard too.
func speakers(heard, corrected *archive.Transcript) map[archive.LineID]string {
	names := make(map[archive.LineID]string, len(heard.Lines))
	for _, l := range heard.Lines {
		names[l.ID] = l.Speaker
	}
	for _, l := range corrected.Lines {
		names[l.ID] = l.Speaker
	}
	return names
}

// span sets a passage's times from the words of both texts, and its speakers from
// the corrected one unless nothing is left of it.
func (p *Passage) span() {
	p.Start = math.Inf(1)
	for _, words := range [][]Word{p.Corrected.Words, p.Heard.Words} {
		for _, w := range words {
			p.Start, p.End = min(p.Start, w.Start), max(p.End, w.End)
		}
	}
	turns := p.Corrected.Turns
	if p.Corrected.Body == "" {
		turns = p.Heard.Turns
	}
	for _, t := range turns {
		if t.Speaker != "" && !slices.Contains(p.Speakers, t.Speaker) {
			p.Speakers = append(p.Speakers, t.Speaker)
		}
	}
}

// boundaries returns the indexes of the lines that begin a passage.
func boundaries(lines []archive.Line, names map[archive.LineID]string) []int {
	if len(lines) == 0 {
		return nil
	}
	c := cutter{lines: lines, names: names, asks: questions(lines, names)}
	starts := []int{0}
	for i := 1; i < len(lines); i++ {
		if c.cut(starts[len(starts)-1], i) {
			starts = append(starts, i)
		}
	}
	return starts
}

type cutter struct {
	lines []archive.Line
	names map[archive.LineID]string
	asks  []bool // the line is part of a question
}

// cut tells whether a passage that began at line first ends before line i.
func (c *cutter) cut(first, i int) bool {
	from, span := c.lines[first].Span(), c.lines[i].Span()
	if len(c.lines[i].Words) == 0 || len(c.lines[first].Words) == 0 {
		return false // no time to judge by: it stays with its neighbours
	}
	so := span.Start - from.Start
	turn := c.names[c.lines[i].ID] != c.names[c.lines[i-1].ID]
	if c.asks[i] && !c.asks[i-1] && (turn || so >= leastPassage) {
		return true
	}
	if c.asks[i-1] && so < longPassage {
		return false // a question stays with the beginning of its answer
	}
	if span.End-from.Start > longPassage {
		return true
	}
	before := c.lines[i-1]
	pause := len(before.Words) > 0 && span.Start-before.Span().End >= longPause
	return so >= shortPassage && (turn || pause || endsSentence(before))
}

// questions marks the lines that ask. When speakers are named, a question is a
// turn that ends with a question mark; otherwise a short sentence that does.
func questions(lines []archive.Line, names map[archive.LineID]string) []bool {
	asks := make([]bool, len(lines))
	for i, l := range lines {
		if !strings.HasSuffix(strings.TrimRight(l.Text(), `"”’' `), "?") {
			continue
		}
		who := names[l.ID]
		if who != "" && i+1 < len(lines) && names[lines[i+1].ID] == who {
			continue // the turn goes on, so it was asked in passing
		}
		if who == "" && len(l.Words) > shortAsk {
			continue
		}
		asks[i] = true
		for k := i - 1; k >= 0 && names[lines[k].ID] == who && !endsSentence(lines[k]) &&
			l.Span().End-lines[k].Span().Start <= longQuestion; k-- {
			asks[k] = true
		}
	}
	return asks
}

func endsSentence(l archive.Line) bool {
	if len(l.Words) == 0 {
		return false
	}
	return strings.ContainsAny(lastRune(strings.TrimRight(l.Words[len(l.Words)-1].Text, `"”’'`)), ".?!…。？！؟")
}

func lastRune(s string) string {
	if r := []rune(s); len(r) > 0 {
		return string(r[len(r)-1])
	}
	return ""
}
