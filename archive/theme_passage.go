package archive

import (
	"context"
	"slices"
	"time"
)

// ThemePassage is a stretch of words that someone picked for a theme, or looked
// at and left out. It names the words of one version and holds no text, so that
// it never has to be cleaned of words that were removed.
type ThemePassage struct {
	Theme     string    `json:"theme"`
	Number    int       `json:"number"` // of this theme, from 1
	Interview string    `json:"interview"`
	Version   int       `json:"version"` // the one whose words they are
	Words     []WordID  `json:"words"`   // in their order
	Span      Span      `json:"span"`    // where they were heard then
	Codings   []Coding  `json:"codings"` // in the order in which people first looked
	Made      time.Time `json:"made"`
}

// Coding is what one person says of a passage.
type Coding struct {
	By      string    `json:"by"` // account
	Says    Says      `json:"says"`
	Was     Says      `json:"was,omitempty"` // before they took it back
	Note    string    `json:"note,omitempty"`
	Made    time.Time `json:"made"`
	Changed time.Time `json:"changed"`
}

// Says is whether a passage belongs to a theme.
type Says string

const (
	Belongs   Says = "belongs"
	NotThis   Says = "not-this" // looked at, and left out
	TakenBack Says = "taken-back"
)

// ThemePassageRows keeps the passages of themes and people's visits to them.
type ThemePassageRows interface {
	// PutThemePassage numbers a passage whose Number is 0, from 1 within its
	// theme, and otherwise inserts or replaces it. ErrNotFound without its theme.
	PutThemePassage(*ThemePassage) error
	ThemePassage(theme string, number int) (*ThemePassage, error)
	// ThemePassages returns those of a theme by number.
	ThemePassages(theme string) ([]*ThemePassage, error)
	ThemeVisit(theme, account string) (*ThemeVisit, error)
	// PutThemeVisit inserts or replaces by theme and account. ErrNotFound without
	// the theme.
	PutThemeVisit(*ThemeVisit) error
}

// only tells whether nobody but one account ever said anything of a passage.
func (p *ThemePassage) only(account string) bool {
	return !slices.ContainsFunc(p.Codings, func(c Coding) bool { return c.By != account })
}

// By is what one account says, nil when nothing, or nothing any more.
func (p *ThemePassage) By(account string) *Coding {
	for i, c := range p.Codings {
		if c.By == account && c.Says != TakenBack {
			return &p.Codings[i]
		}
	}
	return nil
}

// In tells whether a passage is in the theme: when its owner says so, or when
// someone let in says so and the owner has not said otherwise.
func (p *ThemePassage) In(owner string) bool {
	if c := p.By(owner); c != nil {
		return c.Says == Belongs
	}
	return slices.ContainsFunc(p.Codings, func(c Coding) bool { return c.Says == Belongs })
}

// Pick is what someone says of words First..Last of a version, or of those heard
// within Span of the newest one when First is 0.
type Pick struct {
	Theme       string
	Interview   string
	Version     int
	First, Last WordID
	Span        Span
	Whole       bool // the whole lines in which the words stand
	Says        Says
	Note        string
}

// PickPassage says of some words that they belong to a theme, or that they do
// not. Words that someone picked already, or most of them, are the same passage:
// then this is what v says of it. Saying the same again changes nothing, so that
// a request may be sent twice.
func (a *Archive) PickPassage(ctx context.Context, v Viewer, p Pick) (got *ThemePassage, err error) {
	if p.Says != Belongs && p.Says != NotThis {
		return nil, Invalid("says", "Please say whether it belongs to the theme.")
	}
	if p.Note, err = a.sayLines("note", p.Note, MaxNote); err != nil {
		return nil, err
	}
	err = a.store.Update(ctx, func(tx Tx) error {
		t, may, err := visibleTheme(tx, v, p.Theme)
		if err != nil {
			return err
		}
		if !may.Code {
			return errNoCoder
		}
		fresh, now, err := a.picked(tx, v, p)
		if err != nil {
			return err
		}
		rows, err := tx.ThemePassages(t.ID)
		if err != nil {
			return err
		}
		if got, err = a.samePassage(tx, v.Account.ID, rows, fresh, now); err != nil {
			return err
		}
		if got == nil {
			if len(rows) >= MaxThemePassages {
				return Invalid("theme", "This theme has %d passages, which is the most.", MaxThemePassages)
			}
			got = fresh
		} else if got.only(v.Account.ID) {
			got.Version, got.Words, got.Span = fresh.Version, fresh.Words, fresh.Span // their own: cut anew
		}
		got.say(v.Account.ID, p.Says, &p.Note, a.now())
		return a.putPassage(tx, t, got)
	})
	return got, err
}

var errNoCoder = &Problem{Kind: ErrForbidden, Sentence: "You can read this theme. Its owner has to let you pick passages for it."}

// putPassage keeps a passage and has the theme's record written.
func (a *Archive) putPassage(tx Tx, t *Theme, p *ThemePassage) error {
	if err := tx.PutThemePassage(p); err != nil {
		return err
	}
	return a.putTheme(tx, t)
}

// picked finds the words that a pick speaks of, as v may read them.
func (a *Archive) picked(tx Tx, v Viewer, p Pick) (*ThemePassage, *Transcript, error) {
	iv, may, err := a.visible(tx, v, p.Interview)
	if err != nil {
		return nil, nil, err
	}
	if !may.Read {
		return nil, nil, ErrForbidden
	}
	now, err := a.fold(tx, iv, iv.Version)
	if err != nil {
		return nil, nil, err
	}
	at := now
	if p.First != 0 && p.Version != iv.Version {
		if at, err = a.fold(tx, iv, p.Version); err != nil {
			return nil, nil, err
		}
	}
	var words []Word
	if p.First != 0 {
		words, err = at.Words(p.First, p.Last)
	} else {
		words = at.heardWithin(p.Span)
	}
	if err != nil {
		return nil, nil, err
	}
	if p.Whole {
		words = at.wholeLines(words)
	}
	if !may.Remove {
		words = iv.readableWords(words)
	}
	if len(words) == 0 {
		return nil, nil, Invalid("words", "There are no words to pick here.")
	}
	if len(words) > MaxPassageWords {
		return nil, nil, Invalid("words", "These are %d words; one passage has at most %d.", len(words), MaxPassageWords)
	}
	return &ThemePassage{Theme: p.Theme, Interview: iv.ID, Version: at.Version, Words: wordIDs(words), Span: spanOf(words), Made: a.now()}, now, nil
}

// heardWithin returns the words that begin within a stretch of sound.
func (t *Transcript) heardWithin(s Span) (words []Word) {
	for _, l := range t.Lines {
		for _, w := range l.Words {
			if w.Start >= s.Start && w.Start < s.End {
				words = append(words, w)
			}
		}
	}
	return words
}

// wholeLines returns all words of the lines in which some stand.
func (t *Transcript) wholeLines(some []Word) (words []Word) {
	set := setOf(wordIDs(some))
	for _, l := range t.Lines {
		if slices.ContainsFunc(l.Words, func(w Word) bool { return set[w.ID] }) {
			words = append(words, l.Words...)
		}
	}
	return words
}

// readableWords leaves out the words that the public may not read.
func (iv *Interview) readableWords(words []Word) []Word {
	withheld, struck := iv.Withheld(), runsOf(iv.Struck)
	return slices.DeleteFunc(slices.Clone(words), func(w Word) bool { return w.Text == RemovedText || w.within(withheld) || struck.has(w.ID) })
}

// samePassage finds the passage of the same words as fresh, nil when there is
// none. The same are those that share at least half of the words that either has
// in the newest version: people who read the same answer seldom begin and end on
// the very same word. What account alone has picked is also the same when fresh
// holds all of it and more: they take in what stands around it.
func (a *Archive) samePassage(tx Tx, account string, rows []*ThemePassage, fresh *ThemePassage, now *Transcript) (*ThemePassage, error) {
	c := carrier{a: a, tx: tx}
	mine, _, err := c.words(fresh, now.Version)
	if err != nil {
		return nil, err
	}
	set := setOf(mine)
	var best *ThemePassage
	most := 0
	for _, p := range rows {
		if p.Interview != fresh.Interview {
			continue
		}
		ids, _, err := c.words(p, now.Version)
		if err != nil {
			return nil, err
		}
		shared := 0
		for _, id := range ids {
			if set[id] {
				shared++
			}
		}
		all := len(ids) + len(set) - shared
		wider := shared == len(ids) && p.only(account)
		if shared > most && (2*shared >= all || wider) {
			best, most = p, shared
		}
	}
	return best, nil
}
