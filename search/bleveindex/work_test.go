package bleveindex

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/google/go-cmp/cmp"

	"earshot/archive"
	"earshot/search"
	"earshot/search/indextest"
)

// effort is what an answer took, without a clock: whoever measures how long it
// takes learns no more than this.
type effort struct {
	Terms      uint64 // lists of documents that were opened, one for a term
	Searches   int    // of the index
	Spellings  int    // words looked up by how they are spelled
	Candidates int    // words near those, or that sound like words of the query
	Interviews int    // the archive was asked about
}

// watched is an index and an archive that count what is asked of them.
type watched struct {
	*Index
	archive *indextest.Archive
	effort
}

func (w *watched) Search(ctx context.Context, q search.Query, p search.Page) (search.Results, error) {
	w.Searches++
	for _, c := range q.Clauses {
		for _, t := range search.Tokens(c.Text) {
			w.Candidates += len(w.known.lexicon.alike(t.Term, besideSound))
		}
	}
	return w.Index.Search(ctx, q, p)
}

func (w *watched) Spelled(ctx context.Context, word string, most int) (bool, []string, error) {
	w.Spellings++
	w.Candidates += len(w.known.lexicon.misspelled(word))
	return w.Index.Spelled(ctx, word, most)
}

func (w *watched) Searchable(ctx context.Context, v archive.Viewer, ids []string) (map[string]*archive.Interview, error) {
	w.Interviews += len(ids)
	return w.archive.Searchable(ctx, v, ids)
}

func (w *watched) terms(t *testing.T) (n uint64) {
	for _, b := range []bleve.Index{w.passages, w.interviews} {
		advanced, err := b.Advanced()
		if err != nil {
			t.Fatal(err)
		}
		n += advanced.StatsMap()["term_searchers_started"].(uint64)
	}
	return n
}

// ask answers a visitor.
func (w *watched) ask(t *testing.T, raw string) (search.Answer, effort) {
	t.Helper()
	s := search.NewSearcher(w, w)
	s.Deadline = time.Minute
	w.effort = effort{}
	before := w.terms(t)
	ans, err := s.Search(context.Background(), archive.Viewer{}, raw, search.Page{Facets: true, Misheard: true})
	if err != nil {
		t.Fatal(err)
	}
	ans.Took, ans.Position = 0, 0
	for i := range ans.Hits {
		ans.Hits[i].Score = 0 // tells how much text the index's files hold, whatever is asked
	}
	w.effort.Terms = w.terms(t) - before
	return ans, w.effort
}

func (w *watched) follow(t *testing.T) {
	t.Helper()
	if err := search.NewFollower(w.archive, w.Index).CatchUp(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// open opens the index until the returned function closes it.
func (w *watched) open(t *testing.T, dir string, by func(dir, id string) (*Index, error)) func() {
	t.Helper()
	ix, err := by(dir, "test archive")
	if err != nil {
		t.Fatal(err)
	}
	w.Index = ix
	end := sync.OnceFunc(func() {
		if err := ix.Close(); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(end)
	return end
}

// TestRestrictedWordsTakeNoLonger (Q26): what may not be found takes the same work
// to answer as what was never there, in an index that held it once: after its
// interview was taken away, after its words were fixed, and opened again.
func TestRestrictedWordsTakeNoLonger(t *testing.T) {
	const secret = "secret0000000001"
	told := func() *archive.Recognition {
		r := indextest.Talk(secret, "Nadia: Zanzibar was where the kitchens were, said Oluwaseun.", "Nadia: Zanzibars and zanzen, by the harbour wall.")
		r.Language = "de"
		return r
	}
	never := &watched{archive: indextest.NewArchive(t, indextest.Kitchen())}
	never.open(t, filepath.Join(t.TempDir(), "index"), Create)
	never.follow(t)

	once := &watched{archive: indextest.NewArchive(t, indextest.Kitchen(), told())}
	dir := filepath.Join(t.TempDir(), "index")
	end := once.open(t, dir, Create)
	once.follow(t)
	if ans, e := once.ask(t, "zanzibat"); len(ans.Suggest) == 0 || e.Candidates == 0 {
		t.Fatalf("while it is public it is not suggested: %+v", e)
	}
	if err := once.archive.Unpublish(context.Background(), indextest.Custodian, secret); err != nil {
		t.Fatal(err)
	}
	once.follow(t)
	never.same(t, "taken away", once)
	end()
	once.open(t, dir, Open)
	never.same(t, "opened again", once)

	fixed := &watched{archive: indextest.NewArchive(t, indextest.Kitchen())}
	fixed.open(t, filepath.Join(t.TempDir(), "index"), Create)
	const kitchen, line = "kitchen0000000a1", 2
	is := "We had nothing but lifting spaces, that is what we called them,"
	fixed.archive.Say(t, kitchen, line, "We had Zanzibar, Zanzibars, zanzen, Oluwaseun,", "there")
	fixed.follow(t)
	fixed.archive.Say(t, kitchen, line, is, "gone")
	fixed.follow(t)
	never.archive.Say(t, kitchen, line, "We had other names,", "there")
	never.archive.Say(t, kitchen, line, is, "gone")
	never.follow(t)
	never.same(t, "fixed", fixed)
}

func (w *watched) same(t *testing.T, when string, other *watched) {
	t.Helper()
	w.ask(t, "soup") // the columns for facets are read once after each batch
	other.ask(t, "soup")
	for raw, gone := range map[string]uint64{
		"zanzibar": 0, "zanzibat": 0, "sansibar": 0, "oluwaseum spaces": 0, `"zanzibar spaces"`: 0, `"sansibar spaces"`: 0, "zanzibar NEAR/3 spaces": 0,
		"zanzibar soup": 0, "soup -zanzibar": 0, "speaker:nadia": 0, "language:de soup": 0, "heard:zanzibar": 0, "zanzibar OR soup": 0,
		// Three words and one of the next passage, in each text: bleve lists them until
		// it writes the file anew, and each is looked up once to be left out.
		"zanz*": 8, "za*zibar": 8, "speaker:nad*": 2,
	} {
		want, most := w.ask(t, raw)
		got, e := other.ask(t, raw)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s, %s (-never +once):\n%s", when, raw, d)
		}
		if e.Terms < most.Terms || e.Terms > most.Terms+gone {
			t.Errorf("%s, %s: %d terms are looked up, and %d of what was never there", when, raw, e.Terms, most.Terms)
		}
		e.Terms = most.Terms
		if d := cmp.Diff(most, e); d != "" {
			t.Errorf("%s, %s (-never +once):\n%s", when, raw, d)
		}
	}
}
