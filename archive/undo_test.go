package archive_test

import (
	"errors"
	"testing"
	"time"

	"earshot/archive"
)

func TestEverythingByOnePersonIsTakenBack(t *testing.T) {
	c := newClock()
	h := newHouse(t, c.set)
	iv := h.told("we heard the bird", "and then we left", "and that was all")
	fix := func(v archive.Viewer, n int, text string) archive.Outcome {
		t.Helper()
		iv = must3(h.Interview(h.ctx, archive.System, iv.ID))(t)
		return must(h.Fix(h.ctx, v, line(iv, n, text)))(t)
	}
	fix(h.other, 1, "we heard the birds") // honest work, kept
	c.pass(time.Hour)
	begin := c.at
	fix(h.reporter, 1, "we ate the birds")
	fix(h.reporter, 2, "and then they left")
	must(h.Revert(h.ctx, h.reporter, iv.ID, 1, "", ""))(t) // a revert is taken back too
	fix(h.other, 2, "and then they all left us")           // built on theirs, elsewhere on the line
	fix(h.reporter, 3, "and that was rubbish")
	fix(h.other, 3, "and that was nonsense") // replaced their word: a conflict
	open := fix(h.ann, 1, "we heard some birds").Report
	harm, _, err := h.Report(h.ctx, h.ann, archive.Complaint{Interview: iv.ID, First: 1, Last: 2, Reason: archive.PrivateName})
	if err != nil {
		t.Fatal(err)
	}
	before := h.reads(h.custodian, iv.ID, -1)

	ask := archive.UndoAsk{Interview: iv.ID, Version: 2, Since: begin, Note: "not what was said", Key: "k"}
	if _, err := h.PlanUndo(h.ctx, h.reporter, ask); !errors.Is(err, archive.ErrForbidden) {
		t.Errorf("a reporter looks: %v", err)
	}
	if _, err := h.UndoAll(h.ctx, h.reporter, ask); !errors.Is(err, archive.ErrForbidden) {
		t.Errorf("a reporter undoes: %v", err)
	}
	plan := must(h.PlanUndo(h.ctx, h.custodian, ask))(t)
	if len(plan.Changes) != 4 || len(plan.Conflicts) != 1 || h.reads(h.custodian, iv.ID, -1) != before {
		t.Errorf("plan: %d changes, %d conflicts", len(plan.Changes), len(plan.Conflicts))
	}
	done := must(h.UndoAll(h.ctx, h.custodian, ask))(t)
	if len(done.Made) != 3 || len(done.Conflicts) != 1 || done.Conflicts[0].Version != 6 {
		t.Errorf("made %d, conflicts %v", len(done.Made), done.Conflicts)
	}
	if got := h.reads(h.ann, iv.ID, -1); got != "we heard the birds\nand then we all left us\nand that was nonsense\n" {
		t.Errorf("it reads %q", got)
	}
	if again := must(h.UndoAll(h.ctx, h.custodian, ask))(t); len(again.Made) != 0 || len(again.Conflicts) != 1 {
		t.Errorf("a second time: %d made, %d conflicts", len(again.Made), len(again.Conflicts))
	}

	ask = archive.UndoAsk{Report: open.ID, Note: "a flood"}
	if done := must(h.UndoAll(h.ctx, h.custodian, ask))(t); len(done.Reports) != 1 {
		t.Errorf("%d reports withdrawn", len(done.Reports))
	}
	for id, want := range map[int64]archive.ReportState{open.ID: archive.ReportWithdrawn, harm.ID: archive.ReportReceived} {
		err := h.store.View(h.ctx, func(tx archive.Tx) error {
			r, err := tx.Report(id)
			if err == nil && r.State != want {
				t.Errorf("report %d is %s, want %s", id, r.State, want)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// What one account said is taken back with what it wrote: votes count no more,
// reports it answered are open again, and the log has one act with the number.
func TestWhatOnePersonSaidIsTakenBack(t *testing.T) {
	c := newClock()
	h := newHouse(t, c.set)
	one, two := h.told("we heard the bird", "and then we left"), h.told("another talk", "of the birds")
	early := must(h.Vote(h.ctx, h.reporter, archive.Ballot{Interview: one.ID, Line: 2, Verdict: archive.Right}))(t)
	c.pass(time.Hour)
	begin := c.at
	must(h.Vote(h.ctx, h.reporter, archive.Ballot{Interview: one.ID, Line: 1, Verdict: archive.Right}))(t)
	must(h.Vote(h.ctx, h.reporter, archive.Ballot{Interview: two.ID, Line: 1, Verdict: archive.Wrong}))(t)
	must(h.Vote(h.ctx, h.reporter, archive.Ballot{Interview: two.ID, Line: 1, Verdict: archive.Right}))(t) // thinks better of it
	kept := must(h.Fix(h.ctx, h.ann, line(one, 1, "we heard the birds")))(t).Report
	must(h.Answer(h.ctx, h.reporter, archive.Answer{Report: kept.ID, State: archive.ReportKept, Reason: "no"}))(t)
	let := must(h.Fix(h.ctx, h.ben, line(two, 2, "of the words")))(t).Report
	must(h.Answer(h.ctx, h.reporter, archive.Answer{Report: let.ID, State: archive.ReportFixed}))(t)

	ask := archive.UndoAsk{Account: h.reporter.Account.ID, Since: begin, Note: "not Rosa at all"}
	plan := must(h.PlanUndo(h.ctx, h.custodian, ask))(t)
	if len(plan.Votes) != 3 || len(plan.Answers) != 2 { // the newest on each stretch, also what came with the answers
		t.Errorf("plan: %d votes, %d answers", len(plan.Votes), len(plan.Answers))
	}
	must(h.UndoAll(h.ctx, h.custodian, ask))(t)
	for id, n := range map[string]int{one.ID: 0, two.ID: 0} {
		if got := h.level(id, n); got.Level > archive.BeingChecked || got.People > 0 {
			t.Errorf("line %d still counts as %+v", n, got)
		}
	}
	if got := h.level(one.ID, 1); got.People != 1 {
		t.Errorf("vote %d from before is gone: %+v", early.Number, got)
	}
	for _, id := range []int64{kept.ID, let.ID} {
		if r := must(h.report(id))(t); r.State != archive.ReportReceived || r.Answered != nil || r.Answer != "" {
			t.Errorf("report %d is %s, answered %q", id, r.State, r.Answer)
		}
	}
	if got := h.reads(h.ann, two.ID, -1); got != "another talk\nof the birds\n" {
		t.Errorf("it reads %q", got)
	}
	must(h.UndoAll(h.ctx, h.custodian, ask))(t)
	if got := h.counts(); got["undo"] != 1 {
		t.Errorf("the log counts %v", got)
	}
}

func TestWhatAFloodHidIsShownAgain(t *testing.T) {
	h := newHouse(t)
	iv := h.garden(40)
	hide := archive.Complaint{Interview: iv.ID, First: 1, Last: 2, Reason: archive.Harm, Hide: true}
	r, _, err := h.Report(h.ctx, h.ann, hide)
	if err != nil || r.Hide != archive.HideOn {
		t.Fatal(r, err)
	}
	ask := archive.UndoAsk{Report: r.ID, Network: true, Note: "a flood"}
	if u := must(h.UndoAll(h.ctx, h.custodian, ask))(t); len(u.Reports) != 0 {
		t.Error("what could hurt someone was withdrawn unasked")
	}
	ask.Hidden = true
	must(h.UndoAll(h.ctx, h.custodian, ask))(t)
	after := must3(h.Interview(h.ctx, h.ann, iv.ID))(t)
	if got := must(h.report(r.ID))(t); got.State != archive.ReportWithdrawn || got.Hide != archive.HideOver || len(after.Hidden) != 0 {
		t.Errorf("%s, %s, %d stretches hidden", got.State, got.Hide, len(after.Hidden))
	}
	if _, p, err := h.Interview(h.ctx, h.ann, iv.ID); err != nil || !p.Listen {
		t.Errorf("the sound does not play again: %v", err)
	}
}

// Whoever takes back their own changes, and that too, leaves knots that an undo
// of everything has to untie; and so does who writes over their own words.
func TestUndoOfKnots(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we heard the bird", "and then we left", "and that was all", "in the end")
	before := h.reads(h.ann, iv.ID, -1)
	fix := func(n int, text string) int {
		t.Helper()
		iv = must3(h.Interview(h.ctx, archive.System, iv.ID))(t)
		return must(h.Fix(h.ctx, h.reporter, line(iv, n, text)))(t).Change.Version
	}
	revert := func(version int) int {
		t.Helper()
		return must(h.Revert(h.ctx, h.reporter, iv.ID, version, "", ""))(t).Version
	}
	revert(fix(1, "we ate the bird"))                   // nothing is left of it
	revert(revert(fix(2, "and then they all left us"))) // it stands again
	fix(3, "and that was not all")
	fix(3, "rubbish instead of it")
	fix(4, "in no end")
	fix(4, "in no end whatsoever, and more")
	done := must(h.UndoAll(h.ctx, h.custodian, archive.UndoAsk{Account: h.reporter.Account.ID, Note: "no"}))(t)
	if got := h.reads(h.ann, iv.ID, -1); got != before || len(done.Conflicts) != 0 {
		t.Errorf("%d conflicts, and it reads %q", len(done.Conflicts), got)
	}
}
