package judged_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"earshot/search"
	"earshot/search/bleveindex"
	"earshot/search/judged"
)

// shared is the folder of recordings and pages beside the repository.
const shared = "../../../shared"

// floors hold recall and nDCG of the first ten passages over all questions of a
// set. Raise them when search gets better.
type floors map[string][2]float64

func TestOurs(t *testing.T) {
	docs, err := judged.Ours("testdata/ours")
	if err != nil {
		t.Fatal(err)
	}
	judge(t, "testdata/ours.txt", docs, floors{"words": {0.38, 0.38}, "variants": {0.44, 0.44}})
}

func TestRecordings(t *testing.T) {
	docs, err := judged.Recordings(shared)
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("the recordings are not at ../shared")
	}
	if err != nil {
		t.Fatal(err)
	}
	judge(t, "testdata/recordings.txt", docs, floors{"words": {0.42, 0.42}, "variants": {0.49, 0.48}})
}

// judge prints the table of every way to ask and holds it to its floors.
func judge(t *testing.T, file string, docs []search.InterviewDoc, least floors) {
	questions := questions(t, file)
	ix := index(t, docs)
	variants, err := search.NewVariants("")
	if err != nil {
		t.Fatal(err)
	}
	ways := []judged.Way{
		{Name: "words", Ask: judged.Ask(ix, func(q search.Query) search.Query { return q })},
		{Name: "variants", Ask: judged.Ask(ix, variants.Expand)},
	}
	var rows []judged.Row
	for _, w := range ways {
		scores, err := judged.Judge(t.Context(), w, questions, docs)
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, judged.Row{Way: w.Name, Scores: scores})
		if s, least := scores[""], least[w.Name]; s.Recall < least[0] || s.NDCG < least[1] {
			t.Errorf("%s: recall %.3f and nDCG %.3f of the first %d; they were %.3f and %.3f", w.Name, s.Recall, s.NDCG, judged.Cut, least[0], least[1])
		}
	}
	var table strings.Builder
	if err := judged.Print(&table, rows); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, d := range docs {
		n += len(d.Passages)
	}
	t.Logf("%d questions over %d passages\n%s", len(questions), n, table.String())
}

func questions(t *testing.T, file string) []judged.Question {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out, err := judged.Questions(f)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func index(t *testing.T, docs []search.InterviewDoc) search.Index {
	t.Helper()
	ix, err := bleveindex.Create(filepath.Join(t.TempDir(), "index"), "judged")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := ix.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := ix.Apply(context.Background(), search.Batch{Position: 1, Interviews: docs}); err != nil {
		t.Fatal(err)
	}
	return ix
}
