package meaning

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"earshot/archive"
)

// MaxPassages is how many passages a store takes: 130 MB of memory and 512 MB of
// disk. Those beyond it are found by their words only.
const MaxPassages = 1_000_000

// store keeps vectors in a file, and in memory what is needed to find them.
// Methods are safe for concurrent use; one goroutine at a time changes it.
type store struct {
	mu       sync.RWMutex
	file     *os.File
	about    string
	position int64
	most     int

	signs  []signs   // by slot; slot n is at (n+1)*slotSize
	is     []passage // by slot; no interview when free
	at     map[string]map[archive.LineID]int
	unused []int
}

// openStore opens the vectors of about, or begins anew when the file is missing or
// is of others. Slots that were damaged are given up, and the feed is read from its
// beginning again to make them anew.
func openStore(path, about string) (*store, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	s := &store{file: f, about: about, most: MaxPassages, at: map[string]map[archive.LineID]int{}}
	if err := s.load(); err != nil {
		return nil, errors.Join(fmt.Errorf("read the vectors in %s: %w", path, err), f.Close())
	}
	return s, nil
}

func (s *store) load() error {
	in := bufio.NewReaderSize(s.file, 1<<20)
	slot := make([]byte, slotSize)
	if _, err := io.ReadFull(in, slot); err == nil {
		if position, ok := readHead(slot, s.about); ok {
			s.position = position
			return s.slots(in, slot)
		}
	} else if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	return s.reset()
}

func (s *store) slots(in io.Reader, slot []byte) error {
	for {
		n, err := io.ReadFull(in, slot)
		if errors.Is(err, io.EOF) {
			return nil
		}
		clear(slot[n:]) // a slot that was being written at the end
		if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
			return err
		}
		p, v, free, sound := readSlot(slot)
		if !sound {
			s.position = 0
		}
		if n := len(s.is); n > 0 && s.is[n-1].interview == p.interview {
			p.interview = s.is[n-1].interview // one name for all its passages
		}
		s.signs, s.is = append(s.signs, v.signs()), append(s.is, p)
		if free || !sound {
			s.unused = append(s.unused, len(s.is)-1)
			continue
		}
		s.note(p, len(s.is)-1)
	}
}

func (s *store) note(p passage, slot int) {
	if s.at[p.interview] == nil {
		s.at[p.interview] = map[archive.LineID]int{}
	}
	s.at[p.interview][p.first] = slot
}

// reset forgets everything.
func (s *store) reset() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.position, s.signs, s.is, s.unused, s.at = 0, nil, nil, nil, map[string]map[archive.LineID]int{}
	if err := s.file.Truncate(0); err != nil {
		return err
	}
	_, err := s.file.WriteAt(writeHead(s.about, 0), 0)
	return errors.Join(err, s.file.Sync())
}

// holds tells whether the vector of just this text is there.
func (s *store) holds(p passage) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	slot, ok := s.at[p.interview][p.first]
	return ok && s.is[slot] == p
}

// put keeps a vector, in the place of the one before. It is false when there is
// no room.
func (s *store) put(p passage, v *Vector) (bool, error) {
	if len(p.interview) > mostName {
		return false, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	slot, ok := s.at[p.interview][p.first]
	switch {
	case ok:
	case len(s.unused) > 0:
		slot = s.unused[len(s.unused)-1]
	case len(s.is) < s.most:
		slot = len(s.is)
	default:
		return false, nil
	}
	if _, err := s.file.WriteAt(writeSlot(p, v), offset(slot)); err != nil {
		return false, err
	}
	if n := len(s.unused); !ok && n > 0 {
		s.unused = s.unused[:n-1]
	} else if !ok {
		s.signs, s.is = append(s.signs, signs{}), append(s.is, passage{})
	}
	s.signs[slot], s.is[slot] = v.signs(), p
	s.note(p, slot)
	return true, nil
}

// keep forgets the passages of an interview that are not among first: a vector
// says too much of its text to outlive it, so its place is overwritten.
func (s *store) keep(interview string, first map[archive.LineID]bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for line, slot := range s.at[interview] {
		if first[line] {
			continue
		}
		if _, err := s.file.WriteAt(make([]byte, slotSize), offset(slot)); err != nil {
			return err
		}
		s.signs[slot], s.is[slot] = signs{}, passage{}
		s.unused = append(s.unused, slot)
		delete(s.at[interview], line)
	}
	if len(s.at[interview]) == 0 {
		delete(s.at, interview)
	}
	return nil
}

// reached notes the position, after everything before it is safely kept.
func (s *store) reached(position int64) error {
	if err := s.file.Sync(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := s.file.WriteAt(writeHead(s.about, position), 0); err != nil {
		return err
	}
	s.position = position
	return nil
}

func (s *store) stands() int64 {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.position
}

func (s *store) close() error { return errors.Join(s.file.Sync(), s.file.Close()) }

func offset(slot int) int64 { return int64(slot+1) * slotSize }
