package archive

import (
	"cmp"
	"slices"
)

// wordRuns are runs of words, by their first and last ids, in order.
type wordRuns [][2]WordID

func runsOf(strikes []Strike) (all wordRuns) {
	for _, s := range strikes {
		all = append(all, s.Words...)
	}
	slices.SortFunc(all, func(x, y [2]WordID) int { return cmp.Compare(x[0], y[0]) })
	return all
}

func (all wordRuns) has(id WordID) bool {
	i, found := slices.BinarySearchFunc(all, id, func(r [2]WordID, id WordID) int { return cmp.Compare(r[0], id) })
	return found || i > 0 && id <= all[i-1][1]
}

func (all wordRuns) any(words []Word) bool {
	return slices.ContainsFunc(words, func(w Word) bool { return all.has(w.ID) })
}

// struckWords puts one marker in the place of each run of words that were struck
// out.
func (iv *Interview) struckWords(words []Word) []Word {
	if len(iv.Struck) == 0 {
		return words
	}
	struck := runsOf(iv.Struck)
	return masked(words, StruckText, func(w Word) bool { return struck.has(w.ID) })
}

// StruckOut tells whether what a change wrote was struck out.
func (iv *Interview) StruckOut(version int) bool {
	return slices.ContainsFunc(iv.Struck, func(s Strike) bool { return s.Version == version })
}

// publicName is the name of a speaker as the public may read it.
func (iv *Interview) publicName(name string) string {
	if slices.ContainsFunc(iv.Struck, func(s Strike) bool { return slices.Contains(s.Names, name) }) {
		return StruckText
	}
	return name
}

// strikeFrom takes what was struck out from a copy of a change, and what its
// author said beside it. A visitor's name is what they typed.
func (iv *Interview) strikeFrom(c *Change) {
	if len(iv.Struck) == 0 {
		return
	}
	for i, e := range c.Edits {
		c.Edits[i].Before, c.Edits[i].Words = iv.struckWords(e.Before), iv.struckWords(e.Words)
	}
	c.Speaker = iv.publicName(c.Speaker)
	c.Names, c.Were = slices.Clone(c.Names), slices.Clone(c.Were)
	for _, names := range [][]string{c.Names, c.Were} {
		for i := range names {
			names[i] = iv.publicName(names[i])
		}
	}
	if iv.StruckOut(c.Version) {
		c.Note = ""
		if c.By.Account == "" {
			c.By.Name, c.By.Group = "", ""
		}
	}
}

// open returns a transcript without words that the public may not read.
func (iv *Interview) open(t *Transcript) *Transcript {
	t = t.Without(iv.Withheld())
	if len(iv.Struck) == 0 {
		return t
	}
	t = t.Clone()
	struck := runsOf(iv.Struck)
	for i, l := range t.Lines {
		t.Lines[i].Words = slices.DeleteFunc(slices.Clone(l.Words), func(w Word) bool { return struck.has(w.ID) })
		t.Lines[i].Speaker = iv.publicName(l.Speaker)
	}
	return t
}

// Withholds tells whether the words of a report may not be shown to the public.
func (iv *Interview) Withholds(r *Report) bool {
	return r.Struck || r.touches(iv.Withheld())
}

// hides tells whether a change speaks of words that are withheld.
func (iv *Interview) hides(c *Change) bool {
	withheld, struck := iv.Withheld(), runsOf(iv.Struck)
	return slices.ContainsFunc(c.Edits, func(e Edit) bool {
		return len(WithoutSpans(e.Before, withheld)) != len(e.Before) || len(WithoutSpans(e.Words, withheld)) != len(e.Words) || struck.any(e.Before) || struck.any(e.Words)
	})
}
