package archive

import (
	"fmt"
	"slices"
)

// renewal is how a journal goes on, on a newer recognition: what people wrote is
// carried over by aligning three texts, as new entries by their authors. Words
// come first, then where lines begin, who speaks, and times that people set.
type renewal struct {
	old, now *Transcript // what the old recognition heard, and what people made of it
	next     *Transcript // what the newer one hears, with what was carried over so far
	fresh    *Transcript // what the newer one hears, and nothing else
	journal  []*Change   // from old to now
	same     []SameWords
	instead  []HeardInstead
	carried  []*Change // by their authors, as they were applied to next
	doubts   []doubt
	to       map[WordID]WordID // where words of now stand in next
}

// doubt is a place where what people did and what a newer recognition heard do
// not go together.
type doubt struct {
	reason Reason
	words  []WordID // of the newer text
	edit   *Edit    // instead of words: the one that wrote them
	span   Span
	quote  string
	note   string
}

func (d doubt) ids() []WordID {
	if d.edit != nil {
		return wordIDs(d.edit.Words)
	}
	return d.words
}

// carryOver makes what people did of an old recognition anew on a newer one.
func carryOver(old, now, fresh *Transcript, journal []*Change) (*renewal, error) {
	r := &renewal{old: old, now: now, fresh: fresh, next: fresh.Clone(), journal: journal}
	was, hears := bare(old.flat()), bare(fresh.flat())
	match := alignWords(was, hears)
	for _, step := range []func() error{func() error { return r.carryWords(was, hears, match) }, r.carryLines, r.carryNames, r.carryTimes} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// compare notes which words both recognitions heard and what the newer one heard
// instead of the others, but for what people wrote over.
func (r *renewal) compare(was, hears []Word, match []int, written []stretch) {
	x := 0
	other := []Word{}
	gap := func(y int) {
		wrote := func(w stretch) bool { return w.x <= y && x <= w.y }
		if len(other) > 0 && x < y && !slices.ContainsFunc(written, wrote) {
			r.instead = append(r.instead, HeardInstead{wordIDs(other), wordIDs(hears[x:y])})
		}
		other = nil
	}
	for i, j := range match {
		if j < 0 {
			other = append(other, was[i])
			continue
		}
		gap(j)
		x = j + 1
		r.same = addSame(r.same, was[i].ID, hears[j].ID)
	}
	gap(len(hears))
}

// keep applies a carried change to the newer text.
func (r *renewal) keep(c *Change) error {
	if err := r.next.Apply(c); err != nil {
		return fmt.Errorf("carry over version %v: %w", c.Carries, err)
	}
	r.carried = append(r.carried, c)
	return nil
}

func (r *renewal) key(what string, of ...int) string {
	key := what + "-" + r.fresh.Recognition
	for _, n := range of {
		key += fmt.Sprintf("-%d", n)
	}
	return key
}

// follow finds where the words that stand now are in the newer text.
func (r *renewal) follow(was, hears []Word, match []int) {
	stand := newStanding(r.next)
	r.to = map[WordID]WordID{}
	for i, j := range match {
		if j >= 0 && stand.at(hears[j].ID) >= 0 {
			r.to[was[i].ID] = hears[j].ID
		}
	}
	for _, c := range r.carried {
		for _, e := range c.Edits {
			for k, id := range e.From {
				r.to[id] = e.Words[k].ID
			}
		}
	}
}

func addSame(runs []SameWords, from, to WordID) []SameWords {
	if n := len(runs) - 1; n >= 0 && runs[n].From+WordID(runs[n].Count) == from && runs[n].To+WordID(runs[n].Count) == to {
		runs[n].Count++
		return runs
	}
	return append(runs, SameWords{from, to, 1})
}
