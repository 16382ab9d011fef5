package sqlstore

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"earshot/archive"
)

// K01: a database that cannot grow says so, keeps what it has, and goes on when
// there is room again.
func TestFullDisk(t *testing.T) {
	s, err := Open(t.Context(), Options{Path: filepath.Join(t.TempDir(), "a.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	put := func(name string) error {
		return s.Update(t.Context(), func(tx archive.Tx) error { return tx.PutSetting(name, strings.Repeat("x", 1<<20)) })
	}
	if err := put("first"); err != nil {
		t.Fatal(err)
	}
	var pages int
	limit := func(n int) {
		t.Helper()
		if _, err := s.writer.ExecContext(t.Context(), "PRAGMA max_page_count = "+strings.Repeat("9", n)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.writer.QueryRowContext(t.Context(), "PRAGMA max_page_count = 1").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	if err := put("second"); !errors.Is(err, archive.ErrNoRoom) {
		t.Errorf("on a full disk: %v", err)
	}
	limit(9)
	if err := put("second"); err != nil {
		t.Errorf("with room again: %v", err)
	}
	if err := s.Check(t.Context()); err != nil {
		t.Error(err)
	}
}
