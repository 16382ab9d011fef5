package archive

import (
	"cmp"
	"context"
	"errors"
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
	set := map[WordID]bool{}
	for _, w := range some {
		set[w.ID] = true
	}
	for _, l := range t.Lines {
		if slices.ContainsFunc(l.Words, func(w Word) bool { return set[w.ID] }) {
			words = append(words, l.Words...)
		}
	}
	return words
}

// readableWords leaves out the words that the public may not read.
func (iv *Interview) readableWords(words []Word) []Word {
	withheld := iv.Withheld()
	return slices.DeleteFunc(slices.Clone(words), func(w Word) bool { return w.Text == RemovedText || w.within(withheld) })
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
	set := map[WordID]bool{}
	for _, id := range mine {
		set[id] = true
	}
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
	set := make(map[WordID]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	for _, l := range t.Lines {
		for _, w := range l.Words {
			if set[w.ID] {
				words = append(words, w)
			}
		}
	}
	return words
}
