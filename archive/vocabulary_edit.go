package archive

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
)

// Vocabulary returns the terms of a collection, or of all when every is set, for
// custodians: terms may have been learned from interviews that are not public.
func (a *Archive) Vocabulary(ctx context.Context, v Viewer, collection string, every bool) (terms []*Term, err error) {
	if !v.Role().AtLeast(Custodian) {
		return nil, ErrForbidden
	}
	err = a.store.View(ctx, func(tx Tx) error {
		if every {
			terms, err = tx.Terms()
		} else {
			terms, err = tx.Terms(collection)
		}
		terms = slices.DeleteFunc(terms, func(t *Term) bool { return t.Hidden })
		return err
	})
	return terms, err
}

// KeepTerm writes a term into a vocabulary, or says anew how one is misheard.
// was, if not "", is the term that it takes the place of. Doing it twice changes
// nothing.
func (a *Archive) KeepTerm(ctx context.Context, v Viewer, collection, was, text string, variants []string) (*Term, error) {
	if !v.Role().AtLeast(Custodian) {
		return nil, ErrForbidden
	}
	t, err := a.readTerm(collection, text, variants)
	if err != nil {
		return nil, err
	}
	err = a.store.Update(ctx, func(tx Tx) error {
		learned, err := takeOut(tx, t.Collection, was, t.Key())
		if err != nil {
			return err
		}
		switch have, err := tx.Term(t.Collection, t.Key()); {
		case err == nil:
			learned = append(learned, have.Learned...)
		case !errors.Is(err, ErrNotFound):
			return err
		}
		t.Learned, t.Kept, t.Changed = learned[:min(len(learned), sourcesKept)], true, a.now()
		if err := tx.PutTerm(t); err != nil {
			return err
		}
		return keepPeople(tx)
	})
	return t, err
}

// takeOut deletes a term that another takes the place of and returns its lessons.
func takeOut(tx Tx, collection, was, key string) ([]TaughtBy, error) {
	old := termKey(was)
	if old == "" || old == key {
		return nil, nil
	}
	t, err := tx.Term(collection, old)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return t.Learned, tx.DeleteTerm(collection, old)
}

func (a *Archive) readTerm(collection, text string, variants []string) (*Term, error) {
	collection, err := a.say("collection", collection, MaxName)
	if err != nil {
		return nil, err
	}
	t := &Term{Collection: collection}
	if t.Text, err = a.oneTerm("term", text); err != nil {
		return nil, err
	}
	if t.Text == "" {
		return nil, Invalid("term", "Please write the word or name.")
	}
	seen := map[string]bool{t.Key(): true}
	for _, v := range variants {
		if v, err = a.oneTerm("variants", v); err != nil {
			return nil, err
		}
		if k := termKey(v); k != "" && !seen[k] {
			seen[k] = true
			t.Variants = append(t.Variants, v)
		}
	}
	if len(t.Variants) > maxVariants {
		return nil, Invalid("variants", "Please write at most %d ways in which it is misheard.", maxVariants)
	}
	return t, nil
}

// oneTerm checks a word or name. The sign = parts words in the list of synonyms.
func (a *Archive) oneTerm(field, s string) (string, error) {
	s, err := a.say(field, s, MaxTerm)
	if err == nil && s != "" && (termKey(s) == "" || strings.ContainsAny(s, "=#,")) {
		err = Invalid(field, "“%s” cannot be used. Please write words or names, without = # or commas.", s)
	}
	return s, err
}

// RemoveTerm takes a term out of a vocabulary. Fixes do not teach it again.
func (a *Archive) RemoveTerm(ctx context.Context, v Viewer, collection, text string) error {
	if !v.Role().AtLeast(Custodian) {
		return ErrForbidden
	}
	return a.store.Update(ctx, func(tx Tx) error {
		t, err := tx.Term(strings.TrimSpace(collection), termKey(text))
		if err != nil {
			return err
		}
		t = &Term{Collection: t.Collection, Text: t.Text, Hidden: true, Changed: a.now()}
		if err := tx.PutTerm(t); err != nil {
			return err
		}
		return keepPeople(tx)
	})
}

// Spellings are the terms that custodians keep, as groups of the list of synonyms:
// who searches for a term finds it where it is still misheard. They are the terms
// of the whole archive, and of the collections that in chooses.
func (a *Archive) Spellings(ctx context.Context, in func(collection string) bool) (lines string, err error) {
	var b strings.Builder
	err = a.store.View(ctx, func(tx Tx) error {
		b.Reset()
		terms, err := tx.Terms()
		for _, t := range terms {
			if ways := t.Misheard(); t.Kept && !t.Hidden && len(ways) > 0 && (t.Collection == "" || in(t.Collection)) {
				b.WriteString(strings.Join(append([]string{t.Text}, ways...), " = ") + "\n")
			}
		}
		return err
	})
	return b.String(), err
}

// writeTerms writes the vocabulary's record, one term a line.
func writeTerms(tx Tx, _ *Interview, w io.Writer) error {
	all, err := tx.Terms()
	if err != nil {
		return err
	}
	for _, t := range all {
		if err := json.NewEncoder(w).Encode(t); err != nil {
			return err
		}
	}
	return nil
}

func restoreTerms(tx Tx, _ *Interview, lines *json.Decoder) error {
	return eachLine(lines, func(t *Term) error { return tx.PutTerm(t) })
}
