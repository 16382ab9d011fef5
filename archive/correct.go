package archive

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Fix is what a person says the words First..Last of a version should be. With
// First and Last 0 it speaks of the whole line.
type Fix struct {
	Interview   string
	Against     int // version the person saw
	Line        LineID
	First, Last WordID
	Text        string // "" says that nothing was said there
	Kind        Kind   // "" is MisHearing
	Reason      Reason
	Note        string // required for Removal
	Sure        bool   // the person listened, and it identifies nobody who did not agree
	Key         string
	Instead     string // receipt of the author's own words that a conflict kept: this fix answers it

	rules []string // names of the content rules it matched
}

// Outcome is what became of a fix: a change that applies, or a report that
// waits for someone else, with the secret of its receipt.
type Outcome struct {
	Change  *Change
	Report  *Report
	Receipt string
}

// Fix corrects words. From a reporter, a custodian or a trusted contributor it applies at
// once; from anyone else it waits until someone else confirms it. Changes of
// other words meanwhile do not matter; when the same words changed, the fix is
// kept as a proposal and the error is a *Conflict with both texts and a receipt.
func (a *Archive) Fix(ctx context.Context, v Viewer, f Fix) (Outcome, error) {
	text, err := a.prepareFix(&f)
	if err != nil {
		return Outcome{}, err
	}
	_, p, err := a.Interview(ctx, v, f.Interview)
	if err != nil {
		return Outcome{}, err
	}
	if err := mayFix(p, f.Kind); err != nil {
		return Outcome{}, err
	}
	if err := a.readable(ctx, p, f); err != nil {
		return Outcome{}, err
	}
	waits, err := a.weigh(ctx, v, &f, p)
	if err != nil {
		return Outcome{}, err
	}
	if waits {
		return a.propose(ctx, v, f, text)
	}
	return a.applyFix(ctx, v, f, text)
}

// prepareFix checks what was typed and returns its words.
func (a *Archive) prepareFix(f *Fix) ([]string, error) {
	if f.Kind == "" {
		f.Kind = MisHearing
	}
	var err error
	if f.Text, err = a.say("text", f.Text, MaxFix); err != nil {
		return nil, err
	}
	if f.Note, err = a.say("note", f.Note, MaxNote); err != nil {
		return nil, err
	}
	if f.Key, err = requestKey(f.Key); err != nil {
		return nil, err
	}
	if f.Kind == Removal {
		if f.Note == "" {
			return nil, Invalid("note", "Please say why these words must not be public.")
		}
		f.Text = RemovedText
	}
	if f.Text == "" && f.Note == "" && f.Reason != NeverSaid {
		return nil, Invalid("text", "You left no words. If nothing was said here, please tick “nothing was said” or say why.")
	}
	return SplitWords("text", f.Text)
}

func mayFix(p Permissions, k Kind) error {
	switch {
	case !p.Suggest:
		return ErrForbidden
	case k == Removal && !p.Remove:
		return fmt.Errorf("removal: %w", ErrForbidden)
	case k == Amendment && !p.Manage:
		return fmt.Errorf("amendment: %w", ErrForbidden)
	case k != MisHearing && k != Amendment && k != Removal:
		return Invalid("kind", "There is no such kind of change.")
	}
	return nil
}

// applyFix appends the change of a fix or, in the same transaction, keeps its
// words as a proposal when it came too late.
func (a *Archive) applyFix(ctx context.Context, v Viewer, f Fix, text []string) (Outcome, error) {
	var done *Change
	var lost *Conflict
	err := a.update(ctx, func(tx Tx) (err error) {
		if lost, err = a.repeatedLoss(tx, f, v.Author()); lost != nil || err != nil {
			return err
		}
		done, err = a.fixIn(tx, f, text, credit{by: v.Author(), heard: []Author{v.Author()}})
		if errors.As(err, &lost) && f.Kind != Removal {
			return a.keepLost(tx, v, f, lost)
		}
		lost = nil
		return err
	})
	switch {
	case err != nil:
		return Outcome{}, err
	case lost != nil:
		return Outcome{}, lost
	case f.Kind == Removal:
		a.mirrorNow(ctx, f.Interview)
	}
	return Outcome{Change: done}, nil
}

// credit says who stands behind a fix.
type credit struct {
	by     Author
	agreed *Author  // who accepted it, if not by
	report int64    // that it answers, 0 for none
	heard  []Author // who listened and says that these are the words
}

// fixIn appends the change of a fix.
func (a *Archive) fixIn(tx Tx, f Fix, text []string, who credit) (*Change, error) {
	if have, err := made(tx, f.Interview, f.Key, who.by); have != nil || err != nil {
		return have, err
	}
	iv, err := tx.Interview(f.Interview)
	if err != nil {
		return nil, err
	}
	edits, err := a.editsNow(tx, iv, f, text)
	if err != nil {
		return nil, err
	}
	c := &Change{
		Interview: iv.ID, Against: f.Against, Kind: f.Kind, Op: OpWords, Edits: edits, Reason: f.Reason, Note: f.Note, Rules: f.rules, Key: f.Key,
		By: who.by, Agreed: who.agreed, Report: who.report,
	}
	if f.Sure {
		if err := a.logRules(tx, f.rules, iv.ID, who.by, ActRule, ActSure); err != nil {
			return nil, err
		}
	}
	if f.Kind == Removal {
		journal, err := tx.Changes(iv.ID, 0, -1)
		if err != nil {
			return nil, err
		}
		iv.Removed = append(iv.Removed, everHeard(journal, c.gone())...)
		earlier, err := a.heardEarlier(tx, iv, iv.Removed, c.gone())
		if err != nil {
			return nil, err
		}
		iv.Removed = append(iv.Removed, earlier...)
		if err := tx.Enqueue(Job{Kind: JobListen, Interview: iv.ID, Run: iv.Run, Chunk: len(iv.Removed)}); err != nil {
			return nil, err
		}
	}
	h, err := a.hearingOf(tx, iv, f, who.heard)
	if err != nil {
		return nil, err
	}
	var lost *Conflict
	err = a.append(tx, iv, c, h)
	if errors.As(err, &lost) {
		if lost, err = a.clash(tx, f); err == nil {
			err = lost
		}
	}
	if err != nil {
		return nil, err
	}
	return c, a.answerKept(tx, f, c)
}

// editsNow returns the edits of a fix, planned on the version its author saw and
// carried to the newest one.
func (a *Archive) editsNow(tx Tx, iv *Interview, f Fix, text []string) ([]Edit, error) {
	saw, now, err := a.sawAndNow(tx, iv, f.Against)
	if err != nil {
		return nil, err
	}
	if f.Against < iv.Begins {
		if saw, err = a.acrossBase(tx, iv, &f, saw, now); err != nil {
			return nil, err
		}
	}
	edits, err := saw.EditsFor(f.Line, f.First, f.Last, text, a.opt.Normalise)
	if f.Kind == Removal {
		edits, err = saw.removal(f.First, f.Last)
	}
	if err != nil {
		return nil, err
	}
	if len(edits) == 0 {
		return nil, ErrUnchanged
	}
	if saw.Version != now.Version {
		for i := range edits {
			now.follow(saw, &edits[i])
		}
	}
	return edits, nil
}

// hearingOf finds, in the newest version, the words that a fix speaks of.
func (a *Archive) hearingOf(tx Tx, iv *Interview, f Fix, by []Author) (*hearing, error) {
	saw, err := a.fold(tx, iv, f.Against)
	if err != nil {
		return nil, err
	}
	h := &hearing{by: by, line: f.Line}
	if first, last := saw.wholeLine(f.Line, f.First, f.Last); first != 0 {
		at, _ := saw.find(first)
		h.line = saw.Lines[at.line].ID
		words, err := saw.Words(first, last)
		if err != nil {
			return nil, err
		}
		later, err := tx.Changes(iv.ID, f.Against, -1)
		if err != nil {
			return nil, err
		}
		h.words, _ = carryIDs(wordIDs(words), later)
	}
	return h, nil
}

// errKeyTaken refuses a request whose key someone else used.
var errKeyTaken = &Problem{Kind: ErrExists, Field: "key", Sentence: "Another request used this key. Please load the page again and send it once more."}

// made returns the change that a request has made already, or nil.
func made(tx Tx, interview, key string, by Author) (*Change, error) {
	c, err := tx.ChangeByKey(interview, key)
	switch {
	case errors.Is(err, ErrNotFound):
		return nil, nil
	case err == nil && !c.By.Same(by):
		return nil, errKeyTaken
	}
	return c, err
}

// mayCorrect tells who has to sign in from who may not.
func mayCorrect(v Viewer, p Permissions) error {
	switch {
	case p.Correct:
		return nil
	case v.Role() == Visitor:
		return ErrSignIn
	case p.Suggest && v.Role() == Contributor:
		return &Problem{Kind: ErrForbidden, Sentence: "This is for people whose fixes appear at once. “Your work” tells how far you are. Fixes of words are taken and wait."}
	case p.Suggest:
		return &Problem{Kind: ErrForbidden, Sentence: "Only custodians may change this transcript at the moment. Fixes of words are taken and wait."}
	}
	return ErrForbidden
}

// removal replaces whole words by the marker, whatever they were.
func (t *Transcript) removal(first, last WordID) ([]Edit, error) {
	words, err := t.Words(first, last)
	if err != nil {
		return nil, err
	}
	return t.editsOf(words, []string{RemovedText}, words, 0), nil
}

// append applies c to the newest version and stores it as the next one. h is who
// listened to what it writes, or nil.
func (a *Archive) append(tx Tx, iv *Interview, c *Change, h *hearing) error {
	now, err := a.fold(tx, iv, iv.Version)
	if err != nil {
		return err
	}
	next := now.Clone()
	if err := next.Apply(c); err != nil {
		return err
	}
	c.Version, c.Made, c.Base = iv.Version+1, a.now(), iv.Recognition
	if err := a.learn(tx, iv, c); err != nil {
		return err
	}
	if err := tx.AppendChange(c); err != nil {
		return err
	}
	iv.Version = c.Version
	if err := a.weighTrust(tx, c); err != nil {
		return err
	}
	if err := a.keepHeard(tx, iv, next, c, h); err != nil {
		return err
	}
	if err := a.recount(tx, iv, next); err != nil {
		return err
	}
	return a.touch(tx, iv)
}

// Revert takes one change back by a new one. Taking back a change that took
// another back puts that one into force again.
func (a *Archive) Revert(ctx context.Context, v Viewer, id string, version int, note, key string) (*Change, error) {
	_, p, err := a.Interview(ctx, v, id)
	if err != nil {
		return nil, err
	}
	if err := mayCorrect(v, p); err != nil {
		return nil, err
	}
	if note, err = a.say("note", note, MaxNote); err != nil {
		return nil, err
	}
	if key, err = requestKey(key); err != nil {
		return nil, err
	}
	var inv *Change
	err = a.update(ctx, func(tx Tx) error {
		if inv, err = made(tx, id, key, v.Author()); inv != nil || err != nil {
			return err
		}
		iv, err := tx.Interview(id)
		if err != nil {
			return err
		}
		cs, err := tx.Changes(id, version-1, version)
		if err != nil {
			return err
		}
		if len(cs) == 0 {
			return ErrNotFound
		}
		for _, e := range cs[0].Edits {
			if err := iv.mayTouch(p, slices.Concat(e.Before, e.Words)); err != nil {
				return err
			}
		}
		if runsOf(iv.Struck).any(cs[0].gone()) {
			return errStruck
		}
		if cs[0].Kind == Removal {
			return &Problem{Kind: ErrForbidden, Sentence: "Removed words cannot be put back here. Ask whoever looks after this archive."}
		}
		now, err := a.fold(tx, iv, iv.Version)
		if err != nil {
			return err
		}
		if inv, err = now.Inverse(cs[0]); err != nil {
			return iv.shield(p, err)
		}
		inv.By, inv.Note, inv.Key = v.Author(), note, key
		return a.append(tx, iv, inv, nil)
	})
	if err != nil {
		return nil, err
	}
	return inv, nil
}
