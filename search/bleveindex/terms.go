package bleveindex

import (
	"context"
	"errors"

	"github.com/blevesearch/bleve/v2"
)

// eachTerm calls fn for the terms of a field that begin with a prefix, in order,
// until it returns false.
func eachTerm(b bleve.Index, field, prefix string, fn func(string) bool) (err error) {
	dict, err := b.FieldDictPrefix(field, []byte(prefix))
	if err != nil {
		return err
	}
	defer func() {
		if e := dict.Close(); err == nil {
			err = e
		}
	}()
	for {
		entry, err := dict.Next()
		if err != nil || entry == nil || !fn(entry.Term) {
			return err
		}
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
