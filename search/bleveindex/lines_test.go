package bleveindex_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/archive"
	"earshot/search"
	"earshot/search/indextest"
)

// TestLinesOfAll: the places of all passages are put in order before they are cut
// into pages, up to a number that the answer tells, and within the time a search has.
func TestLinesOfAll(t *testing.T) {
	const interviews, each = 11, 200
	a := indextest.NewArchive(t)
	ix := open(t, filepath.Join(t.TempDir(), "index"))
	t.Cleanup(func() { ix.Close() })
	s := search.NewSearcher(ix, a)
	s.Deadline = time.Minute
	fill := func(from, to int) {
		b := search.Batch{Position: 1}
		for n := from; n < to; n++ {
			lines := make([]string, each)
			for i := range lines {
				at := (n*each + i) * 7919 % (interviews * each) // in no order
				lines[i] = fmt.Sprintf("Grace: left%04d by the garden right%04d.", at, interviews*each-at)
			}
			rec := indextest.Talk(fmt.Sprintf("lines%011d", n), lines...)
			for i := range rec.Lines { // a breath so long that each line is a passage
				for k := range rec.Lines[i].Words {
					rec.Lines[i].Words[k].Start += float64(i) * 60
					rec.Lines[i].Words[k].End += float64(i) * 60
				}
			}
			a.Add(t, rec)
			iv := indextest.Interview(rec)
			b.Interviews = append(b.Interviews, search.InterviewDoc{Facts: search.FactsOf(iv), Passages: search.Passages(iv, archive.Base(rec), archive.Base(rec))})
		}
		if err := ix.Apply(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	read := func(order search.Sort) (words []string, last search.Lines) {
		for p := (search.Page{Sort: order, Size: 100}); ; {
			got, err := s.Lines(t.Context(), archive.Viewer{}, "garden", p)
			if err != nil {
				t.Fatal(err)
			}
			for _, place := range got.Places {
				if h := got.Hits[place.Hit]; !strings.Contains(h.Text, place.Right) || place.Match != "garden" {
					t.Fatalf("%q %q of %q", place.Match, place.Right, h.Text)
				}
				words = append(words, map[search.Sort]string{search.ByLeft: place.Left, search.ByRight: place.Right}[order])
			}
			if p.After = got.Next; p.After == "" {
				return words, got
			}
		}
	}
	fill(0, 3)
	for _, order := range []search.Sort{search.ByLeft, search.ByRight} {
		words, last := read(order)
		if len(words) != 3*each || !slices.IsSorted(words) || last.Sorted != 3*each || last.Cut {
			t.Errorf("%s: %d places, in order: %t; %d passages were sorted", order, len(words), slices.IsSorted(words), last.Sorted)
		}
	}
	fill(3, interviews)
	words, last := read(search.ByRight)
	if len(words) != search.MostLined || !slices.IsSorted(words) || last.Sorted != search.MostLined || last.Total != interviews*each {
		t.Errorf("%d places of %d passages of %d", len(words), last.Sorted, last.Total)
	}

	whole, err := s.Whole(t.Context(), archive.Viewer{}, "garden", search.Page{})
	if err != nil || len(whole.Hits) != search.MostLined || whole.Total != interviews*each {
		t.Errorf("as a whole, %d passages of %d, %v", len(whole.Hits), whole.Total, err)
	}

	// Nothing of what was withdrawn, though the index still holds it.
	gone := fmt.Sprintf("lines%011d", 0)
	if err := a.Withdraw(t.Context(), indextest.Custodian, gone, "She asked for it."); err != nil {
		t.Fatal(err)
	}
	for p := (search.Page{Sort: search.ByLeft, Size: 100}); ; {
		got, err := s.Lines(t.Context(), archive.Viewer{}, "garden", p)
		if err != nil {
			t.Fatal(err)
		}
		for _, place := range got.Places {
			if got.Hits[place.Hit].Interview == gone {
				t.Fatalf("a line of a withdrawn interview: %q", place.Left)
			}
		}
		if p.After = got.Next; p.After == "" {
			break
		}
	}
	for _, after := range []string{"@", "@0", "@-3", "@99999", ".5", "x"} {
		if _, err := s.Lines(t.Context(), archive.Viewer{}, "garden", search.Page{Sort: search.ByLeft, After: after}); err == nil {
			t.Errorf("the cursor %q is taken", after)
		}
	}
}
