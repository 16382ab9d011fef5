package archive_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"earshot/archive"
)

func TestAReportersFixAppliesAtOnce(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we did lifting spaces", "most lifting spaces")
	f := archive.Fix{Interview: iv.ID, First: 3, Last: 3, Text: " listening ", Key: "k1"}
	one := must(h.Fix(h.ctx, h.other, f))(t)
	two := must(h.Fix(h.ctx, h.other, f))(t)
	if one.Change.Version != 1 || two.Change.Version != 1 || one.Change.By.Name != "Omar" {
		t.Errorf("sent twice: %+v, %+v", one.Change, two.Change)
	}
	f.Text = "living"
	if _, err := h.Fix(h.ctx, h.reporter, f); !errors.Is(err, archive.ErrExists) {
		t.Errorf("someone else's key: %v", err)
	}
	if got := h.reads(h.ann, iv.ID, -1); got != "we did listening spaces\nmost lifting spaces\n" {
		t.Errorf("reads %q", got)
	}
	if got := h.reads(h.ann, iv.ID, 0); got != "we did lifting spaces\nmost lifting spaces\n" {
		t.Errorf("version 0 reads %q", got)
	}
	_, heard, corrected, err := h.Spoken(h.ctx, iv.ID)
	if err != nil || heard.Lines[0].Text() != "we did lifting spaces" || corrected.Lines[0].Text() != "we did listening spaces" {
		t.Errorf("for search: %v, %v, %v", heard, corrected, err)
	}
	if _, err := h.Read(h.ctx, h.ann, iv.ID, 2); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("a version that is not there: %v", err)
	}
}

func TestFixesThatAreRefused(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we did lifting spaces")
	draft := must(h.upload(archive.Intake{Title: "Draft", Agreed: true}, "d"))(t)
	cases := []struct {
		name string
		v    archive.Viewer
		f    archive.Fix
		want error
	}{
		{"the same words", h.other, archive.Fix{First: 3, Last: 3, Text: "lifting"}, archive.ErrUnchanged},
		{"the same words from a visitor", h.ann, archive.Fix{First: 3, Last: 3, Text: "lifting"}, archive.ErrUnchanged},
		{"no words and no reason", h.other, archive.Fix{First: 3, Last: 3}, archive.ErrInvalid},
		{"words that never were", h.other, archive.Fix{First: 30, Last: 31, Text: "x"}, archive.ErrNotFound},
		{"last before first", h.other, archive.Fix{First: 3, Last: 2, Text: "x"}, archive.ErrInvalid},
		{"a version to come", h.other, archive.Fix{Against: 7, First: 3, Last: 3, Text: "x"}, archive.ErrNotFound},
		{"a negative version", h.other, archive.Fix{Against: -1, First: 3, Last: 3, Text: "x"}, archive.ErrNotFound},
		{"1 MB", h.other, archive.Fix{First: 3, Last: 3, Text: strings.Repeat("x", 1<<20)}, archive.ErrInvalid},
		{"bad UTF-8", h.ann, archive.Fix{First: 3, Last: 3, Text: "a\xff"}, archive.ErrInvalid},
		{"zalgo", h.ann, archive.Fix{First: 3, Last: 3, Text: "a" + strings.Repeat("\u0301", 10000)}, archive.ErrInvalid},
		{"an amendment by someone else", h.other, archive.Fix{First: 3, Last: 3, Text: "x", Kind: archive.Amendment}, archive.ErrForbidden},
		{"a removal by a visitor", h.ann, archive.Fix{First: 3, Last: 3, Kind: archive.Removal, Note: "n"}, archive.ErrForbidden},
		{"a removal without a reason", h.custodian, archive.Fix{First: 3, Last: 3, Kind: archive.Removal}, archive.ErrInvalid},
		{"an unknown kind", h.other, archive.Fix{First: 3, Last: 3, Text: "x", Kind: "joke"}, archive.ErrInvalid},
		{"a long key", h.other, archive.Fix{First: 3, Last: 3, Text: "x", Key: strings.Repeat("k", 65)}, archive.ErrInvalid},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			c.f.Interview = iv.ID
			if _, err := h.Fix(h.ctx, c.v, c.f); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
	if _, err := h.Fix(h.ctx, h.other, archive.Fix{Interview: draft.ID, First: 1, Last: 1, Text: "x"}); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("someone else's draft: %v", err)
	}
	if got := must3(h.Interview(h.ctx, h.ann, iv.ID))(t).Version; got != 0 {
		t.Errorf("refused fixes made version %d", got)
	}
}

func TestAVisitorsFixWaitsForSomeoneElse(t *testing.T) {
	c := newClock()
	h := newHouse(t, c.set)
	iv := h.told("we did lifting spaces")
	out := must(h.Fix(h.ctx, h.ann, archive.Fix{Interview: iv.ID, First: 3, Last: 3, Text: "listening", Key: "a"}))(t)
	if out.Change != nil || out.Report.Quote != "lifting" || out.Receipt == "" {
		t.Fatalf("a visitor's fix: %+v", out)
	}
	again := must(h.Fix(h.ctx, h.ann, archive.Fix{Interview: iv.ID, First: 3, Last: 3, Text: "listening", Key: "a"}))(t)
	if again.Receipt != out.Receipt || again.Report.ID != out.Report.ID {
		t.Error("sent twice, it has two receipts")
	}
	if _, err := h.Fix(h.ctx, h.ben, archive.Fix{Interview: iv.ID, First: 3, Last: 3, Text: "living", Key: "a"}); !errors.Is(err, archive.ErrExists) {
		t.Errorf("someone else's key opens their receipt: %v", err)
	}
	if got := h.reads(h.ann, iv.ID, -1); got != "we did lifting spaces\n" {
		t.Errorf("public text changed: %q", got)
	}
	cookieless := archive.Viewer{Visitor: "another", Network: h.ann.Network}
	for name, v := range map[string]archive.Viewer{"its author": h.ann, "the same network": cookieless} {
		if _, err := h.Confirm(h.ctx, v, out.Report.ID, true); !errors.Is(err, archive.ErrOwnWork) {
			t.Errorf("%s confirms: %v", name, err)
		}
	}
	if r := must(h.Confirm(h.ctx, h.ben, out.Report.ID, true))(t); r.State != archive.ReportReceived {
		t.Errorf("two visitors made it %s", r.State)
	}
	if _, err := h.Confirm(h.ctx, h.ben, out.Report.ID, true); !errors.Is(err, archive.ErrUnchanged) {
		t.Errorf("a second vote: %v", err)
	}
	third := archive.Viewer{Visitor: "third", Network: "net-3"}
	c.pass(archive.LeastApart)
	r := must(h.Confirm(h.ctx, third, out.Report.ID, true))(t)
	if r.State != archive.ReportFixed || r.Fixed != 1 {
		t.Errorf("confirmed: %+v", r)
	}
	if got := h.reads(h.ann, iv.ID, -1); got != "we did listening spaces\n" {
		t.Errorf("reads %q", got)
	}
	_, _, journal, err := h.History(h.ctx, h.ann, iv.ID)
	if err != nil || journal[0].By.Visitor != h.ann.Visitor || journal[0].Agreed.Visitor != third.Visitor {
		t.Errorf("credit: %+v, %v", journal, err)
	}
}

func TestWhereVisitorsDisagreeAReporterDecides(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we did lifting spaces")
	out := must(h.Fix(h.ctx, h.ann, archive.Fix{Interview: iv.ID, First: 3, Last: 3, Text: "lofty"}))(t)
	must(h.Confirm(h.ctx, h.ben, out.Report.ID, false))(t)
	third := archive.Viewer{Visitor: "third", Network: "net-3"}
	if r := must(h.Confirm(h.ctx, third, out.Report.ID, true))(t); r.State != archive.ReportReceived {
		t.Errorf("one for and one against made it %s", r.State)
	}
	if r := must(h.Confirm(h.ctx, h.other, out.Report.ID, true))(t); r.State != archive.ReportFixed {
		t.Errorf("a reporter's word left it %s", r.State)
	}
}

func TestTwentyEditorsLoseNothing(t *testing.T) {
	h := newHouse(t)
	iv := h.told("one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty")
	const editors, each = 20, 5
	var wg sync.WaitGroup
	var mu sync.Mutex
	kept, lost := map[string]bool{}, 0
	for e := range editors {
		wg.Go(func() {
			for n := range each {
				saw := must(h.Read(h.ctx, h.other, iv.ID, -1))(t)
				words := saw.Transcript.Lines[0].Words
				w := words[(e*7+n*3)%len(words)]
				text := fmt.Sprintf("word-%d-%d", e, n)
				_, err := h.Fix(h.ctx, h.other, archive.Fix{Interview: iv.ID, Against: saw.Transcript.Version, First: w.ID, Last: w.ID, Text: text})
				var conflict *archive.Conflict
				mu.Lock()
				switch {
				case err == nil:
					kept[text] = true
				case errors.As(err, &conflict) && conflict.Yours == text:
					lost++ // handed back whole, with what stands there now
				default:
					t.Errorf("fix: %v", err)
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	_, _, journal, err := h.History(h.ctx, h.other, iv.ID)
	if err != nil || len(journal) != len(kept) || len(kept)+lost != editors*each {
		t.Fatalf("%d entries, %d acknowledged, %d handed back, %v", len(journal), len(kept), lost, err)
	}
	for i, c := range journal {
		if c.Version != i+1 || !kept[c.Edits[0].Words[0].Text] {
			t.Errorf("entry %d is version %d of %q", i, c.Version, c.Edits[0].Words[0].Text)
		}
	}
}

func TestLinesAndSpeakers(t *testing.T) {
	h := newHouse(t)
	iv := h.told("how was it it was good", "thank you")
	if _, err := h.Reshape(h.ctx, h.ann, archive.Shape{Interview: iv.ID, Op: archive.OpMerge, Line: 2}); !errors.Is(err, archive.ErrSignIn) {
		t.Errorf("a visitor joins lines: %v", err)
	}
	split := archive.Shape{Interview: iv.ID, Op: archive.OpSplit, Line: 1, At: 4, Key: "s"}
	must(h.Reshape(h.ctx, h.other, split))(t)
	must(h.Reshape(h.ctx, h.other, split))(t)
	must(h.Reshape(h.ctx, h.other, archive.Shape{Interview: iv.ID, Op: archive.OpSpeaker, Line: 1, Speaker: "Asha", Reach: archive.Everywhere}))(t)
	if _, err := h.Reshape(h.ctx, h.other, archive.Shape{Interview: iv.ID, Op: archive.OpSpeaker, Line: 1, Speaker: "Asha"}); !errors.Is(err, archive.ErrUnchanged) {
		t.Errorf("the same name again: %v", err)
	}
	r := must(h.Read(h.ctx, h.ann, iv.ID, -1))(t)
	if got := h.reads(h.ann, iv.ID, -1); got != "how was it\nit was good\nthank you\n" || r.Transcript.Lines[2].Speaker != "Asha" {
		t.Errorf("reads %q, spoken by %q", got, r.Transcript.Lines[2].Speaker)
	}
	must(h.Revert(h.ctx, h.other, iv.ID, 1, "", "r1"))(t)
	must(h.Revert(h.ctx, h.other, iv.ID, 1, "", "r1"))(t)
	if got := h.reads(h.ann, iv.ID, -1); got != "how was it it was good\nthank you\n" {
		t.Errorf("taken back: %q", got)
	}
	if _, err := h.Revert(h.ctx, h.other, iv.ID, 99, "", ""); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("a version that is not there: %v", err)
	}
	if _, err := h.Revert(h.ctx, h.ann, iv.ID, 1, "", ""); !errors.Is(err, archive.ErrSignIn) {
		t.Errorf("a visitor reverts: %v", err)
	}
}

// TestRemovedWordsAreNowhere plants a name, removes it, and sweeps everything a
// visitor can get from the archive.
func TestRemovedWordsAreNowhere(t *testing.T) {
	h := newHouse(t)
	iv := h.told("my neighbour Zebedee Quill said so", "and Zebedee laughed")
	must(h.Fix(h.ctx, h.other, archive.Fix{Interview: iv.ID, First: 4, Last: 4, Text: "Quillfeather"}))(t)
	must(h.Fix(h.ctx, h.ann, archive.Fix{Interview: iv.ID, First: 3, Last: 3, Text: "Zebadee"}))(t)
	saw := must(h.Read(h.ctx, h.reporter, iv.ID, -1))(t)
	words := saw.Transcript.Lines[0].Words
	must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, Against: 1, First: words[2].ID, Last: words[3].ID, Kind: archive.Removal, Note: "asked us to"}))(t)
	now := must3(h.Interview(h.ctx, archive.System, iv.ID))(t)
	if len(now.Removed) != 1 || now.Removed[0] != (archive.Span{Start: 1, End: 1.9}) {
		t.Fatalf("removed %v", now.Removed)
	}
	if _, _, err := h.Listen(h.ctx, h.ann, iv.ID, 0, -1); !errors.Is(err, archive.ErrForbidden) {
		t.Errorf("the sound still plays: %v", err)
	}
	for v := range now.Version + 1 {
		if got := h.reads(h.ann, iv.ID, v); strings.Contains(strings.SplitN(got, "\n", 2)[0], "Z") || strings.Contains(got, "Quill") {
			t.Errorf("version %d says %q", v, got)
		}
	}
	if got := h.reads(h.ann, iv.ID, -1); got != "my neighbour [removed] said so\nand Zebedee laughed\n" {
		t.Errorf("reads %q", got)
	}
	_, _, journal, err := h.History(h.ctx, h.ann, iv.ID)
	_, heard, corrected, err2 := h.Spoken(h.ctx, iv.ID)
	latest, _, err3 := h.Latest(h.ctx, h.ann, 10)
	if err := errors.Join(err, err2, err3); err != nil {
		t.Fatal(err)
	}
	swept := fmt.Sprintf("%+v %+v", heard.Lines[0], corrected.Lines[0])
	for _, c := range append(journal, latest...) {
		swept += fmt.Sprintf(" %+v", *c)
	}
	if strings.Contains(swept, "Zeb") || strings.Contains(swept, "Quill") {
		t.Errorf("the name is in %s", swept)
	}
	proposals := must(h.Proposals(h.ctx, h.ann, iv.ID))(t)
	for _, r := range proposals {
		if strings.Contains(r.Quote+r.Fix, "Zeb") {
			t.Errorf("the name is in a proposal: %+v", r)
		}
	}
	if _, err := h.Revert(h.ctx, h.custodian, iv.ID, 2, "", ""); !errors.Is(err, archive.ErrForbidden) {
		t.Errorf("a removal is reverted: %v", err)
	}
	silenced := archive.Media{Key: "listening/new", Type: "audio/mp4", Removed: 1}
	must(bucketPut(h, silenced.Key))(t)
	if err := h.KeepListeningCopy(h.ctx, iv.ID, silenced); err != nil {
		t.Fatal(err)
	}
	r, _, err := h.Listen(h.ctx, h.ann, iv.ID, 0, -1)
	if err != nil {
		t.Fatalf("the silenced sound does not play: %v", err)
	}
	r.Close()
	if err := h.KeepListeningCopy(h.ctx, iv.ID, archive.Media{Key: "listening/old"}); !errors.Is(err, archive.ErrState) {
		t.Errorf("an older copy replaced a silenced one: %v", err)
	}
}

func bucketPut(h *house, key string) (archive.Blob, error) {
	return bucket.Put(h.ctx, key, "audio/mp4", strings.NewReader("quiet"))
}

func TestReportsAreAnsweredAndOpenAgain(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we did lifting spaces")
	fix := "listening"
	r, secret, err := h.Report(h.ctx, h.ann, archive.Complaint{Interview: iv.ID, First: 3, Last: 3, Reason: archive.WrongWord, Fix: &fix, Key: "c"})
	if err != nil || r.Span != (archive.Span{Start: 1, End: 1.4}) {
		t.Fatalf("report: %+v, %v", r, err)
	}
	if _, err := h.Answer(h.ctx, h.other, archive.Answer{Report: r.ID, State: archive.ReportFixed}); !errors.Is(err, archive.ErrForbidden) {
		t.Errorf("someone else answers: %v", err)
	}
	if _, err := h.Answer(h.ctx, h.reporter, archive.Answer{Report: r.ID, State: archive.ReportKept}); !errors.Is(err, archive.ErrInvalid) {
		t.Errorf("kept without a reason: %v", err)
	}
	must(h.Answer(h.ctx, h.reporter, archive.Answer{Report: r.ID, State: archive.ReportKept, Reason: "that is her word"}))(t)
	if got, err := h.Receipt(h.ctx, secret); err != nil || got.Report.Answer != "that is her word" || got.Report.State != archive.ReportKept {
		t.Errorf("receipt: %+v, %v", got, err)
	}
	must(h.StillWrong(h.ctx, secret, "listen again"))(t)
	must(h.Answer(h.ctx, h.custodian, archive.Answer{Report: r.ID, State: archive.ReportFixed}))(t)
	got, err := h.Receipt(h.ctx, secret)
	if err != nil || got.Report.State != archive.ReportFixed || got.Change.By.Visitor != h.ann.Visitor || got.Before != "lifting" || got.After != "listening" {
		t.Errorf("receipt of a fix: %+v, %v", got, err)
	}
	if _, err := h.WithdrawReport(h.ctx, secret); !errors.Is(err, archive.ErrState) {
		t.Errorf("a fixed report is withdrawn: %v", err)
	}
	if _, err := h.Receipt(h.ctx, "guess"); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("a guessed receipt: %v", err)
	}
	again := must(h.StillWrong(h.ctx, secret, ""))(t)
	if again.HasFix || len(must(h.Proposals(h.ctx, h.ben, iv.ID))(t)) != 0 {
		t.Errorf("what was done already is proposed again: %+v", again)
	}
	must(h.Answer(h.ctx, h.custodian, archive.Answer{Report: r.ID, State: archive.ReportKept, Reason: "we listened again"}))(t)
	tasks := must(h.Tasks(h.ctx, h.custodian))(t)
	if len(tasks.Reports) != 0 {
		t.Errorf("answered reports are on the list: %+v", tasks.Reports)
	}
}

func TestReportsThatAreRefused(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we did lifting spaces")
	long := strings.Repeat("x", 200_000)
	cases := map[string]archive.Complaint{
		"no reason":        {First: 3, Last: 3},
		"else, no words":   {First: 3, Last: 3, Reason: archive.Else},
		"no such words":    {First: 33, Last: 33, Reason: archive.WrongWord},
		"one endless word": {First: 3, Last: 3, Reason: archive.WrongWord, Fix: &long},
		"endless note":     {First: 3, Last: 3, Reason: archive.WrongWord, Note: long},
	}
	for name, c := range cases {
		c.Interview = iv.ID
		if _, _, err := h.Report(h.ctx, h.ann, c); !errors.Is(err, archive.ErrInvalid) {
			t.Errorf("%s: got %v, want a sentence", name, err)
		}
	}
	if tasks := must(h.Tasks(h.ctx, h.custodian))(t); len(tasks.Reports) != 0 {
		t.Errorf("refused reports were kept: %d", len(tasks.Reports))
	}
}

func TestAnswerToWordsThatMovedMeanwhile(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we did lifting spaces")
	fix := "listening"
	r, _, err := h.Report(h.ctx, h.ann, archive.Complaint{Interview: iv.ID, First: 3, Last: 3, Reason: archive.WrongWord, Fix: &fix})
	if err != nil {
		t.Fatal(err)
	}
	must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, First: 1, Last: 1, Text: "They"}))(t)
	must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, Against: 1, First: 3, Last: 3, Text: "living"}))(t)
	_, err = h.Answer(h.ctx, h.reporter, archive.Answer{Report: r.ID, State: archive.ReportFixed})
	var conflict *archive.Conflict
	if !errors.As(err, &conflict) || conflict.Theirs != "They did living spaces" || conflict.Yours != "listening" {
		t.Errorf("got %v, want both texts", err)
	}
}

// N03 among them: who still has the page open cannot fix what was withdrawn.
func TestAWithdrawnInterviewIsGone(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we did lifting spaces")
	if err := h.Withdraw(h.ctx, h.other, iv.ID, ""); !errors.Is(err, archive.ErrForbidden) {
		t.Errorf("someone else withdraws: %v", err)
	}
	if err := h.Unpublish(h.ctx, h.reporter, iv.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Read(h.ctx, h.ann, iv.ID, -1); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("a draft is read: %v", err)
	}
	if err := errors.Join(h.Publish(h.ctx, h.reporter, iv.ID), h.Withdraw(h.ctx, h.reporter, iv.ID, "asked us")); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Read(h.ctx, h.ann, iv.ID, -1); !errors.Is(err, archive.ErrWithdrawn) {
		t.Errorf("withdrawn and read: %v", err)
	}
	if _, err := h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, First: 1, Last: 1, Text: "x"}); !errors.Is(err, archive.ErrWithdrawn) {
		t.Errorf("withdrawn and fixed: %v", err)
	}
	if latest, _, err := h.Latest(h.ctx, h.ann, 5); err != nil || len(latest) != 0 {
		t.Errorf("withdrawn and in the news: %v, %v", latest, err)
	}
}
