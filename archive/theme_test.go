package archive_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"earshot/archive"
)

func (h *house) theme(v archive.Viewer, name string) *archive.Theme {
	h.t.Helper()
	return must(h.MakeTheme(h.ctx, v, archive.ThemeDraft{Name: name}, ""))(h.t)
}

// share lets Omar code and Cleo read.
func (h *house) share(t *archive.Theme) {
	h.t.Helper()
	must(h.ShareTheme(h.ctx, h.reporter, t.ID, false, []archive.ThemeInvitation{{Name: "Omar ", Code: true}, {Name: "cleo"}, {Name: "rosa"}, {Name: "omar"}}))(h.t)
}

func (h *house) pick(v archive.Viewer, t *archive.Theme, iv *archive.Interview, first, last archive.WordID, says archive.Says) *archive.ThemePassage {
	h.t.Helper()
	return must(h.PickPassage(h.ctx, v, archive.Pick{Theme: t.ID, Interview: iv.ID, First: first, Last: last, Says: says}))(h.t)
}

// picked lists a set as "number: text", with what it said before.
func (h *house) picked(v archive.Viewer, t *archive.Theme, set archive.PassageSet) (out []string) {
	h.t.Helper()
	for _, p := range must(h.ThemePassages(h.ctx, v, t.ID, archive.PassageQuery{Set: set}))(h.t).Passages {
		line := fmt.Sprintf("%d: %s", p.Number, p.Text)
		if p.Was != "" {
			line += " (was " + p.Was + ")"
		}
		out = append(out, line)
	}
	return out
}

func TestWhoMayDoWhatWithATheme(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we did lifting spaces")
	theme := h.theme(h.reporter, "Being heard")
	number := h.pick(h.reporter, theme, iv, 1, 2, archive.Belongs).Number
	share := func(public bool) func() {
		return func() {
			h.share(theme)
			if public {
				must(h.ShareTheme(h.ctx, h.reporter, theme.ID, true, nil))(t)
			}
		}
	}
	people := []archive.Viewer{h.reporter, h.other, h.custodian, h.adm, h.ann}
	acts := map[string]func(archive.Viewer) error{
		"read": func(v archive.Viewer) error { _, err := h.Theme(h.ctx, v, theme.ID); return err },
		"list": func(v archive.Viewer) error {
			_, err := h.ThemePassages(h.ctx, v, theme.ID, archive.PassageQuery{})
			return err
		},
		"look":    func(v archive.Viewer) error { _, err := h.ThemePassageNow(h.ctx, v, theme.ID, number); return err },
		"compare": func(v archive.Viewer) error { _, err := h.CompareCoders(h.ctx, v, theme.ID); return err },
		"pick": func(v archive.Viewer) error {
			_, err := h.PickPassage(h.ctx, v, archive.Pick{Theme: theme.ID, Interview: iv.ID, First: 1, Last: 2, Says: archive.Belongs})
			return err
		},
		"code": func(v archive.Viewer) error {
			_, err := h.CodePassage(h.ctx, v, theme.ID, number, archive.Belongs, nil)
			return err
		},
		"accept": func(v archive.Viewer) error { _, err := h.AcceptWords(h.ctx, v, theme.ID, number); return err },
		"edit": func(v archive.Viewer) error {
			_, err := h.EditTheme(h.ctx, v, theme.ID, archive.ThemeDraft{Name: "Being heard"})
			return err
		},
		"delete": func(v archive.Viewer) error {
			return errors.Join(h.DeleteTheme(h.ctx, v, theme.ID), h.RestoreTheme(h.ctx, v, theme.ID))
		},
		"hide": func(v archive.Viewer) error { return h.HideTheme(h.ctx, v, theme.ID) },
	}
	no, gone := archive.ErrForbidden, archive.ErrNotFound
	for _, c := range []struct {
		when  string
		begin func()
		acts  string
		want  [5]error
	}{
		{"private", func() {}, "read list look compare pick code accept edit delete", [5]error{nil, gone, gone, gone, gone}},
		{"shared", share(false), "read list look compare", [5]error{nil, nil, nil, gone, gone}},
		{"shared", share(false), "pick code accept", [5]error{nil, nil, no, gone, gone}},
		{"shared", share(false), "edit delete", [5]error{nil, no, no, gone, gone}},
		{"public", share(true), "read list look", [5]error{nil, nil, nil, nil, nil}},
		{"public", share(true), "compare pick code accept edit delete", [5]error{nil, no, no, no, no}},
		{"public", share(true), "hide", [5]error{no, no, nil, gone, gone}}, // hidden from the third on
	} {
		c.begin()
		for _, name := range strings.Fields(c.acts) {
			for i, v := range people {
				if err := acts[name](v); !errors.Is(err, c.want[i]) {
					t.Errorf("%s: %s by person %d: %v, want %v", c.when, name, i, err, c.want[i])
				}
			}
		}
	}
	if _, err := h.MakeTheme(h.ctx, h.ann, archive.ThemeDraft{Name: "x"}, ""); !errors.Is(err, archive.ErrSignIn) {
		t.Errorf("a visitor makes one: %v", err)
	}
}

func TestThemeDrafts(t *testing.T) {
	h := newHouse(t)
	d := archive.ThemeDraft{Name: " Being  heard ", Memo: "One\r\n\r\ntwo ", Query: `"listening spaces"`, Colour: "teal"}
	made := must(h.MakeTheme(h.ctx, h.reporter, d, "k"))(t)
	again := must(h.MakeTheme(h.ctx, h.reporter, archive.ThemeDraft{Name: "Other"}, "k"))(t)
	if again.ID != made.ID || again.Name != "Being heard" || again.Memo != "One\n\ntwo" || again.Query != d.Query || again.Colour != "teal" {
		t.Errorf("kept as %+v", again)
	}
	if elsewhere := must(h.MakeTheme(h.ctx, h.other, d, "k"))(t); elsewhere.ID == made.ID {
		t.Error("another person was given this person's theme for the same key")
	}
	below := must(h.MakeTheme(h.ctx, h.reporter, archive.ThemeDraft{Name: "Below", Parent: made.ID}, ""))(t)
	third := must(h.MakeTheme(h.ctx, h.reporter, archive.ThemeDraft{Name: "Third", Parent: below.ID}, ""))(t)
	theirs := h.theme(h.other, "Theirs")
	if err := h.DeleteTheme(h.ctx, h.reporter, below.ID); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		d     archive.ThemeDraft
		field string
	}{
		"no name":                {archive.ThemeDraft{Name: " "}, "name"},
		"a long name":            {archive.ThemeDraft{Name: strings.Repeat("x", archive.MaxName+1)}, "name"},
		"a long memo":            {archive.ThemeDraft{Name: "x", Memo: strings.Repeat("x", archive.MaxMemo+1)}, "memo"},
		"a long query":           {archive.ThemeDraft{Name: "x", Query: strings.Repeat("x", archive.MaxThemeQuery+1)}, "query"},
		"bad UTF-8":              {archive.ThemeDraft{Name: "x", Memo: "a\xff"}, "memo"},
		"a colour of their own":  {archive.ThemeDraft{Name: "x", Colour: "#fff"}, "colour"},
		"itself above":           {archive.ThemeDraft{Name: "x", Parent: made.ID}, "parent"},
		"a circle over a bin":    {archive.ThemeDraft{Name: "x", Parent: third.ID}, "parent"},
		"a deleted one above":    {archive.ThemeDraft{Name: "x", Parent: below.ID}, "parent"},
		"another person's above": {archive.ThemeDraft{Name: "x", Parent: theirs.ID}, "parent"},
		"none above":             {archive.ThemeDraft{Name: "x", Parent: "nowhere"}, "parent"},
	} {
		_, err := h.EditTheme(h.ctx, h.reporter, made.ID, c.d)
		var p *archive.Problem
		if !errors.As(err, &p) || p.Field != c.field || !errors.Is(err, archive.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := h.RestoreTheme(h.ctx, h.reporter, below.ID); err != nil {
		t.Fatal(err)
	}
	view := must(h.Theme(h.ctx, h.reporter, below.ID))(t)
	if view.Above == nil || view.Above.ID != made.ID || len(view.Below) != 1 || view.Below[0].ID != third.ID || view.Owner != "Rosa" {
		t.Errorf("in the tree: %+v", view)
	}
	for i := range archive.MaxThemes {
		if _, err := h.MakeTheme(h.ctx, h.other, archive.ThemeDraft{Name: "many", Parent: ""}, fmt.Sprint("n", i)); err != nil {
			if i != archive.MaxThemes-2 || !errors.Is(err, archive.ErrInvalid) {
				t.Errorf("theme %d: %v", i, err)
			}
			break
		}
	}
}

func TestAPublicThemeTellsNothingOfItsPrivateOnes(t *testing.T) {
	h := newHouse(t)
	above, below := h.theme(h.reporter, "Secret plan"), h.theme(h.reporter, "Open")
	must(h.EditTheme(h.ctx, h.reporter, below.ID, archive.ThemeDraft{Name: "Open", Parent: above.ID}))(t)
	must(h.ShareTheme(h.ctx, h.reporter, below.ID, true, []archive.ThemeInvitation{{Name: "omar"}}))(t)
	view := must(h.Theme(h.ctx, h.ann, below.ID))(t)
	if view.Above != nil || view.Parent != "" || len(view.With) != 0 || len(view.People) != 0 || view.Key != "" {
		t.Errorf("a visitor is told %+v", view)
	}
	if all := must(h.Themes(h.ctx, h.ann))(t); len(all) != 1 || all[0].ID != below.ID || all[0].Parent != "" {
		t.Errorf("a visitor is listed %+v", all)
	}
	if view := must(h.Theme(h.ctx, h.reporter, below.ID))(t); view.Above == nil || len(view.People) != 1 || view.People[0].Name != "Omar" || view.People[0].SignIn != "omar" {
		t.Errorf("its owner is told %+v", view)
	}
}

func TestADeletedThemeCanBePutBackForAMonth(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	h := newHouse(t, func(o *archive.Options) { o.Now = func() time.Time { return now } })
	theme := h.theme(h.reporter, "Being heard")
	h.share(theme)
	for range 2 {
		if err := h.DeleteTheme(h.ctx, h.reporter, theme.ID); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := h.Theme(h.ctx, h.other, theme.ID); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("someone let in still reads it: %v", err)
	}
	if all := must(h.Themes(h.ctx, h.reporter))(t); len(all) != 0 {
		t.Errorf("its owner's list has %+v", all)
	}
	now = now.Add(archive.ThemeKept)
	if all := must(h.DeletedThemes(h.ctx, h.reporter))(t); len(all) != 1 {
		t.Errorf("in the bin: %+v", all)
	}
	if err := h.RestoreTheme(h.ctx, h.reporter, theme.ID); err != nil {
		t.Fatal(err)
	}
	if view := must(h.Theme(h.ctx, h.other, theme.ID))(t); len(view.With) != 2 {
		t.Errorf("put back as %+v", view)
	}
	if err := errors.Join(h.MirrorInterview(h.ctx, "themes/"+theme.ID), h.DeleteTheme(h.ctx, h.reporter, theme.ID)); err != nil {
		t.Fatal(err)
	}
	now = now.Add(archive.ThemeKept + time.Second)
	if all := must(h.DeletedThemes(h.ctx, h.reporter))(t); len(all) != 0 {
		t.Errorf("after a month: %+v", all)
	}
	h.theme(h.other, "Another")
	if err := h.RestoreTheme(h.ctx, h.reporter, theme.ID); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("put back after a month: %v", err)
	}
	if err := h.MirrorInterview(h.ctx, "themes/"+theme.ID); err != nil || h.object("themes/"+theme.ID+".jsonl") != "" {
		t.Errorf("still in the bucket: %v", err)
	}
}

func TestAVisitorNamedAsAPersonWhoIsNotHere(t *testing.T) {
	h := newHouse(t)
	theme := h.theme(h.reporter, "x")
	if err := h.SetRole(h.ctx, h.adm, h.other.Account.ID, archive.ReporterRole, true); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"nobody", "omar", ""} {
		_, err := h.ShareTheme(h.ctx, h.reporter, theme.ID, false, []archive.ThemeInvitation{{Name: name}})
		if !errors.Is(err, archive.ErrInvalid) {
			t.Errorf("%q is let in: %v", name, err)
		}
	}
}
