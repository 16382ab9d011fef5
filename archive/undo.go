package archive

import (
	"context"
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
	Strike    bool      // also what they wrote is struck out of the public history
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
	Agreed     []Agreed              // what they said of other people's fixes that wait
	Made       []*Change             // the entries that took them back
	Strikes    []*Change             // theirs that are not struck out, standing or not, newest first
	Struck     int                   // of how many changes it was
	Interviews map[string]*Interview // of all of these
	Done       bool

	theirs []*Report // in any state, newest first
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
	return u, u.find(tx, ask)
}

// findChanges finds those that stand. Where entries take back one another, only
// the last of such a row matters, and those of theirs in front of it up to the
// last one of someone else: an even number of them leaves everything as that one
// left it, and of an odd number the last one is all there is to undo.
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
	reverted, struck, of := map[entry]bool{}, map[entry]bool{}, map[string]*Interview{}
	for _, c := range changes {
		if of[c.Interview] == nil {
			iv, err := tx.Interview(c.Interview)
			if err != nil {
				return err
			}
			journal, err := tx.Changes(iv.ID, 0, -1)
			if err != nil {
				return err
			}
			for _, d := range journal {
				reverted[entry{iv.ID, d.Reverts}] = true
			}
			for _, s := range iv.Struck {
				struck[entry{iv.ID, s.Version}] = true
			}
			of[iv.ID] = iv
		}
		at, iv := entry{c.Interview, c.Version}, of[c.Interview]
		if theirs[at] == nil || iv.State == Withdrawn {
			continue // nobody reads it any more
		}
		if !struck[at] {
			u.Strikes = append(u.Strikes, c)
		}
		if reverted[at] || c.Version <= iv.Begins {
			continue // what is left of an older one was carried over to a newer recognition
		}
		n := 0
		for d := c; d != nil; d = theirs[entry{d.Interview, d.Reverts}] {
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

func (u *Undo) find(tx Tx, ask UndoAsk) error {
	changes := u.Changes
	if ask.Strike {
		changes = slices.Concat(u.Changes, u.Strikes)
	}
	add := func(id string) (err error) {
		if u.Interviews[id] == nil {
			u.Interviews[id], err = tx.Interview(id)
		}
		return err
	}
	for _, c := range changes {
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
	for _, g := range u.Agreed {
		if err := add(g.Report.Interview); err != nil {
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
	act := &Act{Kind: ActUndo, Count: len(plan.Reports) + len(plan.Answers) + len(plan.Votes) + len(plan.Agreed) + len(plan.Changes) - len(plan.Conflicts), By: v.Author(), Note: ask.Note}
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
		if plan.Struck += done.Struck; done.Struck > 0 {
			a.mirrorNow(ctx, id)
		}
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
			if u.Struck, err = a.strikeAll(tx, iv, u, ask, v.Author(), next); err != nil {
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

// strikeAll strikes out what a source wrote in one interview, if that was asked
// for, and seals their reports.
func (a *Archive) strikeAll(tx Tx, iv *Interview, u *Undo, ask UndoAsk, by Author, now *Transcript) (n int, err error) {
	if !ask.Strike {
		return 0, nil
	}
	for _, r := range u.theirs {
		if r.Interview == iv.ID && !r.Struck {
			r.Struck = true
			if err := tx.PutReport(r); err != nil {
				return 0, err
			}
		}
	}
	of := map[int]bool{}
	for _, c := range slices.Concat(u.Strikes, u.Changes) {
		if c.Interview == iv.ID {
			of[c.Version] = true
		}
	}
	if n, err = a.strike(tx, iv, of, now); n == 0 || err != nil {
		return 0, err
	}
	return n, a.act(tx, Act{Kind: ActStrike, Interview: iv.ID, Count: n, By: by, Note: ask.Note})
}
