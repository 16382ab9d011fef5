package archive

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// The searches that people keep are in the bucket as searches/ACCOUNT.jsonl, one a
// line. When they were looked at is not in it.
const searchFolder = "searches/"

// keepSearches has the record of someone's searches written after a change to
// them, or deleted when none is left.
func keepSearches(tx Tx, account string) error {
	return tx.Enqueue(Job{Kind: JobMirror, Interview: searchFolder + account})
}

// asideRecord is the record of a theme or of someone's searches, as jobs name it;
// folder is "" for records of interviews and people.
func asideRecord(of string) (r record, folder string) {
	if r, _, ok := themeRecord(of); ok {
		return r, themeFolder
	}
	account, ok := strings.CutPrefix(of, searchFolder)
	if !ok {
		return r, ""
	}
	return record{name: account + ".jsonl", write: func(tx Tx, _ *Interview, w io.Writer) error { return writeSearches(tx, account, w) }}, searchFolder
}

func writeSearches(tx Tx, account string, w io.Writer) error {
	all, err := tx.KeptSearches(account)
	if err != nil {
		return err
	}
	lines := json.NewEncoder(w)
	for _, k := range all {
		k.Look, k.Before = Look{}, time.Time{}
		if err := lines.Encode(k); err != nil {
			return err
		}
	}
	return nil
}

// forgetAside deletes a record of which nothing is left, and tells whether it was
// one.
func (a *Archive) forgetAside(ctx context.Context, of string) (bool, error) {
	account, ok := strings.CutPrefix(of, searchFolder)
	if !ok {
		return a.forgetTheme(ctx, of)
	}
	left := 0
	err := a.store.View(ctx, func(tx Tx) error {
		all, err := tx.KeptSearches(account)
		left = len(all)
		return err
	})
	if err != nil || left > 0 {
		return false, err
	}
	return true, a.blobs.Delete(ctx, of+".jsonl")
}

// restoreAside puts back what the records of a folder hold, each in a transaction
// of its own. A damaged one is reported and left out.
func (a *Archive) restoreAside(ctx context.Context, folder string, report func(of string, err error), restore func(tx Tx, key, body string) error) error {
	var names []string
	err := a.blobs.List(ctx, folder, func(b Blob) error {
		names = append(names, b.Key)
		return nil
	})
	if err != nil {
		return err
	}
	for _, key := range names {
		body, err := a.readRecord(ctx, key)
		if errors.Is(err, ErrNotFound) {
			continue // some stores list for a while what was deleted
		}
		if err != nil {
			return err
		}
		err = a.store.Update(ctx, func(tx Tx) error { return restore(tx, key, string(body)) })
		switch {
		case errors.Is(err, ErrDamaged):
			report(strings.TrimSuffix(key, ".jsonl"), err)
		case err != nil:
			return err
		}
	}
	return nil
}

// restoreSearches puts people's searches back. What is new counts from now on.
func (a *Archive) restoreSearches(ctx context.Context, report func(of string, err error)) error {
	return a.restoreAside(ctx, searchFolder, report, func(tx Tx, key, body string) error {
		of := strings.TrimSuffix(key, ".jsonl")
		err := eachLine(json.NewDecoder(strings.NewReader(body)), func(k *KeptSearch) error {
			if searchFolder+k.Owner != of || k.ID == "" {
				return fmt.Errorf("a search of %q: %w", k.Owner, ErrDamaged)
			}
			k.Look, k.Before = Look{At: a.now()}, a.now()
			return tx.PutKeptSearch(k)
		})
		if err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		return tx.Enqueue(Job{Kind: JobMirror, Interview: of})
	})
}

// recordsAside names every record of themes and of people's searches.
func recordsAside(tx Tx) (all []string, err error) {
	themes, err := tx.Themes(ThemeQuery{})
	if err != nil {
		return nil, err
	}
	for _, t := range themes {
		all = append(all, themeFolder+t.ID)
	}
	kept, err := tx.KeptSearches("")
	for _, k := range kept {
		if of := searchFolder + k.Owner; !slices.Contains(all, of) {
			all = append(all, of)
		}
	}
	return all, err
}
