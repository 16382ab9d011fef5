package search

import (
	"slices"
	"testing"
)

func TestFuse(t *testing.T) {
	said := []Hit{{Passage: "both", Matched: AsCorrected}, {Passage: "said", Matched: AsHeard}, {Passage: "sounds", Matched: Misheard}}
	near := []Hit{{Passage: "near", Matched: InMeaning}, {Passage: "sounds", Matched: InMeaning}, {Passage: "both", Matched: InMeaning}}
	for _, test := range []struct {
		add  bool
		want []string
	}{
		// 1/61+1/63, 1/61, 1/62, 1/63: what only sounds like it gains nothing.
		{true, []string{"both", "near", "said", "sounds"}},
		{false, []string{"both", "said", "sounds"}},
	} {
		var got []string
		for _, h := range fuse(said, near, test.add) {
			got = append(got, h.Passage)
			if h.Matched == InMeaning && h.Passage != "near" {
				t.Errorf("%s is shown as if its words had not matched", h.Passage)
			}
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%v, not %v", got, test.want)
		}
	}
	if got := fuse(nil, nil, true); len(got) != 0 {
		t.Errorf("%v", got)
	}
}

func FuzzSplitPassageID(f *testing.F) {
	for _, s := range []string{"kitchen0000000a1:000012", "x:1", ":000001", "a:b:000001", "x:-00001", "x:1000000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, id string) {
		if interview, first, ok := SplitPassageID(id); ok && PassageID(interview, first) != id {
			t.Errorf("%q became %q", id, PassageID(interview, first))
		}
	})
}
