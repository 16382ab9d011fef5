package bleveindex

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"earshot/search"
)

// TestWaysTogether asks for one of some words beside one of others, in an index of
// several files with passages written again, and goes through all passages by hand
// for the same. The pages and the counts, which bleve is asked in different ways,
// must both agree.
func TestWaysTogether(t *testing.T) {
	ix, err := Create(filepath.Join(t.TempDir(), "index"), "test")
	if err != nil {
		t.Fatal(err)
	}
	defer ix.Close()
	r := rand.New(rand.NewPCG(3, 9))
	words := strings.Fields("soup bread butter salt harbour garden window")
	said := map[string][]string{}
	for step := range 9 {
		id := fmt.Sprintf("talk%d", step%6)
		doc := search.InterviewDoc{Facts: search.Facts{Interview: id, Language: "en"}, Version: step}
		said[id] = nil
		for i := range 150 {
			var text []string
			for k, w := range words {
				if r.IntN(k+2) == 0 {
					text = append(text, w)
				}
			}
			corrected := strings.Join(text, " ")
			heard := corrected
			if r.IntN(4) == 0 {
				heard = words[r.IntN(len(words))]
			}
			said[id] = append(said[id], corrected+" "+heard)
			doc.Passages = append(doc.Passages, search.Passage{ID: fmt.Sprintf("%s-%d", id, i), Interview: id,
				Corrected: search.Text{Body: corrected}, Heard: search.Text{Body: heard}})
		}
		if err := ix.Apply(t.Context(), search.Batch{Position: int64(step + 1), Interviews: []search.InterviewDoc{doc}}); err != nil {
			t.Fatal(err)
		}
	}
	for range 200 {
		a, b := words[r.IntN(len(words)):], words[:1+r.IntN(len(words))]
		q, err := search.Parse("(" + strings.Join(a, " OR ") + ") (" + strings.Join(b, " OR ") + ")")
		if err != nil {
			t.Fatal(err)
		}
		want := 0
		for _, texts := range said {
			for _, text := range texts {
				has := func(w string) bool { return slices.Contains(strings.Fields(text), w) }
				if slices.ContainsFunc(a, has) && slices.ContainsFunc(b, has) {
					want++
				}
			}
		}
		res, err := ix.Search(t.Context(), q, search.Page{Facets: true})
		if err != nil {
			t.Fatal(err)
		}
		counted := 0
		for _, n := range res.Tally {
			counted += n.Passages
		}
		if res.Total != want || counted != want {
			t.Fatalf("%v and %v: %d found, %d counted, %d there are", a, b, res.Total, counted, want)
		}
	}
}
