package archive

import (
	"strings"
	"testing"
)

func TestScoreWords(t *testing.T) {
	cases := []struct {
		name, said, written string
		want                WordScore
	}{
		{"same", "a b c d", "a b c d", WordScore{4, 0, 0, 0}},
		{"another word", "a b c d", "a x c d", WordScore{4, 1, 0, 0}},
		{"dropped", "a b c d", "a c d", WordScore{4, 0, 1, 0}},
		{"added", "a b c d", "a b b c d", WordScore{4, 0, 0, 1}},
		{"all dropped", "a b", "", WordScore{2, 0, 2, 0}},
		{"invented", "", "a b", WordScore{0, 0, 0, 2}},
		{"swapped", "a b", "b a", WordScore{2, 2, 0, 0}},
		{"some of each", "we did it in listening spaces", "we did in lifting spaces so", WordScore{6, 1, 1, 1}},
		{"silence", "", "", WordScore{}},
	}
	for _, c := range cases {
		got := ScoreWords(strings.Fields(c.said), strings.Fields(c.written))
		if got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}
