package search_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"earshot/archive"
	"earshot/search"
)

func TestLogLikelihood(t *testing.T) {
	for _, c := range []struct {
		k1, n1, k2, n2 int
		want           float64
	}{
		// 2 Σ O ln(O/E), worked out by hand: 10 of 20 against 10 of 80, expected 4, 16, 16, 64.
		{10, 20, 10, 80, 2 * (10*math.Log(10.0/4) + 10*math.Log(10.0/16) + 10*math.Log(10.0/16) + 70*math.Log(70.0/64))},
		{5, 10, 50, 100, 0},
		{0, 10, 0, 100, 0},
		{10, 10, 100, 100, 0},
		{3, 0, 4, 10, 0},
	} {
		if got := search.LogLikelihood(c.k1, c.n1, c.k2, c.n2); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%v: %v", c, got)
		}
	}
	r := rand.New(rand.NewPCG(3, 4))
	for range 5000 {
		n1, n2 := 1+r.IntN(500), 1+r.IntN(5000)
		k1, k2 := r.IntN(n1+1), r.IntN(n2+1)
		g := search.LogLikelihood(k1, n1, k2, n2)
		if math.IsNaN(g) || g < 0 || math.Abs(g-search.LogLikelihood(k2, n2, k1, n1)) > 1e-6 || math.Abs(g-search.LogLikelihood(n1-k1, n1, n2-k2, n2)) > 1e-6 {
			t.Fatalf("%d of %d against %d of %d: %v", k1, n1, k2, n2, g)
		}
	}
}

// counted is an archive of so many passages, of which these many have a word. A
// word is kept without its last s.
type counted map[string]int

func (c counted) CountWords(_ context.Context, words []string) (out []search.WordCount, all int, err error) {
	for _, w := range words {
		stem := strings.TrimSuffix(w, "s")
		out = append(out, search.WordCount{Stem: stem, Passages: c[stem]})
	}
	return out, c[""], nil
}

func names(all []search.Telling) (out []string) {
	for _, t := range all {
		out = append(out, t.Word)
	}
	return out
}

var gardens = counted{"": 1000, "the": 990, "kettle": 9, "garden": 200, "listen": 60, "space": 12, "once": 1}

func TestTellingWords(t *testing.T) {
	passages := []string{
		"The kettle kettle kettle and the Garden", "the Kettle, the listen space 2019", "the kettle of listen Spaces x", "The garden once", " — ",
	}
	got, err := search.TellingWords(t.Context(), gardens, passages, "listening to listen", 10)
	if err != nil {
		t.Fatal(err)
	}
	if s := strings.Join(names(got), " "); s != "kettle" {
		t.Errorf("telling: %+v", got)
	}
	if k := got[0]; k.Here != 3 || k.HereOf != 4 || k.All != 9 || k.AllOf != 1000 || k.Unlikely < 20 {
		t.Errorf("how telling: %+v", k)
	}
	got, err = search.TellingWords(t.Context(), gardens, append(passages, "spaces"), "", 10)
	if err != nil || strings.Join(names(got), " ") != "kettle spaces" {
		t.Errorf("without anything known: %+v %v", got, err)
	}
	if got, err := search.TellingWords(t.Context(), gardens, nil, "", 10); err != nil || len(got) != 0 {
		t.Errorf("of nothing: %+v %v", got, err)
	}
	if got, _ := search.TellingWords(t.Context(), gardens, passages, "", 1); len(got) != 1 {
		t.Errorf("more than were asked for: %+v", got)
	}
}

func TestBeside(t *testing.T) {
	hit := func(before, found, after string) search.Hit {
		return search.Hit{Text: before + found + after, Highlights: []search.Highlight{{From: len(before), To: len(before + found)}}}
	}
	hits := []search.Hit{
		hit("the kettle ", "garden", " space"), hit("the ", "garden", " one two three four kettle"),
		hit("listen to this that those these ", "garden", " kettle"), hit("listen and this that those these ", "garden", " kettle"), {Text: "kettle", Highlights: nil},
	}
	got, err := search.Beside(t.Context(), gardens, hits, "garden", 10)
	if err != nil || len(got) == 0 || got[0].Word != "kettle" || got[0].Here != 4 || got[0].HereOf != 4 {
		t.Errorf("beside garden: %+v %v", got, err)
	}
	for _, w := range names(got) {
		if w == "listen" || w == "garden" {
			t.Errorf("%s is six words away, or the word itself", w)
		}
	}
}

func TestAnIndexThatCannotCount(t *testing.T) {
	s := search.NewSearcher(nil, nil)
	if _, err := search.TellingWords(t.Context(), s, []string{"a b", "a b"}, "", 3); !errors.Is(err, archive.ErrState) {
		t.Errorf("error is %v", err)
	}
}

// TestTellingCompounds: a word written in two is one finding, and leads to itself.
func TestTellingCompounds(t *testing.T) {
	passages := []string{"Our co-production began here.", "Real co production takes years.", "We said it."}
	found, err := search.TellingWords(t.Context(), counted{"": 1000, "coproduction": 2, "production": 2, "co": 2}, passages, "", 10)
	if err != nil || len(found) != 1 || found[0].Word != "co-production" && found[0].Word != "co production" {
		t.Errorf("%v, %v", names(found), err)
	}
	if found, err = search.TellingWords(t.Context(), counted{"": 1000, "coproduction": 2, "production": 2, "co": 2}, passages, "co-production", 10); err != nil || len(found) != 0 {
		t.Errorf("what was asked for is told: %v, %v", names(found), err)
	}
}
