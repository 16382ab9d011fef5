package sqlstore

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"

	"earshot/archive"
)

func (t *tx) Theme(id string) (*archive.Theme, error) {
	return one[archive.Theme](t, "theme "+id, `SELECT body FROM theme WHERE id = $1`, id)
}

func (t *tx) ThemeByKey(owner, key string) (*archive.Theme, error) {
	return one[archive.Theme](t, "theme by key", `SELECT body FROM theme WHERE owner = $1 AND request = $2`, owner, key)
}

func (t *tx) PutTheme(theme *archive.Theme) error {
	body, err := json.Marshal(theme)
	if err != nil {
		return err
	}
	switch have, err := t.ThemeByKey(theme.Owner, theme.Key); {
	case err == nil && have.ID != theme.ID:
		return fmt.Errorf("theme %s with the key of %s: %w", theme.ID, have.ID, archive.ErrExists)
	case err != nil && !isNotFound(err):
		return err
	}
	public := 0
	if theme.Public {
		public = 1
	}
	if _, err = t.exec(`INSERT INTO theme (id, owner, public, request, body) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, public = excluded.public, request = excluded.request, body = excluded.body`,
		theme.ID, theme.Owner, public, theme.Key, body); err != nil {
		return err
	}
	if _, err := t.exec(`DELETE FROM theme_share WHERE theme = $1`, theme.ID); err != nil {
		return err
	}
	for _, s := range theme.With {
		if _, err := t.exec(`INSERT INTO theme_share (theme, account) VALUES ($1, $2) ON CONFLICT DO NOTHING`, theme.ID, s.Account); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) DropTheme(id string) error {
	_, err := t.exec(`DELETE FROM theme WHERE id = $1`, id)
	return err
}

func (t *tx) Themes(q archive.ThemeQuery) ([]*archive.Theme, error) {
	w := themeWhere(q)
	return many[archive.Theme](t, `SELECT body FROM theme`+w.String()+` ORDER BY id`, w.args...)
}

func themeWhere(q archive.ThemeQuery) *where {
	var parts []string
	w := &where{}
	if q.For != "" {
		account := w.arg(q.For)
		parts = append(parts, `owner = `+account, `id IN (SELECT theme FROM theme_share WHERE account = `+account+`)`)
	}
	if q.Public {
		parts = append(parts, `public = 1`)
	}
	if len(parts) > 0 {
		w.and("(" + strings.Join(parts, " OR ") + ")")
	}
	return w
}

// Themes that visitors, and people with accounts, may read are looked up for each
// page of hits.
var (
	pickedPublic, _ = pickedFrom(archive.ThemeQuery{Public: true}, []string{""})
	pickedOwn, _    = pickedFrom(archive.ThemeQuery{Public: true, For: "someone"}, []string{""})
)

func pickedFrom(q archive.ThemeQuery, interviews []string) (query string, args []any) {
	w := themeWhere(q)
	w.anyOf("interview", interviews)
	return `SELECT id, theme.body, theme_passage.body FROM theme_passage JOIN theme ON id = theme` + w.String() + ` ORDER BY id, number`, w.args
}

func (t *tx) Picked(q archive.ThemeQuery, interviews []string) (all []archive.PickedFor, err error) {
	if len(interviews) == 0 {
		return nil, nil
	}
	query, args := pickedFrom(q, interviews)
	var last *archive.Theme // the rows of one theme follow one another
	err = t.each(query, args, func(rows scanner) error {
		var id string
		var theme, passage sql.RawBytes
		if err := rows.Scan(&id, &theme, &passage); err != nil {
			return err
		}
		if last == nil || last.ID != id {
			last = &archive.Theme{}
			if err := json.Unmarshal(theme, last); err != nil {
				return err
			}
		}
		p := &archive.ThemePassage{}
		if err := json.Unmarshal(passage, p); err != nil {
			return err
		}
		all = append(all, archive.PickedFor{Theme: last, Passage: p})
		return nil
	})
	return all, err
}

func (t *tx) PutThemePassage(p *archive.ThemePassage) error {
	if _, err := t.Theme(p.Theme); err != nil {
		return err
	}
	if was := p.Number; was == 0 {
		if err := t.row(`SELECT coalesce(max(number), 0) + 1 FROM theme_passage WHERE theme = $1`, []any{p.Theme}, &p.Number); err != nil {
			return err
		}
		t.undo = append(t.undo, func() { p.Number = was })
	}
	body, err := json.Marshal(p)
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO theme_passage (theme, number, interview, body) VALUES ($1, $2, $3, $4)
		ON CONFLICT (theme, number) DO UPDATE SET interview = excluded.interview, body = excluded.body`, p.Theme, p.Number, p.Interview, body)
	return err
}

func (t *tx) ThemePassage(theme string, number int) (*archive.ThemePassage, error) {
	return one[archive.ThemePassage](t, fmt.Sprintf("passage %d of theme %s", number, theme),
		`SELECT body FROM theme_passage WHERE theme = $1 AND number = $2`, theme, number)
}

func (t *tx) ThemePassages(theme string) ([]*archive.ThemePassage, error) {
	return many[archive.ThemePassage](t, `SELECT body FROM theme_passage WHERE theme = $1 ORDER BY number`, theme)
}

func (t *tx) ThemeVisit(theme, account string) (*archive.ThemeVisit, error) {
	return one[archive.ThemeVisit](t, "visit to theme "+theme, `SELECT body FROM theme_visit WHERE theme = $1 AND account = $2`, theme, account)
}

func (t *tx) PutThemeVisit(v *archive.ThemeVisit) error {
	if _, err := t.Theme(v.Theme); err != nil {
		return err
	}
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO theme_visit (theme, account, body) VALUES ($1, $2, $3)
		ON CONFLICT (theme, account) DO UPDATE SET body = excluded.body`, v.Theme, v.Account, body)
	return err
}
