package archive

import (
	"context"
	"errors"
	"slices"
	"time"
)

// Trust is what the fixes of a contributor earned. It says nothing of anyone
// who looks after interviews: they were asked to.
type Trust struct {
	Accepted int       `json:"accepted,omitempty"` // fixes that stand and that someone who looks after interviews accepted
	Reverted time.Time `json:"reverted,omitzero"`  // when someone else last took back a change of theirs that still is
}

// A contributor's fixes appear at once after TrustAfter accepted ones, none of
// theirs taken back within TrustWindow. The count starts with the journal, so
// that trust which is lost comes back by itself, and nobody is marked for ever.
const (
	TrustAfter  = 10
	TrustWindow = 30 * 24 * time.Hour
)

// Holds tells whether fixes appear at once.
func (t Trust) Holds(now time.Time) bool {
	return t.Accepted >= TrustAfter && (t.Reverted.IsZero() || now.Sub(t.Reverted) >= TrustWindow)
}

// Earned is how far a contributor has come.
type Earned struct {
	Direct bool      // their fixes appear at once
	Left   int       // more fixes that have to be accepted
	Until  time.Time // when the window after a change that was taken back ends; zero if it is over
}

// Earned tells a contributor how far they have come, and others nothing: who
// looks after interviews needs no trust, and visitors cannot earn it, because
// a cookie is too easily had.
func (a *Archive) Earned(ctx context.Context, v Viewer) (e *Earned, err error) {
	if v.Role() != Contributor {
		return nil, nil
	}
	err = a.store.View(ctx, func(tx Tx) error {
		acc, err := tx.Account(v.Account.ID)
		if err != nil {
			return err
		}
		e = &Earned{Direct: acc.Trust.Holds(a.now()), Left: max(TrustAfter-acc.Trust.Accepted, 0)}
		if end := acc.Trust.Reverted.Add(TrustWindow); !acc.Trust.Reverted.IsZero() && end.After(a.now()) {
			e.Until = end
		}
		return nil
	})
	return e, err
}

// knowTrust finds out whether a contributor's fixes appear at once, for Policy.
// It looks at the account as it is now: trust is lost within a session too.
func (a *Archive) knowTrust(tx Tx, v Viewer) (Viewer, error) {
	if v.Role() != Contributor {
		return v, nil
	}
	acc, err := tx.Account(v.Account.ID)
	if err == nil {
		v.trusted = acc.Role == Contributor && acc.Trust.Holds(a.now())
	}
	return v, err
}

// trusted holds the accounts whose word counts as that of someone who could
// change the words themselves.
type trusted map[string]bool

func (t trusted) holds(by Author) bool { return t[by.Account] }

// trustedAmong looks up everyone who signed in among these. An account that was
// locked out is trusted no more, whatever it said before.
func (a *Archive) trustedAmong(tx Tx, people []Author) (trusted, error) {
	t := trusted{"": false, System.Account.ID: true}
	for _, by := range people {
		if _, known := t[by.Account]; known {
			continue
		}
		acc, err := tx.Account(by.Account)
		if errors.Is(err, ErrNotFound) {
			t[by.Account] = false
			continue
		}
		if err != nil {
			return nil, err
		}
		t[by.Account] = looksAfter(acc) || (acc.stands() && acc.Role == Contributor && acc.Trust.Holds(a.now()))
	}
	return t, nil
}

// looksAfter tells whether an account may look after interviews, or could until
// its owner left.
func looksAfter(acc *Account) bool { return acc.stands() && acc.Role.AtLeast(ReporterRole) }

// weighTrust keeps what a new entry of the journal says of the trust in people:
// an accepted fix adds to it, and a change that is taken back ends it. Taking
// that back again restores it, whoever is concerned.
func (a *Archive) weighTrust(tx Tx, c *Change) error {
	if c.Reverts == 0 {
		ok, err := acceptedFix(tx, c)
		if !ok || err != nil {
			return err
		}
		return a.changeTrust(tx, c.By.Account, func(t *Trust) error { t.Accepted++; return nil })
	}
	for at := c.Reverts; at > 0; {
		cs, err := tx.Changes(c.Interview, at-1, at)
		if err != nil || len(cs) == 0 {
			return err
		}
		who := cs[0].By.Account
		err = a.changeTrust(tx, who, func(t *Trust) (err error) {
			*t, err = trustOf(tx, who)
			return err
		})
		if err != nil {
			return err
		}
		at = cs[0].Reverts
	}
	return nil
}

// changeTrust changes what a contributor earned; of others nothing is kept.
func (a *Archive) changeTrust(tx Tx, account string, change func(*Trust) error) error {
	acc, err := tx.Account(account)
	if errors.Is(err, ErrNotFound) || (err == nil && acc.Role != Contributor) {
		return nil
	}
	if err != nil {
		return err
	}
	before := acc.Trust
	if err := change(&acc.Trust); err != nil || acc.Trust == before {
		return err
	}
	return putPerson(tx, acc)
}

// trustOf reads from the journal what an account earned.
func trustOf(tx Tx, account string) (t Trust, err error) {
	mine, err := tx.ChangesBy(account, "", changesCounted)
	if err != nil {
		return t, err
	}
	journals := map[string]map[int]*Change{}
	for _, c := range mine {
		if journals[c.Interview] == nil {
			if journals[c.Interview], err = takenBack(tx, c.Interview); err != nil {
				return t, err
			}
		}
		by := journals[c.Interview][c.Version]
		if by != nil {
			if by.By.Account != account && by.Made.After(t.Reverted) {
				t.Reverted = by.Made
			}
			continue
		}
		ok, err := acceptedFix(tx, c)
		if err != nil {
			return t, err
		}
		if ok {
			t.Accepted++
		}
	}
	return t, nil
}

// acceptedFix tells whether a change is a fix of someone with an account that
// someone else, who looks after interviews, accepted. What others agree to is
// not counted: two friends could make each other trusted.
func acceptedFix(tx Tx, c *Change) (bool, error) {
	if c.Kind != MisHearing || c.Reverts > 0 || len(c.Carries) > 0 || c.By.Account == "" || c.Agreed == nil || c.Agreed.Account == "" || c.Agreed.Same(c.By) {
		return false, nil
	}
	acc, err := tx.Account(c.Agreed.Account)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil && looksAfter(acc), err
}

// takenBack finds, for each version of a journal that does not stand any more,
// the entry that took it back.
func takenBack(tx Tx, interview string) (map[int]*Change, error) {
	changes, err := tx.Changes(interview, 0, -1)
	back := map[int]*Change{}
	for _, c := range slices.Backward(changes) {
		if c.Reverts > 0 && back[c.Version] == nil {
			back[c.Reverts] = c
		}
	}
	return back, err
}
