package bleveindex_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"earshot/archive"
	"earshot/search"
	"earshot/search/indextest"
)

// seedTalk is a transcript as a machine wrote it, published on a page of another
// site; ours is one with the same mistakes, for where that page is not at hand.
func seedTalk(t *testing.T) *archive.Recognition {
	page, err := os.ReadFile("../../../shared/seeds/report-transcript-page.txt")
	if err != nil {
		return indextest.Kitchen()
	}
	_, text, found := strings.Cut(string(page), "Please Report the Errrors?\n")
	if !found {
		t.Fatal("the page is not the one it was")
	}
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		if strings.TrimSpace(line) != "" {
			lines = append(lines, strings.ReplaceAll(line, ": ", " "))
		}
	}
	return indextest.Talk("seed000000000001", lines...)
}

// TestSeedTranscript: every spelling of co-production finds the same passages; what
// was misheard is found before anyone put it right, and exactly afterwards.
func TestSeedTranscript(t *testing.T) {
	rec := seedTalk(t)
	a := indextest.NewArchive(t, rec)
	s := start(t, a, filepath.Join(t.TempDir(), "index"))
	s.reached(t)
	ask := func(raw string) search.Results {
		ans, err := s.searcher.Search(context.Background(), archive.Viewer{}, raw, search.Page{Size: search.MaxPage, Misheard: true})
		if err != nil {
			t.Fatalf("%s: %v", raw, err)
		}
		return ans.Results
	}
	exact := func(raw string) (ids []string) {
		for _, h := range ask(raw).Hits {
			if h.Matched != search.Misheard {
				ids = append(ids, h.Passage)
			}
		}
		slices.Sort(ids)
		return ids
	}
	want := exact("co-production")
	if len(want) == 0 {
		t.Fatal("nobody speaks of it")
	}
	for _, raw := range []string{"coproduction", "co production", "Co-Production", "copro", "co-pro", "co-produce", "coproduce", "co produce", `"co-produce"`} {
		if got := exact(raw); !slices.Equal(got, want) {
			t.Errorf("%s finds %v, co-production %v", raw, got, want)
		}
	}

	var heard archive.Line
	for _, l := range rec.Lines {
		if strings.Contains(l.Text(), "lifting spaces") {
			heard = l
		}
	}
	for _, raw := range []string{"listening spaces", `"listening spaces"`} {
		if res := ask(raw); !slices.Contains(marked(res), "lifting spaces") {
			t.Fatalf("%s before it is put right: %d hits, %d misheard, %q", raw, res.Total, res.Misheard, marked(res))
		}
	}
	a.Say(t, rec.Interview, heard.ID, strings.ReplaceAll(heard.Text(), "lifting spaces", "listening spaces"), "fix")
	s.reached(t)
	if res := ask(`"listening spaces"`); res.Total != 1 || res.Misheard != 0 || res.Hits[0].Matched != search.AsCorrected || slices.Contains(marked(res), "lifting spaces") {
		t.Errorf("put right: %d hits, %d misheard", res.Total, res.Misheard)
	}
	for _, raw := range []string{`"lifting spaces"`, `heard:"lifting spaces"`} {
		if res := ask(raw); res.Total != 1 || res.Misheard != 0 || res.Hits[0].Matched != search.AsHeard {
			t.Errorf("%s: %d hits, %d misheard", raw, res.Total, res.Misheard)
		}
	}
	for _, h := range ask(`heard:"listening spaces"`).Hits { // said of another line, and heard so
		for _, m := range h.Highlights {
			if m.Line == heard.ID {
				t.Error("it was not heard so")
			}
		}
	}
}

func marked(res search.Results) (out []string) {
	for _, h := range res.Hits {
		for _, m := range h.Highlights {
			out = append(out, h.Text[m.From:m.To])
		}
	}
	return out
}

// TestVotesAreFollowed: a passage can be found as checked as soon as someone says
// of its last line that it is right, and no more when they take it back.
func TestVotesAreFollowed(t *testing.T) {
	ctx := context.Background()
	a := indextest.NewArchive(t, indextest.Kitchen())
	s := start(t, a, filepath.Join(t.TempDir(), "index"))
	vote := func(line archive.LineID, v archive.Verdict, key string) {
		if _, err := a.Vote(ctx, indextest.Custodian, archive.Ballot{Interview: kitchen, Line: line, Verdict: v, Key: key}); err != nil {
			t.Fatal(err)
		}
		s.reached(t)
	}
	s.reached(t)
	for line := archive.LineID(9); line <= 11; line++ {
		if n := s.total(t, "checked:yes"); n != 0 {
			t.Errorf("%d passages are checked before line %d is", n, line)
		}
		vote(line, archive.Right, string(rune('a'+line)))
	}
	ans, err := s.searcher.Search(ctx, archive.Viewer{}, "checked:yes diary", search.Page{Facets: true})
	if err != nil || ans.Total != 1 || ans.Hits[0].Level != archive.CheckedOnce {
		t.Fatalf("%+v, %v", ans.Results, err)
	}
	if i := slices.IndexFunc(ans.Facets, func(f search.Facet) bool { return f.Field == search.Checked }); i < 0 || len(ans.Facets[i].Values) != 1 || ans.Facets[i].Values[0] != (search.Count{Value: "yes", Interviews: 1}) {
		t.Errorf("facets %+v", ans.Facets)
	}
	vote(11, archive.Unsure, "z")
	if n := s.total(t, "checked:yes"); n != 0 {
		t.Errorf("%d passages are checked after it was taken back", n)
	}
	s.inStep(t)
}
