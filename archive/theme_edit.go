package archive

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// ThemeDraft is what a person writes of a theme.
type ThemeDraft struct {
	Name, Memo, Query string
	Colour            string // "": the first one
	Parent            string // id of a wider theme of the same owner, or ""
}

var errOwnTheme = &Problem{Kind: ErrForbidden, Sentence: "Only the person who made this theme can do that."}

// MakeTheme makes a private theme; people who sign in only. The same key makes it
// once.
func (a *Archive) MakeTheme(ctx context.Context, v Viewer, d ThemeDraft, key string) (t *Theme, err error) {
	if v.Role() == Visitor {
		return nil, ErrSignIn
	}
	if key, err = requestKey(key); err != nil {
		return nil, err
	}
	if d, err = a.readDraft(d); err != nil {
		return nil, err
	}
	id := NewKey()
	err = a.store.Update(ctx, func(tx Tx) error {
		have, err := tx.ThemeByKey(v.Account.ID, key)
		if err == nil {
			t = have
			return nil
		}
		if !errors.Is(err, ErrNotFound) {
			return err
		}
		if err := a.dropDeleted(tx); err != nil {
			return err
		}
		mine, err := tx.Themes(ThemeQuery{For: v.Account.ID})
		if err != nil {
			return err
		}
		mine = slices.DeleteFunc(mine, func(t *Theme) bool { return t.Owner != v.Account.ID })
		if len(mine) >= MaxThemes {
			return Invalid("name", "You have %d themes, which is the most. Please delete one first.", MaxThemes)
		}
		t = &Theme{ID: id, Owner: v.Account.ID, Key: key, Made: a.now()}
		return a.putDraft(tx, t, d)
	})
	return t, err
}

// EditTheme changes what is said of a theme.
func (a *Archive) EditTheme(ctx context.Context, v Viewer, id string, d ThemeDraft) (*Theme, error) {
	d, err := a.readDraft(d)
	if err != nil {
		return nil, err
	}
	return a.changeTheme(ctx, v, id, func(tx Tx, t *Theme) error { return a.putDraft(tx, t, d) })
}

// changeTheme runs fn on a theme that v may edit.
func (a *Archive) changeTheme(ctx context.Context, v Viewer, id string, fn func(Tx, *Theme) error) (t *Theme, err error) {
	err = a.store.Update(ctx, func(tx Tx) error {
		var may ThemeMay
		if t, may, err = visibleTheme(tx, v, id); err != nil {
			return err
		}
		if !may.Edit {
			return errOwnTheme
		}
		return fn(tx, t)
	})
	return t, err
}

func (a *Archive) readDraft(d ThemeDraft) (_ ThemeDraft, err error) {
	if d.Name, err = a.say("name", d.Name, MaxName); err != nil {
		return d, err
	}
	if d.Name == "" {
		return d, Invalid("name", "Please give the theme a name.")
	}
	if d.Query, err = a.say("query", d.Query, MaxThemeQuery); err != nil {
		return d, err
	}
	if d.Memo, err = a.sayLines("memo", d.Memo, MaxMemo); err != nil {
		return d, err
	}
	if d.Colour == "" {
		d.Colour = ThemeColours[0]
	}
	if !slices.Contains(ThemeColours, d.Colour) {
		return d, Invalid("colour", "Please choose one of the colours.")
	}
	return d, nil
}

// sayLines is say for a text of several lines.
func (a *Archive) sayLines(field, s string, limit int) (string, error) {
	if n := utf8.RuneCountInString(s); n > limit {
		return "", Invalid(field, "This is %d characters long; at most %d fit.", n, limit)
	}
	lines := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	for i, l := range lines {
		var err error
		if lines[i], err = a.say(field, l, limit); err != nil {
			return "", err
		}
	}
	return strings.TrimSpace(strings.Join(lines, "\n")), nil
}

func (a *Archive) putDraft(tx Tx, t *Theme, d ThemeDraft) error {
	if d.Parent != t.Parent {
		if err := mayStandUnder(tx, t, d.Parent); err != nil {
			return err
		}
	}
	t.Name, t.Memo, t.Query, t.Colour, t.Parent = d.Name, d.Memo, d.Query, d.Colour, d.Parent
	return a.putTheme(tx, t)
}

// mayStandUnder refuses a circle: also through themes that were deleted, because
// they may be put back.
func mayStandUnder(tx Tx, t *Theme, parent string) error {
	for id, depth := parent, 1; id != ""; depth++ {
		up, err := tx.Theme(id)
		if errors.Is(err, ErrNotFound) && id != parent {
			return nil
		}
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		switch {
		case err != nil || up.Owner != t.Owner || id == parent && !up.Deleted.IsZero():
			return Invalid("parent", "That wider theme is not there any more. Please choose another one.")
		case id == t.ID:
			return Invalid("parent", "A theme cannot stand under itself or under one of its own narrower themes.")
		case depth >= maxThemeDepth:
			return Invalid("parent", "Themes can stand at most %d deep.", maxThemeDepth)
		}
		id = up.Parent
	}
	return nil
}

// putTheme keeps a theme and has its record written.
func (a *Archive) putTheme(tx Tx, t *Theme) error {
	t.Changed = a.now()
	if err := tx.PutTheme(t); err != nil {
		return err
	}
	return keepTheme(tx, t.ID)
}

// ShareTheme says who may read a theme: everyone if public, and these people, by
// their sign-in names. Nobody else may any more.
func (a *Archive) ShareTheme(ctx context.Context, v Viewer, id string, public bool, with []ThemeInvitation) (*Theme, error) {
	if len(with) > maxThemeShares {
		return nil, Invalid("people", "A theme can be shared with at most %d people.", maxThemeShares)
	}
	return a.changeTheme(ctx, v, id, func(tx Tx, t *Theme) error {
		var shares []ThemeShare
		for _, w := range with {
			acc, err := tx.AccountByName(strings.ToLower(strings.TrimSpace(w.Name)))
			if errors.Is(err, ErrNotFound) || err == nil && acc.Disabled {
				return Invalid("people", "Nobody here signs in as “%s”.", shorten(w.Name, MaxName))
			}
			if err != nil {
				return err
			}
			share := ThemeShare{Account: acc.ID, Code: w.Code}
			if acc.ID == t.Owner {
				continue
			}
			if i := slices.IndexFunc(shares, func(s ThemeShare) bool { return s.Account == acc.ID }); i >= 0 {
				shares[i].Code = shares[i].Code || w.Code
				continue
			}
			shares = append(shares, share)
		}
		t.Public, t.With = public, shares
		return a.putTheme(tx, t)
	})
}

// ThemeInvitation names someone to be let into a theme.
type ThemeInvitation struct {
	Name string // to sign in with
	Code bool
}

// HideTheme takes a theme from the public, by a custodian: it stays with its owner
// and the people who were let in.
func (a *Archive) HideTheme(ctx context.Context, v Viewer, id string) error {
	return a.store.Update(ctx, func(tx Tx) error {
		t, may, err := visibleTheme(tx, v, id)
		if err != nil {
			return err
		}
		if !may.Hide {
			return errOwnTheme
		}
		t.Public = false
		return a.putTheme(tx, t)
	})
}

// DeleteTheme throws a theme away; its owner can put it back for ThemeKept.
// Doing it twice is not an error.
func (a *Archive) DeleteTheme(ctx context.Context, v Viewer, id string) error {
	return a.binTheme(ctx, v, id, true)
}

// RestoreTheme puts a theme back that was thrown away.
func (a *Archive) RestoreTheme(ctx context.Context, v Viewer, id string) error {
	return a.binTheme(ctx, v, id, false)
}

func (a *Archive) binTheme(ctx context.Context, v Viewer, id string, gone bool) error {
	_, err := a.changeTheme(ctx, v, id, func(tx Tx, t *Theme) error {
		if gone != t.Deleted.IsZero() {
			return nil // it is so already
		}
		if t.Deleted = (time.Time{}); gone {
			t.Deleted = a.now()
		}
		if err := a.putTheme(tx, t); err != nil {
			return err
		}
		return a.dropDeleted(tx)
	})
	return err
}

// dropDeleted drops for good what was thrown away long ago. It runs when themes
// are made or thrown away, so that nothing is kept that nobody comes back for.
func (a *Archive) dropDeleted(tx Tx) error {
	all, err := tx.Themes(ThemeQuery{})
	if err != nil {
		return err
	}
	for _, t := range all {
		if t.Deleted.IsZero() || a.now().Sub(t.Deleted) <= ThemeKept {
			continue
		}
		if err := tx.DropTheme(t.ID); err != nil {
			return err
		}
		if err := keepTheme(tx, t.ID); err != nil {
			return err
		}
	}
	return nil
}
