package bleveindex_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"earshot/archive"
	"earshot/search"
	"earshot/search/bleveindex"
	"earshot/search/indextest"
)

const (
	kitchen = "kitchen0000000a1"
	harbour = "harbour0000000b2"
)

// site is a running index with an archive behind it.
type site struct {
	*indextest.Archive
	live     *search.Live
	searcher *search.Searcher
	dir      string
	followed chan int64
	stop     func()
}

// start runs a Live index over an archive, until the test ends or stop is called.
func start(t testing.TB, a *indextest.Archive, dir string) *site {
	t.Helper()
	s := &site{Archive: a, dir: dir, followed: make(chan int64, 10_000)}
	s.live = search.NewLive(bleveindex.NewShelf(dir, "test archive"), a, search.LiveOptions{
		Name:     func(context.Context, string) string { return "Mina" },
		Followed: func(at int64, _ time.Duration) { s.followed <- at },
	})
	a.OnChange(s.live.Poke)
	s.searcher = search.NewSearcher(s.live, a)
	s.searcher.Deadline = time.Minute // the machine that tests may be busy
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.live.Run(ctx) }()
	var stopped bool
	s.stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(s.stop)
	return s
}

// reached waits until the index has followed to the archive's last event and can
// be asked.
func (s *site) reached(t testing.TB) {
	t.Helper()
	ctx := context.Background()
	last, err := s.LastEvent(ctx)
	if err != nil {
		t.Fatal(err)
	}
	patience := time.NewTimer(30 * time.Second)
	defer patience.Stop()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for {
		if at, err := s.live.Position(ctx); err == nil && at >= last {
			return
		}
		select {
		case <-s.followed:
		case <-tick.C: // taking a new index into use gives no signal
		case <-patience.C:
			at, err := s.live.Position(ctx)
			t.Fatalf("the index is at %d (%v), the archive at %d", at, err, last)
		}
	}
}

func (s *site) total(t testing.TB, raw string) int {
	t.Helper()
	ans, err := s.searcher.Search(context.Background(), archive.Viewer{}, raw, search.Page{})
	if err != nil {
		t.Fatalf("%s: %v", raw, err)
	}
	return ans.Total
}

func (s *site) inStep(t testing.TB) {
	t.Helper()
	d, err := search.Compare(context.Background(), s, s.live, func(context.Context, string) string { return "Mina" })
	if err != nil || len(d) > 0 {
		t.Errorf("the index differs from the archive: %v %v", d, err)
	}
}

func TestFollow(t *testing.T) {
	ctx := context.Background()
	a := indextest.NewArchive(t, indextest.Kitchen(), indextest.Harbour())
	s := start(t, a, filepath.Join(t.TempDir(), "index"))
	s.reached(t)
	if n := s.total(t, `"lifting spaces"`); n != 1 {
		t.Fatalf("%d hits as heard", n)
	}
	s.Say(t, kitchen, 2, "We had nothing but listening spaces, that is what we called them,", "k1")
	s.reached(t)
	ans, err := s.searcher.Search(ctx, archive.Viewer{}, `"listening spaces"`, search.Page{})
	if err != nil || ans.Total != 1 || ans.Hits[0].Matched != search.AsCorrected || ans.Hits[0].ReporterName != "Mina" {
		t.Fatalf("%+v, %v", ans, err)
	}
	s.inStep(t)

	if err := s.Unpublish(ctx, indextest.Custodian, kitchen); err != nil {
		t.Fatal(err)
	}
	s.reached(t)
	if n := s.total(t, "soup"); n != 1 {
		t.Errorf("%d hits after unpublishing", n)
	}
	if err := s.Withdraw(ctx, indextest.Custodian, harbour, "Yusuf asked for it."); err != nil {
		t.Fatal(err)
	}
	s.reached(t)
	if n := s.total(t, "soup"); n != 0 {
		t.Errorf("%d hits after withdrawing", n)
	}
	s.inStep(t)
}

// TestRecheck: a hit that Policy forbids by now is not shown, even while the index
// still holds it.
func TestRecheck(t *testing.T) {
	ctx := context.Background()
	a := indextest.NewArchive(t, indextest.Kitchen(), indextest.Harbour())
	ix := open(t, filepath.Join(t.TempDir(), "index"))
	t.Cleanup(func() { _ = ix.Close() })
	if err := search.NewFollower(a, ix).CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	stale := 0
	s := search.NewSearcher(ix, a)
	s.Stale = func() { stale++ }
	s.Deadline = time.Minute
	for _, act := range []func() error{
		func() error { return a.Unpublish(ctx, indextest.Custodian, kitchen) },
		func() error { return a.Withdraw(ctx, indextest.Custodian, harbour, "Yusuf asked for it.") },
	} {
		if err := act(); err != nil {
			t.Fatal(err)
		}
	}
	for _, v := range []archive.Viewer{{}, indextest.Custodian} {
		ans, err := s.Search(ctx, v, "soup", search.Page{Facets: true})
		if err != nil || ans.Total != 0 || len(ans.Hits) != 0 || ans.Facets != nil {
			t.Errorf("%+v, %v", ans, err)
		}
	}
	if stale != 2 {
		t.Errorf("told %d times", stale)
	}
	d, err := search.Compare(ctx, a, ix, nil)
	if err != nil || len(d) != 0 {
		t.Errorf("what the index is about to follow counts as a difference: %v %v", d, err)
	}
}

// TestRebuildWhileSearching: the old index answers until the new one does.
func TestRebuildWhileSearching(t *testing.T) {
	a := indextest.NewArchive(t, indextest.Kitchen(), indextest.Harbour())
	s := start(t, a, filepath.Join(t.TempDir(), "index"))
	s.reached(t)
	for round := range 3 {
		before := current(t, s.dir)
		s.live.Rebuild()
		for n := 0; current(t, s.dir) == before; n++ {
			if got := s.total(t, "soup"); got != 2 {
				t.Fatalf("round %d: %d hits meanwhile", round, got)
			}
			if n == 3 {
				s.Say(t, kitchen, 11, fmt.Sprintf("and that is how diary %d started.", round), fmt.Sprint("r", round))
			}
		}
		s.reached(t)
	}
	s.inStep(t)
}

func current(t testing.TB, dir string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "current"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(b))
}

// TestDamage (B06 among others): whatever is wrong with the folder, it is noticed and made again, and
// nobody is shown an empty archive.
func TestDamage(t *testing.T) {
	zap := func(dir string) string {
		files, _ := filepath.Glob(filepath.Join(dir, bleveindex.Schema+"-*", "passages", "store", "*.zap"))
		if len(files) == 0 {
			t.Fatal("no segment")
		}
		return files[0]
	}
	for name, harm := range map[string]func(dir string) error{
		"flipped bit": func(dir string) error {
			b, err := os.ReadFile(zap(dir))
			b[len(b)/2] ^= 1
			return errors.Join(err, os.WriteFile(zap(dir), b, 0o600))
		},
		"cut short":     func(dir string) error { return os.Truncate(zap(dir), 100) },
		"no segment":    func(dir string) error { return os.Remove(zap(dir)) },
		"empty segment": func(dir string) error { return os.Truncate(zap(dir), 0) },
		"no meta": func(dir string) error {
			return os.Remove(filepath.Join(dir, current(t, dir), "interviews", "index_meta.json"))
		},
		"garbage meta": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, current(t, dir), "passages", "index_meta.json"), []byte("{"), 0o600)
		},
		"garbage bolt": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, current(t, dir), "passages", "store", "root.bolt"), []byte(strings.Repeat("x", 9000)), 0o600)
		},
		"no part":         func(dir string) error { return os.RemoveAll(filepath.Join(dir, current(t, dir), "passages")) },
		"no folder":       func(dir string) error { return os.RemoveAll(filepath.Join(dir, current(t, dir))) },
		"nothing at all":  os.RemoveAll,
		"garbage pointer": func(dir string) error { return os.WriteFile(filepath.Join(dir, "current"), []byte("../../etc"), 0o600) },
		"older schema":    func(dir string) error { return os.WriteFile(filepath.Join(dir, "current"), []byte("v0-1\n"), 0o600) },
		"another archive": func(dir string) error {
			if err := os.RemoveAll(filepath.Join(dir, current(t, dir))); err != nil {
				return err
			}
			ix, err := bleveindex.Create(filepath.Join(dir, current(t, dir)), "somebody else's")
			return errors.Join(err, ix.Close())
		},
		"an index from the future": func(dir string) error {
			ix, err := bleveindex.Open(filepath.Join(dir, current(t, dir)), "test archive")
			return errors.Join(err, ix.Apply(context.Background(), search.Batch{Position: 999}), ix.Close())
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := indextest.NewArchive(t, indextest.Kitchen(), indextest.Harbour())
			dir := filepath.Join(t.TempDir(), "index")
			s := start(t, a, dir)
			s.reached(t)
			s.stop()
			if err := harm(dir); err != nil {
				t.Fatal(err)
			}
			b := &indextest.Archive{Archive: a.Archive}
			again := start(t, b, dir)
			for n := 0; ; n++ { // until it is made again: a sentence, or all hits, and nothing between
				ans, err := again.searcher.Search(context.Background(), archive.Viewer{}, "soup", search.Page{})
				if err == nil && ans.Total == 2 && ans.Position < 900 {
					break
				}
				if err == nil && ans.Total != 2 {
					t.Fatalf("%d hits were shown as if they were all", ans.Total)
				}
				if _, kind := indextest.Told(err); err != nil && !kind {
					t.Logf("while it is made again: %v", err)
				}
			}
			again.inStep(t)
			again.stop()
			if folders, _ := filepath.Glob(filepath.Join(dir, "v*")); len(folders) != 1 {
				t.Errorf("left behind: %v", folders)
			}
		})
	}
}

// B07: the folder of a running index is removed. Whoever asks gets every hit or a
// sentence, never a part as if it were all, and the next start makes it again.
func TestFolderRemovedWhileRunning(t *testing.T) {
	a := indextest.NewArchive(t, indextest.Kitchen(), indextest.Harbour())
	dir := filepath.Join(t.TempDir(), "index")
	s := start(t, a, dir)
	s.reached(t)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	for range 20 {
		if ans, err := s.searcher.Search(context.Background(), archive.Viewer{}, "soup", search.Page{}); err == nil && ans.Total != 2 {
			t.Fatalf("%d hits were shown as if they were all", ans.Total)
		}
	}
	s.stop()
	again := start(t, &indextest.Archive{Archive: a.Archive}, dir)
	again.reached(t)
	again.inStep(t)
	if n := again.total(t, "soup"); n != 2 {
		t.Errorf("%d hits after the next start", n)
	}
}

func TestInUse(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "index")
	ix := open(t, dir)
	defer ix.Close()
	began := time.Now()
	if _, err := bleveindex.Open(dir, "test archive"); !errors.Is(err, bleveindex.ErrInUse) || errors.Is(err, archive.ErrDamaged) {
		t.Errorf("second opener: %v", err)
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it waited %v", took)
	}
}
