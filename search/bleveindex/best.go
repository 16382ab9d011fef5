package bleveindex

import (
	"context"
	"slices"

	"github.com/blevesearch/bleve/v2/mapping"
	bsearch "github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
	"github.com/blevesearch/bleve/v2/search/searcher"
	bindex "github.com/blevesearch/bleve_index_api"
)

// best matches what any of its ways matches and scores it by the best of them.
// bleve's own disjunction sums the scores and scales them by how many matched,
// which would put a passage first because it was corrected, or because it holds
// two spellings of one word. Spare ways find what no other way finds, and never
// raise a score: a word is rarer among words as heard, and would count for more.
type best struct{ ways, spare []query.Query }

// Searcher implements query.Query.
func (q best) Searcher(ctx context.Context, r bindex.IndexReader, m mapping.IndexMapping, o bsearch.SearcherOptions) (bsearch.Searcher, error) {
	s := &bestSearcher{spare: len(q.ways)}
	for _, way := range slices.Concat(q.ways, q.spare) {
		sub, err := way.Searcher(ctx, r, m, o)
		if err != nil {
			_ = s.Close() // the first error is the one to tell
			return nil, err
		}
		s.subs = append(s.subs, sub)
	}
	if o.Score == "none" && !o.IncludeTermVectors && len(s.subs) > 0 && len(s.subs) <= maxDisjunction {
		return searcher.NewDisjunctionSearcher(ctx, r, s.subs, 1, o) // bleve joins whole lists of passages
	}
	s.at = make([]*bsearch.DocumentMatch, len(s.subs))
	s.due = slices.Repeat([]bool{true}, len(s.subs))
	return s, nil
}

type bestSearcher struct {
	subs  []bsearch.Searcher
	at    []*bsearch.DocumentMatch // where each stands; nil at its end
	due   []bool                   // has to be moved on: in a conjunction mostly past many matches that nobody reads
	spare int                      // the first of the spare ways
	last  bindex.IndexInternalID   // what was returned last
}

// Next implements bsearch.Searcher.
func (s *bestSearcher) Next(ctx *bsearch.SearchContext) (*bsearch.DocumentMatch, error) {
	for i, due := range s.due {
		if !due {
			continue
		}
		if err := s.move(ctx, i, nil); err != nil {
			return nil, err
		}
	}
	return s.take(ctx), nil
}

// Advance implements bsearch.Searcher.
func (s *bestSearcher) Advance(ctx *bsearch.SearchContext, id bindex.IndexInternalID) (*bsearch.DocumentMatch, error) {
	if s.last != nil && id.Compare(s.last) <= 0 {
		return s.Next(ctx) // searchers do not go back
	}
	for i, m := range s.at {
		if !s.due[i] && (m == nil || m.IndexInternalID.Compare(id) >= 0) {
			continue
		}
		if m != nil {
			ctx.DocumentMatchPool.Put(m)
		}
		if err := s.move(ctx, i, id); err != nil {
			return nil, err
		}
	}
	return s.take(ctx), nil
}

// move takes one way to its next match, or to the first that is not before id.
func (s *bestSearcher) move(ctx *bsearch.SearchContext, i int, id bindex.IndexInternalID) (err error) {
	if id == nil {
		s.at[i], err = s.subs[i].Next(ctx)
	} else {
		s.at[i], err = s.subs[i].Advance(ctx, id)
	}
	s.due[i] = false
	return err
}

// take returns the lowest document that any way stands at.
func (s *bestSearcher) take(ctx *bsearch.SearchContext) *bsearch.DocumentMatch {
	lowest := -1
	for i, m := range s.at {
		if m != nil && (lowest < 0 || m.IndexInternalID.Compare(s.at[lowest].IndexInternalID) < 0) {
			lowest = i
		}
	}
	if lowest < 0 {
		return nil
	}
	out := s.at[lowest]
	s.at[lowest], s.due[lowest] = nil, true
	for i := lowest + 1; i < len(s.at); i++ {
		m := s.at[i]
		if m == nil || !m.IndexInternalID.Equals(out.IndexInternalID) {
			continue
		}
		if i < s.spare || lowest >= s.spare {
			out.Score = max(out.Score, m.Score)
		}
		out.FieldTermLocations = bsearch.MergeFieldTermLocationsFromMatch(out.FieldTermLocations, m)
		ctx.DocumentMatchPool.Put(m)
		s.at[i], s.due[i] = nil, true
	}
	s.last = append(s.last[:0], out.IndexInternalID...)
	return out
}

// Close implements bsearch.Searcher.
func (s *bestSearcher) Close() (err error) {
	for _, sub := range s.subs {
		if e := sub.Close(); e != nil && err == nil {
			err = e
		}
	}
	return err
}

// Weight implements bsearch.Searcher.
func (s *bestSearcher) Weight() (w float64) {
	for _, sub := range s.subs {
		w = max(w, sub.Weight())
	}
	return w
}

// SetQueryNorm implements bsearch.Searcher.
func (s *bestSearcher) SetQueryNorm(n float64) {
	for _, sub := range s.subs {
		sub.SetQueryNorm(n)
	}
}

// Count implements bsearch.Searcher.
func (s *bestSearcher) Count() (n uint64) {
	for _, sub := range s.subs {
		n += sub.Count()
	}
	return n
}

// Min implements bsearch.Searcher.
func (s *bestSearcher) Min() int { return 0 }

// Size implements bsearch.Searcher.
func (s *bestSearcher) Size() (n int) {
	for _, sub := range s.subs {
		n += sub.Size()
	}
	return n
}

// DocumentMatchPoolSize implements bsearch.Searcher: one match is held for each way.
func (s *bestSearcher) DocumentMatchPoolSize() (n int) {
	for _, sub := range s.subs {
		n += sub.DocumentMatchPoolSize()
	}
	return n + len(s.subs)
}
