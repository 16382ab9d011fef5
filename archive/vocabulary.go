package archive

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Term is a name or word that a collection's people say and engines mishear. It
// is learned from fixes, or written by a custodian. The collection "" is the
// whole archive.
type Term struct {
	Collection string     `json:"collection"`
	Text       string     `json:"text"`
	Variants   []string   `json:"variants,omitempty"` // as misheard, as a custodian wrote them
	Learned    []TaughtBy `json:"learned,omitempty"`  // in the order learned
	Kept       bool       `json:"kept,omitempty"`     // a custodian wrote or checked it
	Hidden     bool       `json:"hidden,omitempty"`   // a custodian took it out: it is not learned again
	Changed    time.Time  `json:"changed"`
}

// TaughtBy is the fix that taught a term.
type TaughtBy struct {
	Interview string `json:"interview"`
	Version   int    `json:"version"`
	Heard     string `json:"heard"`
}

// Bounds of a vocabulary.
const (
	MaxTerm       = 80  // characters
	maxVariants   = 20  // written for one term
	sourcesKept   = 200 // of one term: "200 or more"
	longestLesson = 4   // words: what is longer is a sentence and no term
	hintLetters   = 600 // what an engine is told: Whisper's prompt holds 224 tokens, and a name takes one for every 3 letters or so
)

// VocabularyRows keeps terms by collection and key.
type VocabularyRows interface {
	Term(collection, key string) (*Term, error)
	// PutTerm inserts or replaces by collection and key.
	PutTerm(*Term) error
	// DeleteTerm of an absent term is not an error.
	DeleteTerm(collection, key string) error
	// Terms returns those of the given collections, or all when none is given, by
	// collection and key.
	Terms(collections ...string) ([]*Term, error)
}

// Key is what makes two spellings one term: case and punctuation aside.
func (t *Term) Key() string { return termKey(t.Text) }

func termKey(text string) string { return strings.Join(tokensOf(text), " ") }

// Misheard lists how the term was misheard: what a custodian wrote, then what
// fixes taught, the most frequent first.
func (t *Term) Misheard() []string {
	count, text := map[string]int{}, map[string]string{}
	var keys []string
	for _, s := range t.Learned {
		k := termKey(s.Heard)
		if text[k] == "" {
			_, text[k], _ = trimmed(s.Heard)
			keys = append(keys, k)
		}
		count[k]++
	}
	slices.SortStableFunc(keys, func(a, b string) int { return cmp.Compare(count[b], count[a]) })
	out := slices.Clone(t.Variants)
	for _, k := range keys {
		if !slices.ContainsFunc(out, func(v string) bool { return termKey(v) == k }) {
			out = append(out, text[k])
		}
	}
	return out
}

// term is what a lesson adds to a vocabulary; "" when it is no term.
func (m Misheard) term() string {
	_, text, _ := trimmed(m.Said)
	tokens := tokensOf(text)
	if strings.ContainsAny(text, "[]") || len(tokens) > longestLesson || len(tokensOf(m.Heard)) > longestLesson+2 ||
		utf8.RuneCountInString(text) > MaxTerm || !slices.ContainsFunc(tokens, telling) || m.tooCommon() != "" {
		return ""
	}
	return text
}

// learn adds to the collection's vocabulary what a change teaches. Taking a change
// back takes its lesson back, and so does removing the words it speaks of. It is
// called before the change is appended, with its base known.
func (a *Archive) learn(tx Tx, iv *Interview, c *Change) error {
	switch {
	case c.Reverts > 0:
		return a.forget(tx, func(s TaughtBy) bool { return s.Interview == iv.ID && s.Version == c.Reverts })
	case c.Kind == Removal:
		return a.forgetRemoved(tx, iv)
	}
	lessons, err := a.taught(tx, c)
	if err != nil {
		return err
	}
	learned := false
	for _, m := range lessons {
		text := m.term()
		if text == "" {
			continue
		}
		if err := a.addLessons(tx, iv.Collection, text, []TaughtBy{{iv.ID, iv.Version + 1, m.Heard}}); err != nil {
			return err
		}
		learned = true
	}
	if !learned {
		return nil
	}
	return keepPeople(tx)
}

// forget drops lessons, and the terms that nothing else holds.
func (a *Archive) forget(tx Tx, gone func(TaughtBy) bool) error {
	all, err := tx.Terms()
	if err != nil {
		return err
	}
	changed := false
	for _, t := range all {
		left := slices.DeleteFunc(slices.Clone(t.Learned), gone)
		if len(left) == len(t.Learned) {
			continue
		}
		changed = true
		if err := a.keepLeft(tx, t, left); err != nil {
			return err
		}
	}
	if !changed {
		return nil
	}
	return keepPeople(tx)
}

// forgetRemoved drops what was learned from words that may not be public.
func (a *Archive) forgetRemoved(tx Tx, iv *Interview) error {
	changes, err := tx.Changes(iv.ID, 0, -1)
	if err != nil {
		return err
	}
	hidden := map[int]bool{}
	for _, c := range changes {
		hidden[c.Version] = iv.hides(c)
	}
	return a.forget(tx, func(s TaughtBy) bool { return s.Interview == iv.ID && hidden[s.Version] })
}

// Words is what an engine should expect to hear in an interview, most important
// first: its people and places, then the terms of its collection and of the whole
// archive by how often they were misheard, then what its title says. An engine
// sometimes writes words that it was told and nobody said, so a term counts only
// when anyone may read where it was learned, or when a custodian keeps it.
func (a *Archive) Words(ctx context.Context, iv *Interview) (words []string, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		list := hints{seen: map[string]bool{}}
		list.add(iv.Storyteller, iv.Interviewer, iv.Place)
		for _, collection := range slices.Compact([]string{iv.Collection, ""}) {
			terms, err := tx.Terms(collection)
			if err != nil {
				return err
			}
			slices.SortStableFunc(terms, func(x, y *Term) int { return cmp.Compare(len(y.Learned), len(x.Learned)) })
			for _, t := range terms {
				open, err := publicTerm(tx, t)
				if err != nil {
					return err
				}
				if open {
					list.add(t.Text)
				}
			}
		}
		list.add(iv.Collection)
		for _, w := range strings.Fields(iv.Title) {
			if _, core, _ := trimmed(w); slices.ContainsFunc(tokensOf(core), telling) {
				list.add(core)
			}
		}
		words = list.words
		return nil
	})
	return words, err
}

// publicTerm tells whether a term may be told to whoever may read any interview.
func publicTerm(tx Tx, t *Term) (bool, error) {
	if t.Hidden || t.Kept {
		return t.Kept && !t.Hidden, nil
	}
	for _, s := range t.Learned {
		iv, err := tx.Interview(s.Interview)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return false, err
		}
		if err == nil && Policy(Viewer{}, iv).Read {
			return true, nil
		}
	}
	return false, nil
}

// hints collects words up to what an engine can use.
type hints struct {
	words []string
	seen  map[string]bool
	used  int
}

func (h *hints) add(words ...string) {
	for _, w := range words {
		key, n := termKey(w), utf8.RuneCountInString(w)+2
		if key == "" || h.seen[key] || h.used+n > hintLetters {
			continue
		}
		h.seen[key], h.used = true, h.used+n
		h.words = append(h.words, w)
	}
}
