package bleveindex

import (
	"errors"
	"path/filepath"
	"testing"

	"earshot/archive"
	"earshot/search"
	"earshot/search/indextest"
)

// TestHeavySearchIsRefused: what bleve reckons too large is not begun, and the
// person is told.
func TestHeavySearchIsRefused(t *testing.T) {
	ix, err := Create(filepath.Join(t.TempDir(), "index"), "test")
	if err != nil {
		t.Fatal(err)
	}
	defer ix.Close()
	if err := ix.Apply(t.Context(), search.Batch{Position: 1, Interviews: []search.InterviewDoc{indextest.Doc(t, indextest.Kitchen())}}); err != nil {
		t.Fatal(err)
	}
	req := page{Size: 10}.request(place{})
	req.Query = term(fieldKind, kindPassage)
	for most, refused := range map[uint64]bool{10: true, maxMemory: false} {
		ctx := within(t.Context(), most)
		_, err := ix.passages.SearchInContext(ctx, req)
		if (err != nil) != refused {
			t.Fatalf("within %d bytes: %v", most, err)
		}
		if told := (*archive.Problem)(nil); refused && !errors.As(searchError(ctx, err), &told) {
			t.Errorf("%v is not for people", err)
		}
	}
}
