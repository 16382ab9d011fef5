package search

import (
	"context"
	"errors"

	"earshot/archive"
)

// Where no passage has all the words of a question, those with most of them are
// better than nothing: whoever types a whole sentence meets passages that say a
// part of it.
const (
	mostSome    = 50 // passages
	commonShare = 4  // a word in more than one of so many passages tells nothing of what was meant
)

// some finds the best passages that have some of the words of a query, by the
// words that are there now.
func (s *Searcher) some(ctx context.Context, full Query, p Page) ([]Hit, error) {
	loose, err := s.loosened(ctx, full)
	if err != nil || len(loose.Clauses) == 0 {
		return nil, err
	}
	res, err := s.ask(ctx, loose, Page{Size: mostSome, Sort: p.Sort})
	if told := (*archive.Problem)(nil); errors.As(err, &told) {
		return nil, nil // too heavy, say: nobody asked for this
	}
	if err != nil {
		return nil, err
	}
	var out []Hit
	for _, h := range res.Hits {
		if h.Matched == AsCorrected {
			h.Matched = SomeWords
			out = append(out, h)
		}
	}
	return out, nil
}

// loosened is the query with any of its telling words instead of all. It has no
// clauses when there are not two plain words, or somebody insisted on them.
func (s *Searcher) loosened(ctx context.Context, q Query) (loose Query, err error) {
	var words []Clause
	for _, c := range q.Clauses {
		switch {
		case c.Without || c.Field.Filter():
			loose.Clauses = append(loose.Clauses, c)
		case c.Field != Words || c.Phrase || c.Prefix || c.Wild || len(c.Any) > 0:
			return Query{}, nil
		default:
			words = append(words, c)
		}
	}
	if len(words) < 2 {
		return Query{}, nil
	}
	if words, err = s.telling(ctx, words); err != nil {
		return Query{}, err
	}
	if len(words) > 1 {
		words = []Clause{{Any: words}}
	}
	loose.Clauses = append(loose.Clauses, words...)
	return loose, nil
}

// telling leaves out words that nobody says and those that very many passages have,
// unless that leaves none. An index that cannot count words leaves all.
func (s *Searcher) telling(ctx context.Context, words []Clause) ([]Clause, error) {
	asked := make([]string, len(words))
	for i, c := range words {
		if t := Tokens(c.Text); len(t) == 1 {
			asked[i] = t[0].Term
		}
	}
	counts, passages, err := s.CountWords(ctx, asked)
	if errors.Is(err, errNoCounts) {
		return words, nil
	}
	if err != nil {
		return nil, err
	}
	var out []Clause
	for i, c := range words {
		n := counts[i].Passages
		otherWays := asked[i] == "" || len(c.Also) > 0
		if n <= passages/commonShare && (n > 0 || otherWays) {
			out = append(out, c)
		}
	}
	if len(out) == 0 {
		return words, nil
	}
	return out, nil
}
