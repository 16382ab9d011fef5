package ui

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"earshot/archive"
)

// catalogue holds the facts of every interview, without words, so that lists
// can be filtered and counted by any fact without reading the store again. It
// keeps in step by the numbered change feed. An interview takes about 1.5 kB:
// 15 MB for ten thousand.
type catalogue struct {
	archive *archive.Archive

	mu     sync.Mutex
	filled bool
	at     int64 // the feed number it has seen
	byID   map[string]*archive.Interview
	sorted []*archive.Interview // newest first; replaced, never changed
}

func newCatalogue(a *archive.Archive) *catalogue {
	return &catalogue{archive: a, byID: map[string]*archive.Interview{}}
}

const feedStep = 500 // events read at once

// all returns every interview, newest first. The slice must not be changed.
func (k *catalogue) all(ctx context.Context) ([]*archive.Interview, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.filled {
		if err := k.fill(ctx); err != nil {
			return nil, err
		}
	}
	changed := false
	for {
		events, err := k.archive.Events(ctx, k.at, feedStep)
		if err != nil {
			return nil, err
		}
		for i, e := range events {
			if seenAgain(events[i+1:], e.Interview) {
				continue
			}
			if err := k.refresh(ctx, e.Interview); err != nil {
				return nil, err
			}
			changed = true
		}
		if len(events) > 0 {
			k.at = events[len(events)-1].Seq
		}
		if len(events) < feedStep {
			break
		}
	}
	if changed {
		k.sort()
	}
	return k.sorted, nil
}

func seenAgain(later []archive.Event, id string) bool {
	return slices.ContainsFunc(later, func(e archive.Event) bool { return e.Interview == id })
}

// fill reads everything once. The position is taken first: what changes
// meanwhile is read twice, never missed.
func (k *catalogue) fill(ctx context.Context) error {
	at, err := k.archive.LastEvent(ctx)
	if err != nil {
		return err
	}
	q := archive.InterviewQuery{Limit: 200}
	for {
		page, err := k.archive.Explore(ctx, archive.System, q)
		if err != nil {
			return err
		}
		for _, iv := range page {
			k.byID[iv.ID] = iv
		}
		if len(page) < q.Limit {
			break
		}
		q.Before = page[len(page)-1].ID
	}
	k.at, k.filled = at, true
	k.sort()
	return nil
}

func (k *catalogue) refresh(ctx context.Context, id string) error {
	iv, _, err := k.archive.Interview(ctx, archive.System, id)
	if errors.Is(err, archive.ErrNotFound) {
		delete(k.byID, id)
		return nil
	}
	if err == nil {
		k.byID[id] = iv
	}
	return err
}

func (k *catalogue) sort() {
	k.sorted = make([]*archive.Interview, 0, len(k.byID))
	for _, iv := range k.byID {
		k.sorted = append(k.sorted, iv)
	}
	slices.SortFunc(k.sorted, func(a, b *archive.Interview) int {
		if c := b.Received.Compare(a.Received); c != 0 {
			return c
		}
		return strings.Compare(b.ID, a.ID)
	})
}

// filter is what a visitor narrows the list by.
type filter struct {
	Text, Theme, Place, Collection, Reporter, Year, State string
}

// Any tells whether anything is asked for.
func (f filter) Any() bool { return f != filter{} }

// matches compares without regard to case.
func (f filter) matches(iv *archive.Interview) bool {
	same := func(want, have string) bool { return want == "" || strings.EqualFold(want, have) }
	if !same(f.Place, iv.Place) || !same(f.Collection, iv.Collection) || !same(f.Reporter, iv.Reporter) ||
		!strings.HasPrefix(iv.RecordedOn, f.Year) || (f.State != "" && f.State != checkedState(iv)) {
		return false
	}
	if f.Theme != "" && !slices.ContainsFunc(iv.Themes, func(t string) bool { return strings.EqualFold(t, f.Theme) }) {
		return false
	}
	about := strings.ToLower(strings.Join([]string{iv.Title, iv.Summary, iv.Storyteller, iv.Interviewer, iv.Place, iv.Collection, strings.Join(iv.Themes, " ")}, " "))
	for _, word := range strings.Fields(strings.ToLower(f.Text)) {
		if !strings.Contains(about, word) {
			return false
		}
	}
	return true
}

// checkedState is the state of checking as the explore form names it.
func checkedState(iv *archive.Interview) string {
	switch {
	case iv.State != archive.Published:
		return "waiting"
	case iv.Version > 0:
		return "corrected"
	}
	return "machine"
}

// listed returns what v may see of the catalogue.
func listed(all []*archive.Interview, v archive.Viewer) []*archive.Interview {
	var out []*archive.Interview
	for _, iv := range all {
		if iv.State != archive.Withdrawn && archive.Policy(v, iv).List {
			out = append(out, iv)
		}
	}
	return out
}

// totals are the counts that the home page tells in words.
type totals struct {
	Interviews, Changes, Storytellers int
	Sound                             time.Duration
}

// published returns the interviews open to everyone, newest published first,
// with their totals.
func published(all []*archive.Interview) ([]*archive.Interview, totals) {
	var out []*archive.Interview
	var t totals
	people := map[string]bool{}
	for _, iv := range all {
		if iv.State != archive.Published {
			continue
		}
		out = append(out, iv)
		t.Interviews++
		t.Changes += iv.Version
		t.Sound += time.Duration(iv.Recording.Duration * float64(time.Second))
		if iv.Storyteller != "" {
			people[strings.ToLower(iv.Storyteller)] = true
		}
	}
	t.Storytellers = len(people)
	slices.SortStableFunc(out, func(a, b *archive.Interview) int { return b.Published.Compare(a.Published) })
	return out, t
}
