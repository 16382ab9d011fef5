package mp3scan

import (
	"errors"
	"fmt"
	"io"
)

// chainNeeded is how many headers must follow each other, each where the one
// before says, for us to call it MP3. Three in a row happen by chance once in
// about 2^46 places.
const chainNeeded = 3

// searchLimit is how far into a file, behind its tags, the first frame is
// looked for, in bytes.
const searchLimit = 1 << 20

var (
	// ErrNotMP3 says that no run of frames was found.
	ErrNotMP3 = errors.New("no MP3 frames")
	// ErrFreeFormat says that the file is MP3 of the "free format" kind, which
	// neither ffmpeg nor browsers play.
	ErrFreeFormat = errors.New("free-format MP3")
	// ErrTooDamaged says that good and bad stretches change too often.
	ErrTooDamaged = errors.New("too many damaged stretches")
)

// chain counts up to chainNeeded frames that follow each other from off, all of
// one format: like's if given, else the first frame's. A chain that ends
// exactly at end counts as complete.
func (w *window) chain(off int64, like *Format, end int64) int {
	for n := range chainNeeded {
		if off == end && n > 0 {
			return chainNeeded
		}
		h, ok := ParseHeader(w.at(off, headerSize))
		if !ok || h.BitRate == 0 || off+int64(h.Size()) > end || (like != nil && h.Format != *like) {
			return n
		}
		like = &h.Format
		off += int64(h.Size())
	}
	return chainNeeded
}

// freeFormat tells whether three equal free-format headers stand at equal
// distances (give or take the padding byte) from off on.
func (w *window) freeFormat(off int64) bool {
	const longest = 5000
	b := w.at(off, 3*longest)
	h, ok := ParseHeader(b)
	if !ok || h.BitRate != 0 {
		return false
	}
	same := func(at int) bool {
		o, ok := ParseHeader(b[min(at, len(b)):])
		return ok && o.BitRate == 0 && o.Format == h.Format
	}
	for d := 24; d < longest && d < len(b); d++ {
		if !same(d) {
			continue
		}
		for pad := -4; pad <= 4; pad++ {
			if same(2*d + pad) {
				return true
			}
		}
	}
	return false
}

// find returns the first place from off on, before limit, where a run of frames
// starts; false when there is none.
func (w *window) find(off, limit, end int64) (int64, bool) {
	for off < limit {
		b := w.at(off, windowSize/2)
		if len(b) < headerSize {
			return 0, false
		}
		next := off + int64(len(b))
		for i := 0; i+1 < len(b) && off+int64(i) < limit; i++ {
			if b[i] != 0xff || b[i+1]&0xe0 != 0xe0 {
				continue
			}
			at := off + int64(i)
			if w.chain(at, nil, end) >= chainNeeded {
				return at, true
			}
			b = w.at(off, windowSize/2) // chain may have moved the window
		}
		if next >= end {
			return 0, false
		}
		off = next - 1
	}
	return 0, false
}

// Start finds the first frame: the cheap look that tells whether this is MP3
// at all. It returns ErrNotMP3 or ErrFreeFormat, or an error of r.
func Start(r io.ReaderAt, size int64) (Header, int64, error) {
	w := newWindow(r, size)
	off, err := w.start(w.audioEnd())
	if err != nil {
		return Header{}, 0, err
	}
	h, _ := ParseHeader(w.at(off, headerSize))
	return h, off, nil
}

// TagsEnd is where the tags at the beginning of the file end: 0 when it has none.
func TagsEnd(r io.ReaderAt, size int64) int64 { return newWindow(r, size).skipTags(0) }

func (w *window) start(end int64) (int64, error) {
	off := w.skipTags(0)
	at, ok := w.find(off, min(off+searchLimit, end), end)
	switch {
	case w.err != nil:
		return 0, fmt.Errorf("look for MP3 frames: %w", w.err)
	case ok:
		return at, nil
	case w.freeFormat(off):
		return 0, ErrFreeFormat
	}
	return 0, ErrNotMP3
}
