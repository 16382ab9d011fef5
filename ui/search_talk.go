package ui

import (
	"container/list"
	"context"
	"sync"
	"time"

	"earshot/archive"
	"earshot/search"
)

// talk is what the results page knows of an interview beside its passages: what
// was asked in it, and the words of its lines. It holds no words that are
// withheld, so it serves whoever may read the interview.
type talk struct {
	changed   time.Time
	version   int
	questions []search.Question
	lines     []talkLine // in the order spoken; those without words are left out
}

type talkLine struct {
	start, end  float64
	first, last archive.WordID
}

const (
	talksKept = 500 // about 20 kB each, for an hour of talk
	// talksTime is how long a page of results may read transcripts that it did not
	// know: what it does not get to is left out of the page, not waited for.
	talksTime = 120 * time.Millisecond
)

// talks keeps the ones used last. It is safe for concurrent use.
type talks struct {
	mu    sync.Mutex
	order *list.List // of *talkEntry, newest use first
	byID  map[string]*list.Element
}

type talkEntry struct {
	id string
	*talk
}

func newTalks() *talks { return &talks{order: list.New(), byID: map[string]*list.Element{}} }

func (k *talks) get(iv *archive.Interview) *talk {
	k.mu.Lock()
	defer k.mu.Unlock()
	e := k.byID[iv.ID]
	if e == nil || !e.Value.(talkEntry).changed.Equal(iv.Changed) {
		return nil
	}
	k.order.MoveToFront(e)
	return e.Value.(talkEntry).talk
}

func (k *talks) put(id string, t *talk) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if old := k.byID[id]; old != nil {
		k.order.Remove(old)
	}
	k.byID[id] = k.order.PushFront(talkEntry{id, t})
	if k.order.Len() > talksKept {
		delete(k.byID, k.order.Remove(k.order.Back()).(talkEntry).id)
	}
}

// talk returns what is told of an interview; nil when it is not known and there
// is no time left to read it.
func (s *Server) talk(ctx context.Context, iv *archive.Interview, until time.Time) (*talk, error) {
	if t := s.talks.get(iv); t != nil {
		return t, nil
	}
	if !iv.HasWords() || s.Now().After(until) {
		return nil, nil
	}
	r, err := s.Archive.Read(ctx, archive.System, iv.ID, iv.Version)
	if err != nil {
		return nil, err
	}
	shown := r.Transcript.Without(r.Interview.Withheld())
	t := &talk{changed: iv.Changed, version: r.Transcript.Version, questions: search.Questions(shown.Lines)}
	for _, l := range shown.Lines {
		if n := len(l.Words); n > 0 {
			span := l.Span()
			t.lines = append(t.lines, talkLine{span.Start, span.End, l.Words[0].ID, l.Words[n-1].ID})
		}
	}
	s.talks.put(iv.ID, t)
	return t, nil
}

// words are the first and the last word of the lines in a stretch of sound, in
// seconds.
func (t *talk) words(from, to float64) (first, last archive.WordID, ok bool) {
	for _, l := range t.lines {
		if l.start >= from && l.start < to {
			if !ok {
				first, ok = l.first, true
			}
			last = l.last
		}
	}
	return first, last, ok
}
