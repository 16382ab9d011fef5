package archive

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"
)

// PassageNow is a passage of a theme as its words stand now, as one viewer may
// read them.
type PassageNow struct {
	*ThemePassage
	Interview *Interview
	May       Permissions
	At        Anchor // in the newest version; First and Last are 0 when no word is left
	Now       Span   // where they are heard; of the words then when none is left
	Turns     []PassageTurn
	Text      string    // all turns, in one line
	Was       string    // what it said when it was picked; "" unless that differs
	Touched   []*Change // that changed its words since it was picked, oldest first
	Mine      *Coding   // what the viewer says of it, also taken back; nil when nothing
	In        bool      // in the theme, see ThemePassage.In
}

// PassageTurn is what one speaker says of a passage.
type PassageTurn struct {
	Speaker string
	Line    LineID
	Words   []Word
}

// Gone tells that none of the words that were picked is left.
func (p *PassageNow) Gone() bool { return p.At.First == 0 }

// TouchedSince tells whether its words changed after a moment.
func (p *PassageNow) TouchedSince(t time.Time) bool {
	return p.Was != "" && len(p.Touched) > 0 && p.Touched[len(p.Touched)-1].Made.After(t)
}

// PassageSet is a part of a theme's passages.
type PassageSet string

const (
	PassagesIn      PassageSet = ""        // in the theme
	PassagesLeftOut PassageSet = "left"    // looked at, and not in it
	PassagesChanged PassageSet = "changed" // in it, with words that changed since they were picked
	PassagesTaken   PassageSet = "taken"   // what the viewer took back
	PassagesAll     PassageSet = "all"     // every one that someone says something of
	PassagesToLook  PassageSet = "look"    // others say something of it and the viewer does not: what they say is not told
)

// PassageQuery asks for a page of a theme's passages, in the order of the
// interviews in which the first was picked, and of the sound in each.
type PassageQuery struct {
	Set   PassageSet
	After int // number of the last passage of the page before, or 0
	Limit int // 0: all
}

// ThemeReading is a page of a theme's passages.
type ThemeReading struct {
	Passages []*PassageNow
	Total    int               // of the set, on all pages
	Next     int               // After of the next page, 0 at the end
	Names    map[string]string // how accounts in codings are credited; "" when gone
	Closed   int               // passages that the viewer picked and may not read now
}

// ThemePassages returns passages of a theme as v may read them: those of
// interviews that v may not read are neither listed nor counted, and a note on
// words that v may not read is empty.
func (a *Archive) ThemePassages(ctx context.Context, v Viewer, theme string, q PassageQuery) (out *ThemeReading, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		out = &ThemeReading{Names: map[string]string{}}
		t, may, err := visibleTheme(tx, v, theme)
		if err != nil {
			return err
		}
		rows, err := a.readablePassages(tx, v, t.ID)
		if err != nil {
			return err
		}
		if may.Compare {
			if out.Closed, err = closedTo(tx, v, t.ID, rows); err != nil {
				return err
			}
		}
		rows = slices.DeleteFunc(rows, func(p *PassageNow) bool { return !p.fits(t, may, v, q.Set) })
		c := carrier{a: a, tx: tx}
		if q.Set == PassagesChanged {
			if rows, err = c.changed(rows); err != nil {
				return err
			}
		}
		out.Total = len(rows)
		if rows, out.Next, err = pageOf(rows, q); err != nil {
			return err
		}
		for _, p := range rows {
			if err := c.read(p); err != nil {
				return err
			}
			if p.show(v, may); q.Set == PassagesToLook {
				p.Codings = nil // who codes second has to look for themselves, or comparing says nothing
			}
			for _, said := range p.Codings {
				if out.Names[said.By], err = creditOf(tx, said.By); err != nil {
					return err
				}
			}
		}
		out.Passages = rows
		return nil
	})
	return out, err
}

// ThemePassageNow returns one passage as v may read it.
func (a *Archive) ThemePassageNow(ctx context.Context, v Viewer, theme string, number int) (p *PassageNow, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		t, may, err := visibleTheme(tx, v, theme)
		if err != nil {
			return err
		}
		rows, err := a.readablePassages(tx, v, t.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(rows, func(p *PassageNow) bool { return p.Number == number })
		if i < 0 || !may.Compare && !rows[i].In {
			return ErrNotFound
		}
		p = rows[i]
		c := carrier{a: a, tx: tx}
		if err := c.read(p); err != nil {
			return err
		}
		p.show(v, may)
		return nil
	})
	return p, err
}

// LookAtPick returns what a pick would be a passage of, as v may read it: for
// people to see before they add it.
func (a *Archive) LookAtPick(ctx context.Context, v Viewer, pick Pick) (p *PassageNow, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		row, _, err := a.picked(tx, v, pick)
		if err != nil {
			return err
		}
		p = &PassageNow{ThemePassage: row}
		if p.Interview, p.May, err = a.visible(tx, v, row.Interview); err != nil {
			return err
		}
		c := carrier{a: a, tx: tx}
		return c.read(p)
	})
	return p, err
}

// Decision tells that people looked at a stretch of sound for a theme.
type Decision struct {
	Interview string
	Span      Span
	Mine      bool // the viewer is one of them
}

// ThemeDecisions lists what people who work on a theme looked at, of what v may
// read. It costs no reading of words.
func (a *Archive) ThemeDecisions(ctx context.Context, v Viewer, theme string) (all []Decision, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		all = nil
		_, may, err := visibleTheme(tx, v, theme)
		if err != nil {
			return err
		}
		rows, err := a.readablePassages(tx, v, theme)
		for _, p := range rows {
			if may.Compare {
				all = append(all, Decision{p.ThemePassage.Interview, p.Span, p.By(v.Account.ID) != nil})
			}
		}
		return err
	})
	return all, err
}

// Decides tells whether a decision is about a stretch of an interview.
func (d Decision) Decides(interview string, s Span) bool {
	return d.Interview == interview && d.Span.about(s)
}

// readablePassages lists a theme's passages of interviews that v may read, in
// their order, without their words.
func (a *Archive) readablePassages(tx Tx, v Viewer, theme string) ([]*PassageNow, error) {
	t, err := tx.Theme(theme)
	if err != nil {
		return nil, err
	}
	rows, err := tx.ThemePassages(theme)
	if err != nil {
		return nil, err
	}
	type reading struct {
		iv    *Interview
		may   Permissions
		place int
	}
	known := map[string]reading{}
	var out []*PassageNow
	for _, p := range rows {
		r, asked := known[p.Interview]
		if !asked {
			r.place = len(known)
			r.iv, r.may, err = a.visible(tx, v, p.Interview)
			if err != nil && !errors.Is(err, ErrNotFound) && !errors.Is(err, ErrWithdrawn) {
				return nil, err
			}
			known[p.Interview] = r
		}
		if r.may.Read {
			out = append(out, &PassageNow{ThemePassage: p, Interview: r.iv, May: r.may, In: p.In(t.Owner)})
		}
	}
	slices.SortStableFunc(out, func(x, y *PassageNow) int {
		return cmp.Or(cmp.Compare(known[x.Interview.ID].place, known[y.Interview.ID].place), cmp.Compare(x.Span.Start, y.Span.Start), cmp.Compare(x.Number, y.Number))
	})
	return out, nil
}

// closedTo counts the passages that v picked and that are not among rows, because
// their interviews are not open to v now. Passages of others are not counted:
// that an interview is there is not for everyone to know.
func closedTo(tx Tx, v Viewer, theme string, rows []*PassageNow) (n int, err error) {
	all, err := tx.ThemePassages(theme)
	for _, p := range all {
		if p.By(v.Account.ID) != nil && !slices.ContainsFunc(rows, func(r *PassageNow) bool { return r.Number == p.Number }) {
			n++
		}
	}
	return n, err
}

// fits tells whether a passage is of a set. What is not in a theme is for those
// who work on it.
func (p *PassageNow) fits(t *Theme, may ThemeMay, v Viewer, set PassageSet) bool {
	said := slices.ContainsFunc(p.Codings, func(c Coding) bool { return c.Says != TakenBack })
	switch set {
	case PassagesIn, PassagesChanged:
		return p.In
	case PassagesLeftOut:
		return may.Compare && said && !p.In
	case PassagesTaken:
		return may.Code && slices.ContainsFunc(p.Codings, func(c Coding) bool { return c.By == v.Account.ID && c.Says == TakenBack })
	case PassagesToLook:
		return may.Code && said && p.By(v.Account.ID) == nil
	case PassagesAll:
		return may.Compare && said || p.In
	}
	return false
}

// pageOf cuts a page out of all rows.
func pageOf(rows []*PassageNow, q PassageQuery) ([]*PassageNow, int, error) {
	if q.After != 0 {
		i := slices.IndexFunc(rows, func(p *PassageNow) bool { return p.Number == q.After })
		if i < 0 {
			return nil, 0, Invalid("after", "The passages changed meanwhile. Please begin with the first page again.")
		}
		rows = rows[i+1:]
	}
	if q.Limit > 0 && len(rows) > q.Limit {
		rows = rows[:q.Limit]
		return rows, rows[len(rows)-1].Number, nil
	}
	return rows, 0, nil
}

// changed leaves out the passages whose words say what they said. It reads the
// text of those alone that a change touched.
func (c *carrier) changed(rows []*PassageNow) (some []*PassageNow, err error) {
	for _, p := range rows {
		_, touched, err := c.words(p.ThemePassage, p.Interview.Version)
		if err != nil {
			return nil, err
		}
		if len(touched) == 0 {
			continue
		}
		if err := c.read(p); err != nil {
			return nil, err
		}
		if p.Was != "" {
			some = append(some, p)
		}
	}
	return some, nil
}

// read fills in what a passage says now.
func (c *carrier) read(p *PassageNow) error {
	if p.Text != "" {
		return nil // read already
	}
	iv := p.Interview
	ids, touched, err := c.words(p.ThemePassage, iv.Version)
	if err != nil {
		return err
	}
	now, err := c.a.fold(c.tx, iv, iv.Version)
	if err != nil {
		return err
	}
	p.At, p.Now, p.Touched = Anchor{Version: iv.Version}, p.Span, nil
	if words := now.those(ids); len(words) > 0 {
		p.At.First, p.At.Last, p.Now = words[0].ID, words[len(words)-1].ID, spanOf(words)
	}
	p.Turns = p.turns(now, ids)
	p.Text = joinTurns(p.Turns)
	if len(touched) == 0 {
		return nil
	}
	then, err := c.a.fold(c.tx, iv, p.Version)
	if err != nil {
		return err
	}
	if was := joinTurns(p.turns(then, p.Words)); was != p.Text {
		p.Was = was
	}
	for _, change := range touched {
		if !p.May.Remove {
			change = iv.forPublic(change)
		}
		p.Touched = append(p.Touched, change)
	}
	return nil
}

// turns cuts words at the lines where another speaker begins, as the viewer may
// read them.
func (p *PassageNow) turns(t *Transcript, ids []WordID) (turns []PassageTurn) {
	set := setOf(ids)
	for _, l := range t.Lines {
		words, speaker := l.those(set), l.Speaker
		if !p.May.Remove {
			words, speaker = p.Interview.shown(words), p.Interview.publicName(speaker)
		}
		if len(words) == 0 {
			continue
		}
		if n := len(turns); n > 0 && turns[n-1].Speaker == speaker {
			turns[n-1].Words = append(turns[n-1].Words, words...)
			continue
		}
		turns = append(turns, PassageTurn{speaker, l.ID, words})
	}
	return turns
}

func joinTurns(turns []PassageTurn) string {
	var words []Word
	for _, t := range turns {
		words = append(words, t.Words...)
	}
	return JoinWords(words)
}

// show leaves of what people say of a passage what v may know: to those who do
// not work on a theme, who put it there; and no note on words they may not read.
func (p *PassageNow) show(v Viewer, may ThemeMay) {
	shown := *p.ThemePassage
	shown.Codings = nil
	sealed := !p.May.Remove && slices.ContainsFunc(p.Interview.Withheld(), func(s Span) bool { return s.Overlaps(p.Span) || s.Overlaps(p.Now) })
	for _, c := range p.Codings {
		mine := v.Account != nil && c.By == v.Account.ID
		if c.Says == TakenBack && !mine || c.Says == NotThis && !may.Compare {
			continue
		}
		if sealed {
			c.Note = ""
		}
		shown.Codings = append(shown.Codings, c)
		if mine {
			p.Mine = &shown.Codings[len(shown.Codings)-1]
		}
	}
	p.ThemePassage = &shown
}
