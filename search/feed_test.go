package search_test

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"earshot/archive"
	"earshot/search"
	"earshot/search/indextest"
)

// feed is an archive of made talks whose every answer a test may make go wrong.
type feed struct {
	t      testing.TB
	mu     sync.Mutex
	events []archive.Event
	talks  map[string]*archive.Recognition
	fixes  map[string][]indextest.Fix
	wrong  func(asked string) error // nil: nothing is wrong
}

func newFeed(t testing.TB, talks ...*archive.Recognition) *feed {
	f := &feed{t: t, talks: map[string]*archive.Recognition{}, fixes: map[string][]indextest.Fix{}}
	for _, r := range talks {
		f.put(r)
	}
	return f
}

func (f *feed) put(r *archive.Recognition) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.talks[r.Interview] = r
	f.tell(r.Interview)
}

// tell adds an event; the lock is held.
func (f *feed) tell(id string) {
	f.events = append(f.events, archive.Event{Seq: int64(len(f.events) + 1), Interview: id, At: time.Now()})
}

func (f *feed) take(id string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.talks, id)
	f.tell(id)
}

func (f *feed) fix(id string, fix indextest.Fix) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fixes[id] = append(f.fixes[id], fix)
	f.tell(id)
}

func (f *feed) fails(wrong func(asked string) error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.wrong = wrong
}

// ask locks the feed and says what goes wrong with a question. The test's own
// function runs before the lock is taken, so that it may change the feed.
func (f *feed) ask(what string) error {
	f.mu.Lock()
	wrong := f.wrong
	f.mu.Unlock()
	var err error
	if wrong != nil {
		err = wrong(what)
	}
	f.mu.Lock()
	return err
}

func (f *feed) Events(_ context.Context, after int64, limit int) ([]archive.Event, error) {
	err := f.ask("events")
	defer f.mu.Unlock()
	if err != nil {
		return nil, err
	}
	rest := f.events[min(int(after), len(f.events)):]
	return slices.Clone(rest[:min(limit, len(rest))]), nil
}

func (f *feed) LastEvent(context.Context) (int64, error) {
	err := f.ask("last")
	defer f.mu.Unlock()
	return int64(len(f.events)), err
}

func (f *feed) Spoken(_ context.Context, id string) (*archive.Interview, *archive.Transcript, *archive.Transcript, error) {
	err := f.ask("spoken " + id)
	defer f.mu.Unlock()
	r := f.talks[id]
	if err == nil && r == nil {
		err = archive.ErrNotFound
	}
	if err != nil {
		return nil, nil, nil, err
	}
	iv, corrected := indextest.Interview(r), indextest.Corrected(f.t, r, f.fixes[id]...)
	iv.Version = corrected.Version
	return iv, archive.Base(r), corrected, nil
}

func (f *feed) Checks(_ context.Context, _ archive.Viewer, id string) (archive.Checks, error) {
	err := f.ask("checks " + id)
	defer f.mu.Unlock()
	return archive.Checks{}, err
}

// memory is an index that keeps documents and finds nothing.
type memory struct {
	mu     sync.Mutex
	at     int64
	docs   map[string]search.InterviewDoc
	steps  [][]string // interviews of each batch, gone ones behind a minus
	wrong  error      // what Apply, Position and Search answer
	closed bool
}

func newMemory() *memory { return &memory{docs: map[string]search.InterviewDoc{}} }

func (m *memory) Apply(_ context.Context, b search.Batch) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.wrong != nil {
		return m.wrong
	}
	var step []string
	for _, d := range b.Interviews {
		m.docs[d.Facts.Interview] = d
		step = append(step, d.Facts.Interview)
	}
	for _, id := range b.Gone {
		delete(m.docs, id)
		step = append(step, "-"+id)
	}
	m.at, m.steps = b.Position, append(m.steps, step)
	return nil
}

func (m *memory) Position(context.Context) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.at, m.wrong
}

func (m *memory) Search(context.Context, search.Query, search.Page) (search.Results, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return search.Results{Position: m.at, Total: len(m.docs)}, m.wrong
}

func (m *memory) Holdings(_ context.Context, fn func(search.Holding) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []search.Holding
	for id, d := range m.docs {
		all = append(all, search.Holding{Interview: id, Version: d.Version, Passages: len(d.Passages), Digest: d.Digest()})
	}
	slices.SortFunc(all, func(a, b search.Holding) int { return cmp.Compare(a.Interview, b.Interview) })
	for _, h := range all {
		if err := fn(h); err != nil {
			return err
		}
	}
	return m.wrong
}

func (m *memory) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	return nil
}

func (m *memory) breaks(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.wrong = err
}

func (m *memory) isClosed() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.closed
}
