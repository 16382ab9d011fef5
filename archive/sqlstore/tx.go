package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"earshot/archive"
)

var _ archive.Store = (*Store)(nil)

// busyTries times the 5 s that SQLite waits is how long a transaction waits for
// another process, such as a worker on the same file, before it fails.
const busyTries = 6

// View runs fn in a transaction that reads one moment and cannot write.
func (s *Store) View(ctx context.Context, fn func(archive.Tx) error) error {
	return s.transact(ctx, s.readers, fn)
}

// Update runs fn in a transaction that holds the write lock from its start, so
// fn never sees what another writer is about to change.
func (s *Store) Update(ctx context.Context, fn func(archive.Tx) error) error {
	return s.transact(ctx, s.writer, fn)
}

func (s *Store) transact(ctx context.Context, db *sql.DB, fn func(archive.Tx) error) error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return errClosed
	}
	s.txs.Add(1)
	s.mu.Unlock()
	defer s.txs.Done()

	for try := 1; ; try++ {
		err := s.once(ctx, db, fn)
		if err == nil || !isBusy(err) || try == busyTries || ctx.Err() != nil {
			return noRoom(err)
		}
	}
}

// once runs fn in one transaction. What fn set outside of it, such as the number
// of a new report, is taken back when the transaction is not kept.
func (s *Store) once(ctx context.Context, db *sql.DB, fn func(archive.Tx) error) error {
	sqlTx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	t := &tx{ctx: ctx, sql: sqlTx, store: s, prepared: s.prepared[db]}
	kept := false
	defer func() { // also when fn panics
		if !kept {
			sqlTx.Rollback()
			for _, undo := range t.undo {
				undo()
			}
		}
	}()
	if err := fn(t); err != nil {
		return err
	}
	if err := sqlTx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	kept = true
	return nil
}

// tx is an archive.Tx. It lives as long as the function it was given to.
type tx struct {
	ctx   context.Context
	sql   *sql.Tx
	store *Store
	undo  []func()

	prepared map[string]*sql.Stmt
}

// hot are the statements of a page view and a fix. Preparing them once for each
// connection saves about a sixth of their time.
var hot = []string{interviewByID, putInterview, changesBetween, changeByKey, lastVersion, appendChange, nextNumber, addEvent, addSource, eventsAfter, interviewsByID, pickedPublic, pickedOwn}

// prepare prepares the hot statements. Outside of transactions, because the one
// writing connection cannot prepare for the pool while it is in one.
func prepare(ctx context.Context, db *sql.DB) (map[string]*sql.Stmt, error) {
	all := map[string]*sql.Stmt{}
	for _, query := range hot {
		stmt, err := db.PrepareContext(ctx, query)
		if err != nil {
			return nil, err
		}
		all[query] = stmt
	}
	return all, nil
}

func (t *tx) exec(query string, args ...any) (changed int64, err error) {
	var res sql.Result
	if stmt := t.prepared[query]; stmt != nil {
		res, err = t.sql.StmtContext(t.ctx, stmt).ExecContext(t.ctx, args...)
	} else {
		res, err = t.sql.ExecContext(t.ctx, query, args...)
	}
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

func (t *tx) query(query string, args []any) (*sql.Rows, error) {
	if stmt := t.prepared[query]; stmt != nil {
		return t.sql.StmtContext(t.ctx, stmt).QueryContext(t.ctx, args...)
	}
	return t.sql.QueryContext(t.ctx, query, args...)
}

// insert runs an INSERT … ON CONFLICT DO NOTHING and returns ErrExists when
// nothing came of it.
func (t *tx) insert(what, query string, args ...any) error {
	n, err := t.exec(query, args...)
	if err != nil {
		return err
	}
	if n == 0 {
		return fmt.Errorf("%s: %w", what, archive.ErrExists)
	}
	return nil
}

// row scans the one row of a query, or returns ErrNotFound.
func (t *tx) row(query string, args []any, into ...any) error {
	err := archive.ErrNotFound
	failed := t.each(query, args, func(r scanner) error {
		err = nil
		return r.Scan(into...)
	})
	if failed != nil {
		return failed
	}
	return err
}

// each calls scan for each row.
func (t *tx) each(query string, args []any, scan func(scanner) error) error {
	rows, err := t.query(query, args)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

const nextNumber = `UPDATE counter SET value = value + 1 WHERE name = $1 RETURNING value`

// next raises a counter and returns its new value. Other writers wait until this
// transaction ends, so the numbers are in the order of commits and have no gaps.
func (t *tx) next(counter string) (n int64, err error) {
	err = t.row(nextNumber, []any{counter}, &n)
	return n, err
}

// one reads a row whose only column is the JSON of a T.
func one[T any](t *tx, what, query string, args ...any) (*T, error) {
	var body []byte
	if err := t.row(query, args, &body); err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	v := new(T)
	if err := json.Unmarshal(body, v); err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	return v, nil
}

// many reads rows whose only column is the JSON of a T.
func many[T any](t *tx, query string, args ...any) ([]*T, error) {
	var all []*T
	err := t.each(query, args, func(rows scanner) error {
		var body sql.RawBytes
		if err := rows.Scan(&body); err != nil {
			return err
		}
		v := new(T)
		if err := json.Unmarshal(body, v); err != nil {
			return err
		}
		all = append(all, v)
		return nil
	})
	return all, err
}
