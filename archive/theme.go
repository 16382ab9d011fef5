package archive

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"
)

// Theme is a named line of inquiry: what someone looks for, and the passages that
// people picked for it. It holds no words of any interview: passages name them.
type Theme struct {
	ID      string       `json:"id"`
	Name    string       `json:"name"`
	Memo    string       `json:"memo,omitempty"`   // what it is about, in lines
	Query   string       `json:"query,omitempty"`  // as typed into the search
	Colour  string       `json:"colour"`           // one of ThemeColours
	Parent  string       `json:"parent,omitempty"` // a wider theme; may be gone
	Owner   string       `json:"owner"`            // account
	With    []ThemeShare `json:"with,omitempty"`
	Public  bool         `json:"public,omitempty"` // anyone may read it
	Key     string       `json:"key"`              // idempotency key of its making
	Made    time.Time    `json:"made"`
	Changed time.Time    `json:"changed"`
	Deleted time.Time    `json:"deleted,omitzero"` // when its owner threw it away: gone for good after ThemeKept
}

// ThemeShare lets one person into a theme.
type ThemeShare struct {
	Account string `json:"account"`
	Code    bool   `json:"code,omitempty"` // also pick passages and say what belongs
}

// ThemeColours are the colours a theme may have; pages write their names beside
// them, so that no one has to see the colour.
var ThemeColours = []string{"red", "orange", "yellow", "green", "teal", "blue", "purple", "pink", "brown", "grey"}

// Bounds of themes.
const (
	MaxMemo          = 5000 // characters
	MaxThemeQuery    = 500
	MaxThemes        = 500  // of one person
	MaxThemePassages = 5000 // in one theme
	MaxPassageWords  = 1000 // in one passage: about six minutes of talk
	maxThemeShares   = 50   // people
	maxThemeDepth    = 10   // themes above one another
	ThemeKept        = 30 * 24 * time.Hour
)

// ThemeMay is what one viewer may do with one theme.
type ThemeMay struct {
	Read    bool
	Compare bool // see who said what of each passage
	Code    bool // pick passages, say what belongs, and write notes
	Edit    bool // its name, memo and query; share and delete it
	Hide    bool // take it from the public
}

// ThemeQuery asks for themes; the zero query for all of them, also deleted ones.
type ThemeQuery struct {
	For    string // account that owns them or is let in
	Public bool   // those that anyone may read
}

// ThemeRows keeps themes.
type ThemeRows interface {
	Theme(id string) (*Theme, error)
	// ThemeByKey finds what its owner made with an idempotency key.
	ThemeByKey(owner, key string) (*Theme, error)
	// PutTheme inserts or replaces by id. ErrExists when another one of its owner
	// has its key.
	PutTheme(*Theme) error
	// DropTheme deletes a theme, its passages and visits. An absent one is not an error.
	DropTheme(id string) error
	// Themes returns those that fit any part of the query, by id.
	Themes(ThemeQuery) ([]*Theme, error)
}

// themePolicy decides what a viewer may do with a theme; nothing else does. What
// they may read of the passages in it is for Policy. Custodians may hide what is
// public, because all the archive stands for it.
func themePolicy(v Viewer, t *Theme) (may ThemeMay) {
	if v.Role() != Visitor {
		if v.Account.ID == t.Owner {
			return ThemeMay{Read: true, Compare: true, Code: t.Deleted.IsZero(), Edit: true}
		}
		for _, s := range t.With {
			if s.Account == v.Account.ID {
				may = ThemeMay{Read: true, Compare: true, Code: s.Code}
			}
		}
	}
	if t.Public {
		may.Read = true
		may.Hide = v.Role().AtLeast(Custodian)
	}
	if !t.Deleted.IsZero() {
		return ThemeMay{}
	}
	return may
}

// visibleTheme returns a theme that v may read; to others it is not there.
func visibleTheme(tx Tx, v Viewer, id string) (*Theme, ThemeMay, error) {
	t, err := tx.Theme(id)
	if err != nil {
		return nil, ThemeMay{}, err
	}
	may := themePolicy(v, t)
	if !may.Read {
		return nil, ThemeMay{}, ErrNotFound
	}
	return t, may, nil
}

// ThemeView is a theme as one viewer may see it.
type ThemeView struct {
	*Theme
	May      ThemeMay
	Owner    string       // as they are credited
	People   []ThemeGuest // let in; only for those who may compare
	Above    *Theme       // the wider theme; nil when there is none that the viewer may read
	Below    []*Theme     // narrower ones that the viewer may read
	Passages int          // in it, of those the viewer may read; only from Theme
}

// ThemeGuest is someone let into a theme.
type ThemeGuest struct {
	ThemeShare
	Name, SignIn string
}

// Theme returns one theme. To those who may not read it, it is not there.
func (a *Archive) Theme(ctx context.Context, v Viewer, id string) (view *ThemeView, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		t, may, err := visibleTheme(tx, v, id)
		if err != nil {
			return err
		}
		all, err := readableThemes(tx, v)
		if err != nil {
			return err
		}
		view = themeView(t, may, all)
		if view.Owner, err = creditOf(tx, t.Owner); err != nil {
			return err
		}
		for _, share := range t.With {
			guest := ThemeGuest{ThemeShare: share}
			if may.Compare {
				if guest.Name, err = creditOf(tx, share.Account); err != nil {
					return err
				}
				if acc, err := tx.Account(share.Account); err == nil {
					guest.SignIn = acc.Name
				}
				view.People = append(view.People, guest)
			}
		}
		rows, err := a.readablePassages(tx, v, t.ID)
		for _, p := range rows {
			if p.In {
				view.Passages++
			}
		}
		return err
	})
	return view, err
}

// Themes returns the themes that v may read, by name: v's own, those v was let
// into, and public ones.
func (a *Archive) Themes(ctx context.Context, v Viewer) (views []*ThemeView, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		views = nil
		all, err := readableThemes(tx, v)
		if err != nil {
			return err
		}
		names := map[string]string{}
		for _, t := range all {
			view := themeView(t, themePolicy(v, t), all)
			if _, known := names[t.Owner]; !known {
				if names[t.Owner], err = creditOf(tx, t.Owner); err != nil {
					return err
				}
			}
			view.Owner = names[t.Owner]
			views = append(views, view)
		}
		return nil
	})
	return views, err
}

func themeView(t *Theme, may ThemeMay, all []*Theme) *ThemeView {
	view := &ThemeView{Theme: shownTheme(t, may), May: may}
	for _, o := range all {
		switch {
		case o.ID == t.Parent:
			view.Above = o
		case o.Parent == t.ID:
			view.Below = append(view.Below, o)
		}
	}
	if view.Above == nil {
		view.Theme.Parent = "" // also that there is one is not for everyone
	}
	return view
}

// shownTheme leaves out who is let in, for those who may not know.
func shownTheme(t *Theme, may ThemeMay) *Theme {
	shown := *t
	shown.Key = ""
	if !may.Compare {
		shown.With = nil
	}
	return &shown
}

// readableThemes lists what v may read and is not deleted, by name.
func readableThemes(tx Tx, v Viewer) ([]*Theme, error) {
	all, err := tx.Themes(themesOf(v))
	all = slices.DeleteFunc(all, func(t *Theme) bool { return !themePolicy(v, t).Read || !t.Deleted.IsZero() })
	slices.SortStableFunc(all, func(x, y *Theme) int { return cmp.Compare(plain(x.Name), plain(y.Name)) })
	return all, err
}

// themesOf asks for no more than v may read, and for what v threw away.
func themesOf(v Viewer) ThemeQuery {
	q := ThemeQuery{Public: true}
	if v.Role() != Visitor {
		q.For = v.Account.ID
	}
	return q
}

// DeletedThemes lists what v threw away and may still put back, newest first.
func (a *Archive) DeletedThemes(ctx context.Context, v Viewer) (all []*Theme, err error) {
	if v.Role() == Visitor {
		return nil, nil
	}
	err = a.store.View(ctx, func(tx Tx) error {
		all, err = tx.Themes(ThemeQuery{For: v.Account.ID})
		return err
	})
	all = slices.DeleteFunc(all, func(t *Theme) bool {
		return t.Owner != v.Account.ID || t.Deleted.IsZero() || a.now().Sub(t.Deleted) > ThemeKept
	})
	slices.SortFunc(all, func(x, y *Theme) int { return y.Deleted.Compare(x.Deleted) })
	return all, err
}

// creditOf is the name of an account, "" when it is gone.
func creditOf(tx Tx, account string) (string, error) {
	acc, err := tx.Account(account)
	if errors.Is(err, ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return acc.Display, nil
}
