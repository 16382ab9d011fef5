package bleveindex

import (
	"cmp"
	"context"
	"slices"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search/query"

	"earshot/search"
)

// maxTried is how many near words are held against each other.
const maxTried = 12

// Spelled implements search.Speller.
func (ix *Index) Spelled(ctx context.Context, word string, max int) (known bool, near []string, err error) {
	defer notice(&err)
	read := compiler{readers: ix.readers()}
	kept := read.kept(search.Token{Term: word}, "")
	n, err := count(ctx, ix.passages, fieldText, kept...)
	if err != nil || n > 0 {
		return n > 0, nil, err
	}
	ix.known.mu.RLock()
	defer ix.known.mu.RUnlock()
	said := ix.known.lexicon.words
	found := ix.known.lexicon.misspelled(word)
	found = found[:min(len(found), maxTried)]
	slices.SortStableFunc(found, func(a, b nearWord) int {
		return cmp.Or(cmp.Compare(a.far, b.far), cmp.Compare(said[b.word], said[a.word]))
	})
	for _, w := range found[:min(len(found), max)] {
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
