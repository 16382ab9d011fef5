package archive_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"earshot/archive"
)

// visitor is one of many people without an account, each at home.
func visitor(n int) archive.Viewer {
	return archive.Viewer{Visitor: fmt.Sprint("visitor-", n), Network: fmt.Sprint("home-", n)}
}

// level is how far the n-th line (from 0) is checked.
func (h *house) level(id string, n int) archive.Check {
	h.t.Helper()
	r := must(h.Read(h.ctx, archive.System, id, -1))(h.t)
	return must(h.Checks(h.ctx, h.ann, id))(h.t).Lines[r.Transcript.Lines[n].ID]
}

func TestVotesOnALine(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we did lifting spaces", "most lifting spaces")
	b := archive.Ballot{Interview: iv.ID, Line: 1, Verdict: archive.Right, Key: "k"}
	one := must(h.Vote(h.ctx, h.ann, b))(t)
	if again := must(h.Vote(h.ctx, h.ann, b))(t); again.Number != one.Number {
		t.Error("the same request made two votes")
	}
	b.Key = ""
	if again := must(h.Vote(h.ctx, h.ann, b))(t); again.Number != one.Number {
		t.Error("the same said twice made two votes")
	}
	b.Key = "k"
	if _, err := h.Vote(h.ctx, h.ben, b); !errors.Is(err, archive.ErrExists) {
		t.Errorf("someone else's key: %v", err)
	}
	if got := h.level(iv.ID, 0); got != (archive.Check{Level: archive.CheckedOnce, People: 1}) {
		t.Errorf("one visitor: %+v", got)
	}
	after := must3(h.Interview(h.ctx, h.ann, iv.ID))(t)
	if after.Checked != 1.9 || !after.Changed.After(iv.Changed) {
		t.Errorf("%v seconds are checked, changed %v", after.Checked, after.Changed)
	}
	b.Key = ""
	for _, v := range []archive.Viewer{h.reporter, h.custodian} {
		must(h.Vote(h.ctx, v, b))(t)
	}
	if got := h.level(iv.ID, 0); got != (archive.Check{Level: archive.Checked, People: 3, Settled: true}) {
		t.Errorf("two trusted people more: %+v", got)
	}
	must(h.Fix(h.ctx, h.other, archive.Fix{Interview: iv.ID, Against: 0, First: 3, Last: 3, Text: "listening"}))(t)
	if got := h.level(iv.ID, 0); got != (archive.Check{Level: archive.BeingChecked}) {
		t.Errorf("a finished line was changed: %+v", got)
	}
	if got := must3(h.Interview(h.ctx, h.ann, iv.ID))(t).Checked; got != 0 {
		t.Errorf("%v seconds are still checked", got)
	}
	if _, err := h.Vote(h.ctx, h.ben, b); !errors.Is(err, archive.ErrConflict) {
		t.Errorf("words that changed meanwhile: %v", err)
	}
	b.Version = 1
	must(h.Vote(h.ctx, h.ben, b))(t)
	if got := h.level(iv.ID, 0); got.Level != archive.CheckedOnce {
		t.Errorf("after listening again: %+v", got)
	}
	b.Verdict = archive.Unsure
	must(h.Vote(h.ctx, h.ben, b))(t)
	if got := h.level(iv.ID, 0); got.Level != archive.BeingChecked {
		t.Errorf("taken back: %+v", got)
	}
	if votes := h.object("interviews/" + h.mirror(iv.ID) + "/votes.jsonl"); strings.Count(votes, "\n") != 6 || strings.Contains(votes, "lifting") {
		t.Errorf("in the bucket: %s", votes)
	}
}

// mirror writes the records of an interview and returns its id.
func (h *house) mirror(id string) string {
	h.t.Helper()
	if err := h.MirrorInterview(h.ctx, id); err != nil {
		h.t.Fatal(err)
	}
	return id
}

func TestVotesThatAreRefused(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we did lifting spaces", strings.Repeat("on and on ", 200))
	draft := must(h.upload(archive.Intake{Title: "Draft", Agreed: true}, "d"))(t)
	must(h.Fix(h.ctx, h.custodian, archive.Fix{Interview: iv.ID, First: 3, Last: 3, Kind: archive.Removal, Note: "private"}))(t)
	for name, c := range map[string]struct {
		b    archive.Ballot
		want error
	}{
		"no verdict":         {archive.Ballot{Line: 1}, archive.ErrInvalid},
		"no such line":       {archive.Ballot{Line: 9, Verdict: archive.Right}, archive.ErrNotFound},
		"no such word":       {archive.Ballot{First: 1, Last: 9999, Verdict: archive.Right}, archive.ErrNotFound},
		"backwards":          {archive.Ballot{First: 2, Last: 1, Verdict: archive.Right}, archive.ErrInvalid},
		"a version to come":  {archive.Ballot{Line: 1, Version: 7, Verdict: archive.Right}, archive.ErrNotFound},
		"a removed word":     {archive.Ballot{First: 3, Last: 3, Verdict: archive.Right}, archive.ErrNotFound},
		"all in one go":      {archive.Ballot{Line: 2, Version: 1, Verdict: archive.Right}, archive.ErrInvalid},
		"a long key":         {archive.Ballot{Line: 1, Verdict: archive.Right, Key: strings.Repeat("k", 65)}, archive.ErrInvalid},
		"an unopened talk":   {archive.Ballot{Interview: draft.ID, Line: 1, Verdict: archive.Right}, archive.ErrNotFound},
		"what changed since": {archive.Ballot{Line: 1, Verdict: archive.Right}, archive.ErrConflict},
	} {
		if c.b.Interview == "" {
			c.b.Interview = iv.ID
		}
		if _, err := h.Vote(h.ctx, h.ann, c.b); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

// Nine people, some of them twice: what they say is counted by person, for and
// against, across proposals that say the same.
func TestNinePeopleAgreeAndDisagree(t *testing.T) {
	c := newClock()
	h := newHouse(t, c.set)
	iv := h.told("we did lifting spaces", "most lifting spaces", "it was good")
	propose := func(v archive.Viewer, first, last archive.WordID, text string) archive.Outcome {
		t.Helper()
		c.pass(archive.LeastApart / 4)
		return must(h.Fix(h.ctx, v, archive.Fix{Interview: iv.ID, First: first, Last: last, Text: text}))(t)
	}
	reads := func(want string) {
		t.Helper()
		if got := strings.Split(h.reads(h.ann, iv.ID, -1), "\n")[0]; got != want {
			t.Fatalf("reads %q, not %q", got, want)
		}
	}
	first := propose(visitor(1), 3, 3, "listening")
	clone := visitor(1)
	clone.Visitor = "another-browser"
	propose(clone, 3, 3, "Listening") // the same person again
	moved := visitor(1)
	moved.Network = "on-the-bus"
	propose(moved, 3, 3, "listening,")
	reads("we did lifting spaces")

	propose(visitor(2), 3, 3, "lofty") // disagrees
	must(h.Vote(h.ctx, visitor(3), archive.Ballot{Interview: iv.ID, Line: 1, Verdict: archive.Right}))(t)
	propose(visitor(4), 1, 4, "We did listening spaces") // the same and more: no agreement on the case of "we"
	must(h.Confirm(h.ctx, visitor(5), first.Report.ID, true))(t)
	reads("we did lifting spaces") // 1, 4, 5 for; 2, 3 against: under two thirds

	must(h.Vote(h.ctx, visitor(3), archive.Ballot{Interview: iv.ID, Line: 1, Verdict: archive.Unsure}))(t) // thinks better of it
	last := propose(visitor(6), 3, 3, "“listening”")
	reads("we did “listening” spaces") // 1, 4, 5, 6 for; 2 against: the newest of equals
	if last.Report.State != archive.ReportFixed && must(h.report(last.Report.ID))(t).State != archive.ReportFixed {
		t.Error("the newest proposal is not fixed")
	}
	if r := must(h.report(first.Report.ID))(t); r.State != archive.ReportFixed || r.Fixed != 1 {
		t.Errorf("the first proposal is %s", r.State)
	}
	if got := h.level(iv.ID, 0); got.Level != archive.BeingChecked {
		t.Errorf("four of eight words were heard: %+v", got)
	}

	before := must(h.Proposals(h.ctx, h.ann, iv.ID))(t)
	if _, err := h.Confirm(h.ctx, visitor(7), before[0].ID, true); err != nil { // "lofty" meets other words now
		t.Fatal(err)
	}
	must(h.Confirm(h.ctx, visitor(8), before[0].ID, true))(t)
	must(h.Confirm(h.ctx, visitor(9), before[0].ID, true))(t)
	reads("we did “listening” spaces")

	out := propose(visitor(9), 8, 10, "it was so good") // nothing is locked: any line, any time
	if _, err := h.Confirm(h.ctx, visitor(9), out.Report.ID, true); !errors.Is(err, archive.ErrOwnWork) {
		t.Errorf("the author confirms: %v", err)
	}
	must(h.Confirm(h.ctx, visitor(2), out.Report.ID, false))(t)
	if r := must(h.Confirm(h.ctx, h.reporter, out.Report.ID, true))(t); r.State != archive.ReportFixed {
		t.Errorf("a reporter's word left it %s", r.State)
	}
	if got := h.level(iv.ID, 2); got.Level != archive.Checked || got.People != 2 {
		t.Errorf("its author and a reporter: %+v", got)
	}
}

// report reads a report as the store has it.
func (h *house) report(id int64) (r *archive.Report, err error) {
	err = h.store.View(h.ctx, func(tx archive.Tx) error {
		r, err = tx.Report(id)
		return err
	})
	return r, err
}

func TestCollectionsHaveTheirRules(t *testing.T) {
	c := newClock()
	h := newHouse(t, c.set)
	iv := h.told("we did lifting spaces")
	rule := archive.CollectionRule{Rule: archive.Rule{Trusted: 2, People: 2, Share: 100}}
	if err := h.SetRule(h.ctx, h.reporter, rule); !errors.Is(err, archive.ErrForbidden) {
		t.Errorf("a reporter sets a rule: %v", err)
	}
	for _, bad := range []archive.Rule{{Trusted: 1, People: 2, Share: 67}, {Trusted: 2, People: 1, Share: 67}, {Trusted: 2, People: 2, Share: 50}, {Trusted: 2, People: 21, Share: 101}} {
		if err := h.SetRule(h.ctx, h.custodian, archive.CollectionRule{Rule: bad}); !errors.Is(err, archive.ErrInvalid) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	if got := must(h.Rules(h.ctx))(t); len(got) != 1 || got[0].Rule != archive.DefaultRule {
		t.Errorf("before anyone set one: %+v", got)
	}
	other := archive.CollectionRule{Collection: "Elsewhere", Rule: archive.Rule{Trusted: 5, People: 9, Share: 90}}
	for _, r := range []archive.CollectionRule{rule, other} {
		if err := h.SetRule(h.ctx, h.custodian, r); err != nil {
			t.Fatal(err)
		}
	}
	if got := must(h.Rules(h.ctx))(t); len(got) != 2 || got[0] != rule || got[1] != other {
		t.Errorf("as set: %+v", got)
	}
	out := must(h.Fix(h.ctx, h.ann, archive.Fix{Interview: iv.ID, First: 3, Last: 3, Text: "listening"}))(t)
	c.pass(archive.LeastApart)
	if r := must(h.Confirm(h.ctx, h.ben, out.Report.ID, true))(t); r.State != archive.ReportFixed {
		t.Errorf("two visitors, where two are enough: %s", r.State)
	}
}

func TestSilenceIsAVotableAnswer(t *testing.T) {
	c := newClock()
	h := newHouse(t, c.set)
	iv := h.told("thank you for watching", "we did")
	for n := range 3 {
		c.pass(archive.LeastApart / 2)
		must(h.Fix(h.ctx, visitor(n), archive.Fix{Interview: iv.ID, First: 1, Last: 4, Reason: archive.NeverSaid}))(t)
	}
	if got := h.reads(h.ann, iv.ID, -1); got != "\nwe did\n" {
		t.Errorf("reads %q", got)
	}
	if got := h.level(iv.ID, 0); got != (archive.Check{Level: archive.Checked, People: 3, Settled: true}) {
		t.Errorf("three people heard nothing: %+v", got)
	}
	must(h.Vote(h.ctx, visitor(5), archive.Ballot{Interview: iv.ID, Version: 1, Line: 1, Verdict: archive.Right}))(t)
	if got := h.level(iv.ID, 0); got.People != 4 {
		t.Errorf("and a fourth: %+v", got)
	}
}
