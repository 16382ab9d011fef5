package bleveindex

import (
	"context"
	"fmt"

	"github.com/blevesearch/bleve/v2"
	bsearch "github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"

	"earshot/search"
)

// maxCounted is how many interviews are counted; beyond it the counts are of those
// with the most matching passages.
const maxCounted = 10_000

// maxValues is how many values of a facet are listed.
const maxValues = 20

var facetOrder = []search.Field{search.Theme, search.Collection, search.Place, search.Speaker, search.Reporter, search.Language, search.Year}

// facets counts, by their facts, the interviews that have a matching passage.
func (ix *Index) facets(ctx context.Context, by *bsearch.FacetResult, out *search.Results) error {
	var found []*bsearch.TermFacet
	if by != nil && by.Terms != nil {
		found = by.Terms.Terms()
	}
	out.Interviews = len(found)
	if len(found) == 0 {
		return nil
	}
	ids := make([]string, len(found))
	for i, t := range found {
		ids[i] = t.Term
		out.Tally = append(out.Tally, search.Tally{Interview: t.Term, Passages: t.Count})
	}
	req := bleve.NewSearchRequestOptions(query.NewDocIDQuery(ids), 0, 0, false)
	for _, f := range facetOrder {
		req.AddFacet(string(f), bleve.NewFacetRequest(string(f), maxValues))
	}
	res, err := ix.interviews.SearchInContext(ctx, req)
	if err != nil {
		return searchError(ctx, fmt.Errorf("count interviews: %w", err))
	}
	for _, f := range facetOrder {
		r := res.Facets[string(f)]
		if r == nil || r.Terms == nil || len(r.Terms.Terms()) == 0 {
			continue
		}
		facet := search.Facet{Field: f, More: r.Other}
		for _, t := range r.Terms.Terms() {
			facet.Values = append(facet.Values, search.Count{Value: t.Term, Interviews: t.Count})
		}
		out.Facets = append(out.Facets, facet)
	}
	return nil
}
