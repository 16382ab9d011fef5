package search_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"earshot/archive"
	"earshot/search"
	"earshot/search/indextest"
)

// rack is a shelf of memory indexes.
type rack struct {
	current     *memory // nil: there is none yet
	made        []*memory
	open, adopt error
	fresh       error
	tidied      int
}

func (s *rack) Current(context.Context) (search.Index, error) {
	if s.open != nil {
		return nil, s.open
	}
	if s.current == nil {
		return nil, archive.ErrNotFound
	}
	return s.current, nil
}

func (s *rack) Fresh(context.Context) (search.Index, error) {
	if s.fresh != nil {
		return nil, s.fresh
	}
	m := newMemory()
	s.made = append(s.made, m)
	return m, nil
}

func (s *rack) Adopt(_ context.Context, fresh search.Index) error {
	if s.adopt != nil {
		return s.adopt
	}
	s.current = fresh.(*memory)
	return nil
}

func (s *rack) Tidy(context.Context) error {
	s.tidied++
	return nil
}

// running is a Live that runs until the test ends.
type running struct {
	*search.Live
	stop  context.CancelFunc
	ended chan error
}

func runLive(t *testing.T, s *rack, f *feed) *running {
	ctx, stop := context.WithCancel(t.Context())
	r := &running{search.NewLive(s, f, search.LiveOptions{Log: slog.New(slog.NewTextHandler(io.Discard, nil))}), stop, make(chan error, 1)}
	go func() { r.ended <- r.Run(ctx) }()
	synctest.Wait()
	return r
}

func (r *running) end(t *testing.T) {
	t.Helper()
	r.stop()
	if err := <-r.ended; err != nil {
		t.Errorf("ended with %v", err)
	}
}

func (r *running) finds(t *testing.T, n int) {
	t.Helper()
	res, err := r.Search(t.Context(), search.Query{}, search.Page{})
	if err != nil || res.Total != n {
		t.Errorf("finds %d of %d, %v", res.Total, n, err)
	}
}

func TestTheFirstIndexIsMade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, f := &rack{}, newFeed(t, indextest.Kitchen())
		l := runLive(t, s, f)
		l.finds(t, 1)
		if l.Made() != 1 || s.tidied != 1 {
			t.Errorf("made %d, tidied %d", l.Made(), s.tidied)
		}
		f.put(indextest.Harbour())
		l.Poke()
		synctest.Wait()
		l.finds(t, 2)
		l.end(t)
		if !s.current.isClosed() {
			t.Error("the index is left open")
		}
		if _, err := l.Search(t.Context(), search.Query{}, search.Page{}); !errors.Is(err, archive.ErrState) {
			t.Errorf("afterwards: %v", err)
		}
	})
}

// TestTheOldIndexAnswersMeanwhile: while a new one is filled the old one is asked
// and follows, and is closed when the new one stands in its place.
func TestTheOldIndexAnswersMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFeed(t, indextest.Kitchen())
		old := newMemory()
		s := &rack{current: old}
		l := runLive(t, s, f)
		l.finds(t, 1)
		hold := make(chan struct{})
		f.fails(func(what string) error { // the new one asks from the beginning
			if what == "events" {
				<-hold
			}
			return nil
		})
		l.Rebuild()
		synctest.Wait()
		l.finds(t, 1)
		if l.Made() != 0 || old.isClosed() {
			t.Errorf("too early: made %d, closed %v", l.Made(), old.isClosed())
		}
		close(hold)
		synctest.Wait()
		l.finds(t, 1)
		if l.Made() != 1 || !old.isClosed() || s.current == old || s.tidied != 1 {
			t.Errorf("made %d, closed %v, tidied %d", l.Made(), old.isClosed(), s.tidied)
		}
		l.end(t)
	})
}

// TestADamagedIndexIsNotAsked, be it found when it is opened, followed or asked.
func TestADamagedIndexIsNotAsked(t *testing.T) {
	damaged := fmt.Errorf("a page: %w", archive.ErrDamaged)
	for name, harm := range map[string]func(*rack, *memory){
		"when it is opened": func(s *rack, _ *memory) { s.open = damaged },
		"when it is asked":  func(_ *rack, m *memory) { m.breaks(damaged) },
	} {
		synctest.Test(t, func(t *testing.T) {
			m := newMemory()
			s, f := &rack{current: m}, newFeed(t, indextest.Kitchen())
			harm(s, m)
			l := runLive(t, s, f)
			l.finds(t, 1)
			if l.Made() != 1 || s.current == m {
				t.Errorf("%s: made %d", name, l.Made())
			}
			l.end(t)
		})
	}
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		s, f := &rack{current: m}, newFeed(t, indextest.Kitchen())
		l := runLive(t, s, f)
		m.breaks(damaged)
		if _, err := l.Search(t.Context(), search.Query{}, search.Page{}); !errors.Is(err, archive.ErrDamaged) {
			t.Errorf("a damaged index answers %v", err)
		}
		synctest.Wait()
		l.finds(t, 1)
		if l.Made() != 1 {
			t.Errorf("made %d after a search met the damage", l.Made())
		}
		l.end(t)
	})
}

// TestANewIndexIsTriedAgain: a database that is away for a while costs time alone.
func TestANewIndexIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, f := &rack{}, newFeed(t, indextest.Kitchen())
		f.fails(func(string) error { return errWeather })
		l := runLive(t, s, f)
		if _, err := l.Search(t.Context(), search.Query{}, search.Page{}); !errors.Is(err, archive.ErrState) {
			t.Errorf("before there is an index: %v", err)
		}
		time.Sleep(time.Minute)
		f.fails(nil)
		time.Sleep(2 * time.Second)
		synctest.Wait()
		l.finds(t, 1)
		if len(s.made) != 1 {
			t.Errorf("%d indexes were begun", len(s.made))
		}
		l.end(t)
	})
}

// TestNoIndexCanBe: what cannot be mended by waiting ends the run, and leaves
// nothing open; the end of the program is no failure.
func TestNoIndexCanBe(t *testing.T) {
	broken := errors.New("another process has it")
	for name, s := range map[string]*rack{"open": {open: broken}, "begin": {fresh: broken}, "adopt": {adopt: broken}} {
		synctest.Test(t, func(t *testing.T) {
			l := runLive(t, s, newFeed(t, indextest.Kitchen()))
			if err := <-l.ended; !errors.Is(err, broken) {
				t.Errorf("%s: ended with %v", name, err)
			}
			if slices.ContainsFunc(s.made, func(m *memory) bool { return !m.isClosed() }) {
				t.Errorf("%s: an index is left open", name)
			}
			l.stop()
		})
	}
	synctest.Test(t, func(t *testing.T) {
		s, f := &rack{}, newFeed(t, indextest.Kitchen())
		f.fails(func(string) error { return errWeather })
		l := runLive(t, s, f)
		l.end(t) // while the first one is being made
		if !s.made[0].isClosed() {
			t.Error("the index that was begun is left open")
		}
	})
}

// TestWhatAnIndexCannot: an index that knows no spelling and no meaning is asked
// for neither.
func TestWhatAnIndexCannot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := runLive(t, &rack{}, newFeed(t, indextest.Kitchen()))
		if known, near, err := l.Spelled(t.Context(), "xyzzy", 3); !known || near != nil || err != nil {
			t.Errorf("spelled: %v %v %v", known, near, err)
		}
		if hits, err := l.Pick(t.Context(), search.Query{}, []string{"x"}); hits != nil || err == nil {
			t.Errorf("picked %v, %v", hits, err)
		}
		if hits, err := l.Alike(t.Context(), search.Query{}, "x", 3); hits != nil || err == nil {
			t.Errorf("alike %v, %v", hits, err)
		}
		if res, err := l.List(t.Context(), search.Query{}, search.Page{Size: 5000, After: "x"}); err != nil || res.Total != 1 {
			t.Errorf("listed %+v, %v", res, err)
		}
		if held := indextest.Holdings(t, l); len(held) != 1 || held[0].Interview != kitchen {
			t.Errorf("holds %+v", held)
		}
		if at, err := l.Position(t.Context()); at != 1 || err != nil {
			t.Errorf("at %d, %v", at, err)
		}
		l.end(t)
	})
}
