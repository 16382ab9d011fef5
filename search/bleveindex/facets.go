package bleveindex

import (
	"cmp"
	"context"
	"slices"

	"github.com/blevesearch/bleve/v2/search/query"

	"earshot/search"
)

// maxValues is how many values of a facet are listed.
const maxValues = 20

var facetOrder = []search.Field{search.Theme, search.Collection, search.Place, search.Speaker, search.Reporter, search.Language, search.Year}

// facets counts the interviews that have a matching passage, by their facts and by
// those of the passages. q is the query.
func (ix *Index) facets(ctx context.Context, q query.Query, out *search.Results) error {
	c, err := ix.count(ctx, q)
	if err != nil {
		return err
	}
	by := map[search.Field]map[string]int{}
	add := func(field search.Field, value string) {
		if by[field] == nil {
			by[field] = map[string]int{}
		}
		by[field][value]++
	}
	for i, n := range c.passages {
		if n == 0 {
			continue
		}
		out.Tally = append(out.Tally, search.Tally{Interview: c.names[i], Passages: int(n)})
		for _, v := range ix.catalogue.of(c.names[i]).counts {
			add(v.field, v.value)
		}
		for bit, fact := range fine {
			if c.facts[i]&(1<<bit) != 0 {
				add(fact.field, fact.value)
			}
			if fact.field == search.Checked && c.lacks[i]&(1<<bit) != 0 {
				add(fact.field, "no")
			}
		}
	}
	out.Interviews = len(out.Tally)
	slices.SortFunc(out.Tally, func(a, b search.Tally) int {
		return cmp.Or(cmp.Compare(b.Passages, a.Passages), cmp.Compare(a.Interview, b.Interview))
	})
	for _, field := range slices.Concat(facetOrder, []search.Field{search.RoleIs, search.Checked}) {
		if len(by[field]) > 0 {
			out.Facets = append(out.Facets, facet(field, by[field]))
		}
	}
	return nil
}

// facet lists the most frequent values.
func facet(field search.Field, count map[string]int) search.Facet {
	f := search.Facet{Field: field}
	for v, n := range count {
		f.Values = append(f.Values, search.Count{Value: v, Interviews: n})
	}
	slices.SortFunc(f.Values, func(a, b search.Count) int {
		return cmp.Or(cmp.Compare(b.Interviews, a.Interviews), cmp.Compare(a.Value, b.Value))
	})
	for _, rest := range f.Values[min(maxValues, len(f.Values)):] {
		f.More += rest.Interviews
	}
	f.Values = f.Values[:min(maxValues, len(f.Values))]
	return f
}
