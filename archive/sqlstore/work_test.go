package sqlstore_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"earshot/archive"
	"earshot/archive/sqlstore"
)

// working starts a worker whose only handler is for recognise jobs. stop ends it
// and waits.
func working(t *testing.T, s *sqlstore.Store, h archive.Handler) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- s.Work(ctx, archive.Work{Worker: "mill", Ready: ready, Handlers: map[archive.JobKind]archive.Handler{archive.JobRecognise: h}})
	}()
	select {
	case <-ready:
	case err := <-ended:
		t.Fatalf("Work ended at once: %v", err)
	}
	return func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Work: %v", err)
		}
	}
}

func enqueue(t *testing.T, s *sqlstore.Store, interviews ...string) {
	t.Helper()
	err := s.Update(t.Context(), func(tx archive.Tx) error {
		for _, iv := range interviews {
			if err := tx.Enqueue(archive.Job{Kind: archive.JobRecognise, Interview: iv, Run: 1}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestJobTimeout(t *testing.T) {
	opt := quick(":memory:")
	opt.JobTimeout = 20 * time.Millisecond
	s := open(t, opt)
	tries := make(chan int, 10)
	stop := working(t, s, func(ctx context.Context, j archive.Job) error {
		tries <- j.Try
		<-ctx.Done()
		return ctx.Err()
	})
	defer stop()
	enqueue(t, s, "i1")
	for want := 1; want <= 2; want++ { // a timeout counts as a try
		if got := <-tries; got != want {
			t.Errorf("try %d, want %d", got, want)
		}
	}
}

func TestMoreWorkers(t *testing.T) {
	opt := quick(":memory:")
	opt.Workers = map[archive.JobKind]int{archive.JobRecognise: 3}
	s := open(t, opt)
	began := make(chan string, 10)
	stop := working(t, s, func(ctx context.Context, j archive.Job) error {
		began <- j.Interview
		<-ctx.Done()
		return ctx.Err()
	})
	enqueue(t, s, "a", "b", "c", "d")
	for range 3 {
		<-began
	}
	stop()
	if len(began) != 0 {
		t.Errorf("a fourth job ran beside three: %s", <-began)
	}
}

func TestWorkRefuses(t *testing.T) {
	s := open(t, quick(":memory:"))
	done := func(context.Context, archive.Job) error { return nil }
	for name, w := range map[string]archive.Work{
		"no name":         {Handlers: map[archive.JobKind]archive.Handler{archive.JobListen: done}},
		"a long name":     {Worker: strings.Repeat("x", 101), Handlers: map[archive.JobKind]archive.Handler{archive.JobListen: done}},
		"no handlers":     {Worker: "mill"},
		"no such kind":    {Worker: "mill", Handlers: map[archive.JobKind]archive.Handler{"dream": done}},
		"no such handler": {Worker: "mill", Handlers: map[archive.JobKind]archive.Handler{archive.JobListen: nil}},
	} {
		if err := s.Work(t.Context(), w); !errors.Is(err, archive.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	w := archive.Work{Worker: "mill", Handlers: map[archive.JobKind]archive.Handler{archive.JobListen: done}}
	if err := s.Work(ended, w); err != nil {
		t.Errorf("a Work told to stop before it began: %v", err)
	}
}

// TestNothingGrows checks that a worker that stops leaves no row of its own, and
// that rows of workers long dead are dropped by others.
func TestNothingGrows(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	s := open(t, quick(path))
	raw(t, path, `INSERT INTO worker (name, seen) VALUES ('long dead', 1)`)
	done := make(chan bool)
	stop := working(t, s, func(context.Context, archive.Job) error { done <- true; return nil })
	enqueue(t, s, "i1")
	<-done
	for names(t, path) != "mill" {
		time.Sleep(10 * time.Millisecond) // the next sign of life drops it; nothing tells when
	}
	stop()
	if left := names(t, path); left != "" {
		t.Errorf("rows left: %q", left)
	}
}

// names lists the workers that the store knows.
func names(t *testing.T, path string) string {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var all sql.NullString
	if err := db.QueryRowContext(t.Context(), `SELECT group_concat(name) FROM worker`).Scan(&all); err != nil {
		t.Fatal(err)
	}
	return all.String
}

// TestMemoryLeavesNothing checks that a temporary store goes with Close.
func TestMemoryLeavesNothing(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	s := open(t, quick(":memory:"))
	enqueue(t, s, "i1")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(os.TempDir())
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestQueriesUseIndexes asks SQLite how it would run the queries that must not
// read whole tables.
func TestQueriesUseIndexes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	open(t, quick(path))
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	got := map[string]string{}
	for name, query := range sqlstore.HotQueries {
		rows, err := db.Query(`EXPLAIN QUERY PLAN `+query, 1, 2, 3, 4, 5, 6, 7)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for rows.Next() {
			var id, parent, unused int
			var step string
			if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
				t.Fatal(err)
			}
			few := strings.Contains(query, "json_each") // rows by their ids may be sorted
			if strings.HasPrefix(step, "SCAN") && !strings.HasPrefix(step, "SCAN json_each") || strings.Contains(step, "TEMP B-TREE") && !few {
				got[name] = step
			}
		}
		rows.Close()
	}
	if d := cmp.Diff(map[string]string{}, got); d != "" {
		t.Errorf("queries that read too much:\n%s", d)
	}
}
