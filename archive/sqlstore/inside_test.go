package sqlstore

import (
	"path/filepath"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/riverqueue/river/rivertype"
)

// HotQueries are those that run for each page, fix or job.
var HotQueries = map[string]string{
	"interview":     interviewByID,
	"changes":       changesBetween,
	"last version":  lastVersion,
	"change by key": changeByKey,
	"waiting twin":  waitingTwin,
	"join run":      joinRun,
	"receipt":       `SELECT receipt, body FROM report WHERE receipt = $1 AND receipt <> ''`,
	"events":        eventsAfter,
	"hits":          interviewsByID,
	"their themes":  pickedPublic,
	"and one's own": pickedOwn,
}

func TestMigrationsAreNumberedWithoutGaps(t *testing.T) {
	file := func(sql string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(sql)} }
	got, err := migrations(fstest.MapFS{
		"migrations/001_a.sql": file("x {serial}, y {blob}"), "migrations/002_b.sql": file("z"), "other.sql": file(""),
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []migration{{1, "001_a", "x INTEGER PRIMARY KEY, y BLOB"}, {2, "002_b", "z"}}
	if d := cmp.Diff(want, got, cmp.AllowUnexported(migration{})); d != "" {
		t.Error(d)
	}
	for _, bad := range []string{"migrations/002_late.sql", "migrations/first.sql"} {
		if _, err := migrations(fstest.MapFS{bad: file("")}); err == nil {
			t.Errorf("%s alone was taken", bad)
		}
	}
}

func TestRetryPausesGrow(t *testing.T) {
	s := &Store{opt: Options{}.withDefaults()}
	var got []time.Duration
	for attempt := 1; attempt <= 5; attempt++ {
		next := retries{s}.NextRetry(&rivertype.JobRow{Attempt: attempt})
		got = append(got, time.Until(next).Round(time.Second))
	}
	want := []time.Duration{2 * time.Second, 8 * time.Second, 30 * time.Second, time.Minute, time.Minute}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestWhere(t *testing.T) {
	w := &where{}
	if got := w.String(); got != "" {
		t.Errorf("no conditions give %q", got)
	}
	w.and(`a = ? OR b > ?`, 1, "?") // a value that looks like a placeholder stays a value
	w.in("c", nil)
	w.in("d", []string{"x", "y"})
	want := ` WHERE a = $1 OR b > $2 AND d IN ($3, $4)`
	if d := cmp.Diff([]any{want, []any{1, "?", "x", "y"}}, []any{w.String(), w.args}); d != "" {
		t.Error(d)
	}
}

func TestPackKeepsAndUnpackNotices(t *testing.T) {
	body, err := pack([]string{"lifting", "spaces"})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	if err := unpack(body, &got); err != nil || len(got) != 2 {
		t.Errorf("unpack: %v, %v", got, err)
	}
	for i := range body {
		if i >= 4 && i < 10 {
			continue // time and system, which mean nothing here
		}
		bad := append([]byte{}, body...)
		bad[i] ^= 0x55
		if err := unpack(bad, &got); err == nil {
			t.Errorf("byte %d of %d was changed unnoticed", i, len(body))
		}
	}
	if err := unpack(body[:len(body)-1], &got); err == nil {
		t.Error("a missing end was not noticed")
	}
}

// B05: a start that is cut in the middle of its migrations leaves the schema as it
// was, and the next one does them all.
func TestAnInterruptedMigrationLeavesTheOldSchema(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	s, err := Open(t.Context(), Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	steps, err := migrations(migrationFiles)
	if err != nil {
		t.Fatal(err)
	}
	n := len(steps)
	good := migration{n + 1, "next", `CREATE TABLE next_one (id TEXT); ALTER TABLE vote ADD COLUMN later TEXT`}
	broken := migration{n + 2, "after", `CREATE TABLE after_it (id TEXT); CREATE TABLE broken (`}
	tables := func() (count int) {
		t.Helper()
		err := s.writer.QueryRowContext(t.Context(), `SELECT count(*) FROM sqlite_master WHERE name IN ('next_one', 'after_it') OR sql LIKE '%later%'`).Scan(&count)
		if err != nil {
			t.Fatal(err)
		}
		return count
	}
	try := func(steps []migration) error {
		t.Helper()
		tx, err := s.writer.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer tx.Rollback()
		if _, err := ourSteps(t.Context(), tx, steps, 1); err != nil {
			return err
		}
		return tx.Commit()
	}
	if err := try(append(steps[:n:n], good, broken)); err == nil || tables() != 0 {
		t.Fatalf("%v, and %d tables of it are there", err, tables())
	}
	if err := s.Check(t.Context()); err != nil {
		t.Error(err)
	}
	broken.sql = `CREATE TABLE after_it (id TEXT)`
	if err := try(append(steps[:n:n], good, broken)); err != nil || tables() != 3 {
		t.Errorf("the next start: %v, %d tables", err, tables())
	}
}
