package archive_test

import (
	"testing"

	"earshot/archive"

	"github.com/google/go-cmp/cmp"
)

// outline is quiet and loud stretches: pairs of a count and a level.
func outline(parts ...int) archive.Peaks {
	p := archive.Peaks{Start: 10, Every: 1.0 / archive.PeaksPerSecond}
	for i := 0; i < len(parts); i += 2 {
		for range parts[i] {
			p.Pairs = append(p.Pairs, int8(-parts[i+1]), int8(parts[i+1]))
		}
	}
	return p
}

func TestSounds(t *testing.T) {
	for name, c := range map[string]struct {
		p      archive.Peaks
		want   archive.Span
		pauses int
		ok     bool
	}{
		"nothing":            {archive.Peaks{}, archive.Span{}, 0, false},
		"the hiss of a room": {outline(100, 2), archive.Span{}, 0, false},
		"one word":           {outline(50, 1, 25, 90, 50, 1), archive.Span{Start: 11, End: 11.5}, 0, true},
		"two pauses":         {outline(50, 90, 20, 1, 50, 80, 30, 5, 50, 90), archive.Span{Start: 10, End: 14}, 2, true},
		"a breath is none":   {outline(50, 90, 19, 1, 31, 90), archive.Span{Start: 10, End: 12}, 0, true},
		"the lowest byte":    {archive.Peaks{Every: 1, Pairs: []int8{-128, -128}}, archive.Span{Start: 0, End: 1}, 0, true},
	} {
		got, pauses, ok := c.p.Sounds()
		if !cmp.Equal(got, c.want) || pauses != c.pauses || ok != c.ok {
			t.Errorf("%s: %v, %d pauses, %v; want %v, %d, %v", name, got, pauses, ok, c.want, c.pauses, c.ok)
		}
	}
}

func TestFewerPeaks(t *testing.T) {
	p := archive.Peaks{Every: 0.02, Pairs: []int8{-1, 1, -2, 9, -3, 3, -4, 4, -5, 5}}
	want := archive.Peaks{Every: 0.04, Pairs: []int8{-2, 9, -4, 4, -5, 5}}
	if got := p.Fewer(3); !cmp.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := p.Fewer(5); !cmp.Equal(got, p) {
		t.Errorf("as many as there are: %v", got)
	}
}
