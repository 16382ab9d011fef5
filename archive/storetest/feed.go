package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"earshot/archive"
)

var feed = []promise{
	{"an empty feed ends at 0", func(t *testing.T, s archive.Store) {
		same(t, "last event", read(t, s, archive.Tx.LastEvent), int64(0))
		same(t, "events", len(events(t, s, 0, 10)), 0)
	}},
	{"AddEvent numbers from 1, Events returns those above a number", func(t *testing.T, s archive.Store) {
		var want []archive.Event
		for i := int64(1); i <= 5; i++ {
			e := archive.Event{Seq: i, Interview: fmt.Sprintf("i%d", i), Version: int(i) * 2, At: moment}
			want = append(want, e)
			update(t, s, func(tx archive.Tx) error {
				seq, err := tx.AddEvent(e.Interview, e.Version, e.At)
				same(t, "number", seq, i)
				return err
			})
		}
		same(t, "all", events(t, s, 0, 10), want)
		same(t, "some", events(t, s, 2, 2), want[2:4])
		same(t, "none", len(events(t, s, 5, 10)), 0)
		same(t, "last event", read(t, s, archive.Tx.LastEvent), int64(5))
	}},
	{"an Update that is not kept uses up no number", func(t *testing.T, s archive.Store) {
		refused(t, s, errMine, func(tx archive.Tx) error {
			_, err := tx.AddEvent("i", 1, moment)
			return errors.Join(err, errMine)
		})
		update(t, s, func(tx archive.Tx) error {
			seq, err := tx.AddEvent("i", 1, moment)
			same(t, "number", seq, int64(1))
			return err
		})
	}},
	{"a reader that follows never misses a number", followFeed},
	{"Settings are all by name", func(t *testing.T, s archive.Store) {
		want := map[string]string{"a": "1", "b/c": "2"}
		for name, v := range want {
			update(t, s, func(tx archive.Tx) error { return tx.PutSetting(name, v) })
		}
		same(t, "settings", read(t, s, archive.Tx.Settings), want)
	}},
	{"an absent setting is ErrNotFound, PutSetting inserts or replaces", func(t *testing.T, s archive.Store) {
		absent(t, s, "setting", func(tx archive.Tx) (string, error) { return tx.Setting("x") })
		for _, v := range []string{"one", "", "zwei\x00\n'"} {
			update(t, s, func(tx archive.Tx) error { return tx.PutSetting("x", v) })
			same(t, "setting", read(t, s, func(tx archive.Tx) (string, error) { return tx.Setting("x") }), v)
		}
	}},
}

func events(t *testing.T, s archive.Store, after int64, limit int) []archive.Event {
	t.Helper()
	return read(t, s, func(tx archive.Tx) ([]archive.Event, error) { return tx.Events(after, limit) })
}

// followFeed reads the feed while many write to it. A number that became visible
// after a higher one would be missed, and show as a gap.
func followFeed(t *testing.T, s archive.Store) {
	const writers, each = 20, 10
	wrote := make(chan error, 1)
	ctx := t.Context()
	go func() {
		wrote <- inParallel(ctx, writers, func(ctx context.Context, w int) error {
			for k := range each {
				err := s.Update(ctx, func(tx archive.Tx) error {
					_, err := tx.AddEvent(fmt.Sprintf("i%d", w), k, moment)
					if err == nil && k%5 == 4 {
						return errMine // not kept: must leave no gap either
					}
					return err
				})
				if err != nil && !errors.Is(err, errMine) {
					return err
				}
			}
			return nil
		})
	}()
	const total = writers * each * 4 / 5
	last, ended := int64(0), false
	for last < total {
		found := events(t, s, last, 7)
		for _, e := range found {
			if e.Seq != last+1 {
				t.Fatalf("number %d came after %d", e.Seq, last)
			}
			last = e.Seq
		}
		if ended && len(found) == 0 {
			break
		}
		select {
		case err := <-wrote:
			if err != nil {
				t.Fatal(err)
			}
			ended = true
		default:
		}
	}
	same(t, "events read", last, int64(total))
	same(t, "last event", read(t, s, archive.Tx.LastEvent), int64(total))
}
