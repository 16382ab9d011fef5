package archive

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

// HeardFinder looks through what engines wrote in the whole archive.
type HeardFinder interface {
	// HeardAs returns up to limit places where an engine wrote these words, case
	// and punctuation aside, in interviews that anyone may search, and whether
	// there are more. The answer may lag behind the archive: words in it may be
	// corrected, removed or withdrawn by now, and the archive looks itself before
	// anyone is shown one. A phrase that runs over two passages may be missed.
	HeardAs(ctx context.Context, phrase string, limit int) (places []HeardPlace, more bool, err error)
}

// HeardPlace is a run of words as an engine wrote them.
type HeardPlace struct {
	Interview   string
	First, Last WordID
	Span        Span
}

// Most places that are looked at for one phrase, and shown or put right at once.
const (
	MaxTwins     = 100
	TwinsAtOnce  = 10
	lessonsAsked = 8 // of one change: who types a whole line anew teaches its first few
)

// errNoLesson refuses a change that teaches nothing about other places.
var errNoLesson = &Problem{Kind: ErrNotFound, Sentence: "This change does not say what was misheard, so there are no other places to look for."}

// Twin is another place where the same words were heard and still stand.
type Twin struct {
	Interview     *Interview
	May           Permissions
	Version       int // that the words are read from
	Line          LineID
	Speaker       string
	First, Last   WordID
	Span          Span
	Before, After string // what stands around them on their lines
	Heard, Said   string // what stands there, and what the fix makes of it
}

// Lesson is one thing that a change teaches, and how far it reaches.
type Lesson struct {
	Misheard
	Refused string // why other places are not offered; "" if they are
	More    bool   // there are more places than were looked at
}

// Twins is what the same fix could put right elsewhere.
type Twins struct {
	Change    *Change
	Interview *Interview // of the change
	Lessons   []Lesson
	Found     int // places whose words still stand
	Shown     []Twin
	Next      int // how many to skip to see the next ones; 0 at the end
}

// twinSearch is one look for the twins of a change.
type twinSearch struct {
	Twins
	places []twinPlace
}

type twinPlace struct {
	HeardPlace
	lesson int
}

// CountTwins tells how many other places were heard the same way as the words
// that a change put right: what is offered right after it. It reads no transcript
// but the change's own, so that it is fast; Twins looks again, more closely.
func (a *Archive) CountTwins(ctx context.Context, v Viewer, find HeardFinder, interview string, version int) (int, error) {
	s, err := a.seekTwins(ctx, v, find, interview, version)
	if err != nil {
		return 0, err
	}
	return len(s.places), nil
}

// Twins looks for the places that were heard the same way as the words that a
// change put right, and where nobody has corrected them yet. It shows TwinsAtOnce
// of those that v may fix or suggest a fix for, after skipping some. Withheld
// words are never among them.
func (a *Archive) Twins(ctx context.Context, v Viewer, find HeardFinder, interview string, version, skip int) (*Twins, error) {
	s, err := a.seekTwins(ctx, v, find, interview, version)
	if err != nil {
		return nil, err
	}
	s.Found = len(s.places)
	err = a.store.View(ctx, func(tx Tx) error {
		s.Shown = nil
		for i, p := range s.places[min(max(skip, 0), len(s.places)):] {
			if len(s.Shown) == TwinsAtOnce {
				s.Next = skip + i
				return nil
			}
			twin, err := a.twinAt(tx, v, s.Lessons[p.lesson].Misheard, p.HeardPlace)
			if err != nil {
				return err
			}
			if twin == nil {
				s.Found--
				continue
			}
			s.Shown = append(s.Shown, *twin)
		}
		return nil
	})
	return &s.Twins, err
}

// seekTwins asks the index for candidates and drops those that may not be shown
// or do not stand any more.
func (a *Archive) seekTwins(ctx context.Context, v Viewer, find HeardFinder, interview string, version int) (*twinSearch, error) {
	s := &twinSearch{}
	var own *Transcript
	err := a.store.View(ctx, func(tx Tx) (err error) {
		own, err = a.lessons(tx, v, interview, version, s)
		return err
	})
	if err != nil {
		return nil, err
	}
	for i := range s.Lessons {
		if s.Lessons[i].Refused != "" {
			continue
		}
		places, more, err := find.HeardAs(ctx, s.Lessons[i].Heard, MaxTwins)
		if err != nil {
			return nil, fmt.Errorf("look for the twins of %q: %w", s.Lessons[i].Heard, err)
		}
		s.Lessons[i].More = more
		for _, p := range slices.Concat(heardIn(own, s.Lessons[i].Heard), places) {
			s.places = append(s.places, twinPlace{p, i})
		}
	}
	err = a.store.View(ctx, func(tx Tx) error { return a.keepStanding(tx, v, s) })
	return s, err
}

// lessons fills in what the change teaches, as v may know it, and returns the
// newest text of its interview: the index may not hold that yet, or never will.
func (a *Archive) lessons(tx Tx, v Viewer, interview string, version int, s *twinSearch) (*Transcript, error) {
	iv, _, err := a.openToRead(tx, v, interview)
	if err != nil {
		return nil, err
	}
	later, err := tx.Changes(interview, version-1, -1)
	if err != nil {
		return nil, err
	}
	if len(later) == 0 || version < 1 {
		return nil, ErrNotFound
	}
	c := later[0]
	if slices.ContainsFunc(later, func(r *Change) bool { return r.Reverts == version }) {
		return nil, &Problem{Kind: ErrState, Sentence: "This change was taken back, so it is not offered for other places."}
	}
	if iv.hides(c) {
		return nil, errNoLesson
	}
	taught, err := a.taught(tx, c)
	if err != nil {
		return nil, err
	}
	if len(taught) == 0 {
		return nil, errNoLesson
	}
	s.Change, s.Interview, s.Lessons, s.places = c, iv, nil, nil
	for _, m := range taught[:min(len(taught), lessonsAsked)] {
		s.Lessons = append(s.Lessons, Lesson{Misheard: m, Refused: m.tooCommon()})
	}
	now, err := a.fold(tx, iv, iv.Version)
	if err != nil {
		return nil, err
	}
	return iv.ForPublic(now), nil
}

// taught reads a change against the recognition it was made on.
func (a *Archive) taught(tx Tx, c *Change) ([]Misheard, error) {
	var base *Recognition
	if f := a.folds.get(c.Base); f != nil {
		base = f.base
	} else {
		var err error
		if base, err = tx.Recognition(c.Base); err != nil {
			return nil, err
		}
	}
	last := WordID(0)
	for _, l := range base.Lines {
		for _, w := range l.Words {
			last = max(last, w.ID)
		}
	}
	return c.misheard(last), nil
}

// heardIn finds a phrase in the newest text of one interview. Whether its words
// are still the engine's is asked later, as for every other place.
func heardIn(t *Transcript, phrase string) []HeardPlace {
	words, texts := t.run()
	var out []HeardPlace
	for _, at := range Occurrences(texts, phrase) {
		found := words[at[0]:at[1]]
		out = append(out, HeardPlace{Interview: t.Interview, First: found[0].ID, Last: found[len(found)-1].ID, Span: spanOf(found)})
	}
	return out
}

// run returns all words in order, and their texts.
func (t *Transcript) run() (words []Word, texts []string) {
	for _, l := range t.Lines {
		for _, w := range l.Words {
			words, texts = append(words, w), append(texts, w.Text)
		}
	}
	return words, texts
}

// keepStanding drops the places that v may not suggest fixes for, and those whose
// words somebody touched or wants to touch. The change's own interview comes first,
// and places of one interview come together: a page then reads few transcripts,
// of which each takes some 50 ms to decode for two hours of talk: four fifths of
// the time of a page whose transcripts nobody read lately.
func (a *Archive) keepStanding(tx Tx, v Viewer, s *twinSearch) error {
	known := map[string]*ground{}
	seen := map[HeardPlace]bool{}
	var keep []twinPlace
	for _, p := range s.places {
		g := known[p.Interview]
		if g == nil {
			var err error
			if g, err = a.groundOf(tx, v, p.Interview); err != nil {
				return err
			}
			known[p.Interview] = g
		}
		same := HeardPlace{Interview: p.Interview, First: p.First}
		if !seen[same] && g.stands(p.HeardPlace) {
			seen[same] = true
			keep = append(keep, p)
		}
	}
	rank := map[string]int{s.Interview.ID: -1}
	for i, p := range keep {
		if _, met := rank[p.Interview]; !met {
			rank[p.Interview] = i
		}
	}
	slices.SortStableFunc(keep, func(x, y twinPlace) int { return cmp.Compare(rank[x.Interview], rank[y.Interview]) })
	s.places = keep
	return nil
}

// ground is what has to be known of an interview to tell whether words of its
// engine still stand, without reading its transcript.
type ground struct {
	may      bool
	withheld []Span
	waiting  []*Report // fixes that someone proposed
	touched  []Edit
}

func (a *Archive) groundOf(tx Tx, v Viewer, interview string) (*ground, error) {
	iv, p, err := a.visible(tx, v, interview)
	if unseen(err) {
		return &ground{}, nil
	}
	if err != nil || !p.Suggest {
		return &ground{}, err
	}
	g := &ground{may: true, withheld: iv.Withheld()}
	changes, err := tx.Changes(interview, 0, -1)
	if err != nil {
		return nil, err
	}
	for _, c := range changes {
		if c.Base == iv.Recognition {
			g.touched = append(g.touched, c.Edits...)
		}
	}
	err = eachReport(tx, ReportQuery{Interview: interview, States: []ReportState{ReportReceived, ReportListening}}, func(r *Report) error {
		if r.HasFix {
			g.waiting = append(g.waiting, r)
		}
		return nil
	})
	return g, err
}

// stands tells whether nobody touched the words of a place. An engine's ids rise
// in the order spoken, and an id that was replaced never comes back.
func (g *ground) stands(p HeardPlace) bool {
	if !g.may || slices.ContainsFunc(g.withheld, p.Span.Overlaps) {
		return false
	}
	in := func(id WordID) bool { return p.First <= id && id <= p.Last }
	return !slices.ContainsFunc(g.touched, func(e Edit) bool {
		return slices.ContainsFunc(e.Before, func(w Word) bool { return in(w.ID) }) || len(e.Before) == 0 && in(e.After) && e.After != p.Last ||
			slices.ContainsFunc(e.Words, func(w Word) bool { return in(w.ID) })
	}) && !slices.ContainsFunc(g.waiting, func(r *Report) bool { return r.Span.Overlaps(p.Span) })
}

// twinAt reads a place from the transcript itself; nil when the words there are
// others by now.
func (a *Archive) twinAt(tx Tx, v Viewer, m Misheard, p HeardPlace) (*Twin, error) {
	iv, may, err := a.visible(tx, v, p.Interview)
	if err != nil {
		return nil, err
	}
	now, err := a.fold(tx, iv, iv.Version)
	if err != nil {
		return nil, err
	}
	now = iv.ForPublic(now)
	words, err := now.Words(p.First, p.Last)
	if err != nil || !m.isSaidBy(words) {
		return nil, nil // corrected, or recognised anew, since the index looked
	}
	from, _ := now.find(p.First)
	to, _ := now.find(p.Last)
	first, last := now.Lines[from.line], now.Lines[to.line]
	heard := JoinWords(words)
	return &Twin{Interview: iv, May: may, Version: iv.Version, Line: first.ID, Speaker: first.Speaker, First: p.First, Last: p.Last, Span: spanOf(words),
		Before: JoinWords(first.Words[:from.word]), After: JoinWords(last.Words[to.word+1:]), Heard: heard, Said: m.fit(heard)}, nil
}

// isSaidBy tells whether words are the misheard ones, and all of them the engine's.
func (m Misheard) isSaidBy(words []Word) bool {
	at := Occurrences(wordTexts(words), m.Heard)
	return len(at) == 1 && at[0] == [2]int{0, len(words)}
}
