package archive

import (
	"cmp"
	"context"
	"slices"
)

// What someone wrote to do harm stays in the journal after it was taken back, and
// every version that said it would go on saying it. So a custodian can strike it
// out: its words are in nothing that the public gets, while the journal, the
// versions and their numbers stay whole. Nobody said these words, so unlike a
// removal it silences no sound; and it can be taken back.

// StruckText stands where words were struck out. Its space does not break, so that
// it is one word wherever words are counted or timed.
const StruckText = "[struck\u00a0out]"

// Strike is what of one change was struck out.
type Strike struct {
	Version int         `json:"version"`
	Words   [][2]WordID `json:"words,omitempty"` // first and last of each run
	Names   []string    `json:"names,omitempty"` // that it gave to speakers
}

var errStruck = &Problem{Kind: ErrState, Sentence: "This would bring back words that were struck out. A custodian can show them again first."}

// StrikeOut strikes out what one change of an interview wrote and what does not
// stand any more; with on false it shows it again. Custodians only; it is an act
// in the log.
func (a *Archive) StrikeOut(ctx context.Context, v Viewer, id string, version int, on bool, note string) error {
	note, err := a.decides(v, note)
	if err != nil {
		return err
	}
	if on && note == "" {
		return Invalid("note", "Please say why. It stands in the log of this interview.")
	}
	return a.takeAway(ctx, v, id, func(tx Tx, iv *Interview) error {
		cs, err := tx.Changes(id, version-1, version)
		if err != nil || len(cs) == 0 {
			return cmp.Or(err, ErrNotFound)
		}
		if on == iv.StruckOut(version) {
			return nil
		}
		act := Act{Kind: ActShow, Interview: id, Count: 1, By: v.Author(), Note: note}
		if !on {
			if err := a.showStruck(tx, iv, version); err != nil {
				return err
			}
		} else {
			now, err := a.fold(tx, iv, iv.Version)
			if err != nil {
				return err
			}
			n, err := a.strike(tx, iv, map[int]bool{version: true}, now)
			if err != nil {
				return err
			}
			if n == 0 {
				return &Problem{Kind: ErrState, Sentence: "What this change wrote stands in the text. Please take the change back first."}
			}
			act.Kind = ActStrike
		}
		if err := a.act(tx, act); err != nil {
			return err
		}
		return a.touch(tx, iv)
	})
}

// strike strikes out what changes wrote that does not stand in the newest
// version, and returns of how many it did. iv is stored afterwards. Reports that
// were answered by them or quote them are sealed too, and what was learned from
// them is forgotten.
func (a *Archive) strike(tx Tx, iv *Interview, of map[int]bool, now *Transcript) (n int, err error) {
	journal, err := tx.Changes(iv.ID, 0, -1)
	if err != nil {
		return 0, err
	}
	heard, err := a.heard(tx, iv)
	if err != nil {
		return 0, err
	}
	found := strikesOf(journal, of, heard, now)
	for _, s := range found {
		if i := slices.IndexFunc(iv.Struck, func(o Strike) bool { return o.Version == s.Version }); i >= 0 {
			iv.Struck[i].add(s)
		} else {
			iv.Struck = append(iv.Struck, s)
			n++
		}
	}
	slices.SortFunc(iv.Struck, func(x, y Strike) int { return cmp.Compare(x.Version, y.Version) })
	if err := a.sealQuotes(tx, iv, found, true); err != nil {
		return 0, err
	}
	return n, a.forgetRemoved(tx, iv)
}

// showStruck takes back that a change was struck out.
func (a *Archive) showStruck(tx Tx, iv *Interview, version int) error {
	i := slices.IndexFunc(iv.Struck, func(s Strike) bool { return s.Version == version })
	shown := iv.Struck[i]
	iv.Struck = slices.Delete(slices.Clone(iv.Struck), i, i+1)
	return a.sealQuotes(tx, iv, []Strike{shown}, false)
}

// sealQuotes marks the reports that were answered by the changes, or quote what
// they wrote, as not for the public, or as public again.
func (a *Archive) sealQuotes(tx Tx, iv *Interview, of []Strike, sealed bool) error {
	struck := runsOf(of)
	return eachReport(tx, ReportQuery{Interview: iv.ID}, func(r *Report) error {
		if r.Struck == sealed {
			return nil
		}
		if !slices.ContainsFunc(of, func(s Strike) bool { return s.Version == r.Fixed }) {
			// Words that a change wrote stand in no version before it.
			if r.First == 0 || !slices.ContainsFunc(of, func(s Strike) bool { return s.Version <= r.Version }) {
				return nil
			}
			quotes, err := a.quotes(tx, iv, r, struck)
			if !quotes || err != nil {
				return err
			}
		}
		r.Struck = sealed
		return tx.PutReport(r)
	})
}

// quotes tells whether a report is about any of some words.
func (a *Archive) quotes(tx Tx, iv *Interview, r *Report, struck wordRuns) (bool, error) {
	saw, err := a.fold(tx, iv, r.Version)
	if err != nil {
		return false, err
	}
	words, err := saw.Words(r.First, r.Last)
	if err != nil {
		return false, nil // its lines were put in another order
	}
	return struck.any(words), nil
}

// strikesOf finds what changes wrote, or gave as names, that is not in the newest
// version: also under the ids that their words got when somebody put them back.
// Words that they put back themselves are of whoever wrote them.
func strikesOf(journal []*Change, of map[int]bool, heard, now *Transcript) (all []Strike) {
	stands := map[WordID]bool{}
	known := map[string]bool{"": true} // names that others gave, or that stand
	for _, l := range slices.Concat(heard.Lines, now.Lines) {
		known[l.Speaker] = true
	}
	for _, l := range now.Lines {
		for _, w := range l.Words {
			stands[w.ID] = true
		}
	}
	wrote := map[WordID]int{} // the change of theirs that a word goes back to
	ids := map[int][]WordID{}
	for _, c := range journal {
		for origin, w := range c.origins(journal) {
			by := wrote[origin]
			if origin == 0 && of[c.Version] {
				by = c.Version
			}
			if by == 0 {
				continue
			}
			if wrote[w] = by; !stands[w] {
				ids[by] = append(ids[by], w)
			}
		}
		if !of[c.Version] {
			for _, name := range c.named() {
				known[name] = true
			}
		}
	}
	for _, c := range journal {
		if !of[c.Version] {
			continue
		}
		s := Strike{Version: c.Version, Words: runs(ids[c.Version])}
		s.Names = slices.DeleteFunc(c.named(), func(name string) bool { return known[name] })
		onlySaid := c.Note != "" && (c.Reverts > 0 || len(c.written()) == 0)
		if len(s.Words)+len(s.Names) > 0 || onlySaid {
			all = append(all, s)
		}
	}
	return all
}

// origins yields each word that a change writes, with the word that it puts back
// or carries over; 0 for one that the change wrote itself.
func (c *Change) origins(journal []*Change) func(yield func(origin, w WordID) bool) {
	return func(yield func(origin, w WordID) bool) {
		for i, e := range c.Edits {
			from := e.From
			if c.Reverts > 0 {
				from = nil
				if o := journal[c.Reverts-1]; len(o.Edits) == len(c.Edits) {
					from = wordIDs(o.Edits[len(c.Edits)-1-i].Before) // an inverse goes from the end
				}
			}
			for k, w := range e.Words {
				origin := WordID(0)
				switch {
				case k < len(from):
					origin = from[k]
				case c.Reverts > 0:
					continue
				}
				if !yield(origin, w.ID) {
					return
				}
			}
		}
	}
}

// named lists the names that a change itself gave to speakers.
func (c *Change) named() (names []string) {
	if c.Reverts == 0 && c.Op != OpDelete && c.Op != OpMerge {
		names = append(slices.Clone(c.Names), c.Speaker)
	}
	return names
}

// strikeRestored strikes out what an entry puts back of words that were struck
// out, which are then in the newest version: what stood on them was taken back.
func (iv *Interview) strikeRestored(c, inv *Change) {
	back := map[WordID]WordID{}
	c.restored(inv, back)
	for i, s := range iv.Struck {
		struck := runsOf([]Strike{s})
		var ids []WordID
		for old, id := range back {
			if struck.has(old) {
				ids = append(ids, id)
			}
		}
		if len(ids) > 0 {
			iv.Struck[i].add(Strike{Words: runs(ids)})
		}
	}
}

// add adds what another look at the same change found.
func (s *Strike) add(o Strike) {
	var ids []WordID
	for _, r := range slices.Concat(s.Words, o.Words) {
		for id := r[0]; id <= r[1]; id++ {
			ids = append(ids, id)
		}
	}
	s.Words = runs(ids)
	for _, name := range o.Names {
		if !slices.Contains(s.Names, name) {
			s.Names = append(slices.Clone(s.Names), name)
		}
	}
}

// runs joins ids that follow one another.
func runs(ids []WordID) (all [][2]WordID) {
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		if n := len(all); n > 0 && all[n-1][1]+1 == id {
			all[n-1][1] = id
			continue
		}
		all = append(all, [2]WordID{id, id})
	}
	return all
}
