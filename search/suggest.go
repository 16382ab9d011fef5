package search

import (
	"context"
	"errors"
	"slices"

	"earshot/archive"
)

// When and how much is suggested.
const (
	fewHits     = 3 // with this many nobody asks what was meant
	maxSuggest  = 3
	maxUnspelt  = 3 // words that nobody says which are looked up
	maxLookedAt = 8 // words that are looked up at all
)

// unspelt is a word of a query that nobody says, and what is near it.
type unspelt struct {
	clause, from, to int // bytes of the clause's text
	near             []string
}

// suggest finds queries that were perhaps meant: words that nobody says changed
// into words that are said. Each is asked before it is named, as the viewer, so
// that it has more hits than the query and tells nothing that its answer would not.
func (s *Searcher) suggest(ctx context.Context, v archive.Viewer, q Query, had int, p Page) ([]string, error) {
	sp, ok := s.Index.(Speller)
	if !ok {
		return nil, nil
	}
	wrong, err := misspelt(ctx, sp, q)
	if err != nil || len(wrong) == 0 {
		return nil, err
	}
	var out []string
	for n := range wrong[0].near {
		tried := q.respelt(wrong, n)
		ans, err := s.answer(ctx, v, tried, Page{Size: 1, AsWritten: p.AsWritten})
		if told := (*archive.Problem)(nil); errors.As(err, &told) {
			continue // too heavy, say: it is not worth naming
		}
		if err != nil {
			return nil, err
		}
		if text := tried.String(); len(ans.Hits) > 0 && ans.Total > had && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out, nil
}

// misspelt lists the words of a query that nobody says although words near them
// are said; none when there are words for which nothing can be suggested.
func misspelt(ctx context.Context, sp Speller, q Query) (out []unspelt, err error) {
	looked := 0
	for i, c := range q.Clauses {
		if c.Field != Words || c.Without || c.Prefix || c.Wild || len(c.Any) > 0 {
			continue
		}
		for _, t := range Tokens(c.Text) {
			if looked++; looked > maxLookedAt {
				return out, nil
			}
			known, near, err := sp.Spelled(ctx, t.Term, maxSuggest)
			if err != nil {
				return nil, err
			}
			if known {
				continue
			}
			if len(near) == 0 || len(out) == maxUnspelt {
				return nil, nil
			}
			out = append(out, unspelt{i, t.Start, t.End, near})
		}
	}
	return out, nil
}

// respelt is the query with every wrong word changed to the nearest, and the first
// of them to the n-th.
func (q Query) respelt(wrong []unspelt, n int) Query {
	clauses := slices.Clone(q.Clauses)
	for i, w := range slices.Backward(wrong) { // so that offsets stay true
		word := w.near[0]
		if i == 0 {
			word = w.near[n]
		}
		c := &clauses[w.clause]
		c.Text = c.Text[:w.from] + word + c.Text[w.to:]
	}
	return Query{Clauses: clauses}
}
