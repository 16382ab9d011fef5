package archive

import (
	"fmt"
	"slices"
)

// Transcript is what we believe was said: a recognition and the first Version
// changes of its journal.
type Transcript struct {
	Interview   string `json:"interview"`
	Recognition string `json:"recognition"`
	Version     int    `json:"version"`
	Language    string `json:"language,omitempty"`
	Lines       []Line `json:"lines"`

	nextWord WordID
	nextLine LineID
}

// Base returns version 0: the recognition as it was heard.
func Base(r *Recognition) *Transcript {
	t := &Transcript{Interview: r.Interview, Recognition: r.ID, Language: r.Language}
	t.Lines = make([]Line, len(r.Lines))
	for i, l := range r.Lines {
		l.Words = slices.Clone(l.Words)
		t.Lines[i] = l
		t.nextLine = max(t.nextLine, l.ID)
		for _, w := range l.Words {
			t.nextWord = max(t.nextWord, w.ID)
		}
	}
	t.nextWord++
	t.nextLine++
	return t
}

// Then returns the version that later changes make of this one. They must be the
// journal's next ones, in order: Base and the whole journal give the newest.
func (t *Transcript) Then(later []*Change) (*Transcript, error) {
	u := t.Clone()
	for _, c := range later {
		if err := u.Apply(c); err != nil {
			return nil, fmt.Errorf("version %d of %s: %w", c.Version, c.Interview, err)
		}
	}
	return u, nil
}

// Clone returns a copy that shares nothing that Apply changes.
func (t *Transcript) Clone() *Transcript {
	u := *t
	u.Lines = slices.Clone(t.Lines)
	return &u
}

// Apply makes the next version in place. Ids that the change left 0 are given
// now, so a change that was applied once can be stored and applied again with
// the same result. When the words it names are not as it expects, Apply returns
// a *Conflict and leaves t as it was.
func (t *Transcript) Apply(c *Change) error {
	next := t.Clone()
	var err error
	switch c.Op {
	case OpWords:
		for i := range c.Edits {
			if err = next.edit(&c.Edits[i], t.Version+1); err != nil {
				return err
			}
		}
	case OpSplit:
		err = next.split(c)
	case OpMerge:
		err = next.merge(c)
	case OpSpeaker:
		err = next.name(c)
	case OpAdd:
		err = next.add(c)
	case OpDelete:
		err = next.remove(c)
	case OpTime:
		err = next.move(c)
	default:
		err = fmt.Errorf("unknown operation %q: %w", c.Op, ErrInvalid)
	}
	if err != nil {
		return err
	}
	next.Version++
	*t = *next
	return nil
}

// place is where a word stands.
type place struct{ line, word int }

// find returns the place of a word that stands in this version.
func (t *Transcript) find(id WordID) (place, bool) {
	for i := range t.Lines {
		for j := range t.Lines[i].Words {
			if t.Lines[i].Words[j].ID == id {
				return place{i, j}, true
			}
		}
	}
	return place{}, false
}

// LineIndex returns the position of a line, or -1.
func (t *Transcript) LineIndex(id LineID) int {
	return slices.IndexFunc(t.Lines, func(l Line) bool { return l.ID == id })
}

// Words returns the words from first to last, which must stand in this order.
func (t *Transcript) Words(first, last WordID) ([]Word, error) {
	from, ok := t.find(first)
	to, ok2 := t.find(last)
	if !ok || !ok2 {
		return nil, fmt.Errorf("words %d to %d are not in version %d: %w", first, last, t.Version, ErrNotFound)
	}
	if to.line < from.line || (to.line == from.line && to.word < from.word) {
		return nil, Invalid("words", "The first word has to come before the last one.")
	}
	var words []Word
	for i := from.line; i <= to.line; i++ {
		a, b := 0, len(t.Lines[i].Words)
		if i == from.line {
			a = from.word
		}
		if i == to.line {
			b = to.word + 1
		}
		words = append(words, t.Lines[i].Words[a:b]...)
	}
	return words, nil
}

// edit replaces e.Before by e.Words inside one line.
func (t *Transcript) edit(e *Edit, version int) error {
	at, err := t.locate(e)
	if err != nil {
		return err
	}
	line := &t.Lines[at.line]
	e.Line = line.ID
	for i := range e.Words {
		if e.Words[i].ID == 0 {
			e.Words[i].ID = t.nextWord
		}
		t.nextWord = max(t.nextWord, e.Words[i].ID+1)
	}
	words := make([]Word, 0, len(line.Words)-len(e.Before)+len(e.Words))
	words = append(words, line.Words[:at.word]...)
	words = append(words, e.Words...)
	words = append(words, line.Words[at.word+len(e.Before):]...)
	line.Words = words
	line.Version = version
	return nil
}

// locate finds where an edit goes, or says with a *Conflict what stands there.
func (t *Transcript) locate(e *Edit) (place, error) {
	if len(e.Before) > 0 {
		at, ok := t.find(e.Before[0].ID)
		if ok {
			words := t.Lines[at.line].Words[at.word:]
			if len(words) >= len(e.Before) && slices.EqualFunc(words[:len(e.Before)], e.Before, sameWord) {
				return at, nil
			}
		}
		return place{}, t.conflict(e)
	}
	i := t.LineIndex(e.Line)
	if i < 0 {
		return place{}, t.conflict(e)
	}
	at := place{i, 0}
	if e.After != 0 {
		after, ok := t.find(e.After)
		if !ok {
			return place{}, t.conflict(e)
		}
		at = place{after.line, after.word + 1}
	}
	var next WordID
	if words := t.Lines[at.line].Words; at.word < len(words) {
		next = words[at.word].ID
	}
	if next != e.Next {
		return place{}, t.conflict(e)
	}
	return at, nil
}

func sameWord(a, b Word) bool { return a.ID == b.ID }

// conflict tells what now stands where the edit wanted to go.
func (t *Transcript) conflict(e *Edit) error {
	c := &Conflict{Before: JoinWords(e.Before), Yours: JoinWords(e.Words), Now: t.Version}
	if i := t.LineIndex(e.Line); i >= 0 {
		c.Theirs = t.Lines[i].Text()
	}
	return c
}

func (t *Transcript) split(c *Change) error {
	at, ok := t.find(c.At)
	if !ok || at.word == 0 || t.Lines[at.line].ID != c.Line {
		return &Conflict{Now: t.Version}
	}
	if c.NewLine == 0 {
		c.NewLine = t.nextLine
	}
	t.nextLine = max(t.nextLine, c.NewLine+1)
	old := t.Lines[at.line]
	head, tail := old, old
	head.Words = slices.Clone(old.Words[:at.word])
	tail.Words = slices.Clone(old.Words[at.word:])
	tail.ID = c.NewLine
	if len(c.Names) == 1 {
		tail.Speaker = c.Names[0]
	}
	head.Version, tail.Version = t.Version+1, t.Version+1
	t.Lines[at.line] = head
	t.Lines = slices.Insert(t.Lines, at.line+1, tail)
	return nil
}

func (t *Transcript) merge(c *Change) error {
	i := t.LineIndex(c.Line)
	if i <= 0 || len(t.Lines[i].Words) == 0 {
		return &Conflict{Now: t.Version}
	}
	c.At = t.Lines[i].Words[0].ID
	c.NewLine, c.Were = t.Lines[i-1].ID, []string{t.Lines[i].Speaker}
	joined := t.Lines[i-1]
	joined.Words = slices.Concat(joined.Words, t.Lines[i].Words)
	joined.Version = t.Version + 1
	t.Lines[i-1] = joined
	t.Lines = slices.Delete(t.Lines, i, i+1)
	return nil
}

func (t *Transcript) name(c *Change) error {
	if len(c.Names) > 0 && len(c.Names) != len(c.Lines) {
		return Invalid("speaker", "There has to be one name for each line.")
	}
	were := make([]string, 0, len(c.Lines))
	for n, id := range c.Lines {
		i := t.LineIndex(id)
		if i < 0 {
			return &Conflict{Now: t.Version}
		}
		were = append(were, t.Lines[i].Speaker)
		t.Lines[i].Speaker = c.Speaker
		if len(c.Names) > 0 {
			t.Lines[i].Speaker = c.Names[n]
		}
		t.Lines[i].Version = t.Version + 1
	}
	c.Were = were
	return nil
}

// AllWords returns the number of words.
func (t *Transcript) AllWords() int {
	n := 0
	for _, l := range t.Lines {
		n += len(l.Words)
	}
	return n
}

// Without returns a copy that lacks every word of the given stretches: what the
// public may see of a version from before a removal.
func (t *Transcript) Without(removed []Span) *Transcript {
	if len(removed) == 0 {
		return t
	}
	u := t.Clone()
	for i, l := range u.Lines {
		u.Lines[i].Words = WithoutSpans(l.Words, removed)
	}
	return u
}

// RemovedText is what stands where words were removed.
const RemovedText = "[removed]"

// WithoutSpans leaves out the words that overlap any of the stretches. The
// marker that replaced them stays.
func WithoutSpans(words []Word, removed []Span) []Word {
	keep := make([]Word, 0, len(words))
	for _, w := range words {
		if w.Text == RemovedText || !w.within(removed) {
			keep = append(keep, w)
		}
	}
	return keep
}

// within tells whether a word is said, wholly or in part, in any of the stretches.
func (w Word) within(spans []Span) bool {
	return slices.ContainsFunc(spans, func(s Span) bool {
		return s.Overlaps(Span{w.Start, w.End}) || (s.Start <= w.Start && w.Start < s.End)
	})
}
