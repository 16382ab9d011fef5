package archive

import (
	"cmp"
	"context"
	"slices"
)

// Stretch is a piece of one interview's sound, as an answer of the search names
// its passages.
type Stretch struct {
	Interview string
	Span      Span
}

// Gathered is a theme that a stretch is gathered in, as one viewer may see it.
type Gathered struct {
	*Theme
	Number int // of the passage in it
}

// PickedFor is a passage and the theme that it was picked for.
type PickedFor struct {
	Theme   *Theme
	Passage *ThemePassage
}

// GatheredRows finds what people picked from interviews.
type GatheredRows interface {
	// Picked returns the passages from these interviews of themes that fit any part
	// of the query, each with its theme, by theme and number. Without interviews it
	// returns none.
	Picked(q ThemeQuery, interviews []string) ([]PickedFor, error)
}

// GatheredIn tells of each stretch in which themes it is gathered, of those that v
// may read, by name. It asks the store once for all of them, because a page of the
// search has up to a hundred. A passage is known by where it was heard, not by its
// words: sound does not move when words are corrected. The journal is read only to
// leave out passages there whose words were all taken out since.
func (a *Archive) GatheredIn(ctx context.Context, v Viewer, of []Stretch) (in [][]Gathered, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		in = make([][]Gathered, len(of))
		picked, versions, err := readablePicked(tx, v, of)
		if err != nil {
			return err
		}
		c := carrier{a: a, tx: tx}
		for i, s := range of {
			for _, p := range picked {
				twice := len(in[i]) > 0 && in[i][len(in[i])-1].ID == p.Theme.ID
				if twice || p.Passage.Interview != s.Interview || !p.Passage.Span.about(s.Span) {
					continue
				}
				stand, _, err := c.words(p.Passage, versions[s.Interview])
				if err != nil {
					return err
				}
				if len(stand) > 0 {
					in[i] = append(in[i], Gathered{shownTheme(p.Theme, themePolicy(v, p.Theme)), p.Passage.Number})
				}
			}
			slices.SortStableFunc(in[i], func(x, y Gathered) int {
				return cmp.Or(cmp.Compare(plain(x.Name), plain(y.Name)), cmp.Compare(x.ID, y.ID))
			})
		}
		return nil
	})
	return in, err
}

// readablePicked returns what is in themes that v may read, from interviews that
// v may read, and says more than v may not know; and the versions of these.
func readablePicked(tx Tx, v Viewer, of []Stretch) (all []PickedFor, versions map[string]int, err error) {
	var ids []string
	for _, s := range of {
		if !slices.Contains(ids, s.Interview) {
			ids = append(ids, s.Interview)
		}
	}
	if all, err = tx.Picked(themesOf(v), ids); err != nil || len(all) == 0 {
		return nil, nil, err
	}
	known, versions := make(map[string]*Interview, len(ids)), make(map[string]int, len(ids))
	for some := range slices.Chunk(ids, interviewsAtOnce) {
		page, err := tx.Interviews(InterviewQuery{IDs: some, Limit: len(some)})
		if err != nil {
			return nil, nil, err
		}
		for _, iv := range page {
			known[iv.ID], versions[iv.ID] = iv, iv.Version
		}
	}
	all = slices.DeleteFunc(all, func(p PickedFor) bool {
		iv := known[p.Passage.Interview]
		if iv == nil || !p.Theme.Deleted.IsZero() || !themePolicy(v, p.Theme).Read || !p.Passage.In(p.Theme.Owner) {
			return true
		}
		may := Policy(v, iv)
		sealed := slices.ContainsFunc(iv.Withheld(), func(s Span) bool { return s.Start <= p.Passage.Span.Start && p.Passage.Span.End <= s.End })
		return !may.Read || sealed && !may.Remove
	})
	return all, versions, nil
}

// ThemesToCode lists the themes that v may pick passages for, the one that changed
// last first: people gather for the same one all afternoon.
func (a *Archive) ThemesToCode(ctx context.Context, v Viewer) (all []*Theme, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		all, err = readableThemes(tx, v)
		return err
	})
	all = slices.DeleteFunc(all, func(t *Theme) bool { return !themePolicy(v, t).Code })
	slices.SortStableFunc(all, func(x, y *Theme) int { return y.Changed.Compare(x.Changed) })
	return all, err
}

// about tells whether two stretches of one sound are the same place: they share at
// least half of the shorter one.
func (s Span) about(o Span) bool {
	shared := min(s.End, o.End) - max(s.Start, o.Start)
	return shared > 0 && 2*shared >= min(s.End-s.Start, o.End-o.Start)
}
