package sqlstore_test

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earshot/archive"
	"earshot/archive/sqlstore"
)

// put stores an interview with a journal of two, and closes the store.
func put(t *testing.T, path string) {
	t.Helper()
	s := open(t, quick(path))
	err := s.Update(t.Context(), func(tx archive.Tx) error {
		return errors.Join(
			tx.PutInterview(&archive.Interview{ID: "i1", Version: 2, Recognition: "r"}),
			tx.AddRecognition(&archive.Recognition{ID: "r", Interview: "i1", Lines: []archive.Line{{ID: 1}}}),
			tx.AppendChange(&archive.Change{Interview: "i1", Version: 1, Key: "a"}),
			tx.AppendChange(&archive.Change{Interview: "i1", Version: 2, Key: "b"}),
			tx.PutReport(&archive.Report{Interview: "i1"}),
			tx.AddConfirmation(&archive.Confirmation{Report: 1}),
		)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// raw runs SQL on the file behind the store's back.
func raw(t *testing.T, path, query string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(query); err != nil {
		t.Fatal(err)
	}
}

func TestCheckFindsDamage(t *testing.T) {
	for name, c := range map[string]struct{ damage, says string }{
		"a gap in a journal":            {`UPDATE change SET version = 5 WHERE version = 2`, "the journal of interview i1 runs from 1 to 5 with 2 entries"},
		"a journal cut short":           {`DELETE FROM change WHERE version = 2`, "interview i1 says version 2, its journal ends at 1"},
		"a recognition gone":            {`DELETE FROM recognition`, "interview i1: recognition r: not found"},
		"a recognition cut short":       {`UPDATE recognition SET body = substr(body, 1, length(body) - 9)`, "a recognition of interview i1: unpack"},
		"a change that is not JSON":     {`UPDATE change SET body = '{' WHERE version = 2`, "a change cannot be read"},
		"an interview that is not JSON": {`UPDATE interview SET body = '{'`, "an interview cannot be read"},
		"a vote without its report":     {`PRAGMA foreign_keys = OFF; DELETE FROM report`, "of confirmation points to a report that is not there"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a.db")
			put(t, path)
			raw(t, path, c.damage)
			err := open(t, quick(path)).Check(t.Context())
			if !errors.Is(err, archive.ErrDamaged) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("Check says %v\nwant %q", err, c.says)
			}
		})
	}
}

// B02: a page of zeros is noticed.
func TestCheckFindsDamagedPages(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	put(t, path)
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.LastIndex(file, []byte(`"i1"`)) // inside some table's page
	clear(file[at/4096*4096 : at/4096*4096+4096])
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := sqlstore.Open(t.Context(), quick(path))
	if err != nil {
		return // noticed even earlier
	}
	defer s.Close()
	if err := s.Check(t.Context()); err == nil {
		t.Error("Check did not see a page of zeros")
	}
}

// B01, B04: a database that was cut, and one that a newer program wrote, among others.
func TestOpenRefuses(t *testing.T) {
	notADatabase := func(path string) error { return os.WriteFile(path, bytes.Repeat([]byte("hello "), 1000), 0o600) }
	for name, c := range map[string]struct {
		make func(path string) error
		says string
	}{
		"a file that is no database":    {notADatabase, "file is not a database"},
		"a folder":                      {func(path string) error { return os.Mkdir(path, 0o700) }, "is a directory"},
		"a newer schema":                {func(path string) error { raw(t, prepared(t, path), newer); return nil }, "its tables were written by a newer Earshot (schema 999, this program knows "},
		"newer job tables":              {func(path string) error { raw(t, prepared(t, path), newerRiver); return nil }, "its job tables were written by a newer Earshot (schema 999, this program knows 8)"},
		"a folder that is not there":    {func(path string) error { return os.RemoveAll(filepath.Dir(path)) }, "no such file or directory"},
		"a database cut in the middle":  {func(path string) error { return os.Truncate(prepared(t, path), 3*4096) }, "malformed"},
		"an empty file is a new store":  {func(path string) error { return os.WriteFile(path, nil, 0o600) }, ""},
		"an earlier store opens as was": {func(path string) error { prepared(t, path); return nil }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "d", "a.db")
			if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := c.make(path); err != nil {
				t.Fatal(err)
			}
			s, err := sqlstore.Open(t.Context(), quick(path))
			if err == nil {
				defer s.Close()
			}
			if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
				t.Errorf("Open says %v, want %q", err, c.says)
			}
		})
	}
	if _, err := sqlstore.Open(t.Context(), sqlstore.Options{}); err == nil {
		t.Error("Open works without a path")
	}
}

const (
	newer      = `INSERT INTO migration (number, name, applied) VALUES (999, '999_future', 0)`
	newerRiver = `INSERT INTO river_migration (line, version) VALUES ('main', 999)`
)

// prepared makes a store at path and returns the path.
func prepared(t *testing.T, path string) string {
	t.Helper()
	put(t, path)
	return path
}

// TestOpenAgain opens a store twice more, the last time while it is open: the
// schema stays as it is, and so does what was kept.
func TestOpenAgain(t *testing.T) {
	path := prepared(t, filepath.Join(t.TempDir(), "a.db"))
	before := schema(t, path)
	a, b := open(t, quick(path)), open(t, quick(path))
	if d := cmp.Diff(before, schema(t, path)); d != "" {
		t.Errorf("the schema changed:\n%s", d)
	}
	for _, s := range []*sqlstore.Store{a, b} {
		err := s.View(t.Context(), func(tx archive.Tx) error {
			changes, err := tx.Changes("i1", 0, -1)
			if len(changes) != 2 {
				t.Errorf("%d changes are left", len(changes))
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read the file: %v, %v", info.Mode(), err)
	}
}

// schema is the whole schema and the list of migrations.
func schema(t *testing.T, path string) (all []string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(`SELECT coalesce(sql, name) FROM sqlite_master
		UNION ALL SELECT name || applied FROM migration UNION ALL SELECT version || created_at FROM river_migration ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		all = append(all, line)
	}
	return all
}

// TestDeletedTextIsGone looks for deleted and replaced text in every file the
// database has.
func TestDeletedTextIsGone(t *testing.T) {
	dir := t.TempDir()
	s := open(t, quick(filepath.Join(dir, "a.db")))
	const planted = "a name that must not stay anywhere"
	steps := []func(archive.Tx) error{
		func(tx archive.Tx) error {
			return errors.Join(
				tx.PutSecret(&archive.Secret{Hash: "h", Name: planted}),
				tx.PutInterview(&archive.Interview{ID: "i1", Summary: strings.Repeat(planted, 500), Themes: []string{planted}}),
				tx.PutSetting("s", planted))
		},
		func(tx archive.Tx) error {
			return errors.Join(
				tx.DeleteSecret("h"),
				tx.PutInterview(&archive.Interview{ID: "i1"}),
				tx.PutSetting("s", ""))
		},
	}
	for i, want := range []bool{true, false} {
		if err := s.Update(t.Context(), steps[i]); err != nil {
			t.Fatal(err)
		}
		if err := s.Checkpoint(t.Context()); err != nil {
			t.Fatal(err)
		}
		files, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, f := range files {
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			found = found || bytes.Contains(b, []byte(planted))
		}
		if found != want {
			t.Errorf("step %d: the text is on the disk: %v, want %v", i+1, found, want)
		}
	}
}

// TestOtherProcessWriting holds the write lock from outside until Update waits.
func TestOtherProcessWriting(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	s := open(t, quick(path))
	db, err := sql.Open("sqlite", "file:"+path+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	other, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		done <- s.Update(t.Context(), func(tx archive.Tx) error {
			v, err := tx.Setting("s")
			if err == nil && v != "theirs" {
				t.Errorf("the setting is %q", v)
			}
			return err
		})
	}()
	if _, err := other.Exec(`INSERT INTO setting (name, value) VALUES ('s', 'theirs')`); err != nil {
		t.Fatal(err)
	}
	if err := other.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}
