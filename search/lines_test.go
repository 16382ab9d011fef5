package search

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func lined(hits []Hit, order Sort) []Occurrence {
	out, _ := Occurrences(hits, order, 100)
	return out
}

func TestLinesOfHits(t *testing.T) {
	hits := []Hit{
		{Text: "We dug a garden, and it grew.", Speaker: "Grace", Highlights: []Highlight{{From: 9, To: 15, Start: 10}}},
		{Text: "Every garden closes early. Old garden", Highlights: []Highlight{{From: 6, To: 12, Start: 1}, {From: 31, To: 37, Start: 5}},
			Turns: []Turn{{At: 0, Speaker: "Ada"}, {At: 27, Speaker: "Grace"}}},
		{Text: "Found by its theme alone."},
	}
	type row struct {
		Left, Match, Right, Speaker string
		From                        float64
	}
	dug := row{"We dug a", "garden,", "and it grew.", "Grace", 8}
	every := row{"Every", "garden", "closes early. Old garden", "Ada", 0}
	old := row{"Every garden closes early. Old", "garden", "", "Grace", 3}
	for order, want := range map[Sort][]row{ByRank: {dug, every, old}, ByLeft: {dug, every, old}, ByRight: {old, dug, every}} {
		var got []row
		for _, l := range lined(hits, order) {
			got = append(got, row{l.Left, l.Match, l.Right, l.Speaker, l.From})
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("sorted %s:\n%s", order, d)
		}
	}
	long := Hit{Text: strings.Repeat("word ", 40) + "garden" + strings.Repeat(" word", 40), Highlights: []Highlight{{From: 200, To: 206}}}
	if l := lined([]Hit{long}, ByRank)[0]; len(strings.Fields(l.Left)) != placeWords || len(strings.Fields(l.Right)) != placeWords {
		t.Errorf("%d words before, %d after", len(strings.Fields(l.Left)), len(strings.Fields(l.Right)))
	}
}

// The rest of more places than fit is not dropped in silence.
func TestPlacesAreCut(t *testing.T) {
	hit := Hit{Text: "the the the", Highlights: []Highlight{{From: 0, To: 3}, {From: 4, To: 7}, {From: 8, To: 11}}}
	for most, want := range map[int]bool{2: true, 3: false, 5: false} {
		if got, cut := Occurrences([]Hit{hit}, ByRank, most); cut != want || len(got) != min(most, 3) {
			t.Errorf("of 3, %d: %d places, cut %t", most, len(got), cut)
		}
	}
	if got, cut := Occurrences([]Hit{hit, hit}, ByRank, 3); !cut || len(got) != 3 {
		t.Errorf("of two passages: %d places, cut %t", len(got), cut)
	}
}
