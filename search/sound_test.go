package search_test

import (
	"strings"
	"testing"

	"earshot/search"
)

func TestSoundOf(t *testing.T) {
	for word, want := range map[string]search.Sound{
		"listening": "LiSeNiQ", "lifting": "LiFTiQ", "catherine": "KaOeRiN", "katherine": "KaOeRiN", "enough": "eNoF",
		"though": "Oo", "knight": "NiT", "night": "NiT", "church": "CuRC", "judge": "JuJ", "nation": "NaXiN", "talk": "ToK",
		"castle": "KaSL", "comb": "KoM", "queue": "KWe", "xylophone": "ZiLoFoN", "garden": "GaRDeN", "łódź": "", "yes": "YeS", "gnome": "NoM",
	} {
		if got := search.SoundOf(word); got != want {
			t.Errorf("%s sounds like %q, want %q", word, got, want)
		}
	}
}

// TestUnlike: what is misheard for another word is nearer to it than what is not.
func TestUnlike(t *testing.T) {
	for _, c := range []struct {
		a, b string
		max  float32
		near bool
	}{
		{"listening", "lifting", 0.25, true},
		{"listening", "living", 0.25, false},
		{"listening", "sleeping", 0.25, false},
		{"haddad", "hadad", 0.08, true},
		{"kathryn", "catherine", 0.15, true},
		{"boat", "beat", 0.08, false},
		{"spaces", "places", 0.15, false},
		{"stephen", "steven", 0.08, true},
		{"garden", "kitchen", 0.25, false},
	} {
		a, b := search.SoundOf(c.a), search.SoundOf(c.b)
		if got := a.Unlike(b, 1); got <= c.max != c.near || a.Unlike(b, c.max) < 1 != c.near {
			t.Errorf("%s %q and %s %q are %.2f unlike", c.a, a, c.b, b, got)
		}
		if a.Unlike(b, 1) != b.Unlike(a, 1) {
			t.Errorf("%s and %s: not the same both ways", c.a, c.b)
		}
	}
}

func FuzzSoundOf(f *testing.F) {
	f.Add("listening")
	f.Add("ghough")
	f.Fuzz(func(t *testing.T, word string) {
		s := search.SoundOf(word)
		if len(s) > 2*len(word) || len(s) > 0 && s.Unlike(s, 0) != 0 {
			t.Fatalf("%q sounds like %q", word, s)
		}
	})
}

// TestBeyondNeverHidesAWord: what is told to be beyond reach is, when compared
// sound by sound.
func TestBeyondNeverHidesAWord(t *testing.T) {
	words := strings.Fields("listening lifting spaces places copro produce production snack community unity garden guarding pardon knees thought taught queue phone")
	skipped := 0
	for _, a := range words {
		for _, b := range words {
			x, y := search.SoundOf(a), search.SoundOf(b)
			for _, most := range []float32{0.1, 0.3, 0.5} {
				if x.Reach().Beyond(len(y), y.Holds(), most) {
					if skipped++; x.Unlike(y, most) <= most {
						t.Errorf("%s and %s are %v unlike, and are said to be more than %v", a, b, x.Unlike(y, most), most)
					}
				}
			}
		}
	}
	if skipped < len(words) {
		t.Errorf("only %d comparisons are saved", skipped)
	}
}
