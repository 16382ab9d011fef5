package bleveindex

import (
	"cmp"
	"context"
	"slices"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search/query"

	"earshot/search"
)

// maxTried is how many near words are counted in the index.
const maxTried = 12

// Spelled implements search.Speller. A word may go while it is asked for, so each
// is counted in the index before it is named.
func (ix *Index) Spelled(ctx context.Context, word string, max int) (known bool, near []string, err error) {
	defer notice(&err)
	read := compiler{readers: ix.known.readers()}
	kept := read.kept(search.Token{Term: word}, "")
	n, err := count(ctx, ix.passages, fieldText, kept...)
	if err != nil || n > 0 {
		return n > 0, nil, err
	}
	type counted struct {
		nearWord
		n int
	}
	ix.known.mu.RLock()
	found := ix.known.lexicon.misspelled(word)
	ix.known.mu.RUnlock()
	var live []counted
	for _, w := range found[:min(len(found), maxTried)] {
		n, err := count(ctx, ix.interviews, fieldWord, w.word)
		if err != nil {
			return false, nil, err
		}
		if n > 0 {
			live = append(live, counted{w, n})
		}
	}
	slices.SortStableFunc(live, func(a, b counted) int { return cmp.Or(cmp.Compare(a.far, b.far), cmp.Compare(b.n, a.n)) })
	for _, w := range live[:min(len(live), max)] {
		near = append(near, w.word)
	}
	return false, near, nil
}

// count is how many documents have one of the terms now.
func count(ctx context.Context, b bleve.Index, field string, terms ...string) (int, error) {
	any := make([]query.Query, len(terms))
	for i, t := range terms {
		any[i] = term(field, t)
	}
	res, err := b.SearchInContext(ctx, bleve.NewSearchRequestOptions(query.NewDisjunctionQuery(any), 0, 0, false))
	if err != nil {
		return 0, searchError(ctx, err)
	}
	return int(res.Total), nil
}
