package search

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"earshot/archive"
)

// Archive is what a Searcher asks of *archive.Archive.
type Archive interface {
	// Searchable returns those of the interviews that the viewer may find.
	Searchable(ctx context.Context, v archive.Viewer, ids []string) (map[string]*archive.Interview, error)
}

// Finder is the part of an Index, or of a Live one, that a Searcher asks.
type Finder interface {
	Search(ctx context.Context, q Query, p Page) (Results, error)
}

// Searcher answers what people type. It asks the archive's Policy about every hit,
// so that nothing withdrawn is shown even in the moment before the index follows.
type Searcher struct {
	Index    Finder
	Archive  Archive
	Variants func(ctx context.Context, q Query) *Variants // those that a query is expanded by; nil: the built-in ones
	Deadline time.Duration                                // for one search; 0 means 300 ms
	Meaning  Meaning                                      // nil: words only
	Stale    func()                                       // told when a hit may not be shown any more; may be nil

	slots chan struct{}
}

// The most time one search may take, how many run at once, and how long the next
// one waits for its turn.
const (
	deadline = 300 * time.Millisecond
	slots    = 2
	patience = 3 * time.Second
)

// NewSearcher makes a searcher that runs two searches at a time: more would only
// share the same processors and make each of them late.
func NewSearcher(ix Finder, a Archive) *Searcher {
	return &Searcher{Index: ix, Archive: a, Deadline: deadline, slots: make(chan struct{}, slots)}
}

// Answer is a page of results and the query it answers, as understood.
type Answer struct {
	Query   Query    `json:"query"`
	Also    []Also   `json:"also,omitempty"`    // what was looked for besides, unless Page.AsWritten
	Suggest []string `json:"suggest,omitempty"` // queries with more hits, when this one has few: "Did you mean …"
	Like    *Hit     `json:"like,omitempty"`    // the passage that more of its kind was asked for
	Results
}

// Also says which other ways to say a part of the query were looked for.
type Also struct {
	Written string   `json:"written"`
	Ways    []string `json:"ways"`
}

// Search parses raw and answers it for one viewer. Errors for the person who asks
// are *archive.Problem; an interview the viewer may not search is as if it were
// not there.
func (s *Searcher) Search(ctx context.Context, v archive.Viewer, raw string, p Page) (Answer, error) {
	q, err := Parse(raw)
	if err != nil {
		return Answer{}, err
	}
	ans, err := s.answer(ctx, v, q, p)
	if err != nil || p.After != "" || ans.Total+ans.Misheard >= fewHits {
		return ans, err
	}
	ans.Suggest, err = s.suggest(ctx, v, q, ans.Total, p)
	return ans, err
}

func (s *Searcher) answer(ctx context.Context, v archive.Viewer, q Query, p Page) (Answer, error) {
	full := s.full(ctx, q, p)
	res, err := s.find(ctx, v, q, full, p)
	if err != nil {
		return Answer{Query: q}, err
	}
	ans := Answer{Query: q, Also: full.also(), Results: res}
	return ans, s.settle(ctx, v, full, &ans.Results)
}

// full is a query with the other ways to say it, unless only the written one is
// asked for.
func (s *Searcher) full(ctx context.Context, q Query, p Page) Query {
	if p.AsWritten {
		return q
	}
	return s.variants(ctx, q).Expand(q)
}

func (s *Searcher) variants(ctx context.Context, q Query) *Variants {
	if s.Variants != nil {
		if v := s.Variants(ctx, q); v != nil {
			return v
		}
	}
	return builtinVariants
}

// ask asks the index within a slot and a deadline.
func (s *Searcher) ask(ctx context.Context, q Query, p Page) (Results, error) {
	return s.timed(ctx, func(ctx context.Context) (Results, error) { return s.Index.Search(ctx, q, p) })
}

func (s *Searcher) timed(ctx context.Context, fn func(context.Context) (Results, error)) (Results, error) {
	wait := time.NewTimer(patience)
	defer wait.Stop()
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	case <-ctx.Done():
		return Results{}, ctx.Err()
	case <-wait.C:
		return Results{}, &archive.Problem{Kind: archive.ErrState, Field: "q", Sentence: "Many people are searching just now. Please try again in a moment."}
	}
	in, cancel := context.WithTimeout(ctx, s.Deadline)
	defer cancel()
	res, err := fn(in)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return Results{}, &archive.Problem{Kind: archive.ErrState, Field: "q",
			Sentence: "That search takes too long. Please use fewer or longer words, or add a name or a date, such as speaker:maria or from:2020."}
	}
	return res, err
}

// recheck drops what the viewer may not find and takes the facts from the archive.
func (s *Searcher) recheck(ctx context.Context, v archive.Viewer, r *Results) error {
	var ids []string
	for _, h := range r.Hits {
		if !slices.Contains(ids, h.Interview) {
			ids = append(ids, h.Interview)
		}
	}
	may, err := s.Archive.Searchable(ctx, v, ids)
	if err != nil {
		return fmt.Errorf("look up what was found: %w", err)
	}
	before := len(r.Hits)
	r.drop(func(h Hit) bool { return may[h.Interview] == nil })
	for i := range r.Hits {
		name := r.Hits[i].ReporterName
		r.Hits[i].Facts = FactsOf(may[r.Hits[i].Interview])
		r.Hits[i].ReporterName = name
		if q := r.Hits[i].Quote; q != nil {
			q.Version = may[r.Hits[i].Interview].Version
		}
	}
	if dropped := before - len(r.Hits); dropped > 0 {
		r.uncount()
		s.stale()
	}
	return nil
}
