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

// maxFine is how many matching passages are counted by role and checking, which
// are facts of passages and so cost a search for each value.
const maxFine = 5000

// fine counts the interviews with a passage that matches and in which someone of a
// role speaks, or of which a person has checked every word. q is the query.
func (ix *Index) fine(ctx context.Context, q query.Query, out *search.Results) error {
	if out.Total == 0 || out.Total > maxFine {
		return nil
	}
	for _, facet := range []struct {
		field  search.Field
		values []string
	}{
		{search.RoleIs, []string{string(search.Storyteller), string(search.Interviewer)}},
		{search.Checked, []string{"yes", "no"}},
	} {
		found := search.Facet{Field: facet.field}
		for _, v := range facet.values {
			narrowed := query.NewBooleanQuery([]query.Query{q}, nil, nil)
			narrowed.AddFilter(passageFact(facet.field, v))
			res, _, err := ix.page(ctx, narrowed, page{facets: true})
			if err != nil {
				return err
			}
			if by := res.Facets[fieldInterview]; by != nil && by.Terms != nil && len(by.Terms.Terms()) > 0 {
				found.Values = append(found.Values, search.Count{Value: v, Interviews: len(by.Terms.Terms())})
			}
		}
		if len(found.Values) > 0 {
			out.Facets = append(out.Facets, found)
		}
	}
	return nil
}

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
