package bleveindex

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earshot/search"
)

// TestFactsWriteNoPassage: what is known of an interview as a whole is kept once.
// A changed theme, place or title is found by at once, and no passage is written
// for it; the language and the day are read with each passage.
func TestFactsWriteNoPassage(t *testing.T) {
	ix, err := Create(filepath.Join(t.TempDir(), "index"), "test")
	if err != nil {
		t.Fatal(err)
	}
	defer ix.Close()
	doc := saying(20, "soup")
	doc.Facts.Themes, doc.Facts.Place = []string{"Gardens of Leeds"}, "Leeds"
	position := int64(0)
	apply := func() {
		t.Helper()
		position++
		if err := ix.Apply(t.Context(), search.Batch{Position: position, Interviews: []search.InterviewDoc{doc}}); err != nil {
			t.Fatal(err)
		}
	}
	found := func(raw string) int {
		t.Helper()
		q, err := search.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		res, err := ix.Search(t.Context(), q, search.Page{})
		if err != nil {
			t.Fatal(err)
		}
		return res.Total
	}
	written := func() int {
		t.Helper()
		s, err := newStep(ix.passages, position+1)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.passages(&doc); err != nil {
			t.Fatal(err)
		}
		return s.batch.Size() - 2 // the record of the interview, and the position
	}
	apply()
	if n := found("theme:gar*"); n != 21 {
		t.Errorf("%d passages are found by their theme, want 21", n)
	}
	doc.Facts.Themes, doc.Facts.Place, doc.Facts.Title = []string{"Kitchens"}, "York", "Another title"
	if n := written(); n != 0 {
		t.Errorf("other themes write %d passages", n)
	}
	apply()
	got := map[string]int{}
	for _, raw := range []string{"theme:gar*", "theme:gardens soup", "place:leeds", "theme:kitchens", "soup -theme:kitchens", "place:york soup", "-place:leeds soup", `place:"york"`} {
		got[raw] = found(raw)
	}
	want := map[string]int{"theme:gar*": 0, "theme:gardens soup": 0, "place:leeds": 0, "theme:kitchens": 21, "soup -theme:kitchens": 0, "place:york soup": 1, "-place:leeds soup": 1, `place:"york"`: 21}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	for _, change := range []func(){func() { doc.Facts.Language = "de" }, func() { doc.Facts.RecordedOn = "2001-02-03" }} {
		change()
		if n := written(); n != 21 {
			t.Errorf("%+v writes %d passages, want all 21", doc.Facts, n)
		}
		apply()
	}
	if n := found("from:2001 to:2001-02 place:york"); n != 21 {
		t.Errorf("%d passages are found by their day, want 21", n)
	}
}
