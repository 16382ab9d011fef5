package search

import (
	"context"

	"earshot/archive"
)

// Whole answers as Search does, with the best MostLined passages at once instead
// of a page of them: for what has to look at an answer as a whole. Results.Total
// tells how many there are.
func (s *Searcher) Whole(ctx context.Context, v archive.Viewer, raw string, p Page) (Answer, error) {
	q, err := Parse(raw)
	if err != nil {
		return Answer{}, err
	}
	full := s.full(ctx, q, p)
	ans := Answer{Query: q, Also: full.also()}
	if ans.Results, err = s.list(ctx, full, p); err != nil {
		return Answer{Query: q}, err
	}
	ans.Next = ""
	return ans, s.settle(ctx, v, full, &ans.Results)
}
