package archive

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// A theme is kept in the bucket as themes/ID.jsonl: the theme in the first line,
// then one passage a line with what people say of it. No words are in it. It is
// not beside an interview because a theme belongs to people and to many
// interviews. What someone had seen at their last visit is not kept.
const themeFolder = "themes/"

// keepTheme has a theme's record written after a change to it, or deleted when
// the theme is gone.
func keepTheme(tx Tx, id string) error {
	return tx.Enqueue(Job{Kind: JobMirror, Interview: themeFolder + id})
}

// themeRecord is the record named by folder and theme, as jobs name it; ok is
// false for records of interviews and people.
func themeRecord(of string) (r record, id string, ok bool) {
	id, ok = strings.CutPrefix(of, themeFolder)
	return record{name: id + ".jsonl", write: func(tx Tx, _ *Interview, w io.Writer) error { return writeTheme(tx, id, w) }}, id, ok
}

func writeTheme(tx Tx, id string, w io.Writer) error {
	t, err := tx.Theme(id)
	if err != nil {
		return err
	}
	lines := json.NewEncoder(w)
	if err := lines.Encode(t); err != nil {
		return err
	}
	passages, err := tx.ThemePassages(id)
	if err != nil {
		return err
	}
	for _, p := range passages {
		if err := lines.Encode(p); err != nil {
			return err
		}
	}
	return nil
}

// forgetTheme deletes the record of a theme that is gone for good, and tells
// whether it was one.
func (a *Archive) forgetTheme(ctx context.Context, of string) (bool, error) {
	r, id, ok := themeRecord(of)
	if !ok {
		return false, nil
	}
	err := a.store.View(ctx, func(tx Tx) error {
		_, err := tx.Theme(id)
		return err
	})
	if !errors.Is(err, ErrNotFound) {
		return false, err
	}
	return true, a.blobs.Delete(ctx, themeFolder+r.name)
}

// restoreThemes puts every theme back whose record can be read, after the people
// and interviews. A passage of an interview that is lost stays, and is not shown.
func (a *Archive) restoreThemes(ctx context.Context, report func(of string, err error)) error {
	return a.restoreAside(ctx, themeFolder, report, restoreTheme)
}

func restoreTheme(tx Tx, key, body string) error {
	first, rest, _ := strings.Cut(body, "\n")
	t := &Theme{}
	if err := json.Unmarshal([]byte(first), t); err != nil || key != themeFolder+t.ID+".jsonl" {
		return fmt.Errorf("%s cannot be read (%v): %w", key, err, ErrDamaged)
	}
	if err := tx.PutTheme(t); err != nil {
		return err
	}
	err := eachLine(json.NewDecoder(strings.NewReader(rest)), func(p *ThemePassage) error {
		if p.Theme != t.ID || p.Number == 0 {
			return fmt.Errorf("passage %d belongs to theme %q: %w", p.Number, p.Theme, ErrDamaged)
		}
		return tx.PutThemePassage(p)
	})
	if err != nil {
		return fmt.Errorf("%s: %w", key, err)
	}
	return keepTheme(tx, t.ID)
}
