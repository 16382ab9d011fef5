package archive

import (
	"math"
	"testing"
)

// repeatClips makes n clips of 20 words each, of which some have errors.
func repeatClips(n, wrong, errors int) []measuredClip {
	all := make([]measuredClip, n)
	for i := range all {
		all[i].weight, all[i].heard = 1, WordScore{Words: 20}
		if i < wrong {
			all[i].heard.Substituted = errors
		}
		all[i].stood = all[i].heard
	}
	return all
}

func TestMeasure(t *testing.T) {
	cases := []struct {
		name                    string
		clips                   []measuredClip
		rate, lowMost, lowLeast float64
		highLeast, highMost     float64
	}{
		{"errors spread evenly", repeatClips(40, 40, 2), 0.1, 0.1, 0.07, 0.1, 0.13},
		{"errors in a few clips say less", repeatClips(40, 4, 20), 0.1, 0.04, 0, 0.17, 0.25},
		{"no errors at all", repeatClips(12, 0, 0), 0, 0, 0, 0.005, 0.03},
		{"more wrong than was said", repeatClips(12, 12, 30), 1.5, 1.5, 0.9, 1.5, 1.6},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := measure(AccuracyScope{}, c.clips).Heard
			if math.Abs(got.Rate-c.rate) > 1e-9 || got.Low > c.lowMost || got.Low < c.lowLeast || got.High < c.highLeast || got.High > c.highMost {
				t.Errorf("rate %.4f, between %.4f and %.4f", got.Rate, got.Low, got.High)
			}
			if again := measure(AccuracyScope{}, c.clips).Heard; again != got {
				t.Errorf("measured again it is %+v", again)
			}
		})
	}
	if got := measure(AccuracyScope{}, nil); got.Enough() || got.Heard != (ErrorRate{}) {
		t.Errorf("nothing measured gives %+v", got)
	}
	silent := []measuredClip{{heard: WordScore{Added: 3}, weight: 1}}
	if got := measure(AccuracyScope{}, silent).Heard; got.Rate != 0 || got.Added != 3 {
		t.Errorf("a clip in which nobody speaks gives %+v", got)
	}
}

func TestMeasureWeighsClipsByHowManyWereDrawn(t *testing.T) {
	long, short := repeatClips(1, 1, 10)[0], repeatClips(1, 0, 0)[0]
	long.weight, long.AccuracyScope = 20, AccuracyScope{Interview: "long", Collection: "c", Speaker: RoleStoryteller}
	short.weight, short.AccuracyScope = 1, AccuracyScope{Interview: "short", Collection: "c"}
	all := []measuredClip{long, short}
	if got := measure(AccuracyScope{}, all).Heard.Rate; math.Abs(got-200.0/420) > 1e-9 {
		t.Errorf("pooled rate %.4f", got)
	}
	for _, c := range []struct {
		scope AccuracyScope
		clips int
		rate  float64
	}{
		{AccuracyScope{Interview: "long"}, 1, 0.5}, {AccuracyScope{Interview: "short"}, 1, 0}, {AccuracyScope{Collection: "c"}, 2, 200.0 / 420},
		{AccuracyScope{Collection: "other"}, 0, 0}, {AccuracyScope{Speaker: RoleStoryteller}, 1, 0.5}, {AccuracyScope{Collection: "c", Speaker: RoleInterviewer}, 0, 0},
	} {
		if got := measure(c.scope, all); got.Clips != c.clips || math.Abs(got.Heard.Rate-c.rate) > 1e-9 {
			t.Errorf("%+v: %d clips, rate %.4f", c.scope, got.Clips, got.Heard.Rate)
		}
	}
	parts := measureBy(all, func(m measuredClip) AccuracyScope { return AccuracyScope{Speaker: m.Speaker} })
	if len(parts) != 1 || parts[0].Speaker != RoleStoryteller {
		t.Errorf("by speaker: %+v", parts)
	}
}

func TestDrawIsALotteryByInterview(t *testing.T) {
	lines := make([]string, 200)
	for i := range lines {
		lines[i] = "a b c d e f g h i j k l m n o p q r" // nine seconds
	}
	long := Base(heardText(lines...))
	drawn := draw(long)
	if len(drawn) != 10 || drawn[0].Weight != 20 {
		t.Fatalf("%d clips drawn of 200, weight %v", len(drawn), drawn[0].Weight)
	}
	sum := 0.0
	for i, s := range drawn {
		if length := s.Span.End - s.Span.Start; length < 8 || length > clipLength {
			t.Errorf("clip %d is %.1f s long", i, length)
		}
		if i > 0 && s.Lot < drawn[i-1].Lot {
			t.Errorf("clip %d is out of its order", i)
		}
		sum += s.Span.Start / (1800 * 10)
	}
	if sum < 0.2 || sum > 0.8 {
		t.Errorf("clips lie at %.2f of the interview on average: that is no lottery", sum)
	}
	if again := draw(long); again[3] != drawn[3] {
		t.Error("drawn again, others come")
	}
	other := Base(heardText(lines...))
	other.Recognition = "another"
	if draw(other)[0].First == drawn[0].First && draw(other)[1].First == drawn[1].First {
		t.Error("every recognition has the same clips drawn")
	}
	if few := draw(Base(heardText(lines[:5]...))); len(few) != 5 || few[0].Weight != 1 {
		t.Errorf("%d clips drawn of five", len(few))
	}
}

func TestSaidWords(t *testing.T) {
	a := &Archive{opt: Options{Normalise: func(s string) string { return s }}}
	cases := map[string]string{
		"We did [laughter] co-production, yes!": "we did co production yes",
		"[two people laugh]":                    "",
		"Don’t — we said … so":                  "dont we said so",
		"GRÜSSE aus Köln":                       "grüsse aus köln",
		"ما قلناه هنا":                          "ما قلناه هنا",
		"an open [ bracket":                     "an open",
	}
	for text, want := range cases {
		got := ""
		for i, w := range a.saidWords(text) {
			if i > 0 {
				got += " "
			}
			got += w
		}
		if got != want {
			t.Errorf("%q counts as %q, want %q", text, got, want)
		}
	}
}
