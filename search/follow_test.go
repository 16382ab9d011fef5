package search_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"earshot/archive"
	"earshot/search"
	"earshot/search/indextest"
)

var errWeather = errors.New("the database is being restarted")

const kitchen, harbour = "kitchen0000000a1", "harbour0000000b2"

func TestCatchUpAppliesEachInterviewOnce(t *testing.T) {
	f, m := newFeed(t, indextest.Kitchen(), indextest.Harbour()), newMemory()
	for range 5 {
		f.fix(kitchen, indextest.Fix{Line: 2, Was: "lifting", Now: "listening"})
		f.fixes[kitchen] = f.fixes[kitchen][:1]
	}
	f.take(harbour)
	var told []int64
	follower := search.NewFollower(f, m)
	follower.Name = func(_ context.Context, account string) string { return "Mina of " + account }
	follower.Followed = func(position int64, _ time.Duration) { told = append(told, position) }
	if err := follower.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(m.steps) != 1 || !slices.Equal(m.steps[0], []string{kitchen, "-" + harbour}) || m.at != 8 || !slices.Equal(told, []int64{8}) {
		t.Errorf("steps %v to %d, told %v", m.steps, m.at, told)
	}
	if got := m.docs[kitchen]; got.Facts.ReporterName != "Mina of acc-mina" || !strings.Contains(got.Passages[0].Corrected.Body, "listening") {
		t.Errorf("kept %+v", got.Facts)
	}
	if err := follower.CatchUp(t.Context()); err != nil || len(m.steps) != 1 {
		t.Errorf("nothing new made %d steps, %v", len(m.steps), err)
	}
}

// TestCatchUpInParts: a long feed is taken in steps, each of which leaves the index
// where it could go on.
func TestCatchUpInParts(t *testing.T) {
	f, m := newFeed(t), newMemory()
	for i := range 1203 { // more than one page of events
		f.put(indextest.Talk(fmt.Sprintf("talk%012d", i), "Asha: What was it like?", "Rosa: It was good."))
	}
	if err := search.NewFollower(f, m).CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(m.docs) != 1203 || m.at != 1203 || len(m.steps) < 3 {
		t.Errorf("%d interviews in %d steps, at %d", len(m.docs), len(m.steps), m.at)
	}
}

// TestWhatGoesWrongIsTold: no step is taken over something that could not be read.
func TestWhatGoesWrongIsTold(t *testing.T) {
	for _, asked := range []string{"last", "events", "spoken " + kitchen, "checks " + kitchen} {
		f, m := newFeed(t, indextest.Kitchen()), newMemory()
		f.fails(func(what string) error {
			if what == asked {
				return errWeather
			}
			return nil
		})
		if err := search.NewFollower(f, m).CatchUp(t.Context()); !errors.Is(err, errWeather) || m.at != 0 {
			t.Errorf("%s: %v, and the index is at %d", asked, err, m.at)
		}
	}
	f, m := newFeed(t, indextest.Kitchen()), newMemory()
	m.breaks(errWeather)
	if err := search.NewFollower(f, m).CatchUp(t.Context()); !errors.Is(err, errWeather) {
		t.Errorf("the index: %v", err)
	}
}

// TestTakenAwayJustNow: an interview that goes between two looks is gone, which is
// no failure.
func TestTakenAwayJustNow(t *testing.T) {
	for _, gone := range []error{archive.ErrNotFound, archive.ErrForbidden, archive.ErrWithdrawn} {
		f, m := newFeed(t, indextest.Kitchen()), newMemory()
		f.fails(func(what string) error {
			if strings.HasPrefix(what, "checks") {
				return fmt.Errorf("read: %w", gone)
			}
			return nil
		})
		if err := search.NewFollower(f, m).CatchUp(t.Context()); err != nil || len(m.docs) != 0 || m.at != 1 {
			t.Errorf("%v: %v, holds %d, at %d", gone, err, len(m.docs), m.at)
		}
	}
}

func TestAnIndexOfAnotherArchive(t *testing.T) {
	f, m := newFeed(t, indextest.Kitchen()), newMemory()
	m.at = 40
	if err := search.NewFollower(f, m).CatchUp(t.Context()); !errors.Is(err, archive.ErrDamaged) {
		t.Errorf("an index that is ahead of the feed: %v", err)
	}
}

// TestFollowingTriesAgain: after a failure it asks less and less often, and when
// the trouble is over it is in step again.
func TestFollowingTriesAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, m := newFeed(t, indextest.Kitchen()), newMemory()
		var asked atomic.Int64
		f.fails(func(what string) error {
			if what == "last" {
				asked.Add(1)
			}
			return errWeather
		})
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		follower := search.NewFollower(f, m)
		follower.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
		go func() { ended <- follower.Run(ctx) }()
		time.Sleep(10 * time.Minute) // of the test's own clock
		if n := asked.Load(); n < 10 || n > 60 {
			t.Errorf("asked %d times in ten minutes of trouble", n)
		}
		f.fails(nil)
		time.Sleep(31 * time.Second)
		synctest.Wait()
		if at, _ := m.Position(ctx); at != 1 {
			t.Errorf("afterwards it is at %d", at)
		}
		f.put(indextest.Harbour())
		follower.Poke()
		follower.Poke() // never waits
		synctest.Wait()
		if at, _ := m.Position(ctx); at != 2 {
			t.Errorf("poked, it is at %d", at)
		}
		f.take(harbour)
		time.Sleep(300 * time.Millisecond) // nobody poked
		synctest.Wait()
		if at, _ := m.Position(ctx); at != 3 {
			t.Errorf("by itself it is at %d", at)
		}
		stop()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("ended with %v", err)
		}
	})
}

func TestFollowingEndsOnDamage(t *testing.T) {
	f, m := newFeed(t, indextest.Kitchen()), newMemory()
	m.breaks(fmt.Errorf("read a page: %w", archive.ErrDamaged))
	if err := search.NewFollower(f, m).Run(t.Context()); !errors.Is(err, archive.ErrDamaged) {
		t.Errorf("ended with %v", err)
	}
}
