package archive_test

import (
	"slices"
	"testing"
	"time"

	"earshot/archive"

	"github.com/google/go-cmp/cmp"
)

func TestStoryOfALine(t *testing.T) {
	h := newHouse(t)
	iv := h.told("one two three four", "five six", "seven eight", "nine ten")
	version := func() int { return must3(h.Interview(h.ctx, h.ann, iv.ID))(t).Version }
	fix := func(l int, text string) {
		t.Helper()
		must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, Against: version(), Line: archive.LineID(l), Text: text}))(t)
	}
	shape := func(s archive.Shape) *archive.Change {
		t.Helper()
		s.Interview, s.Against = iv.ID, version()
		return must(h.Reshape(h.ctx, h.reporter, s))(t)
	}
	fix(1, "one too three four")                                                                // 1
	fix(4, "nine then")                                                                         // 2: elsewhere
	cut := shape(archive.Shape{Op: archive.OpSplit, Line: 1, At: 3})                            // 3: line 1 is cut
	fix(1, "won too")                                                                           // 4: the front part alone
	fix(int(cut.NewLine), "free four")                                                          // 5
	fix(2, "five sicks")                                                                        // 6
	shape(archive.Shape{Op: archive.OpMerge, Line: 2})                                          // 7: line 2 joins the new one
	must(h.Revert(h.ctx, h.custodian, iv.ID, 6, "", ""))(t)                                     // 8
	shape(archive.Shape{Op: archive.OpSpeaker, Line: 3, Speaker: "B", Reach: archive.ThisLine}) // 9: elsewhere
	_, _, changes, err := h.History(h.ctx, h.ann, iv.ID)
	if err != nil {
		t.Fatal(err)
	}
	for line, want := range map[archive.LineID][]int{1: {1, 3, 4}, cut.NewLine: {1, 3, 5, 6, 7, 8}, 3: {9}, 4: {2}} {
		var got []int
		for _, c := range archive.LineStory(changes, line) {
			got = append(got, c.Version)
		}
		if !slices.Equal(got, want) {
			t.Errorf("line %d: versions %v, want %v", line, got, want)
		}
	}
}

// What one person changed is shown as far as the reader may read it.
func TestWorkOfOnePerson(t *testing.T) {
	h := newHouse(t)
	iv, draft := h.garden(10), h.garden(3)
	for n := 1; n <= 4; n++ {
		must(h.Fix(h.ctx, h.reporter, h.rightLine(iv.ID, n)))(t)
	}
	must(h.Fix(h.ctx, h.reporter, h.rightLine(draft.ID, 1)))(t)
	if err := h.Unpublish(h.ctx, h.reporter, draft.ID); err != nil {
		t.Fatal(err)
	}
	words := must(h.Read(h.ctx, h.reporter, iv.ID, -1))(t).Transcript.Lines[1].Words
	must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, Against: 4, First: words[3].ID, Last: words[3].ID, Kind: archive.Removal, Note: "private"}))(t)
	work := func(v archive.Viewer, skip, limit int) (shown []string, more bool) {
		t.Helper()
		list, of, more, err := h.WorkOf(h.ctx, v, h.reporter.Account.ID, skip, limit)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range list {
			if of[c.Interview] == nil {
				t.Errorf("no interview with version %d", c.Version)
			}
			shown = append(shown, archive.JoinWords(c.Edits[0].Before))
		}
		return shown, more
	}
	got, more := work(h.ann, 0, 10)
	if want := []string{archive.RemovedText, "lifting", "lifting", archive.RemovedText, "lifting"}; more || !slices.Equal(got, want) {
		t.Errorf("a visitor: %q, %v", got, more)
	}
	if got, _ := work(h.reporter, 0, 10); len(got) != 6 || slices.Contains(got, archive.RemovedText) {
		t.Errorf("who looks after them: %q", got)
	}
	if got, more := work(h.ann, 1, 2); !more || len(got) != 2 {
		t.Errorf("a page: %q, %v", got, more)
	}
	if got, more := work(h.ann, 3, 2); more || len(got) != 2 {
		t.Errorf("the last page: %q, %v", got, more)
	}
}

func TestMonthsOfReports(t *testing.T) {
	c := newClock() // 4 March 2026
	h := newHouse(t, c.set)
	iv := h.garden(20)
	tell := func(v archive.Viewer) int64 {
		t.Helper()
		r, _, err := h.Report(h.ctx, v, archive.Complaint{Interview: iv.ID, First: 1, Last: 1, Reason: archive.WrongWord})
		if err != nil {
			t.Fatal(err)
		}
		return r.ID
	}
	var march []int64
	for n := range 4 {
		march = append(march, tell(visitor(n)))
	}
	for i, wait := range []time.Duration{time.Hour, 2 * time.Hour, 96 * time.Hour} {
		c.pass(wait)
		must(h.Answer(h.ctx, h.reporter, archive.Answer{Report: march[i], State: archive.ReportKept, Reason: "no"}))(t)
	}
	c.pass(27 * 24 * time.Hour)
	tell(visitor(9))
	want := []archive.ReportMonth{{Month: "2026-04", Made: 1}, {Month: "2026-03", Made: 4, Answered: 3, Median: 3 * time.Hour}}
	if diff := cmp.Diff(want, must(h.Log(h.ctx))(t).Months); diff != "" {
		t.Error(diff)
	}
}
