package meaning

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"earshot/archive"
	"earshot/search"
)

func opened(t *testing.T, path, about string) *store {
	t.Helper()
	s, err := openStore(path, about)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.close() })
	return s
}

// some is a vector that differs with n.
func some(n uint64) *Vector {
	r := rand.New(rand.NewPCG(n, 1))
	var v Vector
	for i := range v {
		v[i] = int8(r.IntN(255) - 127)
	}
	return &v
}

func put(t *testing.T, s *store, p passage, v *Vector) {
	t.Helper()
	if kept, err := s.put(p, v); err != nil || !kept {
		t.Fatalf("%v, %v", kept, err)
	}
}

// talk is a passage of an interview.
func talk(interview string, n int) passage {
	return passage{interview, archive.LineID(n), uint64(n) * 7}
}

func TestStoreKeepsVectors(t *testing.T) {
	path := filepath.Join(t.TempDir(), "made", "vectors")
	s := opened(t, path, "ours")
	for i := range 10 {
		put(t, s, talk("one", i), some(uint64(i)))
	}
	newer := passage{"one", 3, 99}
	put(t, s, newer, some(33))
	if err := s.keep("one", map[archive.LineID]bool{1: true, 3: true, 5: true}); err != nil {
		t.Fatal(err)
	}
	put(t, s, talk("two", 1), some(50))
	if err := errors.Join(s.reached(42), s.close()); err != nil {
		t.Fatal(err)
	}

	s = opened(t, path, "ours")
	if s.stands() != 42 {
		t.Errorf("it stands at %d", s.stands())
	}
	for p, want := range map[passage]bool{talk("one", 1): true, newer: true, talk("one", 3): false, talk("one", 5): true, talk("one", 2): false, talk("two", 1): true, talk("six", 1): false} {
		if s.holds(p) != want {
			t.Errorf("holds %v: %v", p, !want)
		}
	}
	if v, err := s.of("one", 3); err != nil || v != *some(33) {
		t.Errorf("another vector came back: %v", err)
	}
	if _, err := s.of("one", 2); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("a vector that was let go: %v", err)
	}
	if n := len(s.is); n != 10 {
		t.Errorf("%d places are in use or free; places are to be used again", n)
	}
	if other := opened(t, path, "theirs"); other.stands() != 0 || other.holds(newer) {
		t.Error("the vectors of another archive or model were taken")
	}
}

// TestNothingIsLeftOfAVector: its bytes are overwritten, as they tell what was said.
func TestNothingIsLeftOfAVector(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vectors")
	s := opened(t, path, "ours")
	put(t, s, talk("one", 1), some(1))
	put(t, s, talk("two", 1), some(2))
	if err := errors.Join(s.keep("one", nil), s.reached(1)); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil || bytes.Contains(data, some(1).bytes()[:16]) || !bytes.Contains(data, some(2).bytes()[:16]) {
		t.Errorf("a part of the vector is in the file still, or of the other not (%v)", err)
	}
}

func TestDamage(t *testing.T) {
	for _, test := range []struct {
		name  string
		spoil func(data []byte) []byte
		at    int64 // where the store stands afterwards
		holds int   // of three
	}{
		{"nothing", func(d []byte) []byte { return d }, 7, 3},
		{"a flipped bit", func(d []byte) []byte { d[slotSize+300] ^= 4; return d }, 0, 2},
		{"a length out of range", func(d []byte) []byte { d[slotSize+16] = 255; seal(d[slotSize : 2*slotSize]); return d }, 0, 2},
		{"a slot half written", func(d []byte) []byte { return d[:len(d)-100] }, 0, 2},
		{"a slot that was never written", func(d []byte) []byte { return append(d, make([]byte, slotSize)...) }, 7, 3},
		{"a head of noise", func(d []byte) []byte { d[9] ^= 1; return d }, 0, 0},
		{"not even a head", func(d []byte) []byte { return d[:40] }, 0, 0},
		{"an empty file", func([]byte) []byte { return nil }, 0, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "vectors")
			s := opened(t, path, "ours")
			for i := range 3 {
				put(t, s, talk("one", i), some(uint64(i)))
			}
			if err := errors.Join(s.reached(7), s.close()); err != nil {
				t.Fatal(err)
			}
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, test.spoil(data), 0o600); err != nil {
				t.Fatal(err)
			}
			s = opened(t, path, "ours")
			held := 0
			for i := range 3 {
				if s.holds(talk("one", i)) {
					held++
				}
			}
			if s.stands() != test.at || held != test.holds {
				t.Errorf("it stands at %d with %d vectors, not at %d with %d", s.stands(), held, test.at, test.holds)
			}
			put(t, s, talk("new", 1), some(9))
		})
	}
}

func TestFullStore(t *testing.T) {
	s := opened(t, filepath.Join(t.TempDir(), "vectors"), "ours")
	s.most = 2
	put(t, s, talk("one", 1), some(1))
	put(t, s, talk("one", 2), some(2))
	if kept, err := s.put(talk("one", 3), some(3)); kept || err != nil {
		t.Errorf("a third of two: %v, %v", kept, err)
	}
	put(t, s, passage{"one", 2, 5}, some(4)) // in its own place
	if err := s.keep("one", map[archive.LineID]bool{2: true}); err != nil {
		t.Fatal(err)
	}
	put(t, s, talk("one", 3), some(3)) // in the place that came free
}

// TestNearest holds the two looks against one look at every whole vector.
func TestNearest(t *testing.T) {
	s := opened(t, filepath.Join(t.TempDir(), "vectors"), "ours")
	asked := some(1)
	r := rand.New(rand.NewPCG(5, 5))
	var all []search.Near
	for i := range 3000 { // more or less of the vector that is asked for, and noise
		v, share := *some(uint64(i) + 10), r.IntN(90)
		for k := range v {
			if r.IntN(100) < share {
				v[k] = asked[k]
			}
		}
		p := talk(fmt.Sprintf("talk%04d", i), 1)
		put(t, s, p, &v)
		all = append(all, search.Near{Passage: search.PassageID(p.interview, p.first), Closeness: asked.closeness(&v)})
	}
	if err := s.keep("talk0000", nil); err != nil {
		t.Fatal(err)
	}
	all = all[1:]
	slices.SortFunc(all, func(a, b search.Near) int {
		if a.Closeness > b.Closeness {
			return -1
		}
		return 1
	})
	got, err := s.near(asked, 50)
	if err != nil || len(got) != 50 {
		t.Fatalf("%d found, %v", len(got), err)
	}
	if !slices.Equal(got, all[:50]) {
		t.Errorf("the nearest are %v, not %v", got[:5], all[:5])
	}
	if got, err = s.near(asked, 5000); err != nil || len(got) != len(all) {
		t.Errorf("%d of %d, %v", len(got), len(all), err)
	}
}

func TestCloseness(t *testing.T) {
	a, zero := some(1), &Vector{}
	var against Vector
	for i := range against {
		against[i] = -a[i]
	}
	for _, test := range []struct {
		name      string
		v         *Vector
		low, high float64
	}{{"itself", a, 0.9999, 1}, {"the other way", &against, -1, -0.9999}, {"anything", some(2), -0.2, 0.2}, {"nothing", zero, 0, 0}} {
		if got := a.closeness(test.v); got < test.low || got > test.high {
			t.Errorf("%s: %v", test.name, got)
		}
	}
	if back := vectorOf(a.bytes()); back != *a {
		t.Error("a vector changes when it is kept")
	}
}

func FuzzReadSlot(f *testing.F) {
	f.Add(writeSlot(talk("one", 1), some(1)))
	f.Add(make([]byte, slotSize))
	f.Fuzz(func(t *testing.T, data []byte) {
		slot := make([]byte, slotSize)
		copy(slot, data)
		p, v, free, sound := readSlot(seal(slot))
		if sound && !free && p.interview == "" {
			t.Errorf("%v %v", p, v)
		}
	})
}

func BenchmarkNear(b *testing.B) {
	s, err := openStore(filepath.Join(b.TempDir(), "vectors"), "ours")
	if err != nil {
		b.Fatal(err)
	}
	for i := range 100_000 {
		if _, err := s.put(talk(fmt.Sprint(i/100), i%100), some(uint64(i))); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		if _, err := s.near(some(3), 50); err != nil {
			b.Fatal(err)
		}
	}
}
