package accuracy_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earshot/transcribe/accuracy"
)

func TestEnglish(t *testing.T) {
	cases := []struct{ in, want string }{
		{"I can't; I CANNOT.", "i can not i can not"},
		{"We’re here, won't you?", "we are here will not you"},
		{"um, Uh 42 people", "forty two people"},
		{"in 1976", "in nineteen seventy six"},
		{"1,500 or 305 or 20", "one thousand five hundred or three hundred and five or twenty"},
		{"the 15th", "the fifteenth"},
		{"Adam's 'quoted' dogs'", "adams quoted dogs"},
		{"co-production -- naïve", "co production naïve"},
		{"", ""},
		{"12345678901234567890", "one two three four five six seven eight nine zero one two three four five six seven eight nine zero"},
		{"3x5", "three five"},
	}
	for _, c := range cases {
		if diff := cmp.Diff(c.want, strings.Join(accuracy.English(c.in), " ")); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.in, diff)
		}
	}
}

func TestWordsKeepsTheLanguage(t *testing.T) {
	got := strings.Join(accuracy.Words("Grüße, 12 ÄPFEL! Ist’s um acht?"), " ")
	if want := "grüße 12 äpfel ists um acht"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestCompare(t *testing.T) {
	cases := []struct {
		name, ref, heard string
		errors           int
		rate             float64
	}{
		{"same", "a b c d", "a b c d", 0, 0},
		{"one wrong", "a b c d", "a x c d", 1, 25},
		{"one dropped", "a b c d", "a c d", 1, 25},
		{"one added", "a b c d", "a b b c d", 1, 25},
		{"all dropped", "a b", "", 2, 100},
		{"silence", "", "", 0, 0},
		{"invented", "", "a b", 2, 100},
		{"swapped", "a b", "b a", 2, 100},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := accuracy.Compare(strings.Fields(c.ref), strings.Fields(c.heard))
			if s.Errors != c.errors || s.Rate() != c.rate {
				t.Errorf("%d errors, %.1f %%; want %d, %.1f", s.Errors, s.Rate(), c.errors, c.rate)
			}
		})
	}
	if s := (accuracy.Score{Words: 4, Errors: 1}).Plus(accuracy.Score{Words: 6, Errors: 1}); s.Rate() != 20 {
		t.Errorf("pooled %v", s)
	}
}
