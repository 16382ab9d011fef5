package bleveindex_test

import (
	"errors"
	"testing"

	"earshot/archive"
	"earshot/search"
	"earshot/search/bleveindex"
	"earshot/search/indextest"
)

func open(t testing.TB, dir string) search.Index {
	t.Helper()
	ix, err := bleveindex.Open(dir, "test archive")
	if errors.Is(err, archive.ErrNotFound) {
		ix, err = bleveindex.Create(dir, "test archive")
	}
	if err != nil {
		t.Fatal(err)
	}
	return ix
}

func TestIndex(t *testing.T) { indextest.Run(t, open) }
