package archive

import (
	"context"
	"errors"
	"slices"
	"time"
)

// Join is one more person who says what a report says. It has a receipt of its
// own, so that each of them hears what came of it.
type Join struct {
	Report  int64     `json:"report"`
	Receipt string    `json:"-"` // SHA-256 of the secret in the receipt link
	By      Author    `json:"by"`
	Key     string    `json:"key"`            // idempotency key
	Left    bool      `json:"left,omitempty"` // taken back by its author
	Made    time.Time `json:"made"`
}

// JoinRows keeps who joined a report.
type JoinRows interface {
	// PutJoin inserts or replaces by receipt, which must not be empty.
	PutJoin(*Join) error
	JoinByReceipt(hash string) (*Join, error)
	// Joins returns those of a report in the order they were made, also the ones
	// taken back.
	Joins(report int64) ([]*Join, error)
	// JoinsBy returns those of an account or a visitor, newest first.
	JoinsBy(account, visitor string, limit int) ([]*Join, error)
}

// Alike is an open report about the same sound, as anyone may see it: never who
// sent it, and of what they wrote only a fix that stands on the page anyway.
type Alike struct {
	Report   int64
	Reason   Reason
	People   int    // who said so
	Mine     bool   // the viewer is one of them
	Proposes bool   // it carries a fix that the viewer may confirm
	Fix      string // these words; "" with Proposes: nothing was said
}

// Alike returns the open reports that overlap the words first..last of a version,
// oldest first, so that nobody has to say again what was said.
func (a *Archive) Alike(ctx context.Context, v Viewer, id string, version int, first, last WordID) ([]Alike, error) {
	var found []Alike
	err := a.store.View(ctx, func(tx Tx) error {
		found = nil
		iv, p, err := a.visible(tx, v, id)
		if err != nil {
			return err
		}
		if !p.Suggest {
			return ErrForbidden
		}
		saw, err := a.fold(tx, iv, version)
		if err != nil {
			return err
		}
		words, err := saw.Words(first, last)
		if err != nil {
			return err
		}
		if len(words) == 0 {
			return nil
		}
		return eachReport(tx, ReportQuery{Interview: id, States: openStates}, func(r *Report) error {
			if !r.Span.Overlaps(spanOf(words)) || (!p.Remove && iv.Withholds(r)) {
				return nil
			}
			one, err := alike(tx, v.Author(), r)
			if err != nil {
				return err
			}
			if slices.Contains(proposalStates, r.State) && iv.proposes(p, r) {
				one.Proposes, one.Fix = true, r.Fix
			}
			found = append(found, one)
			return nil
		})
	})
	return found, err
}

// openStates are those in which a report waits for an answer.
var openStates = []ReportState{ReportReceived, ReportListening, ReportPassed}

// eachReport calls fn for all reports of a query, however many there are.
func eachReport(tx Tx, q ReportQuery, fn func(*Report) error) error {
	q.Limit = 500
	for {
		page, err := tx.Reports(q)
		if err != nil {
			return err
		}
		for _, r := range page {
			if err := fn(r); err != nil {
				return err
			}
		}
		if len(page) < q.Limit {
			return nil
		}
		q.After = page[len(page)-1].ID
	}
}

func alike(tx Tx, me Author, r *Report) (Alike, error) {
	one := Alike{Report: r.ID, Reason: r.Reason, People: 1, Mine: r.By.person(me)}
	joins, err := tx.Joins(r.ID)
	for _, j := range joins {
		if !j.Left {
			one.People++
			one.Mine = one.Mine || j.By.person(me)
		}
	}
	return one, err
}

// person tells whether two authors are known to be one. Two visitors of one
// network may both be counted here: a household has more than one pair of ears.
func (a Author) person(o Author) bool {
	if a.Account != "" || o.Account != "" {
		return a.Account == o.Account
	}
	return a.Visitor != "" && a.Visitor == o.Visitor
}

// Join adds a person to an open report and returns the secret of their own
// receipt. The same key gives the same receipt. Who said so already gets
// ErrUnchanged.
func (a *Archive) Join(ctx context.Context, v Viewer, report int64, key string) (r *Report, secret string, err error) {
	if key, err = requestKey(key); err != nil {
		return nil, "", err
	}
	by := v.Author()
	err = a.update(ctx, func(tx Tx) error {
		if r, err = tx.Report(report); err != nil {
			return err
		}
		iv, p, err := a.visible(tx, v, r.Interview)
		if err != nil {
			return err
		}
		if !p.Suggest {
			return ErrForbidden
		}
		if !p.Remove && iv.Withholds(r) {
			return ErrNotFound
		}
		secret = a.derive("join", r.Interview, key)
		switch have, err := tx.JoinByReceipt(HashSecret(secret)); {
		case err == nil && (have.Report != report || !have.By.person(by)):
			return errKeyTaken // its receipt is not this person's to see
		case err == nil || !errors.Is(err, ErrNotFound):
			return err
		}
		if !r.State.Open() {
			return &Problem{Kind: ErrState, Sentence: "This report was answered meanwhile. If the words are still wrong, please report them again."}
		}
		switch one, err := alike(tx, by, r); {
		case err != nil:
			return err
		case one.Mine:
			return &Problem{Kind: ErrUnchanged, Sentence: "You reported these words already. Thank you."}
		}
		if err := tx.PutJoin(&Join{Report: r.ID, Receipt: HashSecret(secret), By: by, Key: key, Made: a.now()}); err != nil {
			return err
		}
		return a.touch(tx, iv)
	})
	if err != nil {
		return nil, "", err
	}
	return r, secret, nil
}

// leave takes back one person's part in a report that stays.
func (a *Archive) leave(tx Tx, r *Report, j *Join) error {
	iv, err := tx.Interview(r.Interview)
	if err != nil {
		return err
	}
	if j.Left {
		return &Problem{Kind: ErrState, Sentence: "You took this back already."}
	}
	j.Left = true
	if err := tx.PutJoin(j); err != nil {
		return err
	}
	if err := tx.PutAddress(j.Receipt, ""); err != nil {
		return err
	}
	return a.touch(tx, iv)
}

// byReceipt finds the report that a receipt belongs to, and the join, if it is
// the receipt of someone who joined.
func byReceipt(tx Tx, secret string) (*Report, *Join, error) {
	r, err := tx.ReportByReceipt(HashSecret(secret))
	if !errors.Is(err, ErrNotFound) {
		return r, nil, err
	}
	j, err := tx.JoinByReceipt(HashSecret(secret))
	if err != nil {
		return nil, nil, err
	}
	r, err = tx.Report(j.Report)
	return r, j, err
}

// stays tells whether a report has people besides its author.
func stays(tx Tx, r *Report) (bool, error) {
	joins, err := tx.Joins(r.ID)
	return slices.ContainsFunc(joins, func(j *Join) bool { return !j.Left }), err
}
