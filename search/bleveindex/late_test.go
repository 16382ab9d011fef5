package bleveindex_test

import (
	"strings"
	"testing"
	"time"

	"earshot/archive"
	"earshot/search"
	"earshot/search/indextest"
)

// TestBeforeTheIndexFollows: an answer tells nothing of what was closed or taken
// out since the index looked, in whatever is counted and on whichever page.
func TestBeforeTheIndexFollows(t *testing.T) {
	a, s := searcher(t)
	s.Deadline = time.Minute
	if err := a.Unpublish(t.Context(), indextest.Custodian, kitchen); err != nil {
		t.Fatal(err)
	}
	for name, p := range map[string]search.Page{
		"facets":              {Facets: true},
		"none of it is shown": {Facets: true, Size: 1, Sort: search.ByDate}, // the harbour is newer
		"no facets":           {Size: 1, Sort: search.ByDate},
		"meaning, some words": {Meaning: true, Some: true, Facets: true},
	} {
		ans, err := s.Search(t.Context(), archive.Viewer{}, "soup", p)
		if err != nil {
			t.Fatal(err)
		}
		if ans.Total != 1 || len(ans.Hits) != 1 || ans.Interviews != 0 || ans.Tally != nil {
			t.Errorf("%s: %d passages, %d shown, in %d interviews of %v", name, ans.Total, len(ans.Hits), ans.Interviews, ans.Tally)
		}
		for _, f := range ans.Facets {
			t.Errorf("%s: counted by %s: %v", name, f.Field, f.Values)
		}
	}
	lines, err := s.Lines(t.Context(), archive.Viewer{}, "soup", search.Page{Sort: search.ByLeft})
	if err != nil || lines.Total != 1 || lines.Sorted != 1 || len(lines.Places) != 1 {
		t.Errorf("%d places, %d sorted, of %d passages, %v", len(lines.Places), lines.Sorted, lines.Total, err)
	}
	whole, err := s.Whole(t.Context(), archive.Viewer{}, "soup", search.Page{})
	if err != nil || whole.Total != 1 || len(whole.Hits) != 1 {
		t.Errorf("%d passages of %d, %v", len(whole.Hits), whole.Total, err)
	}
}

// TestWordsTakenOutBeforeTheIndexFollows: the passage comes back with the next
// batch, without the words.
func TestWordsTakenOutBeforeTheIndexFollows(t *testing.T) {
	a, s := searcher(t)
	s.Deadline = time.Minute
	ask := func(q string) search.Answer {
		t.Helper()
		ans, err := s.Search(t.Context(), archive.Viewer{}, q, search.Page{})
		if err != nil {
			t.Fatal(err)
		}
		return ans
	}
	before := ask("neighbour")
	if len(before.Hits) != 1 || !strings.Contains(before.Hits[0].Text, "José") {
		t.Fatalf("%+v", before)
	}
	at := before.Hits[0].Highlights[0]
	if _, err := a.Fix(t.Context(), indextest.Custodian, archive.Fix{Interview: kitchen, Line: at.Line, First: at.Last + 1, Last: at.Last + 1, Kind: archive.Removal, Note: "he asked"}); err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{"neighbour", "josé"} {
		if ans := ask(q); ans.Total != 0 || len(ans.Hits) != 0 {
			t.Errorf("%s: %d passages of %d, with words that were removed", q, len(ans.Hits), ans.Total)
		}
	}
	if ans := ask("diary"); ans.Total != 1 {
		t.Errorf("%d passages of the interview besides", ans.Total)
	}
	if _, err := s.Like(t.Context(), archive.Viewer{}, before.Hits[0].Passage, "", search.Page{}); err == nil {
		t.Error("more like a passage with words that were removed, which stands beside them")
	}
}
