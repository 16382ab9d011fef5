package archive_test

import (
	"errors"
	"strings"
	"testing"

	"earshot/archive"
)

func said(turns []archive.Turn) string {
	var parts []string
	for _, t := range turns {
		parts = append(parts, t.Text())
	}
	return strings.Join(parts, " / ")
}

func TestWhatBecameOfQuotedWords(t *testing.T) {
	cases := []struct {
		name  string
		first archive.WordID
		last  archive.WordID
		then  string
		after func(h *house, iv *archive.Interview)
		state archive.QuoteState
		now   string
	}{
		{"nothing happened", 2, 3, "did lifting", func(*house, *archive.Interview) {}, archive.QuoteStands, "did lifting"},
		{"another line was fixed", 2, 3, "did lifting", func(h *house, iv *archive.Interview) { h.rewritten(h.other, iv, 7, 7, "those") }, archive.QuoteStands, "did lifting"},
		{"a word was fixed", 2, 4, "did lifting spaces", func(h *house, iv *archive.Interview) { h.rewritten(h.other, iv, 3, 3, "listening") }, archive.QuoteChanged, "did listening spaces"},
		{"a word came in between", 2, 3, "did lifting", func(h *house, iv *archive.Interview) { h.rewritten(h.other, iv, 2, 3, "did the lifting") }, archive.QuoteChanged, "did the lifting"},
		{"its line was cut and joined", 2, 5, "did lifting spaces most", func(h *house, iv *archive.Interview) {
			must(h.Reshape(h.ctx, h.other, archive.Shape{Interview: iv.ID, Op: archive.OpSplit, Line: 1, At: 3}))(h.t)
			must(h.Reshape(h.ctx, h.other, archive.Shape{Interview: iv.ID, Against: 1, Op: archive.OpMerge, Line: 2}))(h.t)
		}, archive.QuoteStands, "did lifting spaces most"},
		{"someone else is named", 2, 3, "did lifting", func(h *house, iv *archive.Interview) {
			must(h.Reshape(h.ctx, h.other, archive.Shape{Interview: iv.ID, Op: archive.OpSpeaker, Line: 1, Speaker: "Bo", Reach: archive.ThisLine}))(h.t)
		}, archive.QuoteChanged, "did lifting"},
		{"it was taken out", 5, 8, "most of the days", func(h *house, iv *archive.Interview) { h.rewritten(h.other, iv, 5, 8, "") }, archive.QuoteGone, ""},
		{"it was taken out and put back", 5, 8, "most of the days", func(h *house, iv *archive.Interview) {
			h.rewritten(h.other, iv, 5, 8, "")
			must(h.Revert(h.ctx, h.other, iv.ID, 1, "", ""))(h.t)
		}, archive.QuoteStands, "most of the days"},
		{"half of it was taken out and put back", 5, 8, "most of the days", func(h *house, iv *archive.Interview) {
			h.rewritten(h.other, iv, 7, 8, "")
			must(h.Revert(h.ctx, h.other, iv.ID, 1, "", ""))(h.t)
		}, archive.QuoteStands, "most of the days"},
		{"a newer recognition heard the same", 2, 3, "did lifting", func(h *house, iv *archive.Interview) { h.again(iv, "they all did lifting spaces", "most of the days") }, archive.QuoteStands, "did lifting"},
		{"a newer recognition heard otherwise", 2, 4, "did lifting spaces", func(h *house, iv *archive.Interview) { h.again(iv, "we did living spaces", "most of the days") }, archive.QuoteChanged, "did living spaces"},
	}
	h := newHouse(t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			iv := must(h.upload(archive.Intake{Title: c.name, Agreed: true, PublishWhenReady: true}, c.name))(t)
			h.recognise(iv, "we did lifting spaces", "most of the days")
			at := archive.Anchor{First: c.first, Last: c.last}
			c.after(h, iv)
			q := must(h.Quote(h.ctx, h.ann, iv.ID, at))(t)
			if q.State != c.state || said(q.Then) != c.then || said(q.Now) != c.now {
				t.Errorf("%s: %q became %q", q.State, said(q.Then), said(q.Now))
			}
			if c.state == archive.QuoteChanged && !strings.Contains(c.name, "named") && !strings.Contains(c.name, "newer") && len(q.Touched) == 0 {
				t.Error("it does not say which change did it")
			}
			if c.now != "" {
				moved := must(h.Quote(h.ctx, h.ann, iv.ID, q.NowAt))(t)
				if moved.State != archive.QuoteStands || said(moved.Then) != c.now {
					t.Errorf("quoted anew it %s: %q", moved.State, said(moved.Then))
				}
			}
		})
	}
}

func TestQuotesNeverSayWithheldWords(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we did lifting spaces", "most of the days", strings.Repeat("and so on ", 30))
	at := archive.Anchor{First: 2, Last: 6}
	hidden := func(v archive.Viewer, want archive.QuoteState, words bool) {
		t.Helper()
		q := must(h.Quote(h.ctx, v, iv.ID, at))(t)
		if q.State != want || (said(q.Then) != "") != words {
			t.Errorf("%s: %q became %q", q.State, said(q.Then), said(q.Now))
		}
		if !words && (q.Touched != nil || q.Span != (archive.Span{}) || said(q.Now) != "") {
			t.Errorf("it still tells of them: %q, %v, %d changes", said(q.Now), q.Span, len(q.Touched))
		}
	}
	hidden(h.ann, archive.QuoteStands, true)
	report, _, err := h.Report(h.ctx, h.ann, archive.Complaint{Interview: iv.ID, First: 3, Last: 3, Reason: archive.Harm, Hide: true})
	if err != nil {
		t.Fatal(err)
	}
	hidden(h.ann, archive.QuoteWithheld, false)
	hidden(h.other, archive.QuoteWithheld, false)
	hidden(h.reporter, archive.QuoteWithheld, true)
	must(h.Answer(h.ctx, h.reporter, archive.Answer{Report: report.ID, State: archive.ReportKept, Reason: "It is harmless."}))(t)
	hidden(h.ann, archive.QuoteStands, true)
	must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, First: 3, Last: 3, Line: 1, Kind: archive.Removal, Note: "asked"}))(t)
	hidden(h.ann, archive.QuoteWithheld, false)
	hidden(h.reporter, archive.QuoteWithheld, true)

	if err := h.Unpublish(h.ctx, h.reporter, iv.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Quote(h.ctx, h.ann, iv.ID, at); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("of an interview that is not open: %v", err)
	}
	for _, at := range []archive.Anchor{{First: 6, Last: 2}, {First: 1, Last: 99}, {Version: 9, First: 1, Last: 2}} {
		if _, err := h.Quote(h.ctx, h.reporter, iv.ID, at); !errors.Is(err, archive.ErrNotFound) {
			t.Errorf("%v: %v", at, err)
		}
	}
}
