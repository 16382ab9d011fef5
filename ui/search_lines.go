package ui

import (
	"slices"
	"strings"

	"earshot/archive"
	"earshot/search"
)

// How the lines of the line by line view may be sorted, besides by rank and date.
const (
	sortLeft  = "left"  // by the word before
	sortRight = "right" // by the word after
)

// kwicLine is one place where the words were found, with the words around it:
// keyword in context.
type kwicLine struct {
	Hit                int // of the answer
	Left, Match, Right string
	Speaker            string
	At                 float64 // when it is said, in seconds
	From               float64 // where playing starts
	Misheard           bool    // the match may have been
	left, right        []string
}

// Around a place stand so many words of its passage.
const kwicWords = 12

// mostLines is how many lines a page has at most.
const mostLines = 300

// linesOf writes a line for each highlight of the hits. A hit without one, found
// by its facts alone, has none.
func linesOf(hits []search.Hit, order string) []kwicLine {
	var out []kwicLine
	for i := range hits {
		for _, m := range hits[i].Highlights {
			if len(out) == mostLines {
				break
			}
			out = append(out, lineOf(i, &hits[i], m))
		}
	}
	switch order {
	case sortLeft:
		slices.SortStableFunc(out, func(a, b kwicLine) int { return slices.Compare(a.left, b.left) })
	case sortRight:
		slices.SortStableFunc(out, func(a, b kwicLine) int { return slices.Compare(a.right, b.right) })
	}
	return out
}

func lineOf(hit int, h *search.Hit, m search.Highlight) kwicLine {
	// A highlight may end within a word: its punctuation belongs to it.
	from, to := m.From, m.To
	if i := strings.LastIndexByte(h.Text[:from], ' '); i >= 0 {
		from = i + 1
	} else {
		from = 0
	}
	if i := strings.IndexByte(h.Text[to:], ' '); i >= 0 {
		to += i
	} else {
		to = len(h.Text)
	}
	before, after := strings.Fields(h.Text[:from]), strings.Fields(h.Text[to:])
	before, after = before[max(0, len(before)-kwicWords):], after[:min(len(after), kwicWords)]
	l := kwicLine{Hit: hit, Left: strings.Join(before, " "), Match: h.Text[from:to], Right: strings.Join(after, " "), Speaker: h.Speaker, At: m.Start, From: archive.Milliseconds(max(0, m.Start-search.LeadIn)),
		Misheard: m.Misheard || h.Matched == search.Misheard, left: folded(before), right: folded(after)}
	slices.Reverse(l.left)
	for _, t := range h.Turns {
		if t.At <= m.From {
			l.Speaker = t.Speaker
		}
	}
	return l
}

// folded are words as they are compared.
func folded(words []string) []string {
	var out []string
	for _, t := range search.Tokens(strings.Join(words, " ")) {
		out = append(out, t.Term)
	}
	return out
}
