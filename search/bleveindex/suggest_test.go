package bleveindex_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"earshot/archive"
	"earshot/search"
	"earshot/search/indextest"
)

// TestSuggest: queries that were perhaps meant, by what the viewer may find.
func TestSuggest(t *testing.T) {
	_, s := searcher(t)
	s.Deadline = time.Minute
	for raw, want := range map[string][]string{
		"kitchin soup":            {"kitchen soup"},
		`"soup kitchin"`:          {`"soup kitchen"`},
		"kitchin neighbor":        {"kitchen neighbour"},
		"kitchin zzzzzz":          nil, // nobody says the other word either
		"kitchin speaker:nobody":  nil, // it would find nothing
		"kitchen soup":            nil,
		"-kitchin neighbour":      nil,
		"musuem from:2021":        {"museum from:2021"},
		"angry neighbour harbour": nil,
	} {
		ans, err := s.Search(context.Background(), archive.Viewer{}, raw, search.Page{})
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, ans.Suggest); d != "" {
			t.Errorf("%s (-want +got):\n%s", raw, d)
		}
	}
}

// TestRestrictedWordsAreNowhere (Q26): a word that is said only in an interview that may
// not be found is answered as one that nobody ever said, before the index follows
// and after.
func TestRestrictedWordsAreNowhere(t *testing.T) {
	ctx := context.Background()
	secret := indextest.Talk("secret0000000001", "Nadia: Zanzibar was where the kitchens were, said Oluwaseun.")
	a := indextest.NewArchive(t, indextest.Kitchen(), secret)
	ix := open(t, filepath.Join(t.TempDir(), "index"))
	t.Cleanup(func() { _ = ix.Close() })
	f := search.NewFollower(a, ix)
	if err := f.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	s := search.NewSearcher(ix, a)
	s.Deadline = time.Minute
	answer := func(raw string) search.Answer {
		ans, err := s.Search(ctx, archive.Viewer{}, raw, search.Page{Facets: true, Misheard: true})
		if err != nil {
			t.Fatal(err)
		}
		ans.Query, ans.Took, ans.Position = search.Query{}, 0, 0
		return ans
	}
	if answer("zanzibar").Total != 1 || len(answer("zanzibat").Suggest) != 1 {
		t.Fatal("the word cannot be found while it is public")
	}
	if err := a.Unpublish(ctx, indextest.Custodian, "secret0000000001"); err != nil {
		t.Fatal(err)
	}
	same := func(when string) {
		for _, raw := range []string{"%", `"% spaces"`, "speaker:% soup", "oluwaseun %", "%zib*", "za*%ar"} {
			known, nowhere := answer(replace(raw, "zanzibar")), answer(replace(raw, "qanqibaq"))
			if d := cmp.Diff(nowhere, known); d != "" {
				t.Errorf("%s: %s (-nowhere +restricted):\n%s", when, raw, d)
			}
		}
		for _, raw := range []string{"zanzibat", "oluwaseum", "speaker:nadia", "sansibar"} {
			if d := cmp.Diff(answer("qanqibat"), answer(raw)); d != "" {
				t.Errorf("%s: %s (-nowhere +restricted):\n%s", when, raw, d)
			}
		}
	}
	same("before the index follows")
	if err := f.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	same("after")
}

func replace(raw, word string) string {
	out := ""
	for _, r := range raw {
		if r == '%' {
			out += word
		} else {
			out += string(r)
		}
	}
	return out
}
