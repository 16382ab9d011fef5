package archive

import "slices"

// everHeard returns the stretches of sound at which words stood in any version,
// or the words they came from: lines move, and what must not be public must not
// be read in an older version either.
func everHeard(journal []*Change, gone []Word) []Span {
	spans := []Span{spanOf(gone)}
	ids := map[WordID]bool{}
	follow := func(words []Word) {
		for _, w := range words {
			ids[w.ID] = true
		}
	}
	follow(gone)
	for _, c := range slices.Backward(journal) {
		hit := false
		for _, e := range c.Edits {
			if slices.ContainsFunc(e.Words, func(w Word) bool { return ids[w.ID] }) {
				follow(e.Before)
				hit = true
			}
		}
		if hit && c.Reverts > 0 { // it put words back that another change took away
			for _, e := range journal[c.Reverts-1].Edits {
				follow(e.Before)
				follow(e.Words)
			}
		}
		for _, m := range c.Moved {
			was := Span{m.Start, m.End}
			covered := slices.ContainsFunc(spans, func(s Span) bool { return s.Start <= was.Start && was.End <= s.End })
			if ids[m.Word] && !covered {
				spans = append(spans, was)
			}
		}
	}
	return spans
}
