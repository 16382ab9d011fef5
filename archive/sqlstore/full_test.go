package sqlstore

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

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

// K03: a database that may not be written any more, as on a disk that the system
// made read-only. Reading goes on, nothing is half kept, and writing goes on when
// the disk is mended.
func TestReadOnlyDisk(t *testing.T) {
	s, err := Open(t.Context(), Options{Path: filepath.Join(t.TempDir(), "a.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	set := func(value string) error {
		return s.Update(t.Context(), func(tx archive.Tx) error {
			if _, err := tx.AddEvent("i1", 1, time.Unix(1, 0)); err != nil {
				return err
			}
			return tx.PutSetting("s", value)
		})
	}
	stands := func(value string, events int64) {
		t.Helper()
		err := s.View(t.Context(), func(tx archive.Tx) error {
			got, err := tx.Setting("s")
			last, err2 := tx.LastEvent()
			if got != value || last != events {
				t.Errorf("it holds %q and %d events, want %q and %d", got, last, value, events)
			}
			return errors.Join(err, err2)
		})
		if err != nil {
			t.Errorf("reading: %v", err)
		}
	}
	if err := set("before"); err != nil {
		t.Fatal(err)
	}
	for _, only := range []string{"ON", "OFF"} {
		if _, err := s.writer.ExecContext(t.Context(), "PRAGMA query_only = "+only); err != nil {
			t.Fatal(err)
		}
		switch err := set("after"); {
		case only == "ON" && (err == nil || errors.Is(err, archive.ErrNoRoom)):
			t.Errorf("on a read-only disk: %v", err)
		case only == "ON":
			stands("before", 1)
		case err != nil:
			t.Errorf("on a disk that is mended: %v", err)
		default:
			stands("after", 2)
		}
	}
}
