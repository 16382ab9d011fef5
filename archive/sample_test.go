package archive_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"earshot/archive"
)

// heardIn answers a sample as v, from a text made of the one shown.
func (h *house) heardIn(v archive.Viewer, s archive.Sample, change func(string) string) (*archive.SampleAnswer, error) {
	h.t.Helper()
	shown, err := h.NextSample(h.ctx, v, []archive.Sample{s})
	if err != nil {
		return nil, err
	}
	return h.AnswerSample(h.ctx, v, archive.SampleAsk{Interview: s.Interview, First: s.First, Last: s.Last, Version: shown.Version, Text: change(shown.Text)})
}

func right(s string) string { return s }

// sampled is an interview of six clips of nine words, in each of which "lifting"
// is misheard.
func (h *house) sampled() (*archive.Interview, []archive.Sample) {
	h.t.Helper()
	line := "we did lifting spaces most of the days then we all went home and had some tea"
	iv := h.told(line, line, line, line, line, line)
	return iv, must(h.Samples(h.ctx, iv.ID))(h.t)
}

func mended(s string) string { return strings.ReplaceAll(s, "lifting", "listening") }

func TestTwoPeopleMeasureAClip(t *testing.T) {
	c := newClock()
	h := newHouse(t, c.set)
	iv, samples := h.sampled()
	if len(samples) != 6 {
		t.Fatalf("%d clips are drawn", len(samples))
	}
	s := samples[0]
	if first := must(h.heardIn(h.ann, s, mended))(t); first.Result != nil {
		t.Error("one person measured it alone")
	}
	if got := h.reads(h.ben, iv.ID, -1); strings.Contains(got, "listening") {
		t.Error("others see what the first one heard")
	}
	if _, err := h.NextSample(h.ctx, h.ann, []archive.Sample{s}); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("who answered is asked again: %v", err)
	}
	same := archive.Viewer{Visitor: "another cookie", Network: h.ann.Network}
	if _, err := h.heardIn(same, s, mended); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("the same person again: %v", err)
	}
	if shown := must(h.NextSample(h.ctx, h.custodian, []archive.Sample{s}))(t); !strings.Contains(shown.Text, "lifting") {
		t.Errorf("the second one is shown %q", shown.Text)
	}
	if _, err := h.NextSample(h.ctx, h.ben, []archive.Sample{s}); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("a second one at once, as programs are: %v", err)
	}
	c.pass(archive.LeastApart)
	second := must(h.heardIn(h.ben, s, func(s string) string { return strings.ToUpper(mended(s)) + "!" }))(t)
	m := second.Result
	if m == nil || m.With != 1 || m.Heard != (archive.WordScore{Words: 17, Substituted: 1}) || m.Stood != m.Heard || m.Engine != "test m" || m.Language != "en" {
		t.Fatalf("measured as %+v", m)
	}
	if open := must(h.Samples(h.ctx, iv.ID))(t); len(open) != 5 {
		t.Errorf("%d clips are still open", len(open))
	}
	third := archive.Viewer{Visitor: "third", Network: "net-3"}
	if _, err := h.AnswerSample(h.ctx, third, archive.SampleAsk{Interview: iv.ID, First: s.First, Last: s.Last, Text: "late"}); !errors.Is(err, archive.ErrState) {
		t.Errorf("a third answer: %v", err)
	}
	proposals := must(h.Tasks(h.ctx, h.custodian))(t).Reports
	if len(proposals) != 1 || !strings.Contains(proposals[0].Fix, "LISTENING") {
		t.Fatalf("what both heard is not proposed: %+v", proposals)
	}
	got := must(h.Accuracy(h.ctx, h.ann, archive.AccuracyScope{Interview: iv.ID}))(t)
	if got.Clips != 1 || got.Enough() || got.Heard.Errors() != 1 || got.Heard.Words != 17 {
		t.Errorf("accuracy %+v", got)
	}
}

func TestPeopleWhoDoNotAgreeMeasureNothing(t *testing.T) {
	c := newClock()
	h := newHouse(t, c.set)
	iv, samples := h.sampled()
	hears := []func(string) string{mended, right, func(string) string { return archive.Unclear }, func(s string) string { return "I think " + s }}
	for n, hear := range hears {
		c.pass(time.Hour)
		if r := must(h.heardIn(visitor(n), samples[1], hear))(t); r.Result != nil {
			t.Errorf("answer %d measured it", n)
		}
	}
	if _, err := h.heardIn(visitor(9), samples[1], mended); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("a fifth person is asked: %v", err)
	}
	for n := range 2 { // two who cannot tell do not agree on words
		c.pass(time.Hour)
		if r := must(h.heardIn(visitor(n), samples[2], func(string) string { return archive.Unclear }))(t); r.Result != nil {
			t.Error("unclear words measured a clip")
		}
	}
	if all := must(h.Accuracies(h.ctx))(t); all.All.Clips != 0 || len(all.Interviews) != 0 {
		t.Errorf("measured %+v", all)
	}
	if _, err := h.AnswerSample(h.ctx, h.ann, archive.SampleAsk{Interview: iv.ID, First: 2, Last: 5, Text: "my own clip"}); !errors.Is(err, archive.ErrConflict) {
		t.Errorf("a clip of one's own choice: %v", err)
	}
}

func TestTheTextIsMeasuredAsItStoodBeforeAnyoneWasAsked(t *testing.T) {
	c := newClock()
	h := newHouse(t, c.set)
	iv, samples := h.sampled()
	now := must(h.Read(h.ctx, h.ann, iv.ID, -1))(t).Transcript
	mend := func(s archive.Sample, version int) {
		t.Helper()
		words, err := now.Words(s.First, s.Last)
		if err != nil {
			t.Fatal(err)
		}
		must(h.Fix(h.ctx, h.other, archive.Fix{Interview: iv.ID, Against: version, First: words[2].ID, Last: words[2].ID, Text: "listening"}))(t)
	}
	mend(samples[0], 0) // before anyone was asked
	must(h.heardIn(h.ann, samples[0], right))(t)
	must(h.heardIn(h.ann, samples[1], mended))(t)
	mend(samples[1], 1) // between the two answers
	c.pass(time.Hour)
	if _, err := h.heardIn(h.other, samples[0], right); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("who corrected the words is asked: %v", err)
	}
	for i, stood := range []int{0, 1} {
		m := must(h.heardIn(h.ben, samples[i], right))(t).Result
		if m == nil || m.Heard.Errors() != 1 || m.Stood.Errors() != stood {
			t.Errorf("clip %d: %+v, want %d wrong as it stood", i, m, stood)
		}
	}
	if must3(h.Interview(h.ctx, archive.System, iv.ID))(t).Checked < 16 {
		t.Error("those who listened are not counted as having said that it is right")
	}
}

func TestWithheldWordsAreNotMeasured(t *testing.T) {
	c := newClock()
	h := newHouse(t, c.set)
	iv, samples := h.sampled()
	for _, s := range samples[:3] {
		must(h.heardIn(h.ann, s, mended))(t)
		c.pass(time.Hour)
		must(h.heardIn(h.ben, s, mended))(t)
	}
	clips := func() int { return must(h.Accuracies(h.ctx))(t).All.Clips }
	if clips() != 3 {
		t.Fatalf("%d clips are measured", clips())
	}
	now := must3(h.Interview(h.ctx, archive.System, iv.ID))(t)
	must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, Against: now.Version, First: samples[0].First, Last: samples[0].First, Kind: archive.Removal, Note: "asked us to"}))(t)
	must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, Against: now.Version, First: samples[5].First, Last: samples[5].First, Kind: archive.Removal, Note: "asked us to"}))(t)
	if clips() != 2 {
		t.Errorf("with words removed %d clips are measured", clips())
	}
	if _, err := h.AnswerSample(h.ctx, h.ann, archive.SampleAsk{Interview: iv.ID, First: samples[5].First, Last: samples[5].Last, Text: "x"}); err == nil {
		t.Error("a clip with removed words can be answered")
	}
	if err := h.Unpublish(h.ctx, h.reporter, iv.ID); err != nil {
		t.Fatal(err)
	}
	if clips() != 0 {
		t.Error("an interview that is not open is counted")
	}
	if _, err := h.Accuracy(h.ctx, h.ann, archive.AccuracyScope{Interview: iv.ID}); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("accuracy of what one may not see: %v", err)
	}
	if _, err := h.Samples(h.ctx, iv.ID); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("samples of it: %v", err)
	}
	if _, err := h.AnswerSample(h.ctx, h.reporter, archive.SampleAsk{Interview: iv.ID, First: samples[4].First, Last: samples[4].Last, Text: "x"}); !errors.Is(err, archive.ErrForbidden) {
		t.Errorf("its reporter measures it: %v", err)
	}
	if body := h.object("interviews/" + h.mirror(iv.ID) + "/samples.jsonl"); strings.Count(body, "\n") != 6 {
		t.Errorf("the bucket has %q", body)
	}
}
