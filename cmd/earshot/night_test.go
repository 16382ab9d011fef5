package main

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"earshot/archive"
	"earshot/archive/sqlstore"
	"earshot/archive/sqlstore/sqltest"
	"earshot/search"
	"earshot/search/bleveindex"
	"earshot/search/indextest"
)

func TestCheckTime(t *testing.T) {
	cases := []struct {
		written string
		at      time.Duration
		on, bad bool
	}{
		{"03:00", 3 * time.Hour, true, false},
		{"23:59", 23*time.Hour + 59*time.Minute, true, false},
		{"off", 0, false, false},
		{"", 0, true, true},
		{"25:00", 0, true, true},
		{"3 am", 0, true, true},
	}
	for _, c := range cases {
		at, on, err := (&Config{CheckAt: c.written}).checkTime()
		if (err != nil) != c.bad || (err == nil && (at != c.at || on != c.on)) {
			t.Errorf("%q: %v, %v, %v", c.written, at, on, err)
		}
	}
}

func TestDueAfter(t *testing.T) {
	day := func(d, h, m int) time.Time { return time.Date(2026, 3, d, h, m, 0, 0, time.UTC) }
	cases := []struct {
		name           string
		last, now, due time.Time
	}{
		{"a new site, in the evening", time.Time{}, day(4, 20, 0), day(5, 3, 30)},
		{"a new site, at night", time.Time{}, day(4, 1, 0), day(4, 3, 30)},
		{"checked last night", day(4, 3, 50), day(4, 20, 0), day(5, 3, 30)},
		{"checked yesterday, and now it is night", day(3, 3, 50), day(4, 2, 0), day(4, 3, 30)},
		{"slept through the night", day(3, 3, 50), day(4, 9, 0), day(4, 9, 0)},
		{"slept for a week", day(1, 3, 50), day(8, 1, 0), day(8, 1, 0)},
		{"the end of a month", day(31, 3, 31), day(31, 12, 0), day(32, 3, 30)},
		{"made up for late", day(3, 9, 10), day(3, 9, 20), day(4, 3, 30)},
	}
	for _, c := range cases {
		if due := dueAfter(c.last, c.now, 3*time.Hour+30*time.Minute); !due.Equal(c.due) {
			t.Errorf("%s: due %v, want %v", c.name, due, c.due)
		}
	}
}

// A site checks at its hour, again in an hour after a failure, and soon after its
// start when it slept through the night.
func TestNightlyChecksGoOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var last time.Time
		var ran []string
		n := &nightly{at: 3 * time.Hour, log: slog.New(slog.DiscardHandler)}
		n.last = func(context.Context) (time.Time, error) { return last, nil }
		n.check = func(context.Context) error {
			ran = append(ran, time.Now().Format("15:04"))
			if len(ran) == 1 {
				return errors.New("the bucket is away")
			}
			last = time.Now()
			return nil
		}
		runs := func(d time.Duration) {
			ctx, stop := context.WithTimeout(t.Context(), d)
			defer stop()
			if err := n.run(ctx); err != nil {
				t.Error(err)
			}
		}
		now := time.Now()
		time.Sleep(time.Until(time.Date(now.Year(), now.Month(), now.Day()+1, 12, 0, 0, 0, now.Location())))
		last = time.Now()
		runs(40 * time.Hour) // until 4 in the second night
		time.Sleep(72*time.Hour + time.Minute)
		runs(time.Hour)
		if want := []string{"03:00", "04:00", "03:00", "04:11"}; !slices.Equal(ran, want) {
			t.Errorf("checked at %v, want %v", ran, want)
		}
	})
}

// An index that tells of another archive than there is is made again behind the
// site, and one that is right is left alone.
func TestADifferingIndexIsMadeAgain(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	store := sqltest.Open(t, sqlstore.Options{})
	a, err := archive.New(ctx, store, nil, archive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	talk := indextest.Kitchen()
	iv := indextest.Interview(talk)
	err = store.Update(ctx, func(tx archive.Tx) error {
		_, err := tx.AddEvent(iv.ID, 0, time.Now())
		return errors.Join(tx.PutInterview(iv), tx.AddRecognition(talk), err)
	})
	if err != nil {
		t.Fatal(err)
	}
	quiet := slog.New(slog.DiscardHandler)
	live := search.NewLive(bleveindex.NewShelf(t.TempDir(), a.ID()), a, search.LiveOptions{Name: reporterName(a), Log: quiet})
	ended := make(chan error, 1)
	go func() { ended <- live.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	until(t, "the index is there", func() bool {
		at, err := live.Position(ctx)
		return err == nil && at == 1
	})
	x := &indexCheck{source: a, live: live, name: reporterName(a), log: quiet}
	made := live.Made()
	for _, step := range []struct {
		name   string
		differ int
	}{{"an index that is right", 0}, {"the database says otherwise", 1}, {"after it was made again", 0}} {
		if step.differ > 0 { // the feed says nothing of it, as after damage
			iv.Title = "Another title"
			if err := store.Update(ctx, func(tx archive.Tx) error { return tx.PutInterview(iv) }); err != nil {
				t.Fatal(err)
			}
			made++
		}
		if n, err := x.run(ctx); err != nil || n != step.differ || live.Made() != made {
			t.Errorf("%s: %d differ, %v; made %d times, want %d", step.name, n, err, live.Made(), made)
		}
	}
}
