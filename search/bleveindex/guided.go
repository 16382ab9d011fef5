package bleveindex

import (
	"context"
	"slices"

	"github.com/blevesearch/bleve/v2/mapping"
	bsearch "github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
	bindex "github.com/blevesearch/bleve_index_api"
)

// guided matches and scores what a query matches, led by one that matches the same
// and is asked for no scores. bleve reads how often a passage says a word for every
// passage in the longest of several words' lists; joining the lists first and
// scoring only what is in all of them takes half of that.
type guided struct{ query, by query.Query }

// Searcher implements query.Query.
func (q guided) Searcher(ctx context.Context, r bindex.IndexReader, m mapping.IndexMapping, o bsearch.SearcherOptions) (bsearch.Searcher, error) {
	guide, err := q.by.Searcher(ctx, r, m, bsearch.SearcherOptions{Score: "none"})
	if err != nil || o.Score == "none" && !o.IncludeTermVectors {
		return guide, err
	}
	led, err := q.query.Searcher(ctx, r, m, o)
	if err != nil {
		_ = guide.Close() // the first error is the one to tell
		return nil, err
	}
	return &guidedSearcher{Searcher: led, guide: guide}, nil
}

type guidedSearcher struct {
	bsearch.Searcher
	guide bsearch.Searcher
	at    bindex.IndexInternalID
}

// Next implements bsearch.Searcher.
func (s *guidedSearcher) Next(ctx *bsearch.SearchContext) (*bsearch.DocumentMatch, error) {
	return s.follow(ctx, s.guide.Next)
}

// Advance implements bsearch.Searcher.
func (s *guidedSearcher) Advance(ctx *bsearch.SearchContext, id bindex.IndexInternalID) (*bsearch.DocumentMatch, error) {
	return s.follow(ctx, func(ctx *bsearch.SearchContext) (*bsearch.DocumentMatch, error) { return s.guide.Advance(ctx, id) })
}

func (s *guidedSearcher) follow(ctx *bsearch.SearchContext, lead func(*bsearch.SearchContext) (*bsearch.DocumentMatch, error)) (*bsearch.DocumentMatch, error) {
	m, err := lead(ctx)
	if m == nil || err != nil {
		return nil, err
	}
	s.at = append(s.at[:0], m.IndexInternalID...)
	ctx.DocumentMatchPool.Put(m)
	return s.Searcher.Advance(ctx, s.at)
}

// Close implements bsearch.Searcher.
func (s *guidedSearcher) Close() error {
	err := s.guide.Close()
	if e := s.Searcher.Close(); err == nil {
		err = e
	}
	return err
}

// Size implements bsearch.Searcher.
func (s *guidedSearcher) Size() int { return s.Searcher.Size() + s.guide.Size() }

// DocumentMatchPoolSize implements bsearch.Searcher.
func (s *guidedSearcher) DocumentMatchPoolSize() int {
	return s.Searcher.DocumentMatchPoolSize() + s.guide.DocumentMatchPoolSize()
}

// joins tells whether bleve can join the lists of all of the queries' words.
func joins(queries []query.Query) bool {
	return !slices.ContainsFunc(queries, func(q query.Query) bool {
		switch q := q.(type) {
		case *query.TermQuery:
			return false
		case best:
			return !joins(q.ways) || !joins(q.spare)
		}
		return true
	})
}
