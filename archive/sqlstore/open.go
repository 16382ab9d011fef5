package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riversqlite"
)

// Store is an archive.Store and archive.Queue in one SQLite file.
type Store struct {
	opt      Options
	writer   *sql.DB
	readers  *sql.DB
	driver   *riversqlite.Driver
	jobs     *river.Client[*sql.Tx] // inserts and lists; the clients that work are made in Work
	prepared map[*sql.DB]map[string]*sql.Stmt
	remove   string // folder of a temporary store

	life context.Context // ends when Close begins
	end  context.CancelFunc

	mu              sync.Mutex // guards closing and closed
	closing, closed bool
	work            sync.WaitGroup // running Work calls and housekeeping
	txs             sync.WaitGroup // running transactions
}

// errClosed is what a closed store answers.
var errClosed = errors.New("the database is closed")

// housekeeping is how often the log is emptied, so that deleted text is gone
// from the disk well within a day.
const housekeeping = time.Hour

// Open opens the store at opt.Path, making or updating its tables. It fails with
// a sentence for people when the file is not a database, cannot be written, or
// was written by a newer version.
func Open(ctx context.Context, opt Options) (*Store, error) {
	s := &Store{opt: opt.withDefaults()}
	s.life, s.end = context.WithCancel(context.Background())
	if err := s.open(ctx); err != nil {
		s.end()
		s.closePools()
		return nil, fmt.Errorf("open database %s: %w", opt.Path, err)
	}
	s.work.Add(1)
	go s.keepHouse()
	return s, nil
}

func (s *Store) open(ctx context.Context) error {
	path, err := s.file()
	if err != nil {
		return err
	}
	if s.writer, err = openWriter(path, s.remove == "" && !s.opt.Passing); err != nil {
		return err
	}
	if err := s.migrate(ctx); err != nil {
		return err
	}
	if s.readers, err = openReaders(path); err != nil {
		return err
	}
	s.prepared = map[*sql.DB]map[string]*sql.Stmt{}
	for _, db := range []*sql.DB{s.writer, s.readers} {
		if s.prepared[db], err = prepare(ctx, db); err != nil {
			return err
		}
	}
	s.driver = riversqlite.New(s.writer)
	// River tells waiting workers of new jobs at most once per cooldown.
	s.jobs, err = river.NewClient(s.driver, &river.Config{Logger: s.opt.riverLog(), FetchCooldown: time.Millisecond})
	return err
}

// file makes the file, readable by this user alone because it holds the hashes
// of passwords, and returns its full path.
func (s *Store) file() (string, error) {
	path := s.opt.Path
	if path == memory {
		dir, err := os.MkdirTemp("", "earshot-store-")
		if err != nil {
			return "", err
		}
		s.remove, path = dir, filepath.Join(dir, "archive.db")
	}
	if path == "" {
		return "", errors.New("no path was given")
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return "", err
	}
	if err := f.Close(); err != nil {
		return "", err
	}
	return filepath.Abs(path)
}

func (s *Store) keepHouse() {
	defer s.work.Done()
	t := time.NewTicker(housekeeping)
	defer t.Stop()
	for {
		select {
		case <-s.life.Done():
			return
		case <-t.C:
			if err := s.Checkpoint(s.life); err != nil {
				s.opt.Log.Warn("emptying the database log", "err", err)
			}
		}
	}
}

// Checkpoint moves the write-ahead log into the file and empties it: afterwards
// deleted text is on the disk no more. It runs by itself every hour and at Close.
func (s *Store) Checkpoint(ctx context.Context) error { return checkpoint(ctx, s.writer) }

// Close ends Work and waits for it, then for running transactions. Closing twice
// is not an error.
func (s *Store) Close() error {
	s.mu.Lock()
	s.closing = true
	s.mu.Unlock()
	s.end()
	s.work.Wait()

	s.mu.Lock()
	again := s.closed
	s.closed = true
	s.mu.Unlock()
	s.txs.Wait()
	if again {
		return nil
	}
	if err := s.Checkpoint(context.Background()); err != nil { // another process may be reading: it will do it
		s.opt.Log.Warn("emptying the database log", "err", err)
	}
	return s.closePools()
}

func (s *Store) closePools() error {
	var errs []error
	for _, db := range []*sql.DB{s.readers, s.writer} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	if s.remove != "" {
		errs = append(errs, os.RemoveAll(s.remove))
	}
	return errors.Join(errs...)
}
