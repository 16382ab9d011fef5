package sqlstore_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"earshot/archive"
	"earshot/archive/sqlstore"
	"earshot/archive/storetest"
)

// quick is Options with pauses short enough for tests.
func quick(path string) sqlstore.Options {
	return sqlstore.Options{
		Path: path, Poll: 20 * time.Millisecond, Heartbeat: 50 * time.Millisecond, Stale: 2500 * time.Millisecond,
		Retries: []time.Duration{time.Millisecond},
	}
}

// open opens a store that is closed when the test ends.
func open(t testing.TB, opt sqlstore.Options) *sqlstore.Store {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return s
}

func TestStore(t *testing.T) {
	t.Run("file", func(t *testing.T) {
		storetest.Run(t, func(t *testing.T) archive.Store { return open(t, quick(filepath.Join(t.TempDir(), "a b?%#.db"))) })
	})
	t.Run("memory", func(t *testing.T) {
		storetest.Run(t, func(t *testing.T) archive.Store { return open(t, quick(":memory:")) })
	})
}

func TestMain(m *testing.M) {
	storetest.Main(m, func(place string) (storetest.Worked, error) {
		return sqlstore.Open(context.Background(), quick(place))
	})
}

func TestQueue(t *testing.T) {
	t.Run("file", func(t *testing.T) {
		storetest.RunQueue(t, func(t *testing.T) storetest.Worked { return open(t, quick(filepath.Join(t.TempDir(), "a.db"))) })
	})
	t.Run("memory", func(t *testing.T) {
		storetest.RunQueue(t, func(t *testing.T) storetest.Worked { return open(t, quick(":memory:")) })
	})
}

func TestDeaths(t *testing.T) {
	storetest.RunDeaths(t, storetest.Places{
		New:  func(t *testing.T) string { return filepath.Join(t.TempDir(), "a.db") },
		Open: func(place string) (storetest.Worked, error) { return sqlstore.Open(t.Context(), quick(place)) },
	})
}
