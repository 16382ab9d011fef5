package archive

import (
	"context"
	"slices"
	"time"
)

// Again is a newer recognition that was asked for while the interview stays
// open: reading and fixing go on with the words there are.
type Again struct {
	By      Author    `json:"by"`
	Key     string    `json:"key"` // idempotency key
	Asked   time.Time `json:"asked"`
	Running bool      `json:"running,omitempty"`
	Reason  string    `json:"reason,omitempty"` // why it failed, for people
}

// EarlierBase is a recognition that a newer one took the place of.
type EarlierBase struct {
	Recognition string `json:"recognition"`
	Begins      int    `json:"begins"` // the version that rests on it alone
}

// AsHeard asks Read for what the newest recognition heard.
const AsHeard = -2

// TranscribeAgain queues a newer recognition of an interview that has words. What
// people corrected is carried over to it. While one is running, asking again is
// not an error.
func (a *Archive) TranscribeAgain(ctx context.Context, v Viewer, id, key string) (err error) {
	if key, err = requestKey(key); err != nil {
		return err
	}
	return a.manage(ctx, v, id, func(tx Tx, iv *Interview) error {
		if iv.Again != nil && (iv.Again.Running || iv.Again.Key == key) {
			return nil
		}
		if !iv.HasWords() || (iv.State != Draft && iv.State != Published) {
			return &Problem{Kind: ErrState, Sentence: "Only an interview that has words can be transcribed again."}
		}
		iv.Run++
		iv.Progress = Progress{}
		iv.Again = &Again{By: v.Author(), Key: key, Asked: a.now(), Running: true}
		if err := a.touch(tx, iv); err != nil {
			return err
		}
		return tx.Enqueue(Job{Kind: JobPrepare, Interview: iv.ID, Run: iv.Run})
	})
}

// renewing tells whether a newer recognition is on its way to an open interview.
func (iv *Interview) renewing() bool {
	return iv.Again != nil && iv.Again.Running && (iv.State == Draft || iv.State == Published)
}

// baseAt returns the recognition that a version rests on and the version at
// which it became the base.
func (iv *Interview) baseAt(version int) (recognition string, begins int) {
	if version >= iv.Begins {
		return iv.Recognition, iv.Begins
	}
	for _, e := range slices.Backward(iv.Earlier) {
		if version >= e.Begins {
			return e.Recognition, e.Begins
		}
	}
	return iv.Recognition, iv.Begins
}

// renew makes a newer recognition the base and carries over what people wrote,
// as new entries by their authors. Where what they did and the new recognition do
// not go together, a report asks someone to listen.
func (a *Archive) renew(tx Tx, iv *Interview, r *Recognition) error {
	now, err := a.fold(tx, iv, iv.Version)
	if err != nil {
		return err
	}
	old, err := a.heard(tx, iv)
	if err != nil {
		return err
	}
	journal, err := tx.Changes(iv.ID, iv.Begins, -1)
	if err != nil {
		return err
	}
	number(r, now.nextWord-1, now.nextLine-1)
	if len(r.Lines) == 0 {
		return Invalid("sound", "The newer recognition heard no words. The words there are stay.")
	}
	if err := tx.AddRecognition(r); err != nil {
		return err
	}
	fresh := Base(r)
	fresh.Version = iv.Version + 1
	plan, err := carryOver(old, now, fresh, journal)
	if err != nil {
		return err
	}
	base := &Change{Interview: iv.ID, Version: iv.Version + 1, Against: iv.Version, Base: r.ID, Kind: MisHearing, Op: OpBase, Same: plan.same, Instead: plan.instead,
		By: iv.Again.By, Key: "base-" + r.ID, Made: a.now()}
	if err := tx.AppendChange(base); err != nil {
		return err
	}
	iv.Earlier = append(iv.Earlier, EarlierBase{iv.Recognition, iv.Begins})
	iv.Recognition, iv.Begins, iv.Version = r.ID, base.Version, base.Version
	for _, c := range plan.carried {
		c.Interview, c.Against, c.Base, c.Made = iv.ID, iv.Version, r.ID, a.now()
		iv.Version++
		c.Version = iv.Version
		if err := tx.AppendChange(c); err != nil {
			return err
		}
		if gone := c.gone(); c.Kind == Removal && len(gone) > 0 {
			iv.Removed = append(iv.Removed, spanOf(gone))
		}
	}
	if n := len(iv.Removed); n > iv.ListeningCopy.Removed {
		if err := tx.Enqueue(Job{Kind: JobListen, Interview: iv.ID, Run: iv.Run, Chunk: n}); err != nil {
			return err
		}
	}
	return a.settleRenewal(tx, iv, plan)
}

// settleRenewal keeps what people said of words that are the same on the newer
// recognition, and asks someone where it and they do not go together.
func (a *Archive) settleRenewal(tx Tx, iv *Interview, plan *renewal) error {
	next := plan.next
	said, err := tx.Votes(iv.ID)
	if err != nil {
		return err
	}
	for _, v := range plan.carryVotes(said) {
		if err := tx.AddVote(v); err != nil {
			return err
		}
	}
	for _, d := range plan.doubts {
		if slices.ContainsFunc(iv.Withheld(), d.span.Overlaps) {
			d.quote, d.note = RemovedText, "What a newer recognition hears here, where words are withheld, does not go together with what people did. Please listen."
		}
		if err := tx.PutReport(a.doubtReport(iv, next, d)); err != nil {
			return err
		}
	}
	iv.Again.Running = false
	return a.recount(tx, iv, next)
}

// doubtReport asks the people who look after an interview to listen to words
// that a newer recognition does not bear out.
func (a *Archive) doubtReport(iv *Interview, now *Transcript, d doubt) *Report {
	r := &Report{Interview: iv.ID, Version: now.Version, Span: d.span, Quote: d.quote, Reason: d.reason, By: System.Author(), State: ReportReceived, Note: d.note,
		Key: NewKey(), Made: a.now(), Changed: a.now()}
	for _, l := range now.Lines {
		for _, w := range l.Words {
			if slices.Contains(d.ids(), w.ID) {
				if r.First == 0 {
					r.First = w.ID
				}
				r.Last = w.ID
			}
		}
	}
	if r.First == 0 { // people took the words away: it hangs on the word before
		if i := now.lineBefore(d.span.End); i >= 0 {
			r.First = now.Lines[i].Words[0].ID
			r.Last = r.First
		}
	}
	return r
}

// acrossBase makes a fix that was written on an older recognition one of the
// newest version, if its words read the same there. Otherwise the fix stays as it
// is, and Apply tells that it conflicts.
func (a *Archive) acrossBase(tx Tx, iv *Interview, f *Fix, saw, now *Transcript) (*Transcript, error) {
	first, last := saw.wholeLine(f.Line, f.First, f.Last)
	words, err := saw.Words(first, last)
	if err != nil {
		return nil, err
	}
	to, text, _, err := a.carried(tx, iv, Anchor{saw.Version, first, last}, now.Version)
	if err != nil || text != JoinWords(words) {
		return saw, err
	}
	f.Line, f.First, f.Last = 0, to.First, to.Last
	return now, nil
}

// heardEarlier returns where earlier recognitions and their versions have words
// like the ones that are to be removed, a little beside the removed stretches: no
// two engines give a word quite the same time.
func (a *Archive) heardEarlier(tx Tx, iv *Interview, removed []Span, gone []Word) ([]Span, error) {
	var found []Span
	last := iv.Begins - 1
	for _, e := range slices.Backward(iv.Earlier) {
		for _, version := range []int{e.Begins, last} {
			t, err := a.fold(tx, iv, version)
			if err != nil {
				return nil, err
			}
			for _, w := range bare(t.flat()) {
				at := Span{w.Start - 1, w.End + 1}
				alike := slices.ContainsFunc(gone, func(g Word) bool {
					return at.Overlaps(Span{g.Start, g.End}) && likeness(soundOf(w.Text), soundOf(g.Text)) > 0
				})
				if alike && !slices.ContainsFunc(removed, Span{w.Start, w.End}.Overlaps) {
					found = append(found, Span{w.Start, w.End})
				}
			}
		}
		last = e.Begins - 1
	}
	return found, nil
}
