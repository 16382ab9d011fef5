package archive

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"
)

// carrier follows passages through the journals of their interviews, and reads
// each journal once.
type carrier struct {
	a        *Archive
	tx       Tx
	journals map[string]journalPart
}

type journalPart struct {
	after   int
	changes []*Change
}

// later returns the changes of an interview behind a version, up to another.
func (c *carrier) later(interview string, after, upTo int) ([]*Change, error) {
	if after >= upTo {
		return nil, nil
	}
	j, have := c.journals[interview]
	if !have || j.after > after {
		changes, err := c.tx.Changes(interview, after, upTo)
		if err != nil {
			return nil, err
		}
		j = journalPart{after, changes}
		if c.journals == nil {
			c.journals = map[string]journalPart{}
		}
		c.journals[interview] = j
	}
	return j.changes[after-j.after:], nil
}

// words returns the ids of a passage's words in a later version, and the changes
// that touched them on the way.
func (c *carrier) words(p *ThemePassage, version int) (ids []WordID, touched []*Change, err error) {
	later, err := c.later(p.Interview, p.Version, version)
	if err != nil || len(later) == 0 {
		return p.Words, nil, err
	}
	ids, hits := carryIDs(slices.Clone(p.Words), later)
	for _, version := range hits {
		touched = append(touched, later[version-p.Version-1])
	}
	return ids, touched, nil
}

// say notes what an account says of a passage.
func (p *ThemePassage) say(account string, says Says, note *string, now time.Time) {
	i := slices.IndexFunc(p.Codings, func(c Coding) bool { return c.By == account })
	if i < 0 {
		p.Codings = append(p.Codings, Coding{By: account, Made: now})
		i = len(p.Codings) - 1
	}
	c := &p.Codings[i]
	if says == TakenBack && c.Says != TakenBack {
		c.Was = c.Says
	} else if says != TakenBack {
		c.Was = ""
	}
	if note != nil && (*note != "" || c.Says == says) {
		c.Note = *note
	}
	c.Says, c.Changed = says, now
}

// CodePassage changes what v says of a passage that is there: says it, takes it
// back, or says again what was taken back (with says ""). note nil leaves the note.
func (a *Archive) CodePassage(ctx context.Context, v Viewer, theme string, number int, says Says, note *string) (p *ThemePassage, err error) {
	if says != Belongs && says != NotThis && says != TakenBack && says != "" {
		return nil, Invalid("says", "Please say whether it belongs to the theme.")
	}
	if note != nil {
		text, err := a.sayLines("note", *note, MaxNote)
		if err != nil {
			return nil, err
		}
		note = &text
	}
	return a.changePassage(ctx, v, theme, number, func(_ Tx, p *ThemePassage) error {
		says := says
		if says == "" {
			i := slices.IndexFunc(p.Codings, func(c Coding) bool { return c.By == v.Account.ID })
			if i < 0 {
				return Invalid("says", "Please say whether it belongs to the theme.")
			}
			says = cmp.Or(p.Codings[i].Was, p.Codings[i].Says)
		}
		if says == TakenBack && p.By(v.Account.ID) == nil {
			return nil
		}
		p.say(v.Account.ID, says, note, a.now())
		return nil
	})
}

// AcceptWords takes the words as they stand now for the words of a passage, so
// that it is no longer shown as changed.
func (a *Archive) AcceptWords(ctx context.Context, v Viewer, theme string, number int) (*ThemePassage, error) {
	return a.changePassage(ctx, v, theme, number, func(tx Tx, p *ThemePassage) error {
		iv, err := tx.Interview(p.Interview)
		if err != nil {
			return err
		}
		c := carrier{a: a, tx: tx}
		ids, _, err := c.words(p, iv.Version)
		if err != nil {
			return err
		}
		now, err := a.fold(tx, iv, iv.Version)
		if err != nil {
			return err
		}
		words := now.those(ids)
		if len(words) == 0 {
			return &Problem{Kind: ErrState, Sentence: "None of its words are left. You can take the passage out."}
		}
		p.Version, p.Words, p.Span = iv.Version, wordIDs(words), spanOf(words)
		return nil
	})
}

// changePassage runs fn on a passage of a theme that v may code and of an
// interview that v may read.
func (a *Archive) changePassage(ctx context.Context, v Viewer, theme string, number int, fn func(Tx, *ThemePassage) error) (p *ThemePassage, err error) {
	err = a.store.Update(ctx, func(tx Tx) error {
		t, may, err := visibleTheme(tx, v, theme)
		if err != nil {
			return err
		}
		if p, err = tx.ThemePassage(theme, number); err != nil {
			return err
		}
		_, reads, err := a.visible(tx, v, p.Interview)
		if errors.Is(err, ErrWithdrawn) || err == nil && !reads.Read {
			err = ErrNotFound
		}
		if err != nil {
			return err
		}
		if !may.Code {
			return errNoCoder
		}
		if err := fn(tx, p); err != nil {
			return err
		}
		return a.putPassage(tx, t, p)
	})
	return p, err
}

// those returns the words with these ids that stand in this version, in its order.
func (t *Transcript) those(ids []WordID) (words []Word) {
	set := setOf(ids)
	for _, l := range t.Lines {
		words = append(words, l.those(set)...)
	}
	return words
}

// those returns the line's words that are in a set.
func (l Line) those(set map[WordID]bool) (words []Word) {
	for _, w := range l.Words {
		if set[w.ID] {
			words = append(words, w)
		}
	}
	return words
}

func setOf(ids []WordID) map[WordID]bool {
	set := make(map[WordID]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return set
}
