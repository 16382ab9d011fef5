package archive

import (
	"cmp"
	"slices"
)

// silences says that nothing is said on the lines that people's changes emptied
// again in the newer text, where that was said of the line they emptied before:
// what the newer recognition heard there is the very words that were taken from
// that line, or lies in the sound that was listened to.
func (r *renewal) silences(v *Vote) (votes []*Vote) {
	gone := r.takenFrom(v.Line)
	listened := Span{v.Span.Start - slack, v.Span.End + slack}
	for _, l := range r.fresh.Lines {
		i := r.next.LineIndex(l.ID)
		if i < 0 || len(r.next.Lines[i].Words) > 0 {
			continue
		}
		unheard := func(w Word) bool {
			within := v.Span.Start < v.Span.End && listened.Start <= w.Start && w.End <= listened.End
			return !gone[w.ID] && !within
		}
		if slices.ContainsFunc(l.Words, unheard) {
			continue
		}
		w := *v
		w.Number, w.Key, w.Version, w.Line, w.Span = 0, "", r.next.Version, l.ID, l.Span()
		w.Carries = cmp.Or(v.Carries, v.Number)
		votes = append(votes, &w)
	}
	return votes
}

// takenFrom finds the words of the newer recognition that are the same as words
// which people took from a line.
func (r *renewal) takenFrom(line LineID) map[WordID]bool {
	taken := map[WordID]bool{}
	for _, c := range r.journal {
		for _, e := range c.Edits {
			if e.Line == line {
				for _, w := range e.Before {
					taken[w.ID] = true
				}
			}
		}
	}
	out := map[WordID]bool{}
	for _, s := range r.same {
		for k := range WordID(s.Count) {
			if taken[s.From+k] {
				out[s.To+k] = true
			}
		}
	}
	return out
}
