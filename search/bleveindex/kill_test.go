package bleveindex_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"earshot/search/bleveindex"
	"earshot/search/indextest"
)

// childDir tells this test program to be the child that Kill kills.
const childDir = "EARSHOT_TEST_INDEX_DIR"

func TestMain(m *testing.M) {
	dir := os.Getenv(childDir)
	if dir == "" {
		os.Exit(m.Run())
	}
	ix, err := bleveindex.Open(dir, "test archive")
	if err != nil {
		ix, err = bleveindex.Create(dir, "test archive")
	}
	if err == nil {
		err = indextest.Child(ix, os.Stdout)
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func TestKill(t *testing.T) {
	indextest.Kill(t, open, filepath.Join(t.TempDir(), "index"), func(dir string) *exec.Cmd {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), childDir+"="+dir)
		cmd.Stderr = os.Stderr
		return cmd
	})
}

// TestKilledRebuild: a new index that was begun and never finished is not taken
// for the one in use, and is deleted.
func TestKilledRebuild(t *testing.T) {
	ctx := context.Background()
	a := indextest.NewArchive(t, indextest.Kitchen(), indextest.Harbour())
	dir := filepath.Join(t.TempDir(), "index")
	s := start(t, a, dir)
	s.reached(t)
	s.stop()
	fresh, err := bleveindex.NewShelf(dir, "test archive").Fresh(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := fresh.Close(); err != nil { // empty, at position 0, as a kill leaves it
		t.Fatal(err)
	}
	again := start(t, &indextest.Archive{Archive: a.Archive}, dir)
	again.reached(t)
	if n := again.total(t, "soup"); n != 2 {
		t.Errorf("%d hits", n)
	}
	was := current(t, dir)
	again.live.Rebuild()
	for current(t, dir) == was {
		if n := again.total(t, "soup"); n != 2 {
			t.Fatalf("%d hits meanwhile", n)
		}
	}
	again.stop()
	if folders, _ := filepath.Glob(filepath.Join(dir, "v*")); len(folders) != 1 {
		t.Errorf("left behind: %v", folders)
	}
}
