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
	Checked   float64 // seconds of sound of the words they put right or answered for
	Fixed     int     // changes of words
	Heard     int     // short passages they listened to and spoke of
	Confirmed int     // of these, what they found right
	Answered  int     // reports
	Thanked   int     // people whose reports they accepted
}

// CareOf counts what an account did on interviews that anyone may read.
func (a *Archive) CareOf(ctx context.Context, account string) (c Care, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		count := careCount{tx: tx, public: map[string]bool{}, heard: map[string][]Span{}}
		for _, part := range []func(string) error{count.reports, count.changes, count.votes} {
			if err := part(account); err != nil {
				return err
			}
		}
		for _, spans := range count.heard {
			count.Checked += covered(spans)
		}
		c = count.Care
		return nil
	})
	return c, err
}

// careCount counts for one person.
type careCount struct {
	Care
	tx     Tx
	public map[string]bool
	heard  map[string][]Span // by interview
}

func (n *careCount) open(id string) (bool, error) {
	if _, known := n.public[id]; !known {
		iv, err := n.tx.Interview(id)
		if err != nil {
			return false, err
		}
		n.public[id] = Policy(Viewer{}, iv).Read
	}
	return n.public[id], nil
}

func (n *careCount) reports(account string) error {
	thanked := map[string]bool{}
	err := eachReport(n.tx, ReportQuery{Answered: account}, func(r *Report) error {
		ok, err := n.open(r.Interview)
		if !ok || r.State.Open() {
			return err
		}
		n.Answered++
		n.heard[r.Interview] = append(n.heard[r.Interview], r.Span)
		if r.State == ReportFixed {
			thanked[r.By.Account+"/"+r.By.Visitor] = true
		}
		return nil
	})
	n.Thanked = len(thanked)
	return err
}

func (n *careCount) changes(account string) error {
	changes, err := n.tx.ChangesBy(account, "", changesCounted)
	if err != nil {
		return err
	}
	for _, ch := range changes {
		ok, err := n.open(ch.Interview)
		if err != nil {
			return err
		}
		if ok && ch.Op == OpWords && ch.Reverts == 0 && ch.Kind == MisHearing {
			n.Fixed++
		}
		for _, e := range ch.Edits {
			if words := append(slices.Clone(e.Before), e.Words...); ok && len(words) > 0 {
				n.heard[ch.Interview] = append(n.heard[ch.Interview], spanOf(words))
			}
		}
	}
	return nil
}

// votes counts what a person said of words alone: a vote that came with a fix or a
// report has no key, and is counted as that.
func (n *careCount) votes(account string) error {
	votes, err := n.tx.VotesBy(account, changesCounted)
	if err != nil {
		return err
	}
	for _, v := range votes {
		ok, err := n.open(v.Interview)
		if err != nil {
			return err
		}
		if !ok || v.Key == "" || v.Carries > 0 || v.Verdict == Unsure {
			continue
		}
		n.Heard++
		n.heard[v.Interview] = append(n.heard[v.Interview], v.Span)
		if v.Verdict == Right {
			n.Confirmed++
		}
	}
	return nil
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
