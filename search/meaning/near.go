package meaning

import (
	"cmp"
	"fmt"
	"slices"

	"earshot/archive"
	"earshot/search"
)

// secondLook is how many passages are weighed by whole vectors for each one that
// is wanted, and the least of them.
const (
	secondLook  = 10
	leastLooked = 500
)

// near returns the n passages closest to a vector, closest first.
func (s *store) near(v *Vector, n int) ([]search.Near, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var out []search.Near
	for _, slot := range s.likely(v.signs(), max(n*secondLook, leastLooked)) {
		is := s.is[slot]
		other, err := s.vector(slot)
		if err != nil {
			return nil, err
		}
		out = append(out, search.Near{Passage: search.PassageID(is.interview, is.first), Closeness: v.closeness(&other)})
	}
	slices.SortFunc(out, func(a, b search.Near) int {
		return cmp.Or(cmp.Compare(b.Closeness, a.Closeness), cmp.Compare(a.Passage, b.Passage))
	})
	return out[:min(n, len(out))], nil
}

// likely returns the slots whose signs differ least from those asked for: most of
// them, and all that differ as little as the last.
func (s *store) likely(asked signs, most int) []int {
	apart := make([]uint16, len(s.signs))
	var count [Dims + 1]int // of slots, by how far they are apart
	for slot := range s.signs {
		if s.is[slot].interview == "" {
			continue
		}
		n := s.signs[slot].apart(&asked)
		apart[slot] = uint16(n)
		count[n]++
	}
	last := 0
	for sum := count[0]; last < Dims && sum < most; sum += count[last] {
		last++
	}
	var out []int
	for slot, n := range apart {
		if int(n) <= last && s.is[slot].interview != "" {
			out = append(out, slot)
		}
	}
	return out
}

func (s *store) vector(slot int) (Vector, error) {
	data := make([]byte, slotSize)
	if _, err := s.file.ReadAt(data, offset(slot)); err != nil {
		return Vector{}, fmt.Errorf("read a vector: %w", err)
	}
	_, v, _, sound := readSlot(data)
	if !sound {
		return Vector{}, fmt.Errorf("a vector differs from its checksum: %w", archive.ErrDamaged)
	}
	return v, nil
}

// of returns the vector of a passage; archive.ErrNotFound when there is none.
func (s *store) of(interview string, first archive.LineID) (Vector, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	slot, ok := s.at[interview][first]
	if !ok {
		return Vector{}, fmt.Errorf("a vector of that passage: %w", archive.ErrNotFound)
	}
	return s.vector(slot)
}
