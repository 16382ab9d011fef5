package storetest

import (
	"context"
	"fmt"
	"testing"

	"earshot/archive"
)

var journal = []promise{
	{"a change reads back the same", func(t *testing.T, s archive.Store) {
		appendAll(t, s, change("i1", 1))
		got := read(t, s, func(tx archive.Tx) ([]*archive.Change, error) { return tx.Changes("i1", 0, -1) })
		same(t, "changes", got, []*archive.Change{change("i1", 1)})
		one := read(t, s, func(tx archive.Tx) (*archive.Change, error) { return tx.ChangeByKey("i1", "key-1") })
		same(t, "by key", one, change("i1", 1))
	}},
	{"AppendChange is ErrConflict unless the version is the next", func(t *testing.T, s archive.Store) {
		appendAll(t, s, change("i1", 1), change("i1", 2), change("i2", 1))
		for _, v := range []int{-1, 0, 1, 2, 4} {
			c := change("i1", v)
			c.Key = "fresh"
			refused(t, s, archive.ErrConflict, func(tx archive.Tx) error { return tx.AppendChange(c) })
		}
		appendAll(t, s, change("i1", 3))
	}},
	{"AppendChange is ErrExists when the key was used there, but not elsewhere", func(t *testing.T, s archive.Store) {
		appendAll(t, s, change("i1", 1), change("i1", 2))
		again := change("i1", 3)
		again.Key = "key-1"
		refused(t, s, archive.ErrExists, func(tx archive.Tx) error { return tx.AppendChange(again) })
		refused(t, s, archive.ErrExists, func(tx archive.Tx) error { return tx.AppendChange(change("i1", 1)) })
		appendAll(t, s, change("i2", 1))
	}},
	{"changes without a key are not taken for each other", func(t *testing.T, s archive.Store) {
		a, b := change("i1", 1), change("i1", 2)
		a.Key, b.Key = "", ""
		appendAll(t, s, a, b)
		absent(t, s, "no key", func(tx archive.Tx) (*archive.Change, error) { return tx.ChangeByKey("i1", "") })
	}},
	{"an absent key is ErrNotFound", func(t *testing.T, s archive.Store) {
		appendAll(t, s, change("i1", 1))
		absent(t, s, "other key", func(tx archive.Tx) (*archive.Change, error) { return tx.ChangeByKey("i1", "x") })
		absent(t, s, "other interview", func(tx archive.Tx) (*archive.Change, error) { return tx.ChangeByKey("i2", "key-1") })
	}},
	{"Changes returns after < v <= upTo in order", changesBetween},
	{"LatestChanges and ChangesBy are newest first and limited", latestChanges},
	{"20 writers at once leave no gap", noGaps},
}

func changesBetween(t *testing.T, s archive.Store) {
	for v := 1; v <= 12; v++ {
		appendAll(t, s, change("i1", v), change("i2", v))
	}
	for _, c := range []struct{ after, upTo, first, last int }{
		{0, -1, 1, 12}, {0, 0, 1, 0}, {0, 5, 1, 5}, {5, 9, 6, 9}, {9, 99, 10, 12}, {12, -1, 1, 0}, {7, 3, 1, 0}, {-5, 2, 1, 2},
	} {
		var want []string
		for v := c.first; v <= c.last; v++ {
			want = append(want, fmt.Sprintf("i1/%d", v))
		}
		got := read(t, s, func(tx archive.Tx) ([]*archive.Change, error) { return tx.Changes("i1", c.after, c.upTo) })
		same(t, fmt.Sprintf("after %d up to %d", c.after, c.upTo), versions(got), want)
	}
}

func latestChanges(t *testing.T, s archive.Store) {
	appendAll(t, s, change("i1", 1), change("i2", 1))
	byVisitor := change("i1", 2)
	byVisitor.By = archive.Author{Visitor: "vis"}
	appendAll(t, s, byVisitor)
	older := change("i2", 2) // appended last, whatever its clock said
	older.Made = moment.AddDate(-1, 0, 0)
	appendAll(t, s, older)
	latest := func(limit int) []string {
		return versions(read(t, s, func(tx archive.Tx) ([]*archive.Change, error) { return tx.LatestChanges(limit) }))
	}
	same(t, "latest", latest(10), []string{"i2/2", "i1/2", "i2/1", "i1/1"})
	same(t, "latest two", latest(2), []string{"i2/2", "i1/2"})
	by := func(account, visitor string, limit int) []string {
		return versions(read(t, s, func(tx archive.Tx) ([]*archive.Change, error) { return tx.ChangesBy(account, visitor, limit) }))
	}
	same(t, "by account", by("ann", "", 10), []string{"i2/2", "i2/1", "i1/1"})
	same(t, "by account, one", by("ann", "", 1), []string{"i2/2"})
	same(t, "by visitor", by("", "vis", 10), []string{"i1/2"})
	same(t, "by either", by("ann", "vis", 10), []string{"i2/2", "i1/2", "i2/1", "i1/1"})
	same(t, "by nobody", by("", "", 10), []string(nil))
}

func noGaps(t *testing.T, s archive.Store) {
	const writers, each = 20, 5
	err := inParallel(t.Context(), writers, func(ctx context.Context, w int) error {
		for k := range each {
			err := s.Update(ctx, func(tx archive.Tx) error {
				before, err := tx.Changes("i1", 0, -1)
				if err != nil {
					return err
				}
				c := change("i1", len(before)+1)
				c.Key = fmt.Sprintf("%d-%d", w, k)
				return tx.AppendChange(c)
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	all := read(t, s, func(tx archive.Tx) ([]*archive.Change, error) { return tx.Changes("i1", 0, -1) })
	keys := map[string]bool{}
	for i, c := range all {
		same(t, "version", c.Version, i+1)
		keys[c.Key] = true
	}
	same(t, "changes", len(keys), writers*each)
}
