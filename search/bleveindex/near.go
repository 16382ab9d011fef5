package bleveindex

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2/mapping"
	bsearch "github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
	bindex "github.com/blevesearch/bleve_index_api"
)

// near matches where a term of each of its places stands within a number of words
// of the others, in any order. bleve itself only knows words side by side.
type near struct {
	field  string
	at     [][]string
	within int
	boost  float64
}

// Searcher implements query.Query.
func (q near) Searcher(ctx context.Context, r bindex.IndexReader, m mapping.IndexMapping, o bsearch.SearcherOptions) (bsearch.Searcher, error) {
	o.IncludeTermVectors = true
	all := make([]query.Query, len(q.at))
	place := map[string][]int{}
	for i, terms := range q.at {
		some := make([]query.Query, len(terms))
		for k, t := range terms {
			one := term(q.field, t)
			one.SetBoost(q.boost)
			some[k] = one
			place[t] = append(place[t], i)
		}
		all[i] = query.NewDisjunctionQuery(some)
	}
	both := query.NewConjunctionQuery(all)
	sub, err := guided{both, both}.Searcher(ctx, r, m, o)
	return &nearSearcher{Searcher: sub, near: q, place: place}, err
}

// nearSearcher passes on the passages that hold all terms where they are near.
type nearSearcher struct {
	bsearch.Searcher
	near
	place map[string][]int // places that a term can fill
	spare []bsearch.Location
}

// Next implements bsearch.Searcher.
func (s *nearSearcher) Next(ctx *bsearch.SearchContext) (*bsearch.DocumentMatch, error) {
	return s.first(ctx, s.Searcher.Next)
}

// Advance implements bsearch.Searcher.
func (s *nearSearcher) Advance(ctx *bsearch.SearchContext, id bindex.IndexInternalID) (*bsearch.DocumentMatch, error) {
	return s.first(ctx, func(ctx *bsearch.SearchContext) (*bsearch.DocumentMatch, error) { return s.Searcher.Advance(ctx, id) })
}

// first takes a match, and the ones after it, until one is near.
func (s *nearSearcher) first(ctx *bsearch.SearchContext, take func(*bsearch.SearchContext) (*bsearch.DocumentMatch, error)) (*bsearch.DocumentMatch, error) {
	for {
		m, err := take(ctx)
		if m == nil || err != nil || s.keep(m) {
			return m, err
		}
		ctx.DocumentMatchPool.Put(m)
		take = s.Searcher.Next
	}
}

// stand is where a term stands.
type stand struct {
	term string
	loc  *bsearch.Location
}

// keep tells whether a match is near, and leaves it the locations that are.
func (s *nearSearcher) keep(m *bsearch.DocumentMatch) bool {
	s.spare = m.Complete(s.spare)
	var all []stand
	for t, locations := range m.Locations[s.field] {
		for _, l := range locations {
			all = append(all, stand{t, l})
		}
	}
	m.Locations = nil
	slices.SortFunc(all, func(a, b stand) int { return cmp.Or(cmp.Compare(a.loc.Pos, b.loc.Pos), cmp.Compare(a.term, b.term)) })
	kept := make([]bool, len(all))
	found := false
	for from, to := 0, 0; from < len(all); from++ {
		for to < len(all) && all[to].loc.Pos <= all[from].loc.Pos+uint64(s.within) {
			to++
		}
		if !s.full(all[from:to]) {
			continue
		}
		found = true
		for i := from; i < to; i++ {
			kept[i] = true
		}
	}
	for i, k := range kept {
		if k {
			m.FieldTermLocations = append(m.FieldTermLocations, bsearch.FieldTermLocation{Field: s.field, Term: all[i].term, Location: *all[i].loc})
		}
	}
	return found
}

// full tells whether every place is filled, not only by words of the next passage:
// that one is found itself.
func (s *nearSearcher) full(all []stand) bool {
	filled := make([]bool, len(s.at))
	here := false
	for _, a := range all {
		for _, i := range s.place[a.term] {
			filled[i] = true
		}
		here = here || !strings.HasPrefix(a.term, onward)
	}
	return here && !slices.Contains(filled, false)
}

// DocumentMatchPoolSize implements bsearch.Searcher: one match is held besides.
func (s *nearSearcher) DocumentMatchPoolSize() int { return s.Searcher.DocumentMatchPoolSize() + 1 }
