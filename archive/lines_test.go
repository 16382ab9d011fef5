package archive_test

import (
	"errors"
	"strings"
	"testing"

	"earshot/archive"

	"github.com/google/go-cmp/cmp"
)

func at(s float64) *float64 { return &s }

// lineTimes lists when each line of the newest version begins and ends.
func (h *house) lineTimes(id string) (spans []archive.Span) {
	h.t.Helper()
	for _, l := range must(h.Read(h.ctx, archive.System, id, -1))(h.t).Transcript.Lines {
		spans = append(spans, l.Span())
	}
	return spans
}

func TestAMissedLineComesInAndGoesOutAgain(t *testing.T) {
	h := newHouse(t)
	iv := h.told("how was it", "it was good")
	add := archive.Shape{Interview: iv.ID, Op: archive.OpAdd, Line: 1, Text: " I  mean ", Speaker: "Rosa", Key: "a"}
	if _, err := h.Reshape(h.ctx, h.ann, add); !errors.Is(err, archive.ErrSignIn) {
		t.Errorf("a visitor adds a line: %v", err)
	}
	one, two := must(h.Reshape(h.ctx, h.other, add))(t), must(h.Reshape(h.ctx, h.other, add))(t)
	if one.Version != 1 || two.Version != 1 {
		t.Errorf("sent twice, made versions %d and %d", one.Version, two.Version)
	}
	must(h.Reshape(h.ctx, h.other, archive.Shape{Interview: iv.ID, Against: 1, Op: archive.OpAdd, Text: "Hello"}))(t)
	const want = "Hello\nhow was it\nI mean\nit was good\n"
	if got := h.reads(h.ann, iv.ID, -1); got != want {
		t.Fatalf("reads %q", got)
	}
	l := must(h.Read(h.ctx, h.ann, iv.ID, -1))(t).Transcript.Lines[2]
	if l.Speaker != "Rosa" || l.Words[0].Timing != archive.TimeEstimated || l.Span() != (archive.Span{Start: 1.4, End: 1.5}) {
		t.Errorf("the line is %+v", l)
	}
	must(h.Revert(h.ctx, h.other, iv.ID, 1, "", ""))(t)
	if got := h.reads(h.ann, iv.ID, -1); got != "Hello\nhow was it\nit was good\n" {
		t.Errorf("taken back: %q", got)
	}
	must(h.Revert(h.ctx, h.other, iv.ID, 3, "", ""))(t)
	if got := h.reads(h.ann, iv.ID, -1); got != want {
		t.Errorf("put in again: %q", got)
	}
	if l := must(h.Read(h.ctx, h.ann, iv.ID, -1))(t).Transcript.Lines[2]; l.Speaker != "Rosa" {
		t.Errorf("put in again, %q speaks", l.Speaker)
	}
}

func TestALineGoesWithAnAnswer(t *testing.T) {
	h := newHouse(t)
	iv := h.told("how was it", "thanks for watching", "it was good")
	gone := archive.Shape{Interview: iv.ID, Op: archive.OpDelete, Line: 2}
	if _, err := h.Reshape(h.ctx, h.other, gone); !errors.Is(err, archive.ErrInvalid) {
		t.Errorf("no answer and no reason: %v", err)
	}
	gone.Reason = archive.NeverSaid
	must(h.Reshape(h.ctx, h.other, gone))(t)
	if got := h.reads(h.ann, iv.ID, -1); got != "how was it\nit was good\n" {
		t.Errorf("reads %q", got)
	}
	_, _, journal, err := h.History(h.ctx, h.ann, iv.ID)
	if err != nil || journal[0].Reason != archive.NeverSaid || archive.JoinWords(journal[0].Edits[0].Before) != "thanks for watching" {
		t.Errorf("recorded as %+v, %v", journal[0], err)
	}
	must(h.Revert(h.ctx, h.other, iv.ID, 1, "", ""))(t)
	if got := h.reads(h.ann, iv.ID, -1); got != "how was it\nthanks for watching\nit was good\n" {
		t.Errorf("taken back: %q", got)
	}
	if diff := cmp.Diff([]archive.Span{{Start: 0, End: 1.4}, {Start: 1.5, End: 2.9}, {Start: 3, End: 4.4}}, h.lineTimes(iv.ID)); diff != "" {
		t.Errorf("times (-want +got):\n%s", diff)
	}
	if _, err := h.Reshape(h.ctx, h.other, archive.Shape{Interview: iv.ID, Against: 2, Op: archive.OpDelete, Line: 2, Note: "gone"}); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("a line that is not there: %v", err)
	}
}

func TestALineMovesBetweenItsNeighbours(t *testing.T) {
	cases := []struct {
		name       string
		start, end *float64
		want       []float64 // where the words of the line begin
		last       float64   // where it ends
		err        error
	}{
		{name: "both ends later", start: at(1.6), end: at(3.0), want: []float64{1.6, 2.1, 2.6}, last: 3},
		{name: "both ends, stretched", start: at(1.2), end: at(3.3), want: []float64{1.2, 1.95, 2.7}, last: 3.3},
		{name: "only the end, later", end: at(3.5), want: []float64{1, 1.5, 2}, last: 3.5},
		{name: "only the start, later", start: at(1.4), want: []float64{1.4, 1.657, 2}, last: 2.4},
		{name: "only the start, earlier", start: at(0.95), want: []float64{0.95, 1.5, 2}, last: 2.4},
		{name: "only the end, much earlier", end: at(1.3), want: []float64{1, 1.075, 1.175}, last: 1.3},
		{name: "into the line before", start: at(0.2), err: archive.ErrInvalid},
		{name: "into the line behind", end: at(5.2), err: archive.ErrInvalid},
		{name: "the end before the start", start: at(2.5), end: at(2.5), err: archive.ErrInvalid},
		{name: "where it is", start: at(1), end: at(2.4), err: archive.ErrUnchanged},
	}
	h := newHouse(t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			iv := must(h.upload(archive.Intake{Title: c.name, Agreed: true, PublishWhenReady: true}, c.name))(t)
			h.recognise(iv, "one two", "it was good", "four five", "six")
			// The line is heard from 1.0 to 2.4. The one before it ends at 0.9; the one
			// behind it goes, so that the next begins at 3.5.
			must(h.Reshape(h.ctx, h.other, archive.Shape{Interview: iv.ID, Op: archive.OpDelete, Line: 3, Note: "make room"}))(t)
			before := h.lineTimes(iv.ID)
			ch, err := h.Reshape(h.ctx, h.other, archive.Shape{Interview: iv.ID, Against: 1, Op: archive.OpTime, Line: 2, Start: c.start, End: c.end})
			if !errors.Is(err, c.err) {
				t.Fatalf("got %v, want %v", err, c.err)
			}
			tr := must(h.Read(h.ctx, h.ann, iv.ID, -1))(t).Transcript
			if c.err != nil {
				return
			}
			var got []float64
			for i, w := range tr.Lines[1].Words {
				got = append(got, w.Start)
				if ch.Moved[i].Start != w.Start && w.Timing != archive.TimeEstimated {
					t.Errorf("%q moved and is %s", w.Text, w.Timing)
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" || tr.Lines[1].Span().End != c.last {
				t.Errorf("ends at %v, words (-want +got):\n%s", tr.Lines[1].Span().End, diff)
			}
			if tr.Lines[1].Words[0].ID != 3 {
				t.Errorf("a moved word has id %d", tr.Lines[1].Words[0].ID)
			}
			must(h.Revert(h.ctx, h.other, iv.ID, 2, "", ""))(t)
			if diff := cmp.Diff(before, h.lineTimes(iv.ID)); diff != "" {
				t.Errorf("taken back (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLinesThatChangedMeanwhile(t *testing.T) {
	h := newHouse(t)
	iv := h.told("how was it", "it was good", "thank you")
	must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, First: 4, Last: 4, Text: "that"}))(t)
	for _, s := range []archive.Shape{
		{Op: archive.OpDelete, Line: 2, Reason: archive.NeverSaid},
		{Op: archive.OpTime, Line: 2, Start: at(1.6)},
	} {
		s.Interview = iv.ID
		if _, err := h.Reshape(h.ctx, h.other, s); !errors.Is(err, archive.ErrConflict) {
			t.Errorf("%s of a line whose words changed: %v", s.Op, err)
		}
	}
	must(h.Reshape(h.ctx, h.reporter, archive.Shape{Interview: iv.ID, Against: 1, Op: archive.OpDelete, Line: 2, Note: "twice"}))(t)
	late := archive.Shape{Interview: iv.ID, Op: archive.OpAdd, Line: 2, Text: "it really was", Key: "late"}
	var c, again *archive.Conflict
	if _, err := h.Reshape(h.ctx, h.other, late); !errors.As(err, &c) {
		t.Fatalf("a line behind one that is gone: %v", err)
	}
	if r := h.kept(c.Receipt); !strings.Contains(r.Note, "it really was") || r.Quote != "good" {
		t.Errorf("kept %+v", r)
	}
	if _, err := h.Reshape(h.ctx, h.other, late); !errors.As(err, &again) || again.Receipt != c.Receipt {
		t.Errorf("sent twice: %v", err)
	}
}

func TestALineWithAMarkOfRemovalStays(t *testing.T) {
	h := newHouse(t)
	iv := h.told("my neighbour Zebedee", "said so")
	must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, First: 3, Last: 3, Kind: archive.Removal, Note: "asked us to"}))(t)
	if _, err := h.Reshape(h.ctx, h.other, archive.Shape{Interview: iv.ID, Against: 1, Op: archive.OpDelete, Line: 1, Note: "tidy"}); !errors.Is(err, archive.ErrForbidden) {
		t.Errorf("the mark goes: %v", err)
	}
}

// TestRemovedWordsThatHadMovedAreInNoVersion moves a line before its words are
// removed, and takes some away and back in between.
func TestRemovedWordsThatHadMovedAreInNoVersion(t *testing.T) {
	h := newHouse(t)
	iv := h.told("yes", "Zebedee Quill", "no no no no", "so be it")
	step := func(s archive.Shape) {
		t.Helper()
		s.Interview, s.Against = iv.ID, must3(h.Interview(h.ctx, archive.System, iv.ID))(t).Version
		must(h.Reshape(h.ctx, h.other, s))(t)
	}
	step(archive.Shape{Op: archive.OpDelete, Line: 3, Note: "make room"})
	step(archive.Shape{Op: archive.OpTime, Line: 2, Start: at(2.0), End: at(2.9)})
	must(h.Fix(h.ctx, h.other, archive.Fix{Interview: iv.ID, Against: 2, First: 3, Last: 3, Reason: archive.NeverSaid}))(t)
	must(h.Revert(h.ctx, h.other, iv.ID, 3, "", ""))(t)
	words := must(h.Read(h.ctx, h.reporter, iv.ID, -1))(t).Transcript.Lines[1].Words
	must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, Against: 4, First: words[0].ID, Last: words[1].ID, Kind: archive.Removal, Note: "asked us to"}))(t)
	for v := range 6 {
		if got := h.reads(h.ann, iv.ID, v); strings.Contains(got, "Z") || strings.Contains(got, "Q") {
			t.Errorf("version %d says %q", v, got)
		}
	}
}
