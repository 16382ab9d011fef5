package archive

import (
	"context"
	"errors"
	"slices"
)

// Complaint is what a reader says is wrong.
type Complaint struct {
	Interview   string
	Version     int
	First, Last WordID
	Reason      Reason
	Note        string
	Fix         *string // the words they would write, if they gave any
	Hide        bool    // an urgent report's words should be hidden until someone has looked
	Key         string
}

// Report keeps a reader's report and returns the secret of its receipt. The
// same key gives the same report and receipt.
func (a *Archive) Report(ctx context.Context, v Viewer, c Complaint) (*Report, string, error) {
	if !slices.Contains(Reasons, c.Reason) {
		return nil, "", Invalid("reason", "Please choose what is wrong.")
	}
	var err error
	if c.Note, err = a.say("note", c.Note, MaxNote); err != nil {
		return nil, "", err
	}
	if c.Key, err = requestKey(c.Key); err != nil {
		return nil, "", err
	}
	r := Report{Interview: c.Interview, Version: c.Version, First: c.First, Last: c.Last, Reason: c.Reason, Note: c.Note, Key: c.Key}
	if c.Fix != nil {
		fix, err := a.say("fix", *c.Fix, MaxFix)
		if err != nil {
			return nil, "", err
		}
		if _, err := SplitWords("fix", fix); err != nil {
			return nil, "", err
		}
		r.HasFix, r.Fix = true, fix
	}
	if r.Reason == Else && r.Note == "" && !r.HasFix {
		return nil, "", Invalid("note", "Please say in a few words what is wrong.")
	}
	if c.Hide && r.Urgent() {
		r.Hide = HideAsked
	}
	if err := a.surge(ctx, v); err != nil {
		return nil, "", err
	}
	return a.keepReport(ctx, v, r, "")
}

// proposal is the report that carries a fix.
func proposal(f Fix) Report {
	r := Report{Interview: f.Interview, Version: f.Against, Line: f.Line, First: f.First, Last: f.Last, Reason: f.Reason, Note: f.Note, HasFix: true, Fix: f.Text, Key: f.Key}
	if r.Reason == "" {
		r.Reason = WrongWord
	}
	return r
}

// propose keeps a visitor's fix as a report that carries it. When someone changed
// the same words meanwhile it is kept as well, and the error is a *Conflict with
// both texts and its receipt.
func (a *Archive) propose(ctx context.Context, v Viewer, f Fix, text []string) (Outcome, error) {
	var late *Conflict
	err := a.store.View(ctx, func(tx Tx) error {
		iv, err := tx.Interview(f.Interview)
		if err != nil {
			return err
		}
		saw, err := a.fold(tx, iv, f.Against)
		if err != nil {
			return err
		}
		edits, err := saw.EditsFor(f.Line, f.First, f.Last, text, a.opt.Normalise)
		if err == nil && len(edits) == 0 {
			return ErrUnchanged
		}
		if err == nil {
			late, err = a.tooLate(tx, iv, f, text)
		}
		return err
	})
	if err != nil {
		return Outcome{}, err
	}
	report, secret, err := a.keepReport(ctx, v, proposal(f), f.Instead)
	if err == nil && late != nil {
		late.Number, late.Receipt = report.ID, secret
		return Outcome{}, late
	}
	return Outcome{Report: report, Receipt: secret}, err
}

// keepReport keeps a report. instead is the receipt of the author's own words that
// a conflict kept, if these take their place.
func (a *Archive) keepReport(ctx context.Context, v Viewer, r Report, instead string) (kept *Report, secret string, err error) {
	err = a.update(ctx, func(tx Tx) error {
		if err := a.withdrawKept(tx, v.Author(), r.Interview, instead); err != nil {
			return err
		}
		if kept, secret, err = a.addReport(tx, v, r); err != nil {
			return err
		}
		if err := a.tryProposal(tx, kept); err != nil {
			return err
		}
		kept, err = tx.Report(kept.ID)
		return err
	})
	if err != nil {
		return nil, "", err
	}
	if kept.Hide == HideOn {
		a.mirrorNow(ctx, kept.Interview)
	}
	return kept, secret, nil
}

// addReport keeps a report, or returns the one that its request made already.
func (a *Archive) addReport(tx Tx, v Viewer, r Report) (*Report, string, error) {
	secret := a.derive("receipt", r.Interview, r.Key)
	r.Receipt, r.By, r.State = HashSecret(secret), v.Author(), ReportReceived
	switch have, err := tx.ReportByKey(r.Interview, r.Key); {
	case err == nil && !have.By.Same(r.By):
		return nil, "", errKeyTaken // its receipt is not this person's to see
	case err == nil:
		return have, secret, nil
	case !errors.Is(err, ErrNotFound):
		return nil, "", err
	}
	iv, p, err := a.visible(tx, v, r.Interview)
	if err != nil {
		return nil, "", err
	}
	if !p.Suggest {
		return nil, "", ErrForbidden
	}
	saw, err := a.fold(tx, iv, r.Version)
	if err != nil {
		return nil, "", err
	}
	if err := r.quote(saw); err != nil {
		return nil, "", err
	}
	if !p.Remove && r.touches(iv.hidden()) {
		return nil, "", errHidden
	}
	if r.touches(iv.Removed) {
		r.Quote = RemovedText
	}
	if r.First != 0 && len(iv.Struck) > 0 {
		if r.Struck, err = a.quotes(tx, iv, &r, runsOf(iv.Struck)); err != nil {
			return nil, "", err
		}
	}
	if err := a.hold(tx, iv, &r, saw); err != nil {
		return nil, "", err
	}
	r.Made = a.now()
	r.Changed = r.Made
	if err := tx.PutReport(&r); err != nil {
		return nil, "", err
	}
	if err := a.voteOn(tx, iv, &r, r.By, Wrong); err != nil {
		return nil, "", err
	}
	if r.Hide != "" {
		if err := a.hide(tx, v, iv, &r); err != nil {
			return nil, "", err
		}
	}
	return &r, secret, a.touch(tx, iv)
}

// quote finds the words that a report speaks of in the version its author saw.
func (r *Report) quote(saw *Transcript) error {
	r.First, r.Last = saw.wholeLine(r.Line, r.First, r.Last)
	if i := saw.LineIndex(r.Line); r.First == 0 && r.HasFix && i >= 0 {
		r.Span = saw.gapBefore(place{i, 0}) // words for a line that has none
		return nil
	}
	words, err := saw.Words(r.First, r.Last)
	if errors.Is(err, ErrNotFound) || (err == nil && len(words) == 0) {
		return Invalid("words", "Please choose the words that are wrong.")
	}
	if err != nil {
		return err
	}
	r.Line, r.Span, r.Quote = 0, spanOf(words), JoinWords(words)
	return nil
}

func (a *Archive) moveReport(tx Tx, r *Report, to ReportState, with func(*Report)) error {
	if !r.State.MayBecome(to) {
		return &Problem{Kind: ErrState, Sentence: "This report is " + string(r.State) + " already."}
	}
	iv, err := tx.Interview(r.Interview)
	if err != nil {
		return err
	}
	r.State, r.Changed = to, a.now()
	with(r)
	if err := tx.PutReport(r); err != nil {
		return err
	}
	if err := a.tell(tx, r); err != nil {
		return err
	}
	return a.touch(tx, iv)
}

// Answer is what someone who looks after an interview decides of a report.
type Answer struct {
	Report int64
	State  ReportState // listening, fixed, kept or passed
	Reason string      // required for kept and passed
	Fix    *string     // for fixed: instead of the words the report carries
	Remove bool        // for fixed: take the words out of text, sound and history, for the Reason
	Also   []int64     // reports about the same words that get the same answer
}

// Answer answers a report. Fixed applies its words at once; ErrConflict carries
// both texts when the words changed since.
func (a *Archive) Answer(ctx context.Context, v Viewer, ans Answer) (*Report, error) {
	reason, err := a.say("reason", ans.Reason, MaxNote)
	if err != nil {
		return nil, err
	}
	if reason == "" && ans.Remove {
		return nil, Invalid("reason", "Please say why these words must not be public.")
	}
	if reason == "" && (ans.State == ReportKept || ans.State == ReportPassed) {
		return nil, Invalid("reason", "Please tell the person who reported it why.")
	}
	var r *Report
	err = a.update(ctx, func(tx Tx) error {
		if r, err = tx.Report(ans.Report); err != nil {
			return err
		}
		_, p, err := a.visible(tx, v, r.Interview)
		if err != nil {
			return err
		}
		if !p.Manage {
			return ErrForbidden
		}
		by := v.Author()
		if ans.Remove && p.Remove && ans.State == ReportFixed {
			return a.removeReported(tx, r, by, reason)
		}
		if ans.State == ReportFixed && r.Hide == HideOn {
			return &Problem{Kind: ErrState, Field: "fix", Sentence: "These words are hidden. Remove them, or show them again and say why. After that they can be corrected."}
		}
		if ans.State == ReportKept {
			if err := a.unhide(tx, r); err != nil {
				return err
			}
		}
		if ans.State == ReportFixed {
			proposed := ans.Fix == nil
			if ans.Fix != nil {
				fix, err := a.say("fix", *ans.Fix, MaxFix)
				if err != nil {
					return err
				}
				proposed = r.HasFix && a.SameWording(fix, r.Fix)
				r.Fix, r.HasFix = fix, true
			}
			if err := a.settle(tx, r, by, proposed); err != nil {
				return err
			}
			return a.answerAlso(tx, r, ans, reason, by)
		}
		if ans.State == ReportKept {
			if err := a.voteOnReport(tx, r, by, Right); err != nil {
				return err
			}
		}
		if err := a.moveReport(tx, r, ans.State, func(r *Report) { r.Answer, r.Answered = reason, &by }); err != nil {
			return err
		}
		return a.answerAlso(tx, r, ans, reason, by)
	})
	if err == nil && ans.Remove {
		a.mirrorNow(ctx, r.Interview)
	}
	return r, err
}

// touches tells whether a report speaks of sound that is withheld, so that its
// words may not be shown to the public.
func (r *Report) touches(withheld []Span) bool {
	return Word{Start: r.Span.Start, End: r.Span.End}.within(withheld)
}
