package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"earshot/archive"
	"earshot/search"
)

// Shelf implements search.Shelf in a folder. Each index has a numbered folder
// named by its schema, such as v1-7, and the file "current" names the one in use.
// It is replaced by a rename, so that at any moment it names a whole index.
type Shelf struct {
	dir     string
	archive string
	fresh   string // name of the folder that is being filled
}

// NewShelf keeps indexes of one archive under dir, which need not exist. The
// archive id is anything that differs between archives: an index of another one
// is found out and made again.
func NewShelf(dir, archiveID string) *Shelf { return &Shelf{dir: dir, archive: archiveID} }

func (s *Shelf) pointer() string { return filepath.Join(s.dir, "current") }

func (s *Shelf) current() (string, error) {
	data, err := os.ReadFile(s.pointer())
	if errors.Is(err, os.ErrNotExist) {
		return "", fmt.Errorf("search index in %s: %w", s.dir, archive.ErrNotFound)
	}
	name := strings.TrimSpace(string(data))
	if err == nil && generation(name) == 0 {
		return "", fmt.Errorf("search index in %s is of another schema or damaged: %w", s.dir, archive.ErrDamaged)
	}
	return name, err
}

// generation is the number of a folder of this schema; 0 for any other name.
func generation(name string) int {
	digits, ok := strings.CutPrefix(name, Schema+"-")
	n, err := strconv.Atoi(digits)
	if !ok || err != nil || n < 1 {
		return 0
	}
	return n
}

// Current implements search.Shelf.
func (s *Shelf) Current(context.Context) (search.Index, error) {
	name, err := s.current()
	if err != nil {
		return nil, err
	}
	ix, err := Open(filepath.Join(s.dir, name), s.archive)
	if errors.Is(err, archive.ErrNotFound) {
		err = fmt.Errorf("the folder %s of the search index is gone: %w", name, archive.ErrDamaged)
	}
	if err != nil {
		return nil, err
	}
	return ix, nil
}

// Fresh implements search.Shelf.
func (s *Shelf) Fresh(context.Context) (search.Index, error) {
	name, err := s.current()
	if err != nil && !errors.Is(err, archive.ErrNotFound) && !errors.Is(err, archive.ErrDamaged) {
		return nil, err
	}
	folders, err := s.folders()
	if err != nil {
		return nil, err
	}
	next := 1
	for _, f := range folders {
		next = max(next, generation(f)+1)
		if f != name {
			if err := os.RemoveAll(filepath.Join(s.dir, f)); err != nil {
				return nil, err
			}
		}
	}
	s.fresh = fmt.Sprintf("%s-%d", Schema, next)
	ix, err := Create(filepath.Join(s.dir, s.fresh), s.archive)
	if err != nil {
		return nil, err
	}
	return ix, nil
}

// Adopt implements search.Shelf.
func (s *Shelf) Adopt(_ context.Context, _ search.Index) error {
	if s.fresh == "" {
		return fmt.Errorf("no new search index was begun: %w", archive.ErrState)
	}
	next := s.pointer() + ".new"
	if err := writeSynced(next, []byte(s.fresh+"\n")); err != nil {
		return err
	}
	if err := os.Rename(next, s.pointer()); err != nil {
		return err
	}
	s.fresh = ""
	return syncDir(s.dir)
}

// Tidy implements search.Shelf.
func (s *Shelf) Tidy(context.Context) error {
	name, err := s.current()
	if err != nil {
		return err
	}
	folders, err := s.folders()
	for _, f := range folders {
		if f != name && f != s.fresh {
			err = errors.Join(err, os.RemoveAll(filepath.Join(s.dir, f)))
		}
	}
	return err
}

func (s *Shelf) folders() ([]string, error) {
	entries, err := os.ReadDir(s.dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	var out []string
	for _, e := range entries {
		if e.IsDir() {
			out = append(out, e.Name())
		}
	}
	return out, nil
}

func writeSynced(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Sync(), f.Close())
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
