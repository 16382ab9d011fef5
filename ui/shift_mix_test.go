package ui

import (
	"strings"
	"testing"

	"earshot/archive"
)

// mixing is a rig whose deck mixes clips drawn by lot into any number of others.
func mixing(t *testing.T) *rig {
	r := newRig(t, func(c *Config) { c.TrustedProxies = []string{"127.0.0.1"} })
	r.stop()
	r.interview("Talking about the café", 120)
	r.server.deck.plenty = 1
	return r
}

func TestAShiftOfTenIsDrawnByLot(t *testing.T) {
	r := mixing(t)
	d, v := r.server.deck, archive.Viewer{Visitor: "v", Network: "n"}
	batch, err := d.mixedSome(t.Context(), v, 20)
	r.must(err)
	drawn := 0
	for _, s := range batch {
		if s.Task == archive.Measure {
			drawn++
		}
	}
	if len(batch) < mixShare || drawn == 0 || drawn > len(batch)/mixShare {
		t.Fatalf("%d of %d clips are drawn by lot", drawn, len(batch))
	}
	d.plenty = mixPlenty
	batch, err = d.mixedSome(t.Context(), v, 20)
	r.must(err)
	for _, s := range batch {
		if s.Task == archive.Measure {
			t.Error("a clip is drawn by lot where few wait")
		}
	}
	many := 0
	for n := range 1000 {
		if turn(v, archive.Clip{Interview: "a", First: archive.WordID(n)})%mixShare == 0 {
			many++
		}
	}
	if many < 60 || many > 140 {
		t.Errorf("%d of 1000 shifts are drawn by lot", many)
	}
}

func TestTheShareIsOneForAPageAndForABatch(t *testing.T) {
	r := mixing(t)
	d := r.server.deck
	for _, share := range []uint32{1, 4} {
		d.share = share
		for _, v := range []archive.Viewer{{Visitor: "v", Network: "n"}, {Visitor: "w", Network: "n"}} {
			batch, err := d.mixedSome(t.Context(), v, 8)
			r.must(err)
			var places []int
			for i, s := range batch {
				if s.Task == archive.Measure {
					places = append(places, i)
				}
			}
			if len(batch) != 8 || len(places) != 8/int(share) {
				t.Errorf("one in %d: of %d clips those at %v are drawn by lot", share, len(batch), places)
			}
			next, err := d.mixed(t.Context(), v, false)
			r.must(err)
			if drawn := next.Task == archive.Measure; share == 1 && !drawn {
				t.Error("one in one: the page serves another")
			}
		}
	}
}

func TestASampleIsAskedOfTwo(t *testing.T) {
	r := mixing(t)
	d := r.server.deck
	_, _, err := d.rank(t.Context())
	r.must(err)
	one := d.lots[:1]
	ask := archive.SampleAsk{Interview: one[0].Interview, First: one[0].First, Last: one[0].Last, Text: "what one of them hears"}
	for n, v := range []archive.Viewer{r.bo, r.cleo} {
		found, err := r.archive.SampleShifts(t.Context(), v, one, 1)
		r.must(err)
		if len(found) != 1 || strings.Contains(found[0].Text, "hears") {
			t.Fatalf("person %d is asked %+v", n+1, found)
		}
		_, err = r.archive.AnswerSample(t.Context(), v, ask)
		r.must(err)
		if found, err := r.archive.SampleShifts(t.Context(), v, one, 1); err != nil || len(found) != 0 {
			t.Errorf("person %d is asked again: %v, %v", n+1, found, err)
		}
		ask.Text = "something else again"
	}
	if found, err := r.archive.SampleShifts(t.Context(), r.dan, one, 1); err != nil || len(found) != 0 {
		t.Errorf("a third person is asked: %v, %v", found, err)
	}
	if _, err := r.archive.NextSample(t.Context(), r.dan, one); err != nil {
		t.Errorf("on the page of the measure a third person is not asked: %v", err)
	}
}

func TestAMeasuredShiftOnThePage(t *testing.T) {
	r := mixing(t)
	r.server.deck.share = 1
	ann := r.visitor().from("192.0.2.1")
	page := ann.get("/shifts")
	page.wants(t, 200, "A lottery drew this clip", "This is what I hear", "Nobody else sees your answer.")
	r.pass(markWait)
	first := hiddenField.FindAllStringSubmatch(page.text, -1)
	form := []string{"do", "heard", "text", strings.Repeat("a", archive.MaxFix+1)}
	for _, f := range first {
		form = append(form, f[1], f[2])
	}
	ann.post("/shifts", form...).wants(t, 422, "A lottery drew this clip", "at most 2000 fit")
	next := ann.answerShift(page, "heard", "text", "quite other words")
	next.wants(t, 200, "Your answer counts once someone else hears the same.")
	if strings.Contains(next.text, `value="measure"`) {
		t.Error("two of them follow one another")
	}
	again := ann.answerShift(page, "heard", "text", "quite other words") // the same key
	if again.StatusCode != 200 {
		t.Errorf("sent twice: %d", again.StatusCode)
	}
	id := ""
	for _, f := range first {
		if f[1] == "of" {
			id = f[2]
		}
	}
	samples, err := r.archive.Samples(t.Context(), id)
	r.must(err)
	if len(samples) == 0 {
		t.Error("one answer ended the measure")
	}
}

func TestASkippedSampleIsNotServedAgain(t *testing.T) {
	r := mixing(t)
	d := r.server.deck
	_, _, err := d.rank(t.Context())
	r.must(err)
	one := d.lots[:1]
	r.must(r.archive.SkipSample(t.Context(), r.bo, archive.SampleAsk{Interview: one[0].Interview, First: one[0].First, Last: one[0].Last, Key: archive.NewKey()}))
	if found, err := r.archive.SampleShifts(t.Context(), r.bo, one, 1); err != nil || len(found) != 0 {
		t.Errorf("it is served again: %v, %v", found, err)
	}
	if found, err := r.archive.SampleShifts(t.Context(), r.cleo, one, 1); err != nil || len(found) != 1 {
		t.Errorf("others are not asked: %v, %v", found, err)
	}
	r.must(r.archive.Unpublish(t.Context(), r.ada, one[0].Interview))
	if found, err := r.archive.SampleShifts(t.Context(), r.ada, one, 1); err != nil || len(found) != 0 {
		t.Errorf("a clip of what is not open is served: %v, %v", found, err)
	}
	if err := r.archive.SkipSample(t.Context(), archive.Viewer{Visitor: "x", Network: "n"}, archive.SampleAsk{Interview: one[0].Interview, First: one[0].First, Last: one[0].Last}); err == nil {
		t.Error("a visitor skips a clip of what is not open")
	}
}
