package search

import (
	"sort"

	"earshot/archive"
)

// places knows which passage each word and line as heard is in, so that corrected
// words find theirs however lines were split, merged or rewritten.
type places struct {
	words  map[archive.WordID]int
	lines  map[archive.LineID]int
	starts []float64 // when each passage's first word was heard
}

func newPlaces(lines int) *places {
	return &places{words: make(map[archive.WordID]int, lines*8), lines: make(map[archive.LineID]int, lines)}
}

// line notes that a line as heard is in passage n.
func (p *places) line(l archive.Line, n int) {
	p.lines[l.ID] = n
	for _, w := range l.Words {
		p.words[w.ID] = n
		for len(p.starts) <= n {
			p.starts = append(p.starts, w.Start)
		}
	}
}

// passages returns the passage of each word of a corrected line. A word that was
// heard stays where it was heard; a new one goes with the words around it, or,
// where none is left, with its line, or with the sound.
func (p *places) passages(l archive.Line) []int {
	out := make([]int, len(l.Words))
	at, known := 0, false
	for i, w := range l.Words { // the word before
		if n, ok := p.words[w.ID]; ok {
			at, known = n, true
		}
		out[i] = -1
		if known {
			out[i] = at
		}
	}
	if !known {
		n, ok := p.lines[l.ID]
		if !ok && len(l.Words) > 0 {
			n = max(0, sort.Search(len(p.starts), func(i int) bool { return p.starts[i] > l.Words[0].Start })-1)
		}
		at = n
	}
	for i := range out { // the first known word after those at the line's start
		if out[i] >= 0 {
			at = out[i]
			break
		}
	}
	for i := range out {
		if out[i] < 0 {
			out[i] = at
		}
	}
	return out
}
