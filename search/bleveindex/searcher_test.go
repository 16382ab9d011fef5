package bleveindex_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"earshot/archive"
	"earshot/search"
	"earshot/search/indextest"
)

func searcher(t *testing.T) (*indextest.Archive, *search.Searcher) {
	t.Helper()
	a := indextest.NewArchive(t, indextest.Kitchen(), indextest.Harbour())
	ix := open(t, filepath.Join(t.TempDir(), "index"))
	t.Cleanup(func() {
		if err := ix.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := search.NewFollower(a, ix).CatchUp(context.Background()); err != nil {
		t.Fatal(err)
	}
	return a, search.NewSearcher(ix, a)
}

func TestSearcherDeadline(t *testing.T) {
	_, s := searcher(t)
	s.Deadline = time.Nanosecond
	_, err := s.Search(context.Background(), archive.Viewer{}, "soup", search.Page{})
	p, ok := indextest.Told(err)
	if !ok || !errors.Is(err, archive.ErrState) || !strings.Contains(p.Sentence, "takes too long") {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.Search(ctx, archive.Viewer{}, "soup", search.Page{}); !errors.Is(err, context.Canceled) {
		t.Errorf("a visitor who left: %v", err)
	}
}

// TestManySearchers: a crowd waits its turn and everyone gets an answer.
func TestManySearchers(t *testing.T) {
	_, s := searcher(t)
	s.Deadline = time.Minute
	var wg sync.WaitGroup
	for range 40 {
		wg.Go(func() {
			ans, err := s.Search(context.Background(), archive.Viewer{}, "soup", search.Page{})
			if err != nil || ans.Total != 2 {
				t.Errorf("%d hits, %v", ans.Total, err)
			}
		})
	}
	wg.Wait()
}

// TestSynonyms: an archive's own list joins the built-in one.
func TestSynonyms(t *testing.T) {
	_, s := searcher(t)
	s.Deadline = time.Minute
	v, err := search.NewVariants("town hall = council")
	if err != nil {
		t.Fatal(err)
	}
	s.Variants = func(context.Context, search.Query) *search.Variants { return v }
	ans, err := s.Search(context.Background(), archive.Viewer{}, "town hall", search.Page{})
	if err != nil || ans.Total != 1 || ans.Query.String() != "town hall" {
		t.Errorf("%+v, %v", ans, err)
	}
	if h := ans.Hits[0]; h.Text[h.Highlights[0].From:h.Highlights[0].To] != "council" {
		t.Errorf("%+v", h.Highlights)
	}
}

// TestHeavyQueries: the heaviest lines that the grammar lets through end soon, with
// an answer or a sentence.
func TestHeavyQueries(t *testing.T) {
	_, s := searcher(t)
	ix := open(t, filepath.Join(t.TempDir(), "wide"))
	defer ix.Close()
	var words []string
	for n := range 3000 {
		words = append(words, fmt.Sprintf("zebra%dx", n))
	}
	wide := indextest.Talk("wide000000000001", strings.Join(words, " "))
	if err := ix.Apply(context.Background(), search.Batch{Position: 1, Interviews: []search.InterviewDoc{indextest.Doc(t, wide)}}); err != nil {
		t.Fatal(err)
	}
	s.Index = ix
	for _, raw := range []string{
		strings.TrimSpace(strings.Repeat("ze* ", 32)),
		strings.TrimSpace(strings.Repeat("zebra1* ", 32)),
		`"` + strings.Repeat("co production ", 30) + `"`,
		strings.TrimSpace(strings.Repeat("copro ", 32)),
		`"` + strings.Repeat("the ", 100) + `"`,
		strings.Repeat("a-", 200) + "b",
		"speaker:aa* speaker:bb* theme:cc* ze*",
		"from:1000 to:9999 zebra1x",
	} {
		began := time.Now()
		_, err := s.Search(context.Background(), archive.Viewer{}, raw, search.Page{Facets: true})
		if _, told := indextest.Told(err); err != nil && !told {
			t.Errorf("%.40s…: %v", raw, err)
		}
		if took := time.Since(began); took > 5*time.Second { // the deadline is 0.3 s; the rest is for a busy machine
			t.Errorf("%.40s… took %v", raw, took)
		}
	}
}

// TestCatchUpResumes: a follower that is stopped between batches goes on from
// there, and events that say nothing new are read once.
func TestCatchUpResumes(t *testing.T) {
	var talks []*archive.Recognition
	for n := range 12 {
		lines := make([]string, 600)
		for i := range lines {
			lines[i] = fmt.Sprintf("Line %d of %d is about ships and the people who sail in them.", i, n)
		}
		talks = append(talks, indextest.Talk(fmt.Sprintf("resume%010d", n), lines...))
	}
	a := indextest.NewArchive(t, talks...)
	for range 30 {
		a.Touch(t, talks[0].Interview)
	}
	ix := open(t, filepath.Join(t.TempDir(), "index"))
	defer ix.Close()
	ctx, cancel := context.WithCancel(context.Background())
	f := search.NewFollower(a, ix)
	var steps []int64
	f.Followed = func(at int64, _ time.Duration) { steps = append(steps, at); cancel() }
	if err := f.CatchUp(ctx); !errors.Is(err, context.Canceled) {
		t.Fatalf("%v after %v", err, steps)
	}
	if at, err := ix.Position(context.Background()); err != nil || at != steps[0] || at >= 42 {
		t.Fatalf("stopped at %d, %v", at, err)
	}
	f.Followed = func(at int64, _ time.Duration) { steps = append(steps, at) }
	if err := f.CatchUp(context.Background()); err != nil {
		t.Fatal(err)
	}
	if steps[len(steps)-1] != 42 {
		t.Errorf("steps %v", steps)
	}
	if d, err := search.Compare(context.Background(), a, ix, nil); err != nil || len(d) > 0 {
		t.Errorf("%v %v", d, err)
	}
}
