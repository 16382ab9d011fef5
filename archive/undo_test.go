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
	fix(4, "in no beginning")
	revert(revert(fix(4, "in rubbish")))
	done := must(h.UndoAll(h.ctx, h.custodian, archive.UndoAsk{Account: h.reporter.Account.ID, Note: "no"}))(t)
	if got := h.reads(h.ann, iv.ID, -1); got != before || len(done.Conflicts) != 0 {
		t.Errorf("%d conflicts, and it reads %q", len(done.Conflicts), got)
	}
}

// What someone took back and put in force again is undone by its last entry
// alone: what stood under it was taken back by somebody else.
func TestUndoOfWhatOthersTookBack(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we heard the bird", "and then we left")
	before := h.reads(h.ann, iv.ID, -1)
	bad := must(h.Fix(h.ctx, h.reporter, line(iv, 1, "we ate the bird")))(t).Change
	mended := must(h.Revert(h.ctx, h.other, iv.ID, bad.Version, "", ""))(t)
	again := must(h.Revert(h.ctx, h.reporter, iv.ID, mended.Version, "", ""))(t)
	done := must(h.UndoAll(h.ctx, h.custodian, archive.UndoAsk{Account: h.reporter.Account.ID, Note: "no"}))(t)
	if len(done.Made) != 1 || done.Made[0].Reverts != again.Version || len(done.Conflicts) != 0 {
		t.Errorf("made %v, conflicts %v", done.Made, done.Conflicts)
	}
	if got := h.reads(h.ann, iv.ID, -1); got != before {
		t.Errorf("it reads %q", got)
	}
}

// What they said of other people's fixes counts no more, for and against, while
// those wait; what somebody else said does.
func TestAgreementIsTakenBack(t *testing.T) {
	c := newClock()
	h := newHouse(t, c.set)
	iv := h.told("we did lifting spaces", "most lifting spaces")
	one := must(h.Fix(h.ctx, visitor(1), archive.Fix{Interview: iv.ID, First: 3, Last: 3, Text: "listening"}))(t).Report
	two := must(h.Fix(h.ctx, visitor(1), archive.Fix{Interview: iv.ID, First: 6, Last: 6, Text: "listening"}))(t).Report
	own := must(h.Fix(h.ctx, visitor(2), archive.Fix{Interview: iv.ID, First: 1, Last: 1, Text: "they"}))(t).Report
	must(h.Confirm(h.ctx, visitor(2), one.ID, true))(t)
	must(h.Confirm(h.ctx, visitor(2), two.ID, false))(t)
	must(h.Confirm(h.ctx, visitor(3), two.ID, true))(t)
	c.pass(archive.LeastApart)

	ask := archive.UndoAsk{Report: own.ID, Note: "a puppet"}
	plan := must(h.PlanUndo(h.ctx, h.custodian, ask))(t)
	if len(plan.Agreed) != 2 || plan.Agreed[0].Report.ID != two.ID || plan.Agreed[0].Agree || !plan.Agreed[1].Agree {
		t.Fatalf("the plan has %+v", plan.Agreed)
	}
	if done := must(h.UndoAll(h.ctx, h.custodian, ask))(t); len(done.Agreed) != 2 || h.counts()["undo"] != 1 {
		t.Errorf("taken back: %d, in the log: %v", len(done.Agreed), h.counts())
	}
	if again := must(h.PlanUndo(h.ctx, h.custodian, ask))(t); len(again.Agreed) != 0 {
		t.Errorf("still there: %+v", again.Agreed)
	}
	if r := must(h.Confirm(h.ctx, visitor(4), one.ID, true))(t); r.State != archive.ReportReceived {
		t.Errorf("two people and one who was taken back made it %s", r.State)
	}
	if r := must(h.Confirm(h.ctx, visitor(5), one.ID, true))(t); r.State != archive.ReportFixed {
		t.Errorf("three people left it %s", r.State)
	}
	if r := must(h.Confirm(h.ctx, visitor(6), two.ID, true))(t); r.State != archive.ReportFixed {
		t.Errorf("three for, and one against who was taken back: %s", r.State)
	}
	if got := must(h.Confirm(h.ctx, visitor(2), must(h.Fix(h.ctx, visitor(7), archive.Fix{Interview: iv.ID, Against: 2, First: 1, Last: 1, Text: "ye"}))(t).Report.ID, true))(t); got.State != archive.ReportReceived {
		t.Errorf("a later vote: %s", got.State)
	}
}

// Who proposes a wording is one voice for it, whatever else they are known by, and
// never the one who confirms.
func TestTheAuthorIsOneVoiceAndConfirmsNothing(t *testing.T) {
	c := newClock()
	h := newHouse(t, c.set)
	iv := h.told("we did lifting spaces")
	if err := h.SetRule(h.ctx, h.custodian, archive.CollectionRule{Rule: archive.Rule{Trusted: 2, People: 2, Share: 67}}); err != nil {
		t.Fatal(err)
	}
	out := must(h.Fix(h.ctx, visitor(1), archive.Fix{Interview: iv.ID, First: 3, Last: 3, Text: "listening"}))(t).Report
	c.pass(archive.LeastApart)
	moved, cookie := visitor(1), visitor(1)
	moved.Network, cookie.Visitor = "on-the-bus", "another-browser"
	for _, v := range []archive.Viewer{visitor(1), moved, cookie} {
		if _, err := h.Confirm(h.ctx, v, out.ID, true); !errors.Is(err, archive.ErrOwnWork) {
			t.Errorf("%+v confirms: %v", v, err)
		}
		if _, err := h.Fix(h.ctx, v, archive.Fix{Interview: iv.ID, First: 3, Last: 3, Text: "Listening"}); err != nil {
			t.Fatal(err)
		}
	}
	must(h.SettleRipe(h.ctx))(t)
	if got := must(h.report(out.ID))(t).State; got != archive.ReportReceived {
		t.Fatalf("one person alone made it %s", got)
	}
	must(h.Confirm(h.ctx, visitor(2), out.ID, true))(t)
	if got := must(h.report(out.ID))(t); got.State != archive.ReportFixed || got.Answered.Visitor != visitor(2).Visitor {
		t.Errorf("with one other it is %s, by %+v", got.State, got.Answered)
	}
}
