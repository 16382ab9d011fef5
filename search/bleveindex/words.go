package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	bindex "github.com/blevesearch/bleve_index_api"

	"earshot/search"
)

var _ search.WordCounter = (*Index)(nil)

// CountWords implements search.WordCounter from the lists of passages that the
// index keeps for each word. Passages that are gone are not counted.
func (ix *Index) CountWords(ctx context.Context, words []string) (counts []search.WordCount, passages int, err error) {
	defer notice(&err)
	advanced, err := ix.passages.Advanced()
	if err != nil {
		return nil, 0, fmt.Errorf("count words: %w", err)
	}
	reader, err := advanced.Reader()
	if err != nil {
		return nil, 0, fmt.Errorf("count words: %w", err)
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	if passages, err = passagesWith(ctx, reader, fieldKind, kindPassage); err != nil {
		return nil, 0, err
	}
	readers := ix.readers()
	for _, w := range words {
		var kept []string // in each language of the archive
		count := search.WordCount{}
		for _, r := range readers {
			stem := r.word(w)
			if slices.Contains(kept, stem) {
				continue
			}
			kept = append(kept, stem)
			n, err := passagesWith(ctx, reader, fieldText, stem)
			if err != nil {
				return nil, 0, err
			}
			count.Passages += n
		}
		count.Stem = strings.Join(kept, " ")
		counts = append(counts, count)
	}
	return counts, passages, nil
}

func passagesWith(ctx context.Context, reader bindex.IndexReader, field, term string) (n int, err error) {
	found, err := reader.TermFieldReader(ctx, []byte(term), field, false, false, false)
	if err != nil {
		return 0, fmt.Errorf("count %q: %w", term, err)
	}
	return int(found.Count()), found.Close()
}
