package search

import (
	"context"
	"fmt"
	"slices"

	"earshot/archive"
)

// feed is an extra of an Archive: it tells what changed since the index looked.
type feed interface {
	Events(ctx context.Context, after int64, limit int) ([]archive.Event, error)
}

// mostLate is how many changes behind an index may be so that they are looked at
// one by one.
const mostLate = 1000

// settle makes an answer of the index true for one viewer: it takes out what the
// archive closed since the index followed, and then whatever else the viewer may
// not find.
func (s *Searcher) settle(ctx context.Context, v archive.Viewer, q Query, r *Results) error {
	if err := s.catchUp(ctx, q, r); err != nil {
		return err
	}
	return s.recheck(ctx, v, r)
}

// catchUp takes out of an answer what was public when the index looked, and is not
// by now: passages with words that were hidden, removed or struck out since, and
// interviews that were closed, which stand in totals and facets also where none of
// their passages is on the page.
func (s *Searcher) catchUp(ctx context.Context, q Query, r *Results) error {
	closed, err := s.refresh(ctx, r)
	if err != nil || len(closed) == 0 {
		return err
	}
	gone := func(id string) bool { return slices.Contains(closed, id) }
	tally := r.Tally
	if tally == nil {
		counted, err := s.ask(ctx, q, Page{Size: 1, Facets: true})
		if err != nil {
			return err
		}
		tally = counted.Tally
	}
	counted := 0
	for _, t := range tally {
		if gone(t.Interview) {
			counted += t.Passages
		}
	}
	before := r.Total
	r.drop(func(h Hit) bool { return gone(h.Interview) })
	if r.Total = max(before-counted, 0); counted > 0 {
		r.uncount()
	}
	return nil
}

// refresh takes out passages with words that were taken from the public since the
// index looked, and lists the interviews that changed since and are closed by now.
func (s *Searcher) refresh(ctx context.Context, r *Results) (closed []string, err error) {
	f, can := s.Archive.(feed)
	if !can || r.Position == 0 {
		return nil, nil
	}
	events, err := f.Events(ctx, r.Position, mostLate)
	if err != nil || len(events) == 0 {
		return nil, err
	}
	var changed []string
	for _, e := range events {
		if !slices.Contains(changed, e.Interview) {
			changed = append(changed, e.Interview)
		}
	}
	open, err := s.Archive.Searchable(ctx, archive.Viewer{}, changed)
	if err != nil {
		return nil, fmt.Errorf("look up what changed since the index followed: %w", err)
	}
	r.drop(func(h Hit) bool { return open[h.Interview] != nil && withheld(open[h.Interview], h) })
	if len(events) == mostLate {
		r.uncount() // nobody knows what else was closed
	}
	if closed = slices.DeleteFunc(changed, func(id string) bool { return open[id] != nil }); len(closed) > 0 {
		s.stale()
	}
	return closed, nil
}

// stale says that the index holds what it should not.
func (s *Searcher) stale() {
	if s.Stale != nil {
		s.Stale()
	}
}

// position is how far the index has followed; 0 where it cannot tell.
func (s *Searcher) position(ctx context.Context) (int64, error) {
	if ix, can := s.Index.(interface {
		Position(ctx context.Context) (int64, error)
	}); can {
		return ix.Position(ctx)
	}
	return 0, nil
}

// withheld tells whether some of the words of a hit may have been taken from the
// public since they were indexed.
func withheld(iv *archive.Interview, h Hit) bool {
	return len(iv.Struck) > 0 || slices.ContainsFunc(iv.Withheld(), archive.Span{Start: h.Start, End: h.End}.Overlaps)
}

// drop takes hits out of the page and the totals.
func (r *Results) drop(which func(Hit) bool) {
	r.Hits = slices.DeleteFunc(r.Hits, func(h Hit) bool {
		if !which(h) {
			return false
		}
		switch h.Matched {
		case Misheard:
			r.Misheard--
		case InMeaning:
			r.Close--
		case SomeWords:
			r.Some--
		default:
			r.Total--
		}
		return true
	})
}

// uncount forgets counts that were made with what may not be known.
func (r *Results) uncount() { r.Facets, r.Tally, r.Interviews = nil, nil, 0 }
