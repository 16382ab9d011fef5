package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"earshot/archive"
)

// Run holds a store to its promises. open gives a new, empty store each time and
// closes it when its test ends.
func Run(t *testing.T, open func(t *testing.T) archive.Store) {
	for _, suite := range []struct {
		name  string
		tests []promise
	}{
		{"transactions", transactions},
		{"interviews", interviews},
		{"recognitions", recognitions},
		{"journal", journal},
		{"reports", reports},
		{"joins", joins},
		{"letters", letters},
		{"votes", votes},
		{"samples", samples},
		{"persons", persons},
		{"people", people},
		{"vocabulary", vocabulary},
		{"themes", themes},
		{"kept searches", keptSearches},
		{"feed", feed},
		{"enqueue", enqueue},
		{"acts", acts},
	} {
		t.Run(suite.name, func(t *testing.T) {
			for _, p := range suite.tests {
				t.Run(p.says, func(t *testing.T) { p.test(t, open(t)) })
			}
		})
	}
}

// promise is one sentence of the contract and the test that holds it.
type promise struct {
	says string
	test func(t *testing.T, s archive.Store)
}

// patience is how long a test waits for something that should come at once, on
// a machine busy with other things.
const patience = 30 * time.Second

// moment is the time most rows of a test are made at.
var moment = time.Date(2026, 3, 4, 5, 6, 7, 890123456, time.UTC)

// update runs fn and fails the test when it is not kept.
func update(t *testing.T, s archive.Store, fn func(archive.Tx) error) {
	t.Helper()
	if err := s.Update(t.Context(), fn); err != nil {
		t.Fatalf("Update: %v", err)
	}
}

// refused runs fn, which must fail with kind.
func refused(t *testing.T, s archive.Store, kind error, fn func(archive.Tx) error) {
	t.Helper()
	if err := s.Update(t.Context(), fn); !errors.Is(err, kind) {
		t.Fatalf("error is %v, want %v", err, kind)
	}
}

// read returns what get reads in a View.
func read[T any](t *testing.T, s archive.Store, get func(archive.Tx) (T, error)) T {
	t.Helper()
	var v T
	err := s.View(t.Context(), func(tx archive.Tx) (err error) {
		v, err = get(tx)
		return err
	})
	if err != nil {
		t.Fatalf("View: %v", err)
	}
	return v
}

// absent checks that get returns ErrNotFound.
func absent[T any](t *testing.T, s archive.Store, what string, get func(archive.Tx) (T, error)) {
	t.Helper()
	err := s.View(t.Context(), func(tx archive.Tx) error {
		_, err := get(tx)
		return err
	})
	if !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("%s: error is %v, want ErrNotFound", what, err)
	}
}

// same compares what was read with what was wanted.
func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

// wait waits for a signal or fails the test.
func wait[T any](t *testing.T, what string, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(patience):
		t.Fatalf("waited %v for %s", patience, what)
		panic("unreachable")
	}
}

// put stores interviews.
func put(t *testing.T, s archive.Store, ivs ...*archive.Interview) {
	t.Helper()
	update(t, s, func(tx archive.Tx) error {
		for _, iv := range ivs {
			if err := tx.PutInterview(iv); err != nil {
				return err
			}
		}
		return nil
	})
}

// change is version v of an interview, with every field of some use set.
func change(interview string, v int) *archive.Change {
	return &archive.Change{
		Interview: interview, Version: v, Against: v - 1, Kind: archive.MisHearing, Op: archive.OpWords,
		Edits: []archive.Edit{{
			Before: []archive.Word{{ID: 4, Text: "lifting", Start: 1.5, End: 1.75, Probability: 0.25, Timing: archive.TimeRecognised}},
			Words:  []archive.Word{{ID: 90, Text: "listening", Start: 1.5, End: 1.75, Timing: archive.TimeAligned}},
			Line:   2, After: 3, Next: 5,
		}},
		By: archive.Author{Account: "ann", Name: "Ann"}, Agreed: &archive.Author{Visitor: "v", Network: "n"},
		Note: "heard twice", Key: fmt.Sprintf("key-%d", v), Made: moment.Add(time.Duration(v) * time.Second),
	}
}

// appendAll appends changes in one transaction.
func appendAll(t *testing.T, s archive.Store, changes ...*archive.Change) {
	t.Helper()
	update(t, s, func(tx archive.Tx) error {
		for _, c := range changes {
			if err := tx.AppendChange(c); err != nil {
				return err
			}
		}
		return nil
	})
}

// versions lists interview and version of changes.
func versions(changes []*archive.Change) []string {
	var all []string
	for _, c := range changes {
		all = append(all, fmt.Sprintf("%s/%d", c.Interview, c.Version))
	}
	return all
}

// inParallel runs n functions at once and returns the first error of any.
func inParallel(ctx context.Context, n int, fn func(ctx context.Context, i int) error) error {
	errs := make(chan error, n)
	for i := range n {
		go func() { errs <- fn(ctx, i) }()
	}
	var all []error
	for range n {
		all = append(all, <-errs)
	}
	return errors.Join(all...)
}

// pause lets the clock move on by more than the millisecond that queues order
// by. There is no signal to wait for: the clock is what is waited on.
func pause(t *testing.T) {
	t.Helper()
	wait(t, "the clock", time.After(3*time.Millisecond))
}
