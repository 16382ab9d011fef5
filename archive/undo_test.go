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
