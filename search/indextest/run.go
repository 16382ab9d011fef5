package indextest

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earshot/archive"
	"earshot/search"
)

// Factory opens an index in dir, making an empty one when there is none. Opened
// again after Close, it holds what it held.
type Factory func(t testing.TB, dir string) search.Index

// Run tests every promise of search.Index.
func Run(t *testing.T, open Factory) {
	for _, test := range []struct {
		name string
		fn   func(*testing.T, *rig)
	}{
		{"Asking", asking},
		{"WaysToAsk", waysToAsk},
		{"CheckedWords", checkedWords},
		{"Languages", languages},
		{"Misheard", misheard},
		{"Spelling", spelling},
		{"WordsAndTimes", wordsAndTimes},
		{"HeardAndCorrected", heardAndCorrected},
		{"Ranking", ranking},
		{"Paging", paging},
		{"BadPage", badPage},
		{"Facets", facets},
		{"Removal", removal},
		{"Replay", replay},
		{"Position", position},
		{"Holdings", holdings},
		{"Ended", ended},
		{"AskingWhileApplying", askingWhileApplying},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := &rig{open: open, dir: filepath.Join(t.TempDir(), "index")}
			r.Index = open(t, r.dir)
			t.Cleanup(func() {
				if err := r.Close(); err != nil {
					t.Error(err)
				}
			})
			test.fn(t, r)
		})
	}
}

// rig is an index under test.
type rig struct {
	search.Index
	open Factory
	dir  string
	at   int64
}

// apply takes the index one step on.
func (r *rig) apply(t testing.TB, docs []search.InterviewDoc, gone ...string) {
	t.Helper()
	r.at++
	if err := r.Apply(context.Background(), search.Batch{Position: r.at, Interviews: docs, Gone: gone}); err != nil {
		t.Fatal(err)
	}
}

// both applies the two interviews of talk.go, the kitchen with its first fix.
func (r *rig) both(t testing.TB) {
	t.Helper()
	r.apply(t, []search.InterviewDoc{Doc(t, Kitchen(), Fix{2, "lifting", "listening"}), Doc(t, Harbour())})
}

// ask parses and expands a query as a Searcher does.
func (r *rig) ask(t testing.TB, raw string, p search.Page) search.Results {
	t.Helper()
	q, err := search.Parse(raw)
	if err != nil {
		t.Fatalf("%s: %v", raw, err)
	}
	v, err := search.NewVariants("")
	if err != nil {
		t.Fatal(err)
	}
	res, err := r.Search(context.Background(), v.Expand(q), p)
	if err != nil {
		t.Fatalf("%s: %v", raw, err)
	}
	return res
}

// marked is what is highlighted in each hit, in rank order.
func marked(res search.Results) []string {
	var out []string
	for _, h := range res.Hits {
		for _, m := range h.Highlights {
			out = append(out, h.Text[m.From:m.To])
		}
	}
	return out
}

func ids(res search.Results) []string {
	out := []string{}
	for _, h := range res.Hits {
		out = append(out, h.Passage)
	}
	return out
}

func check(t testing.TB, what string, got, want any) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

func badPage(t *testing.T, r *rig) {
	r.both(t)
	q, _ := search.Parse("soup")
	for _, p := range []search.Page{
		{Size: -1}, {Size: search.MaxPage + 1}, {Size: 1_000_000_000}, {Sort: "price"}, {After: "1e3"}, {After: "%%%"},
		{After: "bm9wZQ"}, {Sort: search.ByDate, After: "MC41CmE6MQ"},
	} {
		_, err := r.Search(context.Background(), q, p)
		var problem *archive.Problem
		if !errors.As(err, &problem) || !errors.Is(err, archive.ErrInvalid) {
			t.Errorf("%+v: %v", p, err)
		}
	}
}

func ended(t *testing.T, r *rig) {
	r.both(t)
	q, _ := search.Parse("soup")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := r.Search(ctx, q, search.Page{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Search: %v", err)
	}
	if err := r.Apply(ctx, search.Batch{Position: 9}); !errors.Is(err, context.Canceled) {
		t.Errorf("Apply: %v", err)
	}
	at, err := r.Position(context.Background())
	if err != nil || at != 1 {
		t.Errorf("position %d, %v: the step that was not taken shows", at, err)
	}
}
