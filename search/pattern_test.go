package search_test

import (
	"strings"
	"testing"

	"earshot/search"
)

func TestPattern(t *testing.T) {
	for _, c := range []struct {
		text, word string
		want       bool
	}{
		{"co*prod*", "coproduction", true},
		{"co-prod*ion", "coproduction", true},
		{"co*prod*", "coprologist", false},
		{"wom?n", "women", true},
		{"wom?n", "womn", false},
		{"wom?n", "womens", false},
		{"org*", "org", true},
		{"ab*ab", "abab", true},
		{"ab*ab", "aba", false},
		{"ca*é?", "cafes", true}, // folded, as words are
		{"m??r", "möör", true},
		{"aa**b", "aab", true},
	} {
		if got := search.PatternOf(c.text).Fits(c.word); got != c.want {
			t.Errorf("%s fits %s: %t", c.text, c.word, got)
		}
	}
}

// FuzzPattern holds Fits to the plain recursive rule.
func FuzzPattern(f *testing.F) {
	f.Add("co*prod*n", "coproduction")
	f.Add("a*?*b", "aéb")
	f.Fuzz(func(t *testing.T, text, word string) {
		p := search.PatternOf(text)
		if len(p) > 12 || len(word) > 20 || strings.ToValidUTF8(word, "") != word {
			return
		}
		if got, want := p.Fits(word), fits([]rune(string(p)), []rune(word)); got != want {
			t.Fatalf("%q fits %q: %t", p, word, got)
		}
	})
}

func fits(p, word []rune) bool {
	switch {
	case len(p) == 0:
		return len(word) == 0
	case p[0] == '*':
		return fits(p[1:], word) || len(word) > 0 && fits(p, word[1:])
	}
	return len(word) > 0 && (p[0] == '?' || p[0] == word[0]) && fits(p[1:], word[1:])
}
