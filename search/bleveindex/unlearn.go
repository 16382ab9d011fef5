package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2"

	"earshot/archive"
	"earshot/search"
)

// take notes the words of a passage that is about to go, or to read otherwise.
func (s *step) take(passage string) error {
	body, err := stored(s.index, passage)
	if err != nil {
		return err
	}
	if body == nil {
		return fmt.Errorf("passage %s of the search index is not there: %w", passage, archive.ErrDamaged)
	}
	p, err := search.DecodePassage(body)
	if err != nil {
		return err
	}
	for _, t := range search.Tokens(p.Corrected.Body) {
		s.taken[t.Term] = true
	}
	return nil
}

// unlearn drops words that were taken away and that no interview says any more,
// and languages that none is in.
func (ix *Index) unlearn(ctx context.Context, taken map[string]bool) (err error) {
	if len(taken) == 0 {
		return nil
	}
	advanced, err := ix.interviews.Advanced()
	if err != nil {
		return err
	}
	reader, err := advanced.Reader()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	for w := range taken {
		n, err := passagesWith(ctx, reader, fieldWord, w)
		if err != nil {
			return err
		}
		if n > 0 {
			delete(taken, w)
		}
	}
	ix.known.mu.Lock()
	defer ix.known.mu.Unlock()
	ix.known.lexicon.drop(taken)
	return ix.known.recallLanguages(ix.interviews)
}

// drop forgets words.
func (l *lexicon) drop(gone map[string]bool) {
	lengths, sounds := map[int]bool{}, map[byte]bool{}
	for w := range gone {
		if _, has := l.words[w]; !has {
			continue
		}
		delete(l.words, w)
		lengths[utf8.RuneCountInString(w)] = true
		if s := search.SoundOf(w); s.Enough() {
			sounds[s[0]] = true
		}
	}
	if len(lengths) > 0 {
		l.heard = nil
	}
	for n := range lengths {
		l.letters[n] = slices.DeleteFunc(l.letters[n], func(w string) bool { return gone[w] })
	}
	for first := range sounds {
		l.first[first] = slices.DeleteFunc(l.first[first], func(w soundedWord) bool { return gone[w.word] })
	}
}

// eachLiving is eachTerm where lives tells whether a document still has the term.
// bleve keeps the words of documents that are gone until it next writes their file
// anew; they must not be among those that a query stands for, nor count as too many.
func eachLiving(b bleve.Index, field, prefix string, fn func(t string, lives func() bool) bool) (err error) {
	advanced, err := b.Advanced()
	if err != nil {
		return err
	}
	reader, err := advanced.Reader()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	var failed error
	err = eachTerm(b, field, prefix, func(t string) bool {
		return fn(t, func() bool {
			n, err := passagesWith(context.Background(), reader, field, t)
			failed = errors.Join(failed, err)
			return n > 0
		}) && failed == nil
	})
	return errors.Join(err, failed)
}
