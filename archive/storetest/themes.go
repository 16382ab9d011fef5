package storetest

import (
	"testing"

	"earshot/archive"
)

// inquiry is a theme with every field of some use set.
func inquiry(id, owner string) *archive.Theme {
	return &archive.Theme{ID: id, Name: "Being heard", Memo: "When?\nAnd where?", Query: `"listening"`, Colour: "teal", Parent: "p", Owner: owner,
		With: []archive.ThemeShare{{Account: "bea", Code: true}, {Account: "cy"}}, Key: "key-" + id, Made: moment, Changed: moment, Deleted: moment}
}

func picked(theme string) *archive.ThemePassage {
	return &archive.ThemePassage{Theme: theme, Interview: "i", Version: 3, Words: []archive.WordID{4, 90, 5}, Span: archive.Span{Start: 1.25, End: 2.5}, Made: moment,
		Codings: []archive.Coding{{By: "ann", Says: archive.Belongs, Note: "here", Made: moment, Changed: moment}, {By: "bea", Says: archive.TakenBack, Was: archive.NotThis, Made: moment, Changed: moment}}}
}

func putThemes(t *testing.T, s archive.Store, all ...*archive.Theme) {
	t.Helper()
	update(t, s, func(tx archive.Tx) error {
		for _, theme := range all {
			if err := tx.PutTheme(theme); err != nil {
				return err
			}
		}
		return nil
	})
}

var themes = []promise{
	{"absent themes, passages and visits are ErrNotFound, and dropping a theme is not an error", func(t *testing.T, s archive.Store) {
		putThemes(t, s, inquiry("t", "ann"))
		absent(t, s, "theme", func(tx archive.Tx) (*archive.Theme, error) { return tx.Theme("x") })
		absent(t, s, "theme by key", func(tx archive.Tx) (*archive.Theme, error) { return tx.ThemeByKey("bea", "key-t") })
		absent(t, s, "passage", func(tx archive.Tx) (*archive.ThemePassage, error) { return tx.ThemePassage("t", 1) })
		absent(t, s, "visit", func(tx archive.Tx) (*archive.ThemeVisit, error) { return tx.ThemeVisit("t", "ann") })
		update(t, s, func(tx archive.Tx) error { return tx.DropTheme("x") })
	}},
	{"PutTheme inserts, then replaces, and keeps everything", func(t *testing.T, s archive.Store) {
		putThemes(t, s, &archive.Theme{ID: "t", Owner: "ann", Key: "key-t", Public: true, With: []archive.ThemeShare{{Account: "dan"}}}, inquiry("t", "ann"))
		same(t, "theme", read(t, s, func(tx archive.Tx) (*archive.Theme, error) { return tx.Theme("t") }), inquiry("t", "ann"))
		same(t, "by key", read(t, s, func(tx archive.Tx) (*archive.Theme, error) { return tx.ThemeByKey("ann", "key-t") }), inquiry("t", "ann"))
		same(t, "for someone not let in any more, or public", themesOf(t, s, archive.ThemeQuery{For: "dan", Public: true}), []string(nil))
	}},
	{"a key is one theme's among those of its owner", func(t *testing.T, s archive.Store) {
		putThemes(t, s, inquiry("t", "ann"))
		other := inquiry("u", "ann")
		other.Key = "key-t"
		refused(t, s, archive.ErrExists, func(tx archive.Tx) error { return tx.PutTheme(other) })
		other.Owner = "bea"
		putThemes(t, s, other)
	}},
	{"Themes are by id: all, of an account, public, or both", func(t *testing.T, s archive.Store) {
		open := inquiry("a", "dan")
		open.Public, open.With = true, nil
		putThemes(t, s, inquiry("c", "ann"), inquiry("b", "cy"), open)
		same(t, "all", themesOf(t, s, archive.ThemeQuery{}), []string{"a", "b", "c"})
		same(t, "owned or let in", themesOf(t, s, archive.ThemeQuery{For: "cy"}), []string{"b", "c"})
		same(t, "owned alone", themesOf(t, s, archive.ThemeQuery{For: "ann"}), []string{"c"})
		same(t, "public", themesOf(t, s, archive.ThemeQuery{Public: true}), []string{"a"})
		same(t, "both", themesOf(t, s, archive.ThemeQuery{For: "bea", Public: true}), []string{"a", "b", "c"})
		same(t, "a stranger's", themesOf(t, s, archive.ThemeQuery{For: "eve"}), []string(nil))
	}},
	{"passages are numbered from 1 within their theme, replaced by number, and kept whole", passagesOfThemes},
	{"Picked returns passages from interviews with their themes, by theme and number, and none without interviews", pickedFromInterviews},
	{"a passage or a visit of no theme is ErrNotFound", func(t *testing.T, s archive.Store) {
		refused(t, s, archive.ErrNotFound, func(tx archive.Tx) error { return tx.PutThemePassage(picked("x")) })
		refused(t, s, archive.ErrNotFound, func(tx archive.Tx) error { return tx.PutThemeVisit(&archive.ThemeVisit{Theme: "x", Account: "ann"}) })
	}},
	{"a number that was not kept is taken back", func(t *testing.T, s archive.Store) {
		putThemes(t, s, inquiry("t", "ann"))
		p := picked("t")
		refused(t, s, errMine, func(tx archive.Tx) error {
			if err := tx.PutThemePassage(p); err != nil {
				return err
			}
			return errMine
		})
		same(t, "number", p.Number, 0)
	}},
	{"PutThemeVisit inserts, then replaces; DropTheme drops passages and visits too", visitsOfThemes},
}

func themesOf(t *testing.T, s archive.Store, q archive.ThemeQuery) (ids []string) {
	t.Helper()
	for _, theme := range read(t, s, func(tx archive.Tx) ([]*archive.Theme, error) { return tx.Themes(q) }) {
		ids = append(ids, theme.ID)
	}
	return ids
}

func passagesOfThemes(t *testing.T, s archive.Store) {
	putThemes(t, s, inquiry("t", "ann"), inquiry("u", "ann"))
	one, two, other := picked("t"), picked("t"), picked("u")
	two.Interview = "j"
	update(t, s, func(tx archive.Tx) error {
		for _, p := range []*archive.ThemePassage{one, two, other} {
			if err := tx.PutThemePassage(p); err != nil {
				return err
			}
		}
		return nil
	})
	same(t, "numbers", []int{one.Number, two.Number, other.Number}, []int{1, 2, 1})
	one.Codings = one.Codings[:1]
	far := picked("t")
	far.Number = 7 // as a record names it that is put back
	update(t, s, func(tx archive.Tx) error {
		if err := tx.PutThemePassage(one); err != nil {
			return err
		}
		return tx.PutThemePassage(far)
	})
	same(t, "of the theme", read(t, s, func(tx archive.Tx) ([]*archive.ThemePassage, error) { return tx.ThemePassages("t") }), []*archive.ThemePassage{one, two, far})
	same(t, "one", read(t, s, func(tx archive.Tx) (*archive.ThemePassage, error) { return tx.ThemePassage("t", 2) }), two)
	update(t, s, func(tx archive.Tx) error { return tx.PutTheme(inquiry("t", "ann")) })
	same(t, "after the theme was changed", len(read(t, s, func(tx archive.Tx) ([]*archive.ThemePassage, error) { return tx.ThemePassages("t") })), 3)
}

func pickedFromInterviews(t *testing.T, s archive.Store) {
	open, closed := inquiry("b", "dan"), inquiry("a", "ann")
	open.Public, open.With = true, nil
	putThemes(t, s, open, closed)
	rows := map[string]*archive.ThemePassage{}
	for _, p := range []struct{ name, theme, interview string }{{"b1", "b", "i"}, {"b2", "b", "k"}, {"b3", "b", "j"}, {"a1", "a", "i"}} {
		row := picked(p.theme)
		row.Interview = p.interview
		rows[p.name] = row
		update(t, s, func(tx archive.Tx) error { return tx.PutThemePassage(row) })
	}
	from := func(q archive.ThemeQuery, interviews ...string) []archive.PickedFor {
		return read(t, s, func(tx archive.Tx) ([]archive.PickedFor, error) { return tx.Picked(q, interviews) })
	}
	of := func(theme *archive.Theme, names ...string) (all []archive.PickedFor) {
		for _, name := range names {
			all = append(all, archive.PickedFor{Theme: theme, Passage: rows[name]})
		}
		return all
	}
	same(t, "public", from(archive.ThemeQuery{Public: true}, "i", "j"), of(open, "b1", "b3"))
	same(t, "public or let in", from(archive.ThemeQuery{Public: true, For: "bea"}, "i", "j"), append(of(closed, "a1"), of(open, "b1", "b3")...))
	same(t, "of all themes", from(archive.ThemeQuery{}, "k"), of(open, "b2"))
	same(t, "of a stranger", len(from(archive.ThemeQuery{For: "eve"}, "i", "j", "k")), 0)
	same(t, "of no interview", len(from(archive.ThemeQuery{})), 0)
	rows["b1"].Interview = "k" // as if it were put back from a record
	update(t, s, func(tx archive.Tx) error { return tx.PutThemePassage(rows["b1"]) })
	same(t, "replaced", from(archive.ThemeQuery{}, "k"), of(open, "b1", "b2"))
}

func visitsOfThemes(t *testing.T, s archive.Store) {
	putThemes(t, s, inquiry("t", "ann"), inquiry("u", "ann"))
	visit := &archive.ThemeVisit{Theme: "t", Account: "ann", Last: moment, Seen: []uint32{1}}
	again := &archive.ThemeVisit{Theme: "t", Account: "ann", Last: moment, Before: moment, Seen: []uint32{1, 1 << 31}, Earlier: []uint32{1}}
	passage := picked("t")
	update(t, s, func(tx archive.Tx) error {
		if err := tx.PutThemeVisit(visit); err != nil {
			return err
		}
		if err := tx.PutThemePassage(passage); err != nil {
			return err
		}
		return tx.PutThemeVisit(again)
	})
	same(t, "visit", read(t, s, func(tx archive.Tx) (*archive.ThemeVisit, error) { return tx.ThemeVisit("t", "ann") }), again)
	update(t, s, func(tx archive.Tx) error { return tx.DropTheme("t") })
	same(t, "left", themesOf(t, s, archive.ThemeQuery{}), []string{"u"})
	absent(t, s, "visit", func(tx archive.Tx) (*archive.ThemeVisit, error) { return tx.ThemeVisit("t", "ann") })
	absent(t, s, "passage", func(tx archive.Tx) (*archive.ThemePassage, error) { return tx.ThemePassage("t", 1) })
	same(t, "passages", len(read(t, s, func(tx archive.Tx) ([]*archive.ThemePassage, error) { return tx.ThemePassages("t") })), 0)
}
