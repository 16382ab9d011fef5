package archive

import (
	"context"
	"slices"
	"sync"
	"time"
)

// weigh is what stands between a person and a fix that applies at once: editing
// may be stopped, the person's fixes may have to wait, and the content rules look
// at it. It returns whether the fix has to wait.
func (a *Archive) weigh(ctx context.Context, v Viewer, f *Fix, p Permissions) (waits bool, err error) {
	if f.Kind != MisHearing {
		return false, nil // nothing is ever locked against the storyteller
	}
	if err := a.surge(ctx, v); err != nil {
		return false, err
	}
	pause, err := a.Pause(ctx)
	if err != nil {
		return false, err
	}
	custodian := v.Role().AtLeast(Custodian)
	if pause.Frozen != nil && !custodian {
		return false, errFrozen(pause.Frozen)
	}
	if !p.Correct {
		return true, nil
	}
	hits, err := a.judgeFix(ctx, v, f)
	if err != nil {
		return false, err
	}
	if does(hits, DoHold) && !custodian {
		return true, nil
	}
	if len(hits) > 0 && !v.Role().AtLeast(ReporterRole) {
		return true, nil // earned trust is for plain fixes: what needs care, someone else hears too
	}
	f.rules = ruleNames(hits)
	return false, ask(hits, f.Sure)
}

// ask refuses what a rule refuses, and asks once about what a rule asks about.
func ask(hits []ContentRule, sure bool) error {
	for _, r := range hits {
		if r.Does == DoRefuse {
			return &Problem{Kind: ErrInvalid, Field: "text", Sentence: r.Says}
		}
	}
	for _, r := range hits {
		if r.Does == DoAsk && !sure {
			return &Problem{Kind: ErrInvalid, Field: "sure", Sentence: r.Says + " Does it identify someone who did not agree to be named? If you listened and it does not, tick the box and save again."}
		}
	}
	return nil
}

// judgeFix applies the content rules to a fix that would apply at once.
func (a *Archive) judgeFix(ctx context.Context, v Viewer, f *Fix) (hits []ContentRule, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		iv, err := tx.Interview(f.Interview)
		if err != nil {
			return err
		}
		saw, err := a.fold(tx, iv, f.Against)
		if err != nil {
			return err
		}
		before, err := saw.wordsAt(f.Line, f.First, f.Last)
		if err != nil {
			return err
		}
		w := &written{before: JoinWords(before), after: f.Text, said: f.Note, interview: sync.OnceValue(func() *vocabulary { return newVocabulary(iv, saw) })}
		if w.repeats, err = a.repeats(tx, v.Author(), w); err != nil {
			return err
		}
		hits = judge(w)
		return nil
	})
	return hits, err
}

// wordsAt returns the words that a fix speaks of.
func (t *Transcript) wordsAt(line LineID, first, last WordID) ([]Word, error) {
	if first != 0 || last != 0 {
		return t.Words(first, last)
	}
	if i := t.LineIndex(line); i >= 0 {
		return t.Lines[i].Words, nil
	}
	return nil, ErrNotFound
}

// repeats counts in how many places an author wrote the same text within a day
// instead of other words.
func (a *Archive) repeats(tx Tx, by Author, w *written) (int, error) {
	text := plainWords(w.after)
	if len(text) < longText {
		return 0, nil
	}
	seen := map[string]bool{plain(w.before): true}
	count := func(made time.Time, before, after string) {
		if a.now().Sub(made) < 24*time.Hour && slices.Equal(plainWords(after), text) {
			seen[plain(before)] = true
		}
	}
	s := by.source()
	changes, err := tx.ChangesFrom(s, 60)
	if err != nil {
		return 0, err
	}
	for _, c := range changes {
		for _, e := range c.Edits {
			count(c.Made, JoinWords(e.Before), JoinWords(e.Words))
		}
	}
	reports, err := tx.ReportsFrom(s, 60)
	for _, r := range reports {
		count(r.Made, r.Quote, r.Fix)
	}
	return len(seen) - 1, err
}

// source is what an author is known by best.
func (a Author) source() Source {
	switch {
	case a.Account != "":
		return Source{Account: a.Account}
	case a.Visitor != "":
		return Source{Visitor: a.Visitor}
	}
	return Source{Network: a.Network}
}

// hold judges the words that a report carries and keeps what was found with it.
// Held words are shown to nobody but the people who look after the interview.
func (a *Archive) hold(tx Tx, iv *Interview, r *Report, saw *Transcript) error {
	if !r.HasFix {
		return nil
	}
	w := &written{before: r.Quote, after: r.Fix, said: r.By.Name, interview: sync.OnceValue(func() *vocabulary { return newVocabulary(iv, saw) })}
	var err error
	if w.repeats, err = a.repeats(tx, r.By, w); err != nil {
		return err
	}
	hits := judge(w)
	if does(hits, DoRefuse) {
		return ask(hits, true)
	}
	r.Rules, r.Held = ruleNames(hits), does(hits, DoHold, DoAsk)
	return a.logRules(tx, r.Rules, r.Interview, r.By, ActRule)
}

// hideAgain holds the words of a report that is opened again as when it was made:
// letting them through was part of an answer that does not count any more.
func (r *Report) hideAgain() {
	r.Held = r.HasFix && does(RulesNamed(r.Rules), DoHold, DoAsk)
}

// judgeAgain applies the content rules once more to the proposals of an interview
// after words were taken back: a name that had got into the text was no news to
// the rules, and is again.
func (a *Archive) judgeAgain(tx Tx, iv *Interview, now *Transcript) error {
	known := sync.OnceValue(func() *vocabulary { return newVocabulary(iv, now) })
	return eachReport(tx, ReportQuery{Interview: iv.ID, States: openStates}, func(r *Report) error {
		if !r.HasFix || r.Held {
			return nil
		}
		stands := JoinWords(now.heardWithin(r.Span)) // the quote may be of words that were taken back
		hits := judge(&written{before: stands, after: r.Fix, said: r.By.Name, interview: known})
		if !does(hits, DoHold, DoAsk) {
			return nil
		}
		r.Rules, r.Held = ruleNames(hits), true
		return tx.PutReport(r)
	})
}

// logRules counts what rules did. What they only tag is not worth a line.
func (a *Archive) logRules(tx Tx, names []string, interview string, by Author, kinds ...ActKind) error {
	for _, r := range RulesNamed(names) {
		for _, kind := range kinds {
			if r.Does == DoTag {
				continue
			}
			if err := a.act(tx, Act{Kind: kind, Rule: r.Name, Interview: interview, By: by}); err != nil {
				return err
			}
		}
	}
	return nil
}
