package sqlstore

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migration is one numbered step of the schema.
type migration struct {
	number int
	name   string
	sql    string
}

// migrations reads the numbered files in order. A gap or a bad name is an error.
func migrations(files fs.FS) ([]migration, error) {
	names, err := fs.Glob(files, "migrations/*.sql") // sorted by name
	if err != nil {
		return nil, err
	}
	var all []migration
	for i, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		base := strings.TrimSuffix(path.Base(name), ".sql")
		digits, _, _ := strings.Cut(base, "_")
		n, err := strconv.Atoi(digits)
		if err != nil || n != i+1 {
			return nil, fmt.Errorf("migration %s should have number %03d", name, i+1)
		}
		all = append(all, migration{number: n, name: base, sql: columnTypes.Replace(string(text))})
	}
	return all, nil
}

// migrate brings the schema up to this program's, ours and River's in one
// transaction, so that an interrupted start leaves the old one whole.
func (s *Store) migrate(ctx context.Context) error {
	steps, err := migrations(migrationFiles)
	if err != nil {
		return err
	}
	tx, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	had, err := ourSteps(ctx, tx, steps, s.opt.Now().UnixNano())
	if err != nil {
		return err
	}
	if err := s.riverSteps(ctx, tx, had > 0); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, jobIndex); err != nil {
		return err
	}
	return tx.Commit()
}

// ourSteps applies the steps that are missing and returns how many there were.
func ourSteps(ctx context.Context, tx *sql.Tx, steps []migration, now int64) (have int, err error) {
	_, err = tx.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS migration (
		number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied BIGINT NOT NULL)`)
	if err != nil {
		return 0, err
	}
	if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(number), 0) FROM migration`).Scan(&have); err != nil {
		return 0, err
	}
	if have > len(steps) {
		return 0, tooNew("tables", have, len(steps))
	}
	for _, m := range steps[have:] {
		if _, err := tx.ExecContext(ctx, m.sql); err != nil {
			return 0, fmt.Errorf("migration %s: %w", m.name, err)
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO migration (number, name, applied) VALUES ($1, $2, $3)`, m.number, m.name, now)
		if err != nil {
			return 0, fmt.Errorf("migration %s: %w", m.name, err)
		}
	}
	return have, nil
}

// riverSteps brings River's tables up to date, if they exist already, or makes
// them.
func (s *Store) riverSteps(ctx context.Context, tx *sql.Tx, exist bool) error {
	m, err := rivermigrate.New(riversqlite.New(s.writer), &rivermigrate.Config{Logger: s.opt.riverLog()})
	if err != nil {
		return err
	}
	if exist {
		var have int
		if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(version), 0) FROM river_migration`).Scan(&have); err != nil {
			return err
		}
		all := m.AllVersions()
		if known := all[len(all)-1].Version; have > known {
			return tooNew("job tables", have, known)
		}
	}
	// On SQLite all steps can be in one transaction, and that keeps two processes
	// that start together apart. PostgreSQL will need Migrate and an advisory lock.
	//lint:ignore SA1019 see above
	if _, err := m.MigrateTx(ctx, tx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("job tables: %w", err)
	}
	return nil
}

// tooNew is what a program says that is older than the database.
func tooNew(what string, have, known int) error {
	return fmt.Errorf("its %s were written by a newer Earshot (schema %d, this program knows %d): "+
		"start that version, or restore a backup made before the update", what, have, known)
}
