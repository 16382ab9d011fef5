package archive

import (
	"errors"
	"slices"
)

// add puts a line in behind c.Line, or first.
func (t *Transcript) add(c *Change) error {
	at := t.LineIndex(c.Line)
	if (c.Line != 0 && at < 0) || len(c.Edits) != 1 {
		return &Conflict{Now: t.Version, Yours: JoinWords(c.written())}
	}
	at++
	if c.NewLine == 0 {
		c.NewLine = t.nextLine
	}
	t.nextLine = max(t.nextLine, c.NewLine+1)
	t.Lines = slices.Insert(t.Lines, at, Line{ID: c.NewLine, Speaker: c.Speaker, Words: []Word{}})
	e := &c.Edits[0]
	e.Line, e.Next, e.After = c.NewLine, 0, 0
	if err := t.edit(e, t.Version+1); err != nil {
		return err
	}
	e.After, _ = t.neighbours(place{at, 0}) // so that an anchor around it takes the words in
	return nil
}

// remove takes a line away with exactly the words its author saw.
func (t *Transcript) remove(c *Change) error {
	i := t.LineIndex(c.Line)
	if i < 0 || len(c.Edits) != 1 || !slices.EqualFunc(t.Lines[i].Words, c.Edits[0].Before, sameWord) {
		lost := &Conflict{Now: t.Version}
		if i >= 0 {
			lost.Theirs = t.Lines[i].Text()
		}
		return lost
	}
	c.NewLine, c.Speaker = 0, t.Lines[i].Speaker
	if i > 0 {
		c.NewLine = t.Lines[i-1].ID
	}
	c.Edits[0].Line = c.Line
	c.Edits[0].After, _ = t.neighbours(place{i, 0})
	t.Lines = slices.Delete(t.Lines, i, i+1)
	return nil
}

// move gives words other times.
func (t *Transcript) move(c *Change) error {
	moved := make([]WordTime, 0, len(c.Times))
	for _, to := range c.Times {
		p, ok := t.find(to.Word)
		if !ok {
			return &Conflict{Now: t.Version}
		}
		line := &t.Lines[p.line]
		line.Words = slices.Clone(line.Words)
		line.Version = t.Version + 1
		w := &line.Words[p.word]
		moved = append(moved, timeOf(*w))
		w.Start, w.End, w.Timing = to.Start, to.End, to.Timing
	}
	c.Moved = moved
	return nil
}

func timeOf(w Word) WordTime { return WordTime{w.ID, w.Start, w.End, w.Timing} }

func conflictOf(err error) (c *Conflict) {
	errors.As(err, &c)
	return c
}

// inverseAdd deletes the line, if it has the words that were added and no others.
func (t *Transcript) inverseAdd(c, inv *Change) (*Change, error) {
	inv.Op, inv.Line = OpDelete, c.NewLine
	inv.Edits = []Edit{{Before: slices.Clone(c.Edits[0].Words)}}
	return inv, t.Clone().remove(inv)
}

// inverseDelete puts a line back behind the line it stood behind or, if that one
// is gone too, where it stood by time. Its words are new words with old text.
func (t *Transcript) inverseDelete(c, inv *Change) (*Change, error) {
	inv.Op, inv.Line, inv.NewLine, inv.Speaker = OpAdd, c.NewLine, 0, c.Speaker
	was := c.Edits[0].Before
	at := t.LineIndex(c.NewLine)
	if at < 0 && c.NewLine != 0 {
		inv.Line = 0
		if p, ok := t.find(c.Edits[0].After); ok {
			at = p.line
		} else if len(was) > 0 {
			at = t.lineBefore(was[0].Start)
		}
		if at >= 0 {
			inv.Line = t.Lines[at].ID
		}
	}
	words := slices.Clone(was)
	for i := range words {
		words[i].ID = 0
	}
	here := place{at + 1, 0}
	inv.Edits = []Edit{{Words: t.refit(words, here, here)}}
	return inv, nil
}

// lineBefore is the last line that begins before a time, or -1.
func (t *Transcript) lineBefore(at float64) int {
	last := -1
	for i, l := range t.Lines {
		if len(l.Words) > 0 && l.Words[0].Start < at {
			last = i
		}
	}
	return last
}

// inverseTime gives words the times they had, if nobody moved them since and
// their neighbours still leave that room.
func (t *Transcript) inverseTime(c, inv *Change) (*Change, error) {
	for _, at := range c.Times {
		p, ok := t.find(at.Word)
		if !ok || timeOf(t.Lines[p.line].Words[p.word]) != at {
			return nil, &Conflict{Now: t.Version}
		}
	}
	inv.Line, inv.Times = c.Line, slices.Clone(c.Moved)
	tried := t.Clone()
	if err := tried.move(inv); err != nil {
		return nil, err
	}
	for _, at := range inv.Times {
		p, _ := tried.find(at.Word)
		before, after := tried.wordBefore(p), tried.wordAt(place{p.line, p.word + 1})
		if (before != nil && before.Start > at.Start) || (after != nil && after.Start < at.Start) {
			return nil, &Conflict{Now: t.Version}
		}
	}
	return inv, nil
}
