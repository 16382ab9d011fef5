package archive

import (
	"context"
	"errors"
	"slices"
	"time"
)

// Task is what a person is asked to do with a clip.
type Task string

const (
	Spot    Task = "spot"    // is it right?
	Retype  Task = "fix"     // someone says it is wrong: what is said?
	Measure Task = "measure" // drawn by lot: what is said?
	Second  Task = "confirm" // someone proposes other words: are they right?
)

// skipped is how long a person is not asked again about what they skipped.
const skipped = 12 * time.Hour

// Shift is one clip for one person.
type Shift struct {
	Clip
	Task  Task
	Of    *Interview
	Text  string // what it says now
	Quote string // Second: the words that the proposal would replace
	Fix   string // Second: and what it would write; "" for nothing
}

// NextShift returns the first of the clips that suits v: open to everyone, still
// as it was ranked, not their own work, and nothing they have spoken of already.
// It returns ErrNotFound when none does.
func (a *Archive) NextShift(ctx context.Context, v Viewer, clips []Clip) (*Shift, error) {
	found, err := a.NextShifts(ctx, v, clips, 1)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, ErrNotFound
	}
	return found[0], nil
}

// NextShifts returns the first n of the clips that suit v, or as many as there
// are, in the same order.
func (a *Archive) NextShifts(ctx context.Context, v Viewer, clips []Clip, n int) (out []*Shift, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		out = nil
		desk := shiftDesk{a: a, tx: tx, by: v.Author(), open: map[string]*openInterview{}}
		for _, c := range clips {
			if len(out) == n {
				break
			}
			s, err := desk.shift(c)
			if err == nil {
				out = append(out, s)
			} else if !errors.Is(err, ErrNotFound) {
				return err
			}
		}
		return nil
	})
	return out, err
}

// ShiftAgain returns a clip for someone who said that it is wrong, to type what
// is said there.
func (a *Archive) ShiftAgain(ctx context.Context, v Viewer, c Clip) (out *Shift, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		desk := shiftDesk{a: a, tx: tx, by: v.Author(), again: true, open: map[string]*openInterview{}}
		c.Report = 0
		if out, err = desk.shift(c); err == nil {
			out.Task = Retype
		}
		return err
	})
	return out, err
}

// shiftDesk reads each interview once for one person.
type shiftDesk struct {
	a     *Archive
	tx    Tx
	by    Author
	again bool // also what the person has spoken of
	open  map[string]*openInterview
}

type openInterview struct {
	iv    *Interview
	now   *standing
	said  []*Vote // that still stand
	wrong []Span  // said to be wrong by open reports
}

// interview returns nil for one that the public may not read and hear.
func (d *shiftDesk) interview(id string) (*openInterview, error) {
	if o, ok := d.open[id]; ok {
		return o, nil
	}
	d.open[id] = nil
	iv, err := d.a.openToHelp(d.tx, id)
	if unseen(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	t, err := d.a.fold(d.tx, iv, iv.Version)
	if err != nil {
		return nil, err
	}
	o := &openInterview{iv: iv, now: newStanding(iv.open(t))}
	said, err := d.tx.Votes(id)
	if err != nil {
		return nil, err
	}
	o.said = slices.DeleteFunc(said, func(v *Vote) bool { return !o.now.holds(v) })
	err = eachReport(d.tx, ReportQuery{Interview: id, States: openStates}, func(r *Report) error {
		if !r.Urgent() {
			o.wrong = append(o.wrong, r.Span)
		}
		return nil
	})
	d.open[id] = o
	return o, err
}

func (d *shiftDesk) shift(c Clip) (*Shift, error) {
	o, err := d.interview(c.Interview)
	if err != nil {
		return nil, err
	}
	if o == nil {
		return nil, ErrNotFound
	}
	from, to := o.now.at(c.First), o.now.at(c.Last)
	if from < 0 || to < from {
		return nil, ErrNotFound
	}
	words := o.now.words[from : to+1]
	if c.Span = spanOf(words); len(words) > MaxVoteWords || slices.ContainsFunc(o.iv.Withheld(), c.Span.Overlaps) {
		return nil, ErrNotFound
	}
	if !d.again && slices.ContainsFunc(o.said, func(v *Vote) bool { return d.spoken(v, words) }) {
		return nil, ErrNotFound
	}
	s := &Shift{Clip: c, Task: Spot, Of: o.iv, Text: JoinWords(words)}
	s.Version = o.iv.Version
	if c.Report != 0 {
		return s, d.second(s)
	}
	wrong := slices.ContainsFunc(o.said, func(v *Vote) bool { return v.Verdict == Wrong && v.Span.Overlaps(c.Span) })
	if wrong || slices.ContainsFunc(o.wrong, c.Span.Overlaps) {
		s.Task = Retype
	}
	return s, nil
}

// spoken tells whether the person wrote these words or said something of them.
func (d *shiftDesk) spoken(v *Vote, words []Word) bool {
	if !v.By.Same(d.by) || (v.Verdict == Unsure && d.a.now().Sub(v.Made) > skipped) {
		return false
	}
	return slices.ContainsFunc(words, func(w Word) bool { return slices.Contains(v.Words, w.ID) })
}

// second makes it a shift about a proposal that waits for someone else.
func (d *shiftDesk) second(s *Shift) error {
	r, err := d.tx.Report(s.Report)
	if err != nil {
		return err
	}
	votes, err := d.tx.Confirmations(r.ID)
	if err != nil {
		return err
	}
	mine := func(c *Confirmation) bool { return c.By.Same(d.by) }
	if !r.State.Open() || !r.HasFix || r.Held || r.Urgent() || r.By.Same(d.by) || slices.ContainsFunc(votes, mine) {
		return ErrNotFound
	}
	s.Task, s.Quote, s.Fix = Second, r.Quote, r.Fix
	return nil
}
