package archive_test

import (
	"errors"
	"strings"
	"testing"

	"earshot/archive"
)

// sayings is everything that somebody is told of an interview's past.
func (h *house) sayings(v archive.Viewer, id string) string {
	h.t.Helper()
	var b strings.Builder
	iv, _, changes, err := h.History(h.ctx, v, id)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, c := range changes {
		b.WriteString(c.Note + " " + c.Speaker + " " + strings.Join(c.Names, " ") + " " + strings.Join(c.Were, " ") + " " + c.By.Name + "\n")
		for _, e := range c.Edits {
			b.WriteString(archive.JoinWords(e.Before) + " > " + archive.JoinWords(e.Words) + "\n")
		}
	}
	for version := 0; version <= iv.Version; version++ {
		r := must(h.Read(h.ctx, v, id, version))(h.t)
		for _, l := range r.Transcript.Lines {
			b.WriteString(l.Speaker + ": " + l.Text() + "\n")
		}
	}
	return b.String()
}

func TestWhatWasWrittenToHarmIsStruckOut(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we heard the bird", "and then we left", "and that was all", "in the end")
	fix := func(v archive.Viewer, n int, text string) *archive.Change {
		t.Helper()
		iv = must3(h.Interview(h.ctx, archive.System, iv.ID))(t)
		f := line(iv, n, text)
		f.Note = "said of " + text
		return must(h.Fix(h.ctx, v, f))(t).Change
	}
	fix(h.other, 4, "in the very end") // honest work
	fix(h.other, 1, "we heard the birds")
	rude := fix(h.reporter, 1, "we heard the swines")
	must(h.Revert(h.ctx, h.other, iv.ID, rude.Version, "no", ""))(t) // taken back by someone already
	fix(h.reporter, 2, "and then swine left")
	fix(h.other, 2, "and then they left") // mended by writing over it
	fix(h.reporter, 3, "and swine was all")
	must(h.Revert(h.ctx, h.reporter, iv.ID, 1, "swine again", ""))(t) // honest words of the engine come back
	version := must3(h.Interview(h.ctx, h.ann, iv.ID))(t).Version
	must(h.Reshape(h.ctx, h.reporter, archive.Shape{Interview: iv.ID, Against: version, Op: archive.OpSpeaker, Line: 1, Speaker: "Swinehound", Reach: archive.ThisLine}))(t)
	quoted, secret, err := h.Report(h.ctx, h.ben, archive.Complaint{Interview: iv.ID, Version: rude.Version, First: rude.Edits[0].Words[0].ID, Last: rude.Edits[0].Words[0].ID, Reason: archive.WrongWord})
	if err != nil {
		t.Fatal(err)
	}

	ask := archive.UndoAsk{Account: h.reporter.Account.ID, Note: "not Rosa", Strike: true}
	plan := must(h.PlanUndo(h.ctx, h.custodian, ask))(t)
	if len(plan.Strikes) != 5 || !strings.Contains(h.sayings(h.ann, iv.ID), "swine") {
		t.Errorf("the plan strikes %d changes", len(plan.Strikes))
	}
	done := must(h.UndoAll(h.ctx, h.custodian, ask))(t)
	if done.Struck != 5 {
		t.Errorf("%d changes are struck out", done.Struck)
	}
	for name, v := range map[string]archive.Viewer{"a visitor": h.ann, "another reporter": h.other} {
		got := h.sayings(v, iv.ID)
		if strings.Contains(strings.ToLower(got), "swine") {
			t.Errorf("%s is told:\n%s", name, got)
		}
		for _, kept := range []string{"birds", "and then they left", "in the end\n", archive.StruckText} {
			if !strings.Contains(got, kept) {
				t.Errorf("%s is not told %q:\n%s", name, kept, got)
			}
		}
	}
	if got := h.sayings(h.custodian, iv.ID); !strings.Contains(got, "swines") || !strings.Contains(got, "Swinehound") || !strings.Contains(got, "swine again") {
		t.Errorf("a custodian cannot read what it was about:\n%s", got)
	}
	if got := must(h.Receipt(h.ctx, secret))(t); got.Report.ID != quoted.ID || got.Before != archive.StruckText {
		t.Errorf("a receipt quotes %q", got.Before)
	}
	if got := h.reads(h.ann, iv.ID, -1); got != "we heard the birds\nand then they left\nand that was all\nin the very end\n" {
		t.Errorf("it reads %q", got)
	}
	for what, want := range map[string]int{"undo": 1, "strike": 1} {
		if h.counts()[what] != want {
			t.Errorf("the log counts %v", h.counts())
		}
	}
	if again := must(h.UndoAll(h.ctx, h.custodian, ask))(t); again.Struck != 0 || h.counts()["strike"] != 1 {
		t.Errorf("a second time it strikes out %d", again.Struck)
	}
}

// Nothing brings struck words back unseen: no revert, no report of an old version,
// and no undo of somebody else.
func TestStruckWordsStayStruck(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we heard the bird", "and then we left")
	first := must(h.Fix(h.ctx, h.reporter, line(iv, 1, "we heard the swine")))(t).Change
	iv = must3(h.Interview(h.ctx, archive.System, iv.ID))(t)
	over := must(h.Fix(h.ctx, h.other, line(iv, 1, "we heard the oaf")))(t).Change
	must(h.UndoAll(h.ctx, h.custodian, archive.UndoAsk{Account: h.reporter.Account.ID, Note: "no", Strike: true}))(t)
	for name, v := range map[string]archive.Viewer{"a reporter": h.other, "who looks after it": h.reporter, "a custodian": h.custodian} {
		if _, err := h.Revert(h.ctx, v, iv.ID, over.Version, "", ""); !errors.Is(err, archive.ErrState) || strings.Contains(err.Error(), "swine") {
			t.Errorf("%s puts it back: %v", name, err)
		}
	}
	r, _, err := h.Report(h.ctx, h.ann, archive.Complaint{Interview: iv.ID, Version: first.Version, First: first.Edits[0].Words[0].ID, Last: first.Edits[0].Words[0].ID, Reason: archive.WrongWord})
	if err != nil {
		t.Fatal(err)
	}
	if found, err := h.Alike(h.ctx, h.ben, iv.ID, 0, 1, 4); err != nil || len(found) != 0 {
		t.Errorf("a report that quotes them (%d) is offered: %v, %v", r.ID, found, err)
	}
	must(h.UndoAll(h.ctx, h.custodian, archive.UndoAsk{Account: h.other.Account.ID, Note: "no"}))(t)
	if got := h.reads(h.ann, iv.ID, -1); !strings.Contains(got, archive.StruckText) || strings.Contains(got, "swine") {
		t.Errorf("it reads %q", got)
	}
	if _, _, spoken, err := h.Spoken(h.ctx, iv.ID); err != nil || strings.Contains(spoken.Lines[0].Text(), "swine") {
		t.Errorf("search is told %q, %v", spoken.Lines[0].Text(), err)
	}
	done := must(h.UndoAll(h.ctx, h.custodian, archive.UndoAsk{Account: h.reporter.Account.ID, Note: "no"}))(t)
	if got := h.reads(h.ann, iv.ID, -1); got != "we heard the bird\nand then we left\n" || len(done.Conflicts) != 0 {
		t.Errorf("%d conflicts, and it reads %q", len(done.Conflicts), got)
	}
	if got := h.sayings(h.ann, iv.ID); strings.Contains(got, "swine") || !strings.Contains(got, "oaf") {
		t.Errorf("the public is told:\n%s", got)
	}
}

func TestOneChangeIsStruckOutAndShownAgain(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we heard the bird")
	c := must(h.Fix(h.ctx, h.other, line(iv, 1, "we heard the swine")))(t).Change
	strike := func(v archive.Viewer, version int, on bool, note string) error {
		return h.StrikeOut(h.ctx, v, iv.ID, version, on, note)
	}
	if err := strike(h.custodian, c.Version, true, "abuse"); !errors.Is(err, archive.ErrState) {
		t.Errorf("what stands is struck out: %v", err)
	}
	must(h.Revert(h.ctx, h.reporter, iv.ID, c.Version, "", ""))(t)
	for name, test := range map[string]struct {
		who     archive.Viewer
		version int
		note    string
		want    error
	}{
		"a visitor":               {h.ann, c.Version, "abuse", archive.ErrForbidden},
		"who looks after it":      {h.reporter, c.Version, "abuse", archive.ErrForbidden},
		"a custodian, no reason":  {h.custodian, c.Version, "", archive.ErrInvalid},
		"a change that is absent": {h.custodian, 9, "abuse", archive.ErrNotFound},
		"what put words back":     {h.custodian, 2, "abuse", archive.ErrState},
	} {
		if err := strike(test.who, test.version, true, test.note); !errors.Is(err, test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := strike(h.custodian, c.Version, true, "abuse"); err != nil || strings.Contains(h.sayings(h.ann, iv.ID), "swine") {
		t.Errorf("struck out: %v\n%s", err, h.sayings(h.ann, iv.ID))
	}
	if err := strike(h.custodian, c.Version, false, ""); err != nil || !strings.Contains(h.sayings(h.ann, iv.ID), "swine") {
		t.Errorf("shown again: %v\n%s", err, h.sayings(h.ann, iv.ID))
	}
	if got := h.counts(); got["strike"] != 1 || got["show"] != 1 {
		t.Errorf("the log counts %v", got)
	}
}
