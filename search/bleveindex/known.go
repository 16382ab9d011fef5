package bleveindex

import (
	"slices"
	"sync"

	"github.com/blevesearch/bleve/v2"

	"earshot/search"
)

// known is what an index remembers of what it holds, read when it is opened and
// kept up by every batch. Words and languages that nobody may find any more are
// dropped by the batch that takes them away: what is not there must not cost the
// looking up either, or the time would tell of it.
type known struct {
	mu        sync.RWMutex
	languages []string // codes, sorted
	lexicon   lexicon
}

// learn adds what an interview brings.
func (k *known) learn(language string, words []string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.language(language)
	for _, w := range words {
		k.lexicon.add(w)
	}
}

func (k *known) language(tag string) {
	code := languageOf(tag)
	if at, has := slices.BinarySearch(k.languages, code); !has {
		k.languages = slices.Insert(k.languages, at, code)
	}
}

// readers are one for each way in which words are kept in the index, English first.
func (k *known) readers() []reader {
	k.mu.RLock()
	defer k.mu.RUnlock()
	out := []reader{readerOf("en")}
	bare := false
	for _, code := range k.languages {
		r := readerOf(code)
		as := r.tag == "" && r.stem == nil // words stay as they are
		if r.tag != "" || as && !bare {
			out = append(out, r)
		}
		bare = bare || as
	}
	return out
}

// recall reads what an index holds that was just opened.
func (k *known) recall(interviews bleve.Index) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if err := k.recallLanguages(interviews); err != nil {
		return err
	}
	return k.lexicon.recallWords(interviews)
}

func (k *known) recallLanguages(interviews bleve.Index) error {
	now := known{}
	err := eachLiving(interviews, string(search.Language), "", func(tag string, lives func() bool) bool {
		if lives() {
			now.language(tag)
		}
		return true
	})
	if err == nil {
		k.languages = now.languages
	}
	return err
}

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
