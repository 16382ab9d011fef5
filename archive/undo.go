package archive

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// UndoAsk names someone by something they did, and says what of theirs is to be
// taken back. Whoever asks learns no visitor's id and no network.
type UndoAsk struct {
	Report    int64  // who made this report; or
	Interview string // who made Version of this interview; or
	Version   int
	Account   string    // this account
	Network   bool      // everyone on the same network as that person
	Hidden    bool      // also reports that something could hurt someone: what they hid is shown again
	Since     time.Time // zero: from the beginning
	Note      string    // why
	Key       string
}

// Undo is what one person, or one network, did: to be taken back or taken back.
type Undo struct {
	Who        Author                // as they are credited
	Network    bool                  // of everyone on their network
	Changes    []*Change             // theirs that stand, newest first
	Conflicts  []*Change             // of these, the ones whose words changed again: someone has to look
	Reports    []*Report             // theirs that are open
	Answers    []*Report             // that they answered: open again
	Votes      []*Vote               // theirs that count, newest first
	Made       []*Change             // the entries that took them back
	Interviews map[string]*Interview // of all of these
	Done       bool
}

// undoMost is how many changes and reports of one source are looked at: more
// than the limits let anyone make within days.
const undoMost = 20_000

// PlanUndo shows what UndoAll would do; custodians only.
func (a *Archive) PlanUndo(ctx context.Context, v Viewer, ask UndoAsk) (u *Undo, err error) {
	if _, err := a.decides(v, ""); err != nil {
		return nil, err
	}
	err = a.store.View(ctx, func(tx Tx) error {
		u, err = a.undoOf(tx, ask)
		if err != nil {
			return err
		}
		for id, iv := range u.Interviews {
			_, conflicts, _, err := a.inverses(tx, iv, u.versions(id))
			if err != nil {
				return err
			}
			u.Conflicts = append(u.Conflicts, conflicts...)
		}
		return nil
	})
	return u, err
}

// undoOf finds what a source did that still stands.
func (a *Archive) undoOf(tx Tx, ask UndoAsk) (*Undo, error) {
	who, err := whoOf(tx, ask)
	if err != nil {
		return nil, err
	}
	s := who.source()
	if ask.Network {
		if s = (Source{Network: who.Network}); s.Network == "" {
			return nil, Invalid("network", "No network is known of this person.")
		}
	}
	u := &Undo{Who: who, Network: ask.Network, Interviews: map[string]*Interview{}}
	if err := u.findChanges(tx, s, ask.Since); err != nil {
		return nil, err
	}
	if err := u.findSaid(tx, s, ask); err != nil {
		return nil, err
	}
	return u, u.find(tx)
}

// findChanges finds those that stand. Where they took their own changes back, and
// perhaps that too, only the outcome counts: an even number of entries that take
// back one another leaves nothing to undo, and of an odd number the last one is
// all there is to it.
func (u *Undo) findChanges(tx Tx, s Source, since time.Time) error {
	changes, err := tx.ChangesFrom(s, undoMost)
	if err != nil {
		return err
	}
	type entry struct {
		interview string
		version   int
	}
	theirs := map[entry]*Change{}
	for _, c := range changes {
		if !c.Made.Before(since) && c.Kind != Removal { // what must not be public never comes back this way
			theirs[entry{c.Interview, c.Version}] = c
		}
	}
	gone, of := map[string]map[int]*Change{}, map[string]*Interview{}
	seen := map[*Change]bool{}
	for _, c := range changes {
		if gone[c.Interview] == nil {
			if gone[c.Interview], err = takenBack(tx, c.Interview); err != nil {
				return err
			}
			if of[c.Interview], err = tx.Interview(c.Interview); err != nil {
				return err
			}
		}
		if iv := of[c.Interview]; iv.State == Withdrawn || c.Version <= iv.Begins {
			continue // nobody reads it any more, or what is left of it was carried over to a newer recognition
		}
		if theirs[entry{c.Interview, c.Version}] == nil || seen[c] || gone[c.Interview][c.Version] != nil {
			continue
		}
		n := 0
		for at := c; at != nil; at = theirs[entry{at.Interview, at.Reverts}] {
			seen[at] = true
			n++
		}
		if n%2 == 1 {
			u.Changes = append(u.Changes, c)
		}
	}
	return nil
}

// whoOf finds the person that an ask names by what they did.
func whoOf(tx Tx, ask UndoAsk) (Author, error) {
	switch {
	case ask.Report != 0:
		r, err := tx.Report(ask.Report)
		if err != nil {
			return Author{}, err
		}
		return r.By, nil
	case ask.Account != "":
		acc, err := tx.Account(ask.Account)
		if err != nil {
			return Author{}, err
		}
		return Author{Account: acc.ID, Name: acc.Display}, nil
	}
	cs, err := tx.Changes(ask.Interview, ask.Version-1, ask.Version)
	if err == nil && len(cs) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Author{}, err
	}
	return cs[0].By, nil
}

func (u *Undo) find(tx Tx) error {
	add := func(id string) (err error) {
		if u.Interviews[id] == nil {
			u.Interviews[id], err = tx.Interview(id)
		}
		return err
	}
	for _, c := range u.Changes {
		if err := add(c.Interview); err != nil {
			return err
		}
	}
	for _, r := range slices.Concat(u.Reports, u.Answers) {
		if err := add(r.Interview); err != nil {
			return err
		}
	}
	for _, v := range u.Votes {
		if err := add(v.Interview); err != nil {
			return err
		}
	}
	return nil
}

// versions lists the changes to an interview, newest first.
func (u *Undo) versions(interview string) (list []*Change) {
	for _, c := range u.Changes {
		if c.Interview == interview {
			list = append(list, c)
		}
	}
	return list
}

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
	back := map[WordID]WordID{}
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
		}
	}
	return made, conflicts, next, nil
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

// UndoAll takes back everything that still stands of one person or network, as
// new journal entries, all of an interview in one go; withdraws their open
// reports, takes back their votes and opens again what they answered; custodians
// only. What someone else built on is listed as a conflict. Asked again it does
// what is left. It is one act in the log, with its number, kept with the first
// interview it changes: a crash behind that leaves no undoing that nobody can see.
func (a *Archive) UndoAll(ctx context.Context, v Viewer, ask UndoAsk) (*Undo, error) {
	note, err := a.decides(v, ask.Note)
	if err != nil {
		return nil, err
	}
	if note == "" {
		return nil, Invalid("note", "Please say why. It stands in the history of each interview.")
	}
	if ask.Key, err = requestKey(ask.Key); err != nil {
		return nil, err
	}
	ask.Note = note
	plan, err := a.PlanUndo(ctx, v, ask)
	if err != nil {
		return nil, err
	}
	act := &Act{Kind: ActUndo, Count: len(plan.Reports) + len(plan.Answers) + len(plan.Votes) + len(plan.Changes) - len(plan.Conflicts), By: v.Author(), Note: ask.Note}
	plan.Conflicts, plan.Done = nil, true
	for id := range plan.Interviews {
		done, err := a.undoIn(ctx, v, ask, id, act)
		if err != nil {
			return nil, fmt.Errorf("undo in %s: %w", id, err)
		}
		if done == nil {
			continue // by someone else meanwhile
		}
		act = nil
		plan.Made, plan.Conflicts = append(plan.Made, done.Made...), append(plan.Conflicts, done.Conflicts...)
	}
	return plan, nil
}

// undoIn does one interview, in one transaction, and logs the act if there is one.
// It returns nil when nothing was left to do.
func (a *Archive) undoIn(ctx context.Context, v Viewer, ask UndoAsk, id string, act *Act) (done *Undo, err error) {
	err = a.update(ctx, func(tx Tx) error {
		done = nil
		u, err := a.undoOf(tx, ask)
		if err != nil {
			return err
		}
		iv := u.Interviews[id]
		if iv == nil {
			return nil
		}
		var next *Transcript
		if u.Made, u.Conflicts, next, err = a.inverses(tx, iv, u.versions(id)); err != nil {
			return err
		}
		for _, c := range u.Made {
			c.By, c.Note, c.Key, c.Made, c.Base = v.Author(), ask.Note, fmt.Sprintf("undo-%s-%d", ask.Key, c.Reverts), a.now(), iv.Recognition
			if err := tx.AppendChange(c); err != nil {
				return err
			}
			iv.Version = c.Version
			if err := a.weighTrust(tx, c); err != nil {
				return err
			}
		}
		if err := a.unsay(tx, iv, u, v.Author(), ask.Note); err != nil {
			return err
		}
		if len(u.Made) > 0 {
			if err := a.judgeAgain(tx, iv, next); err != nil {
				return err
			}
		}
		if iv.HasWords() {
			if next == nil {
				if next, err = a.fold(tx, iv, iv.Version); err != nil {
					return err
				}
			}
			if err := a.recount(tx, iv, next); err != nil {
				return err
			}
		}
		if act != nil && act.Count > 0 {
			if err := a.act(tx, *act); err != nil {
				return err
			}
		}
		done = u
		return a.touch(tx, iv)
	})
	return done, err
}
