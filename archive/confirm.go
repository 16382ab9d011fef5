package archive

import (
	"context"
	"errors"
	"slices"
)

// settle applies the fix that a report carries, agreed by someone else than its
// author or by someone who looks after the interview. Proposals that say the same
// are answered with it. proposed tells whether the fix is still in the words of
// those who proposed it.
func (a *Archive) settle(tx Tx, r *Report, agreed Author, proposed bool) error {
	if !r.State.MayBecome(ReportFixed) {
		return &Problem{Kind: ErrState, Sentence: "This report is " + string(r.State) + " already."}
	}
	if !r.HasFix {
		return Invalid("fix", "Please write what was said.")
	}
	text, err := SplitWords("fix", r.Fix)
	if err != nil {
		return err
	}
	iv, err := tx.Interview(r.Interview)
	if err != nil {
		return err
	}
	o, err := a.opinionsOf(tx, iv, r)
	if err != nil {
		return err
	}
	who := credit{by: r.By, agreed: &agreed, report: r.ID, heard: []Author{agreed}}
	if proposed {
		who.heard = append(o.agree, agreed)
	}
	f := Fix{Interview: r.Interview, Against: r.Version, Line: r.Line, First: r.First, Last: r.Last, Text: r.Fix, Kind: MisHearing, Key: "report-" + r.Key, rules: r.Rules}
	if r.Reopened > 0 {
		f.Key += "-" + NewKey()
	}
	c, err := a.fixIn(tx, f, text, who)
	if errors.Is(err, ErrUnchanged) {
		return &Problem{Kind: ErrUnchanged, Field: "fix", Sentence: "It already says that."}
	}
	if err != nil {
		return err
	}
	if r.Held {
		if err := a.logRules(tx, r.Rules, r.Interview, agreed, ActReversed); err != nil {
			return err
		}
	}
	for _, same := range append(o.equal, r) {
		same.Held = false
		if err := a.moveReport(tx, same, ReportFixed, func(q *Report) { q.Fixed, q.Answered = c.Version, &agreed }); err != nil {
			return err
		}
	}
	return nil
}

// Confirm is a vote "I listened, this is right" (or not) on a proposed fix. From
// someone who could change the words themselves an agreement applies it; from
// anyone else it is counted by the collection's Rule. Its own author gets
// ErrOwnWork. Who changes their mind is counted as they said last.
func (a *Archive) Confirm(ctx context.Context, v Viewer, report int64, agree bool) (r *Report, err error) {
	by := v.Author()
	err = a.update(ctx, func(tx Tx) error {
		if r, err = tx.Report(report); err != nil {
			return err
		}
		iv, p, err := a.visible(tx, v, r.Interview)
		if err != nil {
			return err
		}
		if !p.Suggest || !r.HasFix || (r.Held && !p.Manage) || (!p.Remove && iv.Withholds(r)) {
			return ErrForbidden
		}
		if r.By.Same(by) {
			return &Problem{Kind: ErrOwnWork, Sentence: "You wrote this fix. Someone else has to listen and confirm it."}
		}
		votes, err := tx.Confirmations(r.ID)
		if err != nil {
			return err
		}
		for _, c := range slices.Backward(votes) {
			if c.By.Same(by) && c.Agree == agree && !c.Unsure {
				return &Problem{Kind: ErrUnchanged, Sentence: "You have said what you heard already. Thank you."}
			}
			if c.By.Same(by) {
				break
			}
		}
		if err := tx.AddConfirmation(&Confirmation{Report: r.ID, By: by, Agree: agree, Made: a.now()}); err != nil {
			return err
		}
		if agree && p.Correct && (len(r.Rules) == 0 || v.Role().AtLeast(ReporterRole)) {
			return a.settle(tx, r, by, true)
		}
		if err := a.touch(tx, iv); err != nil {
			return err
		}
		if err := a.tryProposal(tx, r); err != nil {
			return err
		}
		r, err = tx.Report(r.ID)
		return err
	})
	return r, err
}

// tryProposal applies a proposal when enough people agree, in the words of the
// newest of those that say the same. When the words themselves changed since, it
// is left to someone who looks after the interview.
func (a *Archive) tryProposal(tx Tx, r *Report) error {
	if !r.HasFix || r.Held || r.Urgent() || !r.State.MayBecome(ReportFixed) {
		return nil
	}
	iv, err := tx.Interview(r.Interview)
	if err != nil {
		return err
	}
	if waits, err := a.custodiansOnly(tx, iv); waits || err != nil {
		return err
	}
	o, err := a.opinionsOf(tx, iv, r)
	if err != nil {
		return err
	}
	rule, err := ruleOf(tx, iv.Collection)
	if err != nil {
		return err
	}
	who, err := a.trustedAmong(tx, o.people())
	if err != nil {
		return err
	}
	if t := tally(o.said, who); !rule.Settled(t) || !o.ripe(rule, t, a.now()) {
		return nil
	}
	for _, other := range slices.Backward(o.agree) {
		if other.Same(o.newest.By) {
			continue
		}
		err := a.settle(tx, o.newest, other, true)
		if errors.Is(err, ErrConflict) || errors.Is(err, ErrUnchanged) {
			return nil
		}
		return err
	}
	return nil
}
