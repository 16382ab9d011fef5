package judged_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"earshot/archive"
	"earshot/search"
	"earshot/search/bleveindex"
	"earshot/search/judged"
	"earshot/search/meaning"
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
	judge(t, "testdata/ours.txt", docs, floors{"words": {0.38, 0.38}, "variants": {0.44, 0.44}, "misheard": {0.51, 0.51}, "some of the words": {0.66, 0.58}, "meaning": {0.84, 0.76}})
}

func TestRecordings(t *testing.T) {
	docs, err := judged.Recordings(shared)
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("the recordings are not at ../shared")
	}
	if err != nil {
		t.Fatal(err)
	}
	judge(t, "testdata/recordings.txt", docs, floors{"words": {0.42, 0.42}, "variants": {0.49, 0.48}, "misheard": {0.52, 0.51}, "some of the words": {0.70, 0.62}, "meaning": {0.87, 0.81}})
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
		{Name: "words", Ask: judged.Ask(ix, search.Page{}, func(q search.Query) search.Query { return q })},
		{Name: "any of the words", Ask: judged.Ask(ix, search.Page{}, anyWord)},
		{Name: "variants", Ask: judged.Ask(ix, search.Page{}, variants.Expand)},
		{Name: "misheard", Ask: judged.Ask(ix, search.Page{Misheard: true}, variants.Expand)},
	}
	ways = append(ways, judged.Way{Name: "some of the words", Ask: asks(ix, docs, nil)})
	if m := meant(t, docs); m != nil {
		ways = append(ways, judged.Way{Name: "meaning", Ask: asks(ix, docs, m)})
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

// anyWord asks for passages that say any of the words, best first: what plain
// ranked retrieval does, and what meaning has to be better than.
func anyWord(q search.Query) search.Query {
	if len(q.Clauses) < 2 {
		return q
	}
	return search.Query{Clauses: []search.Clause{{Any: q.Clauses}}}
}

// meant is the installed model with the passages' vectors; nil when there is none.
func meant(t *testing.T, docs []search.InterviewDoc) *meaning.Finder {
	t.Helper()
	folder, err := filepath.Abs("../../.tools/models/minilm")
	if err != nil {
		t.Fatal(err)
	}
	if !meaning.Installed(folder) {
		t.Log("meaning is not measured: its model is not installed; run `make setup`")
		return nil
	}
	model := meaning.NewModel(meaning.ModelConfig{Python: filepath.Join(folder, "../../venv/bin/python"), Folder: folder})
	f, err := meaning.Open(filepath.Join(t.TempDir(), "vectors"), "judged", model, nil, slog.Default())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(f.Close(), model.Close()); err != nil {
			t.Error(err)
		}
	})
	if err := f.Apply(t.Context(), search.Batch{Position: 1, Interviews: docs}); err != nil {
		t.Fatal(err)
	}
	return f
}

// asks asks as the site does, with everything that is found.
func asks(ix search.Finder, docs []search.InterviewDoc, m search.Meaning) func(context.Context, string) ([]string, error) {
	s := search.NewSearcher(ix, published(docs))
	s.Meaning, s.Deadline = m, time.Minute
	return func(ctx context.Context, text string) ([]string, error) {
		ans, err := s.Search(ctx, archive.Viewer{}, text, search.Page{Size: judged.Cut, Misheard: true, Meaning: m != nil, Some: true})
		return judged.Ranking(ans.Results), err
	}
}

// published is an archive in which anyone may find everything.
type published []search.InterviewDoc

// Searchable implements search.Archive.
func (p published) Searchable(_ context.Context, _ archive.Viewer, ids []string) (map[string]*archive.Interview, error) {
	out := map[string]*archive.Interview{}
	for _, id := range ids {
		out[id] = &archive.Interview{ID: id, State: archive.Published, Language: "en"}
	}
	return out, nil
}
