package archive

import (
	"context"
	"errors"
	"fmt"
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
	changes, err := tx.ChangesFrom(s, undoMost)
	if err != nil {
		return nil, err
	}
	reports, err := tx.ReportsFrom(s, undoMost)
	if err != nil {
		return nil, err
	}
	gone := map[string]map[int]*Change{}
	for _, c := range changes {
		if c.Made.Before(ask.Since) || c.Kind == Removal {
			continue // what must not be public never comes back this way
		}
		if gone[c.Interview] == nil {
			if gone[c.Interview], err = takenBack(tx, c.Interview); err != nil {
				return nil, err
			}
		}
		if gone[c.Interview][c.Version] == nil {
			u.Changes = append(u.Changes, c)
		}
	}
	for _, r := range reports {
		if r.Made.Before(ask.Since) || !r.State.Open() || r.Urgent() {
			continue // what may hurt someone is looked at, whoever said it
		}
		joins, err := tx.Joins(r.ID)
		if err != nil {
			return nil, err
		}
		if len(joins) == 0 {
			u.Reports = append(u.Reports, r)
		}
	}
	return u, u.find(tx)
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
	for _, r := range u.Reports {
		if err := add(r.Interview); err != nil {
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
	for _, c := range changes {
		inv, err := next.Inverse(c)
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
		}
	}
	return made, conflicts, next, nil
}

// UndoAll takes back everything that still stands of one person or network, as
// new journal entries, all of an interview in one go, and withdraws their open
// reports; custodians only. What someone else built on is listed as a conflict.
// Asked again it does what is left.
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
	plan.Conflicts, plan.Done = nil, true
	for id := range plan.Interviews {
		made, conflicts, err := a.undoIn(ctx, v, ask, id)
		if err != nil {
			return nil, fmt.Errorf("undo in %s: %w", id, err)
		}
		plan.Made, plan.Conflicts = append(plan.Made, made...), append(plan.Conflicts, conflicts...)
	}
	return plan, nil
}

// undoIn does one interview, in one transaction.
func (a *Archive) undoIn(ctx context.Context, v Viewer, ask UndoAsk, id string) (made, conflicts []*Change, err error) {
	err = a.update(ctx, func(tx Tx) error {
		u, err := a.undoOf(tx, ask)
		if err != nil {
			return err
		}
		iv := u.Interviews[id]
		if iv == nil {
			return nil // done by someone else meanwhile
		}
		var next *Transcript
		if made, conflicts, next, err = a.inverses(tx, iv, u.versions(id)); err != nil {
			return err
		}
		for _, c := range made {
			c.By, c.Note, c.Key, c.Made, c.Base = v.Author(), ask.Note, fmt.Sprintf("undo-%s-%d", ask.Key, c.Reverts), a.now(), iv.Recognition
			if err := tx.AppendChange(c); err != nil {
				return err
			}
			iv.Version = c.Version
			if err := a.weighTrust(tx, c); err != nil {
				return err
			}
		}
		if len(made) > 0 {
			if err := a.recount(tx, iv, next); err != nil {
				return err
			}
		}
		withdrawn, err := a.withdrawReports(tx, id, u.Reports, v.Author(), ask.Note)
		if err != nil {
			return err
		}
		if err := a.act(tx, Act{Kind: ActUndo, Interview: id, Count: len(made) + withdrawn, By: v.Author(), Note: ask.Note}); err != nil {
			return err
		}
		return a.touch(tx, iv)
	})
	return made, conflicts, err
}

// withdrawReports closes one interview's reports for their author. What others
// said too was left out before. The receipt says why.
func (a *Archive) withdrawReports(tx Tx, interview string, reports []*Report, by Author, note string) (n int, err error) {
	for _, r := range reports {
		if r.Interview != interview {
			continue
		}
		r.State, r.Changed, r.Answer, r.Answered = ReportWithdrawn, a.now(), note, &by
		if err := tx.PutReport(r); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}
