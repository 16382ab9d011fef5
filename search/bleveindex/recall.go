package bleveindex

import (
	"errors"
	"fmt"

	"earshot/archive"
)

// recall reads what an index that was just opened knows by heart: the facts of its
// interviews, and their words.
func (ix *Index) recall() (err error) {
	advanced, err := ix.interviews.Advanced()
	if err != nil {
		return err
	}
	reader, err := advanced.Reader()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	all, err := reader.DocIDReaderAll()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, all.Close()) }()
	for {
		at, err := all.Next()
		if err != nil || at == nil {
			return err
		}
		id, err := reader.ExternalID(at)
		if err != nil {
			return err
		}
		if err := ix.recallOne(id); err != nil {
			return err
		}
	}
}

func (ix *Index) recallOne(id string) error {
	if isList(id) {
		words, err := listed(ix.interviews, id)
		if err == nil {
			ix.known.change(words, nil)
		}
		return err
	}
	f := &interviewFacts{}
	found, err := storedJSON(ix.interviews, id, f)
	if err == nil && (!found || f.Interview != id) {
		err = fmt.Errorf("facts of %s in the search index: %w", id, archive.ErrDamaged)
	}
	if err == nil {
		ix.catalogue.put(f)
	}
	return err
}
