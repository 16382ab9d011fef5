// Package sqltest answers: how does a test get an empty database at once? It makes
// the tables in one file a process and gives each test a copy of it, because making
// them takes longer than most tests of a rule.
package sqltest

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"earshot/archive/sqlstore"
)

// empty is the bytes of a database with nothing but its tables.
var empty = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "earshot-empty-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "a.db")
	s, err := sqlstore.Open(context.Background(), sqlstore.Options{Path: path, Passing: true})
	if err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil { // which leaves everything in the one file
		return nil, err
	}
	return os.ReadFile(path)
})

// Open opens a new, empty store that is closed when the test ends. Without
// opt.Path it is in a folder of the test's own. Nothing in it waits for the disk:
// where a test is about what is left after a crash, open it with sqlstore.Open.
func Open(t testing.TB, opt sqlstore.Options) *sqlstore.Store {
	t.Helper()
	if opt.Path == "" {
		opt.Path = filepath.Join(t.TempDir(), "a.db")
	}
	opt.Passing = true
	tables, err := empty()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(opt.Path, tables, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := sqlstore.Open(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	return s
}
