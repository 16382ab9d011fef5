package archive

import (
	"context"
	"errors"
	"slices"
)

// Said is one report as everyone may read it: what was said and what was done.
type Said struct {
	Report      *Report
	Interview   *Interview
	Before, Now string // of a fix; the words that were changed and what they became
}

// Said returns answered reports, newest first: those of one interview, or of all
// with "". Private ones are not among them, nor those whose words are withheld.
// Before is the number of the last one of the page before, 0 for the first page.
func (a *Archive) Said(ctx context.Context, interview string, before int64, limit int) (all []Said, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		all = nil
		known := map[string]*Interview{}
		q := ReportQuery{Interview: interview, States: []ReportState{ReportFixed, ReportKept, ReportPassed}, Newest: true, After: before, Limit: 100}
		for range saidLooks {
			page, err := tx.Reports(q)
			if err != nil {
				return err
			}
			for _, r := range page {
				s, err := a.said(tx, r, known)
				if err != nil {
					return err
				}
				if s != nil {
					all = append(all, *s)
				}
				if len(all) == limit {
					return nil
				}
			}
			if len(page) < q.Limit {
				return nil
			}
			q.After = page[len(page)-1].ID
		}
		return nil
	})
	return all, err
}

// saidLooks bounds how many pages of reports one look goes through, when most of
// them are not for everyone.
const saidLooks = 10

func (a *Archive) said(tx Tx, r *Report, known map[string]*Interview) (*Said, error) {
	iv := known[r.Interview]
	if iv == nil {
		var err error
		if iv, err = tx.Interview(r.Interview); err != nil {
			return nil, err
		}
		known[iv.ID] = iv
	}
	if !Policy(Viewer{}, iv).Read || r.Urgent() || r.Held || iv.Withholds(r) {
		return nil, nil
	}
	s := &Said{Report: r, Interview: iv, Before: r.Quote}
	if r.Fixed == 0 {
		return s, nil
	}
	cs, err := tx.Changes(iv.ID, r.Fixed-1, r.Fixed)
	if err != nil || len(cs) == 0 {
		return nil, err
	}
	if iv.hides(cs[0]) || cs[0].Kind != MisHearing {
		return nil, nil
	}
	s.Before, s.Now = JoinWords(cs[0].gone()), JoinWords(cs[0].written())
	return s, nil
}

// Yours is one report of a person, with the way back to its receipt.
type Yours struct {
	*Receipt
	Secret string
}

// Yours returns what a viewer reported or joined, newest first, as their browser
// or account is known by it, each with what became of its words since.
func (a *Archive) Yours(ctx context.Context, v Viewer, limit int) (all []Yours, err error) {
	by := v.Author()
	if by.Account == "" && by.Visitor == "" {
		return nil, nil
	}
	var secrets []string
	err = a.store.View(ctx, func(tx Tx) error {
		secrets = nil
		q := ReportQuery{Account: by.Account, Newest: true, Limit: limit}
		if by.Account == "" {
			q.Visitor = by.Visitor
		}
		mine, err := tx.Reports(q)
		if err != nil {
			return err
		}
		for _, r := range mine {
			secrets = append(secrets, a.derive("receipt", r.Interview, r.Key))
		}
		joins, err := tx.JoinsBy(by.Account, by.Visitor, limit)
		if err != nil {
			return err
		}
		for _, j := range joins {
			r, err := tx.Report(j.Report)
			if err != nil {
				return err
			}
			secrets = append(secrets, a.derive("join", r.Interview, j.Key))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, secret := range secrets {
		rec, err := a.Receipt(ctx, secret)
		if errors.Is(err, ErrNotFound) {
			continue // made before the archive's key was lost
		}
		if err != nil {
			return nil, err
		}
		all = append(all, Yours{rec, secret})
	}
	slices.SortStableFunc(all, func(x, y Yours) int { return y.Report.Changed.Compare(x.Report.Changed) })
	return all, nil
}
