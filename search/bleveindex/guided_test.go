package bleveindex

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	bsearch "github.com/blevesearch/bleve/v2/search"
	"github.com/google/go-cmp/cmp"

	"earshot/search"
)

// TestGuidedFindsTheSame: several words led by the joined lists of their passages
// find what they find alone, with the same scores, however they are narrowed.
func TestGuidedFindsTheSame(t *testing.T) {
	ix, err := Create(filepath.Join(t.TempDir(), "index"), "test")
	if err != nil {
		t.Fatal(err)
	}
	defer ix.Close()
	words := strings.Fields("soup bread butter kitchen garden listening voice key")
	draw := rand.New(rand.NewPCG(1, 2))
	for n := range 6 {
		d := search.InterviewDoc{Facts: search.Facts{Interview: fmt.Sprint("talk", n), Language: "en", Place: []string{"Leeds", "York"}[n%2]}}
		for i := range 40 {
			said := make([]string, 3+draw.IntN(8))
			for k := range said {
				said[k] = words[draw.IntN(len(words))]
			}
			p := search.Passage{ID: fmt.Sprintf("talk%d-%d", n, i), Interview: d.Facts.Interview, Speakers: []string{[]string{"Ada", "Ben"}[i%2]}, Roles: []search.Role{""}}
			p.Corrected.Body = strings.Join(said, " ")
			if p.Heard = p.Corrected; i%5 == 0 {
				p.Heard.Body = strings.ReplaceAll(p.Heard.Body, "voice", "voyage")
			}
			d.Passages = append(d.Passages, p)
		}
		if err := ix.Apply(t.Context(), search.Batch{Position: int64(n + 1), Interviews: []search.InterviewDoc{d}}); err != nil {
			t.Fatal(err)
		}
	}
	for _, raw := range []string{
		"soup bread", "soup bread butter", "voyage key", "voyage voice soup", "(soup OR voyage) garden", "soup bread -butter", "soup bread place:leeds",
		"soup -bread voice -place:york", "kitchen garden speaker:ben", "soup nowhere",
	} {
		q, err := search.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		asked, err := ix.compile(q)
		if err != nil {
			t.Fatal(err)
		}
		led, ok := asked.query.(guided)
		if !ok {
			t.Fatalf("%s is not led: %T", raw, asked.query)
		}
		want, _, err := ix.page(t.Context(), led.by, page{Size: 300})
		if err != nil {
			t.Fatal(err)
		}
		got, _, err := ix.page(t.Context(), led, page{Size: 300})
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(ranked(want.Hits), ranked(got.Hits)); d != "" || (len(got.Hits) == 0) != strings.Contains(raw, "nowhere") {
			t.Errorf("%s finds %d of %d passages (-alone +led):\n%s", raw, got.Total, want.Total, d)
		}
	}
}

// ranked are the scores of hits against the best one's: a query for no passages
// changes the scale of all.
func ranked(hits bsearch.DocumentMatchCollection) map[string]string {
	out := map[string]string{}
	for _, h := range hits {
		out[h.ID] = fmt.Sprintf("%.6f", h.Score/hits[0].Score)
	}
	return out
}
