package archive

import "errors"

// inverses takes changes back one after the other, the newest first, on a copy of
// the newest version, which it returns too.
func (a *Archive) inverses(tx Tx, iv *Interview, changes []*Change) (made, conflicts []*Change, next *Transcript, err error) {
	if len(changes) == 0 {
		return nil, nil, nil, nil
	}
	now, err := a.fold(tx, iv, iv.Version)
	if err != nil {
		return nil, nil, nil, err
	}
	next = now.Clone()
	back, err := restoredIn(tx, iv.ID)
	if err != nil {
		return nil, nil, nil, err
	}
	for _, c := range changes {
		inv, err := next.Inverse(c.renamed(back))
		if err == nil {
			err = next.Apply(inv)
		}
		switch {
		case errors.Is(err, ErrConflict), errors.Is(err, ErrNotFound), errors.Is(err, ErrInvalid):
			conflicts = append(conflicts, c)
		case err != nil:
			return nil, nil, nil, err
		default:
			inv.Version = next.Version
			made = append(made, inv)
			c.restored(inv, back)
			iv.strikeRestored(c, inv)
		}
	}
	return made, conflicts, next, nil
}

// restoredIn is restored of a whole journal: whoever took something back and that
// too has put words in the place of words that say the same.
func restoredIn(tx Tx, interview string) (map[WordID]WordID, error) {
	journal, err := tx.Changes(interview, 0, -1)
	back := map[WordID]WordID{}
	for _, c := range journal {
		if c.Reverts > 0 {
			journal[c.Reverts-1].restored(c, back)
		}
	}
	return back, err
}

// restored notes under which ids the words came back that a change had taken away.
func (c *Change) restored(inv *Change, back map[WordID]WordID) {
	for i, e := range c.Edits {
		if len(inv.Edits) != len(c.Edits) {
			return
		}
		words := inv.Edits[len(c.Edits)-1-i].Words // an inverse goes from the end
		for k := range min(len(words), len(e.Before)) {
			back[e.Before[k].ID] = words[k].ID
		}
	}
}

// renamed is a change that wrote its words under the ids they have by now, so
// that it can be taken back after a later one that had replaced them.
func (c *Change) renamed(back map[WordID]WordID) *Change {
	d := c.clone()
	now := func(id *WordID) {
		for back[*id] != 0 {
			*id = back[*id]
		}
	}
	for i := range d.Edits {
		e := &d.Edits[i]
		for k := range e.Words {
			now(&e.Words[k].ID)
		}
		now(&e.After)
		now(&e.Next)
	}
	return d
}
