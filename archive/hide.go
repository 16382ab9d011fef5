package archive

import (
	"context"
	"errors"
	"slices"
	"time"
)

// Words are hidden for a while when someone says that they are private or could
// hurt someone: at once, before a person has looked. Hiding is no removal: the
// words come back, with the reason, or are removed for good. Until then they are
// in no text, no sound, no search, no file and no history that the public gets.

// HiddenText stands where words are hidden. Its spaces do not break, so that it
// is one word wherever words are counted or timed.
const HiddenText = "[hidden\u00a0while\u00a0someone\u00a0looks\u00a0at\u00a0it]"

// Hiding is a stretch of sound that a report has hidden.
type Hiding struct {
	Report int64     `json:"report"`
	Span   Span      `json:"span"`
	Made   time.Time `json:"made"`
}

// HideState is what became of the wish to hide the words of a report.
type HideState string

const (
	HideAsked   HideState = "asked"   // not hidden: more than a visitor may hide at once
	HideOn      HideState = "hidden"  // hidden until someone decides
	HideOver    HideState = "shown"   // someone decided to show them again
	HideRemoved HideState = "removed" // someone removed them
)

// What a visitor may hide before a person has looked, so that nobody can take an
// interview from the public by reporting it.
const (
	visitorHides = 30 // words in one passage
	hiddenShare  = 50 // one word in so many of an interview: 2 %
)

// Urgent tells whether a report comes before all others.
func (r *Report) Urgent() bool { return r.Reason.Urgent() }

// Urgent tells whether words may be hidden for this reason.
func (r Reason) Urgent() bool { return r == PrivateName || r == Harm }

// Withheld lists the stretches of sound that the public may neither read nor
// hear: the removed ones and the hidden ones.
func (iv *Interview) Withheld() []Span {
	return slices.Concat(iv.Removed, iv.hidden())
}

func (iv *Interview) hidden() []Span {
	var all []Span
	for _, h := range iv.Hidden {
		all = append(all, h.Span)
	}
	return all
}

// ForPublic returns a transcript of iv as those may read it who may not remove
// words: removed words are left out, a marker stands for hidden ones and for those
// that were struck out.
func (iv *Interview) ForPublic(t *Transcript) *Transcript {
	t = t.Without(iv.Removed)
	if len(iv.Hidden) == 0 && len(iv.Struck) == 0 {
		return t
	}
	t = t.Clone()
	hidden := iv.hidden()
	for i, l := range t.Lines {
		t.Lines[i].Words, t.Lines[i].Speaker = iv.struckWords(hideWords(l.Words, hidden)), iv.publicName(l.Speaker)
	}
	return t
}

// shown are words without the removed ones and with markers for hidden ones and
// for those that were struck out.
func (iv *Interview) shown(words []Word) []Word {
	return iv.struckWords(hideWords(WithoutSpans(words, iv.Removed), iv.hidden()))
}

// hideWords puts one marker in the place of each run of hidden words.
func hideWords(words []Word, hidden []Span) []Word {
	return masked(words, HiddenText, func(w Word) bool { return w.Text != RemovedText && w.within(hidden) })
}

// masked puts one marker in the place of each run of words that gone finds. It has
// the id and the time of the run, and nothing else of it.
func masked(words []Word, mark string, gone func(Word) bool) []Word {
	shown := make([]Word, 0, len(words))
	run := false
	for _, w := range words {
		was := run
		switch run = gone(w); {
		case !run:
			shown = append(shown, w)
		case was:
			last := &shown[len(shown)-1]
			last.End = max(last.End, w.End)
		default:
			shown = append(shown, Word{ID: w.ID, Text: mark, Start: w.Start, End: w.End, Timing: w.Timing})
		}
	}
	return shown
}

// publicWords joins words as the public may read them.
func (iv *Interview) publicWords(words []Word) string {
	return JoinWords(iv.shown(words))
}

// forPublic returns a change without words of removed or hidden sound and without
// those that were struck out.
func (iv *Interview) forPublic(c *Change) *Change {
	d := c.clone()
	hidden := iv.hidden()
	for i, e := range d.Edits {
		mark := ""
		for _, w := range slices.Concat(e.Before, e.Words) {
			if w.Text != RemovedText && w.within(hidden) {
				mark = HiddenText
			}
		}
		if len(WithoutSpans(e.Before, iv.Removed)) != len(e.Before) || len(WithoutSpans(e.Words, iv.Removed)) != len(e.Words) {
			mark = RemovedText
		}
		if mark != "" {
			d.Edits[i].Before, d.Edits[i].Words, d.Note = []Word{{Text: mark}}, []Word{{Text: mark}}, ""
		}
	}
	iv.strikeFrom(d)
	return d
}

// seal takes from a report what the public may not read now.
func (iv *Interview) seal(r *Report) {
	mark := ""
	if r.Struck {
		mark = StruckText
	}
	if r.touches(iv.hidden()) {
		mark = HiddenText
	}
	if r.touches(iv.Removed) {
		mark = RemovedText
	}
	if mark != "" {
		r.Quote, r.Fix, r.Note = mark, mark, ""
	}
}

// errHidden refuses to change what one cannot read.
var errHidden = &Problem{Kind: ErrState, Field: "words", Sentence: "Some of these words are hidden while someone looks at them. Please come back later."}

// mayTouch refuses words that are hidden from p, so that nobody overwrites or
// guesses them.
func (iv *Interview) mayTouch(p Permissions, words []Word) error {
	if !p.Remove && slices.ContainsFunc(words, func(w Word) bool { return w.within(iv.hidden()) }) {
		return errHidden
	}
	return nil
}

// readable refuses a fix of words that are hidden from who sends it.
func (a *Archive) readable(ctx context.Context, p Permissions, f Fix) error {
	return a.store.View(ctx, func(tx Tx) error {
		iv, err := tx.Interview(f.Interview)
		if err != nil || len(iv.Hidden) == 0 {
			return err
		}
		saw, err := a.fold(tx, iv, f.Against)
		if err != nil {
			return err
		}
		first, last := saw.wholeLine(f.Line, f.First, f.Last)
		if first == 0 {
			return nil // a line without words hides none
		}
		words, err := saw.Words(first, last)
		if err != nil {
			return err
		}
		return iv.mayTouch(p, words)
	})
}

// shield keeps the texts of a conflict from who may not read all of them: any of
// them may quote words that were removed or hidden since.
func (iv *Interview) shield(p Permissions, err error) error {
	var c *Conflict
	if errors.As(err, &c) && !p.Remove && len(iv.Withheld()) > 0 {
		c.Theirs, c.Yours, c.Before = "", "", ""
	}
	return err
}

// hide hides the words of a stored report if its author may; otherwise the wish
// is for someone to decide.
func (a *Archive) hide(tx Tx, v Viewer, iv *Interview, r *Report) error {
	if !v.Role().AtLeast(ReporterRole) {
		if may, err := a.visitorMayHide(tx, iv, r); err != nil || !may {
			return err
		}
	}
	r.Hide = HideOn
	iv.Hidden = append(iv.Hidden, Hiding{Report: r.ID, Span: r.Span, Made: a.now()})
	if len(iv.Hidden) == 1 && iv.silences(iv.ListeningCopy, nil) {
		iv.Whole, iv.ListeningCopy = iv.ListeningCopy, Media{}
	}
	if err := tx.PutReport(r); err != nil {
		return err
	}
	return tx.Enqueue(Job{Kind: JobListen, Interview: iv.ID, Run: iv.Run})
}

// visitorMayHide tells whether a visitor's report may hide its words before a
// person has looked: a short passage, one at a time, none after one that was
// shown again, and never more than a small part of the interview.
func (a *Archive) visitorMayHide(tx Tx, iv *Interview, r *Report) (bool, error) {
	saw, err := a.fold(tx, iv, r.Version)
	if err != nil {
		return false, err
	}
	if words, err := saw.Words(r.First, r.Last); err != nil || len(words) > visitorHides {
		return false, err
	}
	now, err := a.fold(tx, iv, iv.Version)
	if err != nil {
		return false, err
	}
	after := append(iv.hidden(), r.Span)
	gone := 0
	for _, l := range now.Lines {
		for _, w := range l.Words {
			if w.within(after) {
				gone++
			}
		}
	}
	if gone*hiddenShare > now.AllWords() {
		return false, nil
	}
	may := true
	err = eachReport(tx, ReportQuery{Interview: iv.ID}, func(o *Report) error {
		if o.ID != r.ID && o.By.Same(r.By) && (o.Hide == HideOn || o.Hide == HideOver) {
			may = false
		}
		return nil
	})
	return may, err
}

func (iv *Interview) notHiddenBy(r *Report) []Hiding {
	return slices.DeleteFunc(slices.Clone(iv.Hidden), func(h Hiding) bool { return h.Report == r.ID })
}

// unhide ends the hiding of a report that is answered otherwise than by removal.
// The whole sound plays again at once; the job tidies up.
func (a *Archive) unhide(tx Tx, r *Report) error {
	if r.Hide != HideOn {
		return nil
	}
	iv, err := tx.Interview(r.Interview)
	if err != nil {
		return err
	}
	if err := a.showAgain(tx, iv, r); err != nil {
		return err
	}
	return tx.PutInterview(iv)
}

// showAgain is unhide for an interview that is stored afterwards.
func (a *Archive) showAgain(tx Tx, iv *Interview, r *Report) error {
	if r.Hide != HideOn {
		return nil
	}
	r.Hide = HideOver
	iv.Hidden = iv.notHiddenBy(r)
	if len(iv.Hidden) == 0 && iv.silences(iv.Whole, nil) {
		iv.Whole, iv.ListeningCopy = iv.ListeningCopy, iv.Whole
	}
	return tx.Enqueue(Job{Kind: JobListen, Interview: iv.ID, Run: iv.Run})
}

// removeReported removes the words of a report, wherever they stand now, and the
// whole stretch of sound that it was about.
func (a *Archive) removeReported(tx Tx, r *Report, by Author, reason string) error {
	if !r.State.MayBecome(ReportFixed) {
		return &Problem{Kind: ErrState, Sentence: "This report is " + string(r.State) + " already."}
	}
	iv, err := tx.Interview(r.Interview)
	if err != nil {
		return err
	}
	at, _, _, err := a.carried(tx, iv, Anchor{r.Version, r.First, r.Last}, iv.Version)
	if err != nil {
		return err
	}
	fixed := 0
	if at.First != 0 {
		f := Fix{Interview: iv.ID, Against: iv.Version, First: at.First, Last: at.Last, Kind: Removal, Note: reason, Key: "removal-" + r.Key}
		c, err := a.fixIn(tx, f, []string{RemovedText}, credit{by: by, report: r.ID})
		if err != nil {
			return err
		}
		fixed = c.Version
		if iv, err = tx.Interview(r.Interview); err != nil {
			return err
		}
	}
	iv.Removed, iv.Hidden, r.Hide = append(iv.Removed, r.Span), iv.notHiddenBy(r), HideRemoved
	if err := tx.PutInterview(iv); err != nil {
		return err
	}
	if err := tx.Enqueue(Job{Kind: JobListen, Interview: iv.ID, Run: iv.Run, Chunk: len(iv.Removed) - 1}); err != nil {
		return err
	}
	return a.moveReport(tx, r, ReportFixed, func(r *Report) { r.Fixed, r.Answered = fixed, &by })
}
