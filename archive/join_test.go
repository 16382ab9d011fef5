package archive_test

import (
	"errors"
	"testing"

	"earshot/archive"
)

func TestReportsOfTheSameWordsAreShownAndJoined(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we did lifting spaces")
	first, _, err := h.Report(h.ctx, h.ann, archive.Complaint{Interview: iv.ID, First: 3, Last: 4, Reason: archive.WrongWord, Note: "between us", Key: "a"})
	if err != nil {
		t.Fatal(err)
	}
	if found := must(h.Alike(h.ctx, h.ben, iv.ID, 0, 1, 2))(t); len(found) != 0 {
		t.Errorf("other words are reported: %+v", found)
	}
	want := archive.Alike{Report: first.ID, Reason: archive.WrongWord, People: 1}
	if found := must(h.Alike(h.ctx, h.ben, iv.ID, 0, 2, 3))(t); len(found) != 1 || found[0] != want {
		t.Errorf("found %+v, want %+v", found, want)
	}
	_, secret, err := h.Join(h.ctx, h.ben, first.ID, "b")
	if err != nil {
		t.Fatal(err)
	}
	if _, again, err := h.Join(h.ctx, h.ben, first.ID, "b"); err != nil || again != secret {
		t.Errorf("a second press gives %q, %v", again, err)
	}
	want.People, want.Mine = 2, true
	if found := must(h.Alike(h.ctx, h.ben, iv.ID, 0, 3, 3))(t); len(found) != 1 || found[0] != want {
		t.Errorf("found %+v, want %+v", found, want)
	}
	if _, _, err := h.Join(h.ctx, h.ann, first.ID, "c"); !errors.Is(err, archive.ErrUnchanged) {
		t.Errorf("its author joins: %v", err)
	}
	if _, _, err := h.Join(h.ctx, h.ann, first.ID, "b"); !errors.Is(err, archive.ErrExists) {
		t.Errorf("someone else's key: %v", err)
	}
	got := must(h.Receipt(h.ctx, secret))(t)
	if !got.Joined || got.People != 2 || got.Before != "lifting spaces" || got.Report.Note != "" {
		t.Errorf("receipt of who joined: %+v %+v", got, got.Report)
	}
}

func TestWhatOthersJoinedStays(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we did lifting spaces")
	r, authors, err := h.Report(h.ctx, h.ann, archive.Complaint{Interview: iv.ID, First: 3, Last: 4, Reason: archive.WrongWord, Key: "a"})
	if err != nil {
		t.Fatal(err)
	}
	_, joins, err := h.Join(h.ctx, h.ben, r.ID, "b")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.WithdrawReport(h.ctx, authors); !errors.Is(err, archive.ErrState) {
		t.Errorf("what another joined is withdrawn: %v", err)
	}
	must(h.WithdrawReport(h.ctx, joins))(t)
	if got := must(h.Receipt(h.ctx, joins))(t); !got.Left || got.People != 1 || got.Report.State != archive.ReportReceived {
		t.Errorf("receipt of who left: %+v", got)
	}
	must(h.WithdrawReport(h.ctx, authors))(t)
	if _, _, err := h.Join(h.ctx, h.other, r.ID, ""); !errors.Is(err, archive.ErrState) {
		t.Errorf("a report that is over is joined: %v", err)
	}
	if found := must(h.Alike(h.ctx, h.ben, iv.ID, 0, 3, 3))(t); len(found) != 0 {
		t.Errorf("a withdrawn report is shown: %+v", found)
	}
}

func TestReceiptsFollowTheirWords(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we did lifting spaces all day", "and so on")
	r, secret, err := h.Report(h.ctx, h.ann, archive.Complaint{Interview: iv.ID, First: 3, Last: 4, Reason: archive.WrongWord, Key: "a"})
	if err != nil {
		t.Fatal(err)
	}
	// The line is cut between the reported words and its end is joined to the next.
	cut := must(h.Reshape(h.ctx, h.reporter, archive.Shape{Interview: iv.ID, Op: archive.OpSplit, At: 4, Line: 1}))(t)
	must(h.Reshape(h.ctx, h.reporter, archive.Shape{Interview: iv.ID, Against: 1, Op: archive.OpMerge, Line: 2}))(t)
	fix := "listening spaces"
	must(h.Answer(h.ctx, h.reporter, archive.Answer{Report: r.ID, State: archive.ReportFixed, Fix: &fix}))(t)
	if got := must(h.Receipt(h.ctx, secret))(t); got.After != "listening spaces" || len(got.Later) != 0 || cut.NewLine != 3 {
		t.Errorf("after a cut the receipt says %+v", got)
	}
	tr := must(h.Read(h.ctx, h.ann, iv.ID, -1))(t).Transcript
	out := must(h.Fix(h.ctx, h.custodian, archive.Fix{Interview: iv.ID, Against: tr.Version, Line: 1, Text: "we did hearing"}))(t)
	got := must(h.Receipt(h.ctx, secret))(t)
	if got.After != "listening spaces" || got.Now != "hearing spaces" || len(got.Later) != 1 || got.Later[0].Version != out.Change.Version {
		t.Errorf("after a later change the receipt says %+v", got)
	}
	must(h.Fix(h.ctx, h.custodian, archive.Fix{Interview: iv.ID, Against: out.Change.Version, First: 1, Last: 2, Kind: archive.Removal, Note: "asked to"}))(t)
	if got := must(h.Receipt(h.ctx, secret))(t); got.Now != "hearing spaces" {
		t.Errorf("a removal beside the words changed them: %+v", got)
	}
	at := must(h.Read(h.ctx, h.custodian, iv.ID, -1))(t).Transcript
	w := at.Lines[0].Words[len(at.Lines[0].Words)-1]
	must(h.Fix(h.ctx, h.custodian, archive.Fix{Interview: iv.ID, Against: at.Version, First: w.ID, Last: w.ID, Kind: archive.Removal, Note: "asked to"}))(t)
	if got := must(h.Receipt(h.ctx, secret))(t); got.Before != archive.RemovedText || got.After != "" || got.Now != "" {
		t.Errorf("the receipt tells removed words: %+v", got)
	}
}

func TestAFixThatIsReportedAlreadyIsShown(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we did lifting spaces", "ring 07700 900123 now")
	fix := must(h.Fix(h.ctx, h.ann, archive.Fix{Interview: iv.ID, First: 3, Last: 3, Text: "listening"}))(t).Report
	want := archive.Alike{Report: fix.ID, Reason: archive.WrongWord, People: 1, Proposes: true, Fix: "listening"}
	if found := must(h.Alike(h.ctx, h.ben, iv.ID, 0, 3, 3))(t); len(found) != 1 || found[0] != want {
		t.Errorf("found %+v, want %+v", found, want)
	}

	// What nobody else may read is not read here either.
	private := "Queenie Smith"
	urgent, _, err := h.Report(h.ctx, h.ann, archive.Complaint{Interview: iv.ID, First: 5, Last: 5, Reason: archive.PrivateName, Fix: &private})
	if err != nil {
		t.Fatal(err)
	}
	want = archive.Alike{Report: urgent.ID, Reason: archive.PrivateName, People: 1}
	if found := must(h.Alike(h.ctx, h.ben, iv.ID, 0, 5, 5))(t); len(found) != 1 || found[0] != want {
		t.Errorf("found %+v, want %+v", found, want)
	}
}
