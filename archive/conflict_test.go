package archive_test

import (
	"errors"
	"strings"
	"testing"

	"earshot/archive"
)

// lost expects a fix to come too late and returns what its author is told.
func (h *house) lost(v archive.Viewer, f archive.Fix) *archive.Conflict {
	h.t.Helper()
	var c *archive.Conflict
	if _, err := h.Fix(h.ctx, v, f); !errors.As(err, &c) {
		h.t.Fatalf("%q gave %v, want a conflict", f.Text, err)
	}
	return c
}

// kept is the report behind a receipt.
func (h *house) kept(secret string) *archive.Report {
	h.t.Helper()
	return must(h.Receipt(h.ctx, secret))(h.t).Report
}

func TestAFixThatCameTooLateIsKept(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we did lifting spaces")
	must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, First: 3, Last: 3, Text: "living"}))(t)
	late := archive.Fix{Interview: iv.ID, First: 3, Last: 4, Text: "listening spaces", Key: "late"}
	c := h.lost(h.other, late)
	if c.Before != "lifting spaces" || c.Yours != "listening spaces" || c.Theirs != "we did living spaces" || c.Now != 1 {
		t.Errorf("told %+v", c)
	}
	again := h.lost(h.other, late)
	if again.Receipt != c.Receipt || again.Number != c.Number || *again != *c {
		t.Errorf("sent twice, told %+v and %+v", c, again)
	}
	r := h.kept(c.Receipt)
	if r.Fix != "listening spaces" || !r.HasFix || r.State != archive.ReportReceived || r.By.Name != "Omar" {
		t.Fatalf("kept %+v", r)
	}
	if all := must(h.Proposals(h.ctx, h.ann, iv.ID))(t); len(all) != 1 {
		t.Errorf("%d proposals after one conflict sent twice", len(all))
	}
	if _, err := h.Fix(h.ctx, h.reporter, late); !errors.Is(err, archive.ErrExists) {
		t.Errorf("someone else's key: %v", err)
	}

	// A second answer to the conflict settles what was kept of the first.
	now := must(h.Read(h.ctx, h.other, iv.ID, -1))(t).Transcript.Lines[0].Words
	mine := archive.Fix{Interview: iv.ID, Against: 1, First: now[2].ID, Last: now[2].ID, Text: "listening", Instead: c.Receipt}
	must(h.Fix(h.ctx, h.other, mine))(t)
	if r := h.kept(c.Receipt); r.State != archive.ReportFixed || r.Fixed != 2 {
		t.Errorf("the kept words are %+v", r)
	}
	if got := h.reads(h.ann, iv.ID, -1); got != "we did listening spaces\n" {
		t.Errorf("reads %q", got)
	}
}

func TestWhoseConflictIsNotOthersToAnswer(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we did lifting spaces")
	must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, First: 3, Last: 3, Text: "living"}))(t)
	c := h.lost(h.other, archive.Fix{Interview: iv.ID, First: 3, Last: 3, Text: "listening"})
	must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, Against: 1, First: 1, Last: 1, Text: "They", Instead: c.Receipt}))(t)
	if r := h.kept(c.Receipt); r.State != archive.ReportReceived {
		t.Errorf("someone else's fix answered it: %+v", r)
	}
}

func TestChangesThatMergeInSilence(t *testing.T) {
	cases := []struct {
		name  string
		first archive.Fix // made meanwhile
		shape archive.Shape
		late  archive.Fix // made on version 0
		want  string
		err   error
	}{
		{name: "other words of the line", first: archive.Fix{First: 1, Last: 1, Text: "They"}, late: archive.Fix{First: 3, Last: 3, Text: "listening"}, want: "They did listening spaces|and more"},
		{name: "the whole line retyped on both sides", first: archive.Fix{Line: 1, Text: "They did lifting spaces"}, late: archive.Fix{Line: 1, Text: "we did listening spaces"}, want: "They did listening spaces|and more"},
		{name: "words put in where the line was cut", shape: archive.Shape{Op: archive.OpSplit, Line: 1, At: 3}, late: archive.Fix{Line: 1, Text: "we did the lifting spaces"}, want: "we did the|lifting spaces|and more"},
		{name: "words put in where lines were joined", shape: archive.Shape{Op: archive.OpMerge, Line: 2}, late: archive.Fix{Line: 2, Text: "and much more"}, want: "we did lifting spaces and much more"},
		{name: "words put in first where lines were joined", shape: archive.Shape{Op: archive.OpMerge, Line: 2}, late: archive.Fix{Line: 2, Text: "oh and more"}, want: "we did lifting spaces oh and more"},
		{name: "words put in last where lines were joined", shape: archive.Shape{Op: archive.OpMerge, Line: 2}, late: archive.Fix{Line: 1, Text: "we did lifting spaces now"}, want: "we did lifting spaces now and more"},
		{name: "the same fix by two people", first: archive.Fix{First: 3, Last: 3, Text: "listening"}, late: archive.Fix{First: 3, Last: 3, Text: "listening"}, want: "we did listening spaces|and more", err: archive.ErrUnchanged},
		{name: "two words put in at one place", first: archive.Fix{Line: 1, Text: "we did calm lifting spaces"}, late: archive.Fix{Line: 1, Text: "we did quiet lifting spaces"}, want: "we did calm lifting spaces|and more", err: archive.ErrConflict},
		{name: "a cut inside the words", shape: archive.Shape{Op: archive.OpSplit, Line: 1, At: 3}, late: archive.Fix{First: 2, Last: 3, Text: "had listening rooms"}, want: "we did|lifting spaces|and more", err: archive.ErrConflict},
	}
	h := newHouse(t)
	for i, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			iv := must(h.upload(archive.Intake{Title: c.name, Agreed: true, PublishWhenReady: true}, c.name))(t)
			h.recognise(iv, "we did lifting spaces", "and more")
			c.first.Interview, c.late.Interview, c.shape.Interview = iv.ID, iv.ID, iv.ID
			if c.shape.Op != "" {
				must(h.Reshape(h.ctx, h.reporter, c.shape))(t)
			} else {
				must(h.Fix(h.ctx, h.reporter, c.first))(t)
			}
			if _, err := h.Fix(h.ctx, h.other, c.late); !errors.Is(err, c.err) {
				t.Errorf("case %d gave %v, want %v", i, err, c.err)
			}
			if got := strings.TrimSpace(h.reads(h.ann, iv.ID, -1)); got != strings.ReplaceAll(c.want, "|", "\n") {
				t.Errorf("reads %q, want %q", got, c.want)
			}
		})
	}
}

func TestLateWordsForTheStorytellerAreNotUpForVotes(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we did lifting spaces")
	must(h.Fix(h.ctx, h.other, archive.Fix{Interview: iv.ID, First: 3, Last: 3, Text: "living"}))(t)
	c := h.lost(h.reporter, archive.Fix{Interview: iv.ID, First: 3, Last: 3, Text: "welcoming", Kind: archive.Amendment})
	if r := h.kept(c.Receipt); r.HasFix || !strings.Contains(r.Note, "welcoming") {
		t.Errorf("kept %+v", r)
	}
	removal := archive.Fix{Interview: iv.ID, First: 3, Last: 3, Kind: archive.Removal, Note: "asked us to"}
	if c := h.lost(h.reporter, removal); c.Receipt != "" {
		t.Errorf("a removal that came too late is a report: %+v", c)
	}
	if iv := must3(h.Interview(h.ctx, archive.System, iv.ID))(t); len(iv.Removed) != 0 {
		t.Errorf("a refused removal silences %v", iv.Removed)
	}
}

func TestLateWordsAreNotShownOnceTheirSoundIsRemoved(t *testing.T) {
	h := newHouse(t)
	iv := h.told("my neighbour Zebedee said so")
	must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, First: 3, Last: 3, Kind: archive.Removal, Note: "asked us to"}))(t)
	c := h.lost(h.other, archive.Fix{Interview: iv.ID, First: 3, Last: 3, Text: "Zebediah"})
	if all := must(h.Proposals(h.ctx, h.ann, iv.ID))(t); len(all) != 0 {
		t.Errorf("readers are shown %+v", all)
	}
	if r := h.kept(c.Receipt); strings.Contains(r.Quote+r.Fix+r.Note, "Zeb") {
		t.Errorf("the receipt says %+v", r)
	}
	if c.Before != "" && strings.Contains(c.Before+c.Theirs, "Zeb") {
		t.Errorf("the conflict shows someone who may not see it %+v", c)
	}
}

func TestWordsForALineWithoutWords(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we met", "here", "often")
	must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, First: 3, Last: 3, Reason: archive.NeverSaid}))(t)
	out := must(h.Fix(h.ctx, h.ann, archive.Fix{Interview: iv.ID, Against: 1, Line: 2, Text: "at home"}))(t)
	must(h.Confirm(h.ctx, h.reporter, out.Report.ID, true))(t)
	if got := h.reads(h.ann, iv.ID, -1); got != "we met\nat home\noften\n" {
		t.Errorf("reads %q", got)
	}
	c := h.lost(h.other, archive.Fix{Interview: iv.ID, Against: 1, Line: 2, Text: "over there"})
	if r := h.kept(c.Receipt); r.Fix != "over there" || c.Theirs != "at home" {
		t.Errorf("kept %+v of %+v", r, c)
	}
}

func TestAVisitorWhoComesTooLateIsTold(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we did lifting spaces", "and more")
	must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, First: 3, Last: 3, Text: "listening"}))(t)
	waits := must(h.Fix(h.ctx, h.ann, archive.Fix{Interview: iv.ID, Line: 2, Text: "and much more"}))(t)
	if waits.Report == nil || waits.Report.State != archive.ReportReceived {
		t.Errorf("other words than those that changed: %+v", waits)
	}
	if _, err := h.Fix(h.ctx, h.ann, archive.Fix{Interview: iv.ID, First: 3, Last: 3, Text: "listening"}); !errors.Is(err, archive.ErrUnchanged) {
		t.Errorf("what it says by now gave %v", err)
	}
	late := archive.Fix{Interview: iv.ID, First: 3, Last: 3, Text: "living", Key: "late"}
	c := h.lost(h.ann, late)
	if c.Before != "lifting" || c.Yours != "living" || c.Theirs != "we did listening spaces" || c.Now != 1 {
		t.Errorf("told %+v", c)
	}
	if again := h.lost(h.ann, late); *again != *c {
		t.Errorf("sent twice, told %+v and %+v", c, again)
	}
	if r := h.kept(c.Receipt); r.Fix != "living" || r.ID != c.Number || !r.State.Open() {
		t.Errorf("kept %+v", r)
	}

	// What they send after reading both takes the place of what was kept, if it is theirs.
	now := must(h.Read(h.ctx, h.ann, iv.ID, -1))(t).Transcript.Lines[0].Words
	mine := archive.Fix{Interview: iv.ID, Against: 1, First: now[2].ID, Last: now[2].ID, Text: "live-in", Instead: c.Receipt}
	must(h.Fix(h.ctx, h.ben, archive.Fix{Interview: iv.ID, Against: 1, First: now[0].ID, Last: now[0].ID, Text: "They", Instead: c.Receipt}))(t)
	if r := h.kept(c.Receipt); !r.State.Open() {
		t.Errorf("someone else's fix took it back: %+v", r)
	}
	out := must(h.Fix(h.ctx, h.ann, mine))(t)
	if r := h.kept(c.Receipt); r.State != archive.ReportWithdrawn {
		t.Errorf("the kept words are %+v", r)
	}
	if r := h.kept(out.Receipt); r.Fix != "live-in" || !r.State.Open() {
		t.Errorf("the new words are %+v", r)
	}
}

// What was removed meanwhile is in none of the texts that a late visitor is shown,
// and cannot be guessed by sending it.
func TestALateVisitorReadsNothingThatWasRemoved(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we met Queenie there", "and more")
	named := must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, First: 3, Last: 3, Text: "Quentin"}))(t).Change
	gone := named.Edits[0].Words[0].ID
	must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, Against: 1, First: gone, Last: gone, Kind: archive.Removal, Note: "private"}))(t)
	for _, guess := range []string{"Quentin", "someone"} {
		_, err := h.Fix(h.ctx, h.ann, archive.Fix{Interview: iv.ID, First: 3, Last: 4, Text: guess + " here"})
		var c *archive.Conflict
		if errors.Is(err, archive.ErrUnchanged) {
			t.Errorf("%q is told to be what it says", guess)
		}
		if errors.As(err, &c) && (strings.Contains(c.Theirs+c.Before, "Que") || strings.Contains(c.Theirs+c.Before, "Quentin")) {
			t.Errorf("%q is answered by %+v", guess, c)
		}
	}
}
