package archive

import "slices"

// Anchor points at words of one version.
type Anchor struct {
	Version     int
	First, Last WordID
}

// Carry follows an anchor through later changes (versions a.Version+1 onward,
// in order). It returns the anchor in the last version and the versions that
// touched its words. When all its words are gone, First and Last are 0.
func Carry(a Anchor, base *Transcript, later []*Change) (Anchor, []int, error) {
	words, err := base.Words(a.First, a.Last)
	if err != nil {
		return a, nil, err
	}
	ids, touched := carryIDs(wordIDs(words), later)
	if len(later) > 0 {
		a.Version = later[len(later)-1].Version
	}
	a.First, a.Last = 0, 0
	if len(ids) > 0 {
		a.First, a.Last = ids[0], ids[len(ids)-1]
	}
	return a, touched, nil
}

// carryIDs follows words through changes, and names the versions that touched them.
func carryIDs(ids []WordID, later []*Change) (_ []WordID, touched []int) {
	for _, c := range later {
		hit := false
		if c.Op == OpBase {
			ids, hit = crossBase(ids, c)
		}
		for _, e := range c.Edits {
			ids, hit = carryEdit(ids, e, hit)
		}
		if hit {
			touched = append(touched, c.Version)
		}
	}
	return slices.DeleteFunc(ids, func(id WordID) bool { return id < 0 }), touched
}

// crossBase follows words to a newer recognition. Words that it does not have
// are kept as negative ids until the entry that carries them over is met, with
// what it heard instead of them behind; then it touched them.
func crossBase(ids []WordID, base *Change) (out []WordID, touched bool) {
	out = make([]WordID, 0, len(ids))
	for _, id := range ids {
		if id < 0 {
			continue // no entry carried it over the time before
		}
		to := -id
		for _, s := range base.Same {
			if id >= s.From && id < s.From+WordID(s.Count) {
				to = s.To + id - s.From
			}
		}
		if out = append(out, to); to > 0 {
			continue
		}
		touched = true
		for _, h := range base.Instead {
			out = h.follow(id, out)
		}
	}
	return out, touched
}

// follow adds what was heard instead of a word: word for word, if there are as
// many, and otherwise all of it once.
func (h HeardInstead) follow(id WordID, out []WordID) []WordID {
	k := slices.Index(h.From, id)
	switch {
	case k < 0 || slices.Contains(out, h.To[0]) && len(h.From) != len(h.To):
		return out
	case len(h.From) == len(h.To):
		return append(out, h.To[k])
	}
	return append(out, h.To...)
}

// carriedOver replaces ids that an edit carries over from an older recognition.
func carriedOver(ids []WordID, e Edit) bool {
	found := false
	for i, id := range ids {
		if k := slices.Index(e.From, -id); k >= 0 && k < len(e.Words) {
			ids[i], found = e.Words[k].ID, true
		}
	}
	return found
}

func (e Edit) takes(id WordID) bool {
	return slices.ContainsFunc(e.Before, func(w Word) bool { return w.ID == id })
}

func carryEdit(ids []WordID, e Edit, hit bool) ([]WordID, bool) {
	if carriedOver(ids, e) {
		return slices.DeleteFunc(ids, func(id WordID) bool { return e.takes(id) }), true
	}
	fresh := wordIDs(e.Words)
	if len(e.Before) == 0 {
		if i := slices.Index(ids, e.After); i >= 0 && i < len(ids)-1 {
			return slices.Insert(ids, i+1, fresh...), true
		}
		if i := slices.Index(ids, e.Next); i > 0 { // at the start of a line
			return slices.Insert(ids, i, fresh...), true
		}
		return ids, hit
	}
	at := -1
	var out []WordID
	for _, id := range ids {
		if e.takes(id) {
			if at < 0 {
				at = len(out)
			}
			continue
		}
		out = append(out, id)
	}
	if at < 0 {
		return ids, hit
	}
	return slices.Insert(out, at, fresh...), true
}
