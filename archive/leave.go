package archive

import (
	"context"
	"errors"
	"slices"
	"strings"
)

// FormerContributor is how people are credited who left without their name.
const FormerContributor = "a former contributor"

// PersonRows finds and forgets what no other row knows by its person.
type PersonRows interface {
	// RenameAuthor gives an account another name wherever it stands as an author:
	// of changes, reports, votes, joins, sample answers, acts, and in the facts of
	// interviews. What it did stays as it is. It returns the interviews that named
	// it, by id and each once; doing it again returns none.
	RenameAuthor(account, name string) (interviews []string, err error)
	// ForgetVisits drops what an account had seen of themes.
	ForgetVisits(account string) error
	// SampleAnswersBy returns an account's answers by interview and number.
	SampleAnswersBy(account string) ([]*SampleAnswer, error)
}

// Leave closes v's own account for good. Its name to sign in with, password,
// sessions, tokens, words about the person, saved searches, mail addresses left
// with reports, and themes that nobody else reads are gone. What the person gave
// to interviews stays: under the name people know when named, otherwise under
// FormerContributor, and then the name is gone from every record. The last
// administrator cannot leave.
func (a *Archive) Leave(ctx context.Context, v Viewer, named bool) error {
	if v.Role() == Visitor {
		return ErrSignIn
	}
	if v.Account.ID == System.Account.ID {
		return ErrForbidden
	}
	err := a.update(ctx, func(tx Tx) error {
		acc, err := tx.Account(v.Account.ID)
		if err != nil {
			return err
		}
		if !acc.Left.IsZero() {
			return nil // a request that is sent again
		}
		if err := mayLeave(tx, acc); err != nil {
			return err
		}
		display := FormerContributor
		if named {
			display = acc.Display
		}
		gone := &Account{ID: acc.ID, Name: "former-" + strings.ToLower(acc.ID), Display: display, Role: acc.Role,
			Disabled: true, Trust: acc.Trust, Made: acc.Made, Left: a.now()}
		if err := putPerson(tx, gone); err != nil {
			return err
		}
		if err := endSecrets(tx, acc.ID); err != nil {
			return err
		}
		if err := forgetAddresses(tx, acc.ID); err != nil {
			return err
		}
		return a.forgetPerson(tx, gone)
	})
	if err != nil {
		return err
	}
	a.mirrorNow(ctx, "")
	return nil
}

// mayLeave refuses the only administrator: nobody could let others in any more.
func mayLeave(tx Tx, acc *Account) error {
	if acc.Role != Administrator {
		return nil
	}
	all, err := tx.Accounts()
	if err != nil {
		return err
	}
	if slices.ContainsFunc(all, func(o *Account) bool { return o.ID != acc.ID && o.Role == Administrator && !o.Disabled }) {
		return nil
	}
	return &Problem{Kind: ErrState, Sentence: "You are the only administrator. Please make someone else one before you leave, so that the archive has one."}
}

func endSecrets(tx Tx, account string) error {
	secrets, err := tx.Secrets(account)
	for _, s := range secrets {
		if err == nil {
			err = tx.DeleteSecret(s.Hash)
		}
	}
	return err
}

// forgetAddresses drops every mail address that a person left with a report. The
// receipts open as before for who holds their links.
func forgetAddresses(tx Tx, account string) error {
	err := eachReport(tx, ReportQuery{Account: account}, func(r *Report) error { return tx.PutAddress(r.Receipt, "") })
	if err != nil {
		return err
	}
	joins, err := tx.JoinsBy(account, "", everything)
	for _, j := range joins {
		if err == nil {
			err = tx.PutAddress(j.Receipt, "")
		}
	}
	return err
}

// everything is a limit for rows of one person that must all be there.
const everything = 1 << 30

// forgetPerson drops what was the person's own, and their name if they wished so.
// A rebuild does it again: records of theirs may be older than their leaving.
func (a *Archive) forgetPerson(tx Tx, gone *Account) error {
	if err := a.leaveThemes(tx, gone.ID); err != nil {
		return err
	}
	kept, err := tx.KeptSearches(gone.ID)
	if err != nil {
		return err
	}
	for _, k := range kept {
		if err := tx.DropKeptSearch(k.ID); err != nil {
			return err
		}
	}
	if err := keepSearches(tx, gone.ID); err != nil {
		return err
	}
	if err := tx.ForgetVisits(gone.ID); err != nil {
		return err
	}
	touched, err := interviewsOf(tx, gone.ID) // the search knows who looks after them
	if err != nil {
		return err
	}
	if gone.Display == FormerContributor {
		renamed, err := tx.RenameAuthor(gone.ID, FormerContributor)
		if err != nil {
			return err
		}
		if err := unnamePause(tx, gone.ID); err != nil {
			return err
		}
		touched = append(touched, renamed...)
	}
	slices.Sort(touched)
	for _, id := range slices.Compact(touched) {
		iv, err := tx.Interview(id)
		if err != nil {
			return err
		}
		if err := a.touch(tx, iv); err != nil {
			return err
		}
	}
	return nil
}

// interviewsOf names what an account looks after.
func interviewsOf(tx Tx, account string) (ids []string, err error) {
	for q := (InterviewQuery{Reporter: account, Limit: 200}); ; {
		page, err := tx.Interviews(q)
		if err != nil {
			return nil, err
		}
		for _, iv := range page {
			ids = append(ids, iv.ID)
		}
		if len(page) < q.Limit {
			return ids, nil
		}
		q.Before = page[len(page)-1].ID
	}
}

// leaveThemes drops the themes that were read by nobody else. Others stay; where
// someone works on one, it is theirs now.
func (a *Archive) leaveThemes(tx Tx, account string) error {
	all, err := tx.Themes(ThemeQuery{For: account})
	if err != nil {
		return err
	}
	for _, t := range all {
		mine := t.Owner == account
		if mine && (!t.Deleted.IsZero() || !t.Public && len(t.With) == 0) {
			if err := tx.DropTheme(t.ID); err != nil {
				return err
			}
			if err := keepTheme(tx, t.ID); err != nil {
				return err
			}
			continue
		}
		if mine {
			heir, err := heirOf(tx, t)
			if err != nil {
				return err
			}
			if heir == "" {
				continue // read on as it is
			}
			t.Owner, t.Key, t.Parent = heir, NewKey(), ""
		}
		t.With = slices.DeleteFunc(t.With, func(s ThemeShare) bool { return s.Account == account || s.Account == t.Owner })
		if err := a.putTheme(tx, t); err != nil {
			return err
		}
	}
	return nil
}

// heirOf is the first person let into a theme who may pick passages; "" for none.
func heirOf(tx Tx, t *Theme) (string, error) {
	for _, s := range t.With {
		if !s.Code {
			continue
		}
		acc, err := tx.Account(s.Account)
		if err != nil {
			return "", err
		}
		if !acc.Disabled {
			return acc.ID, nil
		}
	}
	return "", nil
}

// Parting is what a person should know before they leave.
type Parting struct {
	Interviews int  // they look after; custodians will
	Last       bool // the only administrator: they cannot
}

// Parting tells what leaving would mean for v.
func (a *Archive) Parting(ctx context.Context, v Viewer) (p Parting, err error) {
	if v.Role() == Visitor {
		return p, ErrSignIn
	}
	err = a.store.View(ctx, func(tx Tx) error {
		ids, err := interviewsOf(tx, v.Account.ID)
		if err != nil {
			return err
		}
		stay := mayLeave(tx, v.Account)
		p = Parting{Interviews: len(ids), Last: errors.Is(stay, ErrState)}
		if p.Last {
			return nil
		}
		return stay
	})
	return p, err
}

// forgetLeavers ends a rebuild: what the bucket still held of people who left, or
// under their names, goes again.
func (a *Archive) forgetLeavers(ctx context.Context) error {
	return a.store.Update(ctx, func(tx Tx) error {
		all, err := tx.Accounts()
		for _, acc := range all {
			if err == nil && !acc.Left.IsZero() {
				err = a.forgetPerson(tx, acc)
			}
		}
		return err
	})
}

// stands tells whether what an account said before counts as it did: it may sign
// in, or left of its own will.
func (acc *Account) stands() bool { return !acc.Disabled || !acc.Left.IsZero() }
