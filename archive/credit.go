package archive

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
)

// Credit is who put an interview's words right, without the fixes that were
// taken back.
type Credit struct {
	Names    []string // as they want to be credited, in the order of their first fix
	Visitors int      // who gave no name
}

// Credits reads who is to be credited from a whole journal.
func Credits(changes []*Change) Credit {
	undone := map[int]bool{}
	for _, c := range slices.Backward(changes) {
		if c.Reverts > 0 && !undone[c.Version] {
			undone[c.Reverts] = true
		}
	}
	var out Credit
	seen := map[string]bool{}
	for _, c := range changes {
		if undone[c.Version] || c.Reverts > 0 || c.Kind == Removal {
			continue
		}
		who := c.By.Account + "/" + c.By.Visitor
		name := c.By.Credit()
		if seen[who+"/"+name] || (name != "" && slices.Contains(out.Names, name)) {
			continue
		}
		seen[who+"/"+name] = true
		if name == "" {
			out.Visitors++
		} else {
			out.Names = append(out.Names, name)
		}
	}
	return out
}

// Credit is a person's name and group as they want to be thanked; "" for neither.
func (a Author) Credit() string {
	if a.Name == "" || a.Group == "" {
		return a.Name + a.Group
	}
	return a.Name + ", " + a.Group
}

// String lists everyone, as in "Ann, Salford u3a; Bo; and 3 visitors". It is ""
// when there is nobody.
func (c Credit) String() string {
	parts := slices.Clone(c.Names)
	switch {
	case c.Visitors == 1:
		parts = append(parts, "1 visitor")
	case c.Visitors > 1:
		parts = append(parts, strconv.Itoa(c.Visitors)+" visitors")
	}
	if n := len(parts); n > 1 {
		parts[n-1] = "and " + parts[n-1]
	}
	between := " "
	if len(parts) > 2 || strings.Contains(strings.Join(parts, ""), ",") {
		between = "; "
	}
	return strings.Join(parts, between)
}

// Care is what a person did that asks for listening. It is no score: it names
// nobody else and ranks nobody.
type Care struct {
	Checked  float64 // seconds of sound of the words they put right or answered for
	Answered int     // reports
}

// CareOf counts what an account did on interviews that anyone may read.
func (a *Archive) CareOf(ctx context.Context, account string) (c Care, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		c = Care{}
		public := map[string]bool{}
		open := func(id string) (bool, error) {
			if _, known := public[id]; !known {
				iv, err := tx.Interview(id)
				if err != nil {
					return false, err
				}
				public[id] = Policy(Viewer{}, iv).Read
			}
			return public[id], nil
		}
		heard := map[string][]Span{}
		err := eachReport(tx, ReportQuery{Answered: account}, func(r *Report) error {
			ok, err := open(r.Interview)
			if ok && !r.State.Open() {
				c.Answered++
				heard[r.Interview] = append(heard[r.Interview], r.Span)
			}
			return err
		})
		if err != nil {
			return err
		}
		changes, err := tx.ChangesBy(account, "", changesCounted)
		if err != nil {
			return err
		}
		for _, ch := range changes {
			ok, err := open(ch.Interview)
			if err != nil {
				return err
			}
			for _, e := range ch.Edits {
				if words := append(slices.Clone(e.Before), e.Words...); ok && len(words) > 0 {
					heard[ch.Interview] = append(heard[ch.Interview], spanOf(words))
				}
			}
		}
		for _, spans := range heard {
			c.Checked += covered(spans)
		}
		return nil
	})
	return c, err
}

const changesCounted = 5000 // of one person, the newest

// covered is how long stretches are together, counting what they share once.
func covered(spans []Span) (seconds float64) {
	slices.SortFunc(spans, func(x, y Span) int { return cmp.Compare(x.Start, y.Start) })
	end := 0.0
	for _, s := range spans {
		seconds += max(0, s.End-max(s.Start, end))
		end = max(end, s.End)
	}
	return Milliseconds(seconds)
}

// Newcomer tells whether what a viewer sent is the first of theirs that is kept.
func (a *Archive) Newcomer(ctx context.Context, v Viewer) (first bool, err error) {
	by := v.Author()
	if by.Account == "" && by.Visitor == "" {
		return false, nil
	}
	err = a.store.View(ctx, func(tx Tx) error {
		changes, err := tx.ChangesBy(by.Account, by.Visitor, 2)
		if err != nil {
			return err
		}
		q := ReportQuery{Account: by.Account, Limit: 2}
		if by.Account == "" {
			q.Visitor = by.Visitor
		}
		reports, err := tx.Reports(q)
		first = len(changes)+len(reports) == 1
		return err
	})
	return first, err
}
