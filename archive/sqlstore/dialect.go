package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"strings"

	"earshot/archive"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// What truly differs between SQLite and PostgreSQL is in this file.

// columnTypes fills in the types in migrations. {json body} is the column body,
// which holds JSON, as what ->> reads from.
var columnTypes = strings.NewReplacer("{serial}", "INTEGER PRIMARY KEY", "{blob}", "BLOB", "{json body}", "CAST(body AS TEXT)")

// lastError reads the newest message out of a job's list of errors.
const lastError = `errors ->> '$[#-1].error'`

// listed reads the values out of an argument that is a list of texts in JSON.
const listed = `SELECT value FROM json_each(?)`

// jobIndex finds an interview's jobs. It is made anew at each start, because a
// migration of River's may have rebuilt its table.
const jobIndex = `CREATE INDEX IF NOT EXISTS earshot_job_interview ON river_job (args ->> 'interview')`

// openWriter opens the single connection that writes. Immediate transactions
// take the lock at their start, so that none fails half-way for want of it.
func openWriter(path string, lasting bool) (*sql.DB, error) {
	synchronous := "FULL"
	if !lasting {
		synchronous = "OFF" // nothing of it is read after this process
	}
	db, err := sql.Open("sqlite", dsn(path, "immediate",
		"journal_mode(WAL)", "synchronous("+synchronous+")", "secure_delete(ON)", "foreign_keys(ON)"))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

// openReaders opens about as many connections as there are cores: more only
// wait for each other inside SQLite.
func openReaders(path string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", dsn(path, "deferred", "query_only(ON)", "foreign_keys(ON)"))
	if err != nil {
		return nil, err
	}
	n := max(4, runtime.GOMAXPROCS(0))
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	return db, nil
}

func dsn(path, lock string, pragmas ...string) string {
	q := url.Values{"_txlock": {lock}}
	for _, p := range append([]string{"busy_timeout(5000)"}, pragmas...) {
		q.Add("_pragma", p)
	}
	return (&url.URL{Scheme: "file", Opaque: url.PathEscape(path), RawQuery: q.Encode()}).String()
}

// isBusy tells whether another process held the lock for too long.
func isBusy(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_BUSY
}

// noRoom makes a full disk archive.ErrNoRoom, so that people are told.
func noRoom(err error) error {
	var e *sqlite.Error
	if errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_FULL {
		return fmt.Errorf("%w: %w", archive.ErrNoRoom, err)
	}
	return err
}

// checkpoint moves the log into the file and empties it, after which deleted
// text is in neither.
func checkpoint(ctx context.Context, db *sql.DB) error {
	var busy, pages, moved int
	if err := db.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &pages, &moved); err != nil {
		return err
	}
	if busy != 0 {
		return errors.New("the log could not be emptied while someone was reading")
	}
	return nil
}

// unsound asks the database itself what is wrong with the file.
func unsound(ctx context.Context, tx *sql.Tx) (problems []error, err error) {
	rows, err := tx.QueryContext(ctx, `PRAGMA integrity_check(20)`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return nil, err
		}
		if line != "ok" {
			problems = append(problems, errors.New(line))
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	err = orphans(ctx, tx, &problems)
	return problems, err
}

func orphans(ctx context.Context, tx *sql.Tx, problems *[]error) error {
	rows, err := tx.QueryContext(ctx, `SELECT "table", coalesce(rowid, 0), parent FROM pragma_foreign_key_check LIMIT 20`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var table, parent string
		var row int64
		if err := rows.Scan(&table, &row, &parent); err != nil {
			return err
		}
		*problems = append(*problems, fmt.Errorf("row %d of %s points to a %s that is not there", row, table, parent))
	}
	return rows.Err()
}
