package archive

import (
	"math"
	"slices"
)

// planAdd makes the change that adds a missed line to the newest version.
func (t *Transcript) planAdd(c *Change, saw *Transcript, s Shape, duration float64) error {
	texts, err := SplitWords("text", s.Text)
	if err != nil {
		return err
	}
	if len(texts) == 0 {
		return Invalid("text", "Please write the words of the missing line.")
	}
	if s.Line != 0 && saw.LineIndex(s.Line) < 0 {
		return ErrNotFound
	}
	at := t.LineIndex(s.Line)
	if s.Line != 0 && at < 0 {
		return &Conflict{Now: t.Version, Yours: s.Text}
	}
	room := t.room(place{at + 1, 0}, place{at + 1, 0}, duration)
	to := room
	if s.Start != nil {
		to.Start = Milliseconds(*s.Start)
	}
	if s.End != nil {
		to.End = Milliseconds(*s.End)
	}
	if s.Start != nil || s.End != nil {
		if err := room.holds(to); err != nil {
			return err
		}
	}
	c.Speaker, c.Edits = s.Speaker, []Edit{{Words: timed(nil, texts, to)}}
	return nil
}

// planDelete makes the change that takes a line away. It goes only with the
// words its author saw.
func (t *Transcript) planDelete(c *Change, saw *Transcript, s Shape) error {
	i := saw.LineIndex(s.Line)
	if i < 0 {
		return ErrNotFound
	}
	if slices.ContainsFunc(saw.Lines[i].Words, func(w Word) bool { return w.Text == RemovedText }) {
		return &Problem{Kind: ErrForbidden, Sentence: "Words were removed from this line. The mark that says so stays."}
	}
	c.Reason, c.Note = s.Reason, s.Note
	c.Edits = []Edit{{Before: slices.Clone(saw.Lines[i].Words)}}
	if k := t.LineIndex(s.Line); k >= 0 && slices.EqualFunc(t.Lines[k].Words, c.Edits[0].Before, sameWord) {
		c.Edits[0].Before = slices.Clone(t.Lines[k].Words) // with the times they have now
	}
	return nil
}

// planTime makes the change that moves a line's words to another time.
func (t *Transcript) planTime(c *Change, saw *Transcript, s Shape, duration float64) error {
	was, i := saw.LineIndex(s.Line), t.LineIndex(s.Line)
	if was < 0 {
		return ErrNotFound
	}
	if i < 0 || !slices.EqualFunc(t.Lines[i].Words, saw.Lines[was].Words, sameWord) {
		return &Conflict{Now: t.Version}
	}
	words := t.Lines[i].Words
	if len(words) == 0 {
		return Invalid("start", "There are no words on this line that could be moved.")
	}
	from := spanOf(words)
	to := from
	if s.Start != nil {
		to.Start = Milliseconds(*s.Start)
	}
	if s.End != nil {
		to.End = Milliseconds(*s.End)
	}
	if to == from {
		return ErrUnchanged
	}
	room := t.room(place{i, 0}, place{i, len(words)}, duration)
	// Ends may overlap a little as they were recognised; nobody has to mend that first.
	room.Start, room.End = min(room.Start, from.Start), max(room.End, from.End)
	if err := room.holds(to); err != nil {
		return err
	}
	for _, w := range retime(words, from, to) {
		c.Times = append(c.Times, timeOf(w))
	}
	return nil
}

// room is the sound between the words around two places: what stands there may
// move in it without touching them.
func (t *Transcript) room(from, to place, duration float64) Span {
	s := Span{0, duration}
	if w := t.wordBefore(from); w != nil {
		s.Start = w.End
	}
	if w := t.wordAt(to); w != nil {
		s.End = w.Start
	}
	s.Start = min(s.Start, s.End) // a word may be heard on into the next
	return s
}

// holds refuses a time that leaves the room.
func (s Span) holds(to Span) error {
	switch {
	case math.IsNaN(to.Start) || math.IsNaN(to.End) || to.End <= to.Start:
		return Invalid("end", "The line has to end after it begins.")
	case to.Start < s.Start:
		return Invalid("start", "The line can begin at %.2f seconds at the earliest: the words before it are heard until then.", s.Start)
	case to.End > s.End:
		return Invalid("end", "The line can end at %.2f seconds at the latest: other words are heard after that, or the recording ends.", s.End)
	}
	return nil
}
