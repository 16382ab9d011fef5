package archive_test

import (
	"testing"

	"earshot/archive"
)

func TestCareCountsWhatIsOpenToEveryone(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we did lifting spaces", "and somebody came along")
	r := h.other.Account.ID
	care := func() archive.Care { return must(h.CareOf(h.ctx, r))(t) }
	if got := care(); got != (archive.Care{}) {
		t.Errorf("before anything: %+v", got)
	}
	ballot := func(first, last archive.WordID, v archive.Verdict) {
		must(h.Vote(h.ctx, h.other, archive.Ballot{Interview: iv.ID, First: first, Last: last, Verdict: v, Key: archive.NewKey()}))(t)
	}
	ballot(1, 2, archive.Right)
	ballot(5, 6, archive.Wrong)
	ballot(7, 7, archive.Unsure) // to skip is no answer
	must(h.Fix(h.ctx, h.other, archive.Fix{Interview: iv.ID, First: 3, Last: 3, Text: "listening"}))(t)
	var reports []*archive.Report
	for i, text := range []string{"rooms", "places"} {
		out := must(h.Fix(h.ctx, h.ann, archive.Fix{Interview: iv.ID, First: 4, Last: 4, Text: text, Key: text}))(t)
		if out.Report == nil {
			t.Fatalf("fix %d did not wait", i)
		}
		reports = append(reports, out.Report)
	}
	must(h.Answer(h.ctx, h.adm, archive.Answer{Report: reports[1].ID, State: archive.ReportKept, Reason: "It is spaces."}))(t)
	got := care()
	if got.Heard != 2 || got.Confirmed != 1 || got.Fixed != 1 || got.Answered != 0 || got.Thanked != 0 || got.Checked == 0 {
		t.Errorf("counted %+v", got)
	}
	r = h.adm.Account.ID
	must(h.Answer(h.ctx, h.adm, archive.Answer{Report: reports[0].ID, State: archive.ReportFixed}))(t)
	if got := care(); got.Answered != 2 || got.Thanked != 1 || got.Heard != 0 {
		t.Errorf("who answered counts as %+v", got)
	}
	if err := h.Unpublish(h.ctx, h.reporter, iv.ID); err != nil {
		t.Fatal(err)
	}
	if got := care(); got != (archive.Care{}) {
		t.Errorf("work on what is not open is told: %+v", got)
	}
}
