package ui

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"
)

// boxAt is where a box of an MP4 file begins, by its path of names.
func boxAt(t *testing.T, b []byte, path ...string) int {
	t.Helper()
	at, end := 0, len(b)
	for i, name := range path {
		found := -1
		for k := at; k+8 <= end; {
			n := int(binary.BigEndian.Uint32(b[k:]))
			if n < 8 || k+n > end {
				break
			}
			if string(b[k+4:k+8]) == name {
				found, end = k, k+n
				break
			}
			k += n
		}
		if found < 0 {
			t.Fatalf("no box %v", path[:i+1])
		}
		if at = found; i+1 < len(path) {
			at += 8
		}
	}
	return at
}

// TestCutSoundOfBrokenTables: a listening copy whose tables are not as they should
// be is not cut, and what comes out is never sound from another place.
func TestCutSoundOfBrokenTables(t *testing.T) {
	whole := listeningCopy(t, "3")
	stbl := []string{"moov", "trak", "mdia", "minf", "stbl"}
	in := func(name string) []string { return append(append([]string{}, stbl...), name) }
	put := func(b []byte, at int, n uint32) { binary.BigEndian.PutUint32(b[at:], n) }
	for name, harm := range map[string]func(b []byte){
		"no tables":           func(b []byte) { b[boxAt(t, b, "moov")+4] = 'x' },
		"a box that is short": func(b []byte) { put(b, boxAt(t, b, "moov"), 4) },
		"a box that is long":  func(b []byte) { put(b, boxAt(t, b, "moov"), uint32(len(b))+1) },
		"no track":            func(b []byte) { b[boxAt(t, b, "moov", "trak")+4] = 'x' },
		"no clock":            func(b []byte) { b[boxAt(t, b, "moov", "trak", "mdia", "mdhd")+4] = 'x' },
		"a clock that stands": func(b []byte) { put(b, boxAt(t, b, "moov", "trak", "mdia", "mdhd")+8+12, 0) },
		"no times":            func(b []byte) { b[boxAt(t, b, in("stts")...)+4] = 'x' },
		"frames of no length": func(b []byte) { put(b, boxAt(t, b, in("stts")...)+8+12, 0) },
		"no description":      func(b []byte) { b[boxAt(t, b, in("stsd")...)+4] = 'x' },
		"another codec":       func(b []byte) { copy(b[bytes.Index(b, []byte("mp4a")):], "Opus") },
		"no codec's facts":    func(b []byte) { copy(b[bytes.Index(b, []byte("esds")):], "xxxx") },
		"other descriptors":   func(b []byte) { b[bytes.Index(b, []byte("esds"))+8] = 9 },
		"no sizes":            func(b []byte) { b[boxAt(t, b, in("stsz")...)+4] = 'x' },
		"one size for all":    func(b []byte) { put(b, boxAt(t, b, in("stsz")...)+8+4, 100) },
		"more sizes than fit": func(b []byte) { put(b, boxAt(t, b, in("stsz")...)+8+8, 1<<31) },
		"no chunks":           func(b []byte) { b[boxAt(t, b, in("stsc")...)+4] = 'x' },
		"chunks with nothing": func(b []byte) { put(b, boxAt(t, b, in("stsc")...)+8+12, 0) },
		"no places":           func(b []byte) { b[boxAt(t, b, in("stco")...)+4] = 'x' },
		"places far behind":   func(b []byte) { put(b, boxAt(t, b, in("stco")...)+8+8, 1<<31) },
		"a frame of 2 MB": func(b []byte) {
			for i := range 100 {
				put(b, boxAt(t, b, in("stsz")...)+8+12+4*i, 2<<20)
			}
		},
	} {
		b := bytes.Clone(whole)
		harm(b)
		if cut, err := cutSound(readerOf(b), int64(len(b)), 0, 2); !errors.Is(err, errNoCut) {
			t.Errorf("%s: %d bytes, %v", name, len(cut), err)
		}
	}
}

// TestCutSoundOfLargeFiles: with places written in 64 bits and a later clock, as
// very long recordings have, the cut is the same.
func TestCutSoundOfLargeFiles(t *testing.T) {
	whole := listeningCopy(t, "3")
	want, err := cutSound(readerOf(whole), int64(len(whole)), 1, 2)
	if err != nil {
		t.Fatal(err)
	}
	path := []string{"moov", "trak", "mdia", "minf", "stbl", "stco"}
	at := boxAt(t, whole, path...)
	old := whole[at : at+int(binary.BigEndian.Uint32(whole[at:]))]
	more := len(old) - 16 // each place takes four bytes more
	wide := binary.BigEndian.AppendUint32(nil, uint32(len(old)+more))
	wide = append(append(wide, "co64"...), old[8:16]...)
	for i := 16; i < len(old); i += 4 {
		wide = binary.BigEndian.AppendUint64(wide, uint64(binary.BigEndian.Uint32(old[i:]))+uint64(more))
	}
	b := append(append(bytes.Clone(whole[:at]), wide...), whole[at+len(old):]...)
	for i := 1; i < len(path); i++ {
		outer := boxAt(t, whole, path[:i]...)
		binary.BigEndian.PutUint32(b[outer:], binary.BigEndian.Uint32(b[outer:])+uint32(more))
	}
	if got, err := cutSound(readerOf(b), int64(len(b)), 1, 2); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%d bytes of %d, %v", len(got), len(want), err)
	}
	broken := bytes.Clone(b)
	binary.BigEndian.PutUint64(broken[at+16:], 1<<62)
	if _, err := cutSound(readerOf(broken), int64(len(broken)), 0, 2); !errors.Is(err, errNoCut) {
		t.Errorf("a place far behind: %v", err)
	}
}
