package bleveindex_test

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earshot/search"
	"earshot/search/indextest"
)

func TestCountWords(t *testing.T) {
	a := indextest.NewArchive(t, indextest.Talk("first0000000000a", "Ana: Lifting spaces, lifted space", "Ana: and a garden"), indextest.Talk("second000000000b", "Bo: The gardens"))
	s := start(t, a, filepath.Join(t.TempDir(), "index"))
	s.reached(t)
	count := func() ([]search.WordCount, int) {
		t.Helper()
		counts, all, err := s.searcher.CountWords(t.Context(), []string{"spaces", "garden", "kettle"})
		if err != nil {
			t.Fatal(err)
		}
		return counts, all
	}
	counts, all := count()
	if d := cmp.Diff([]search.WordCount{{Stem: "space", Passages: 1}, {Stem: "garden", Passages: 2}, {Stem: "kettl", Passages: 0}}, counts); d != "" || all != 2 {
		t.Errorf("of %d passages (-want +got):\n%s", all, d)
	}
	a.Say(t, "second000000000b", 1, "The kettle", "one")
	s.reached(t)
	counts, all = count()
	if counts[1].Passages != 1 || counts[2].Passages != 1 || all != 2 {
		t.Errorf("after a fix, of %d passages: %+v", all, counts)
	}
}
