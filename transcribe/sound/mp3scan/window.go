package mp3scan

import "io"

// windowSize is how much of a file is looked at at once, in bytes.
const windowSize = 256 << 10

// window reads a file of any size through one fixed buffer.
type window struct {
	r    io.ReaderAt
	size int64
	buf  []byte
	off  int64 // of buf in the file
	err  error // the first reading error, other than the end
}

func newWindow(r io.ReaderAt, size int64) *window {
	return &window{r: r, size: size, buf: make([]byte, 0, windowSize)}
}

// at returns up to n bytes at off, fewer near the end of the file. They stay
// valid until the next call. n is at most half of windowSize.
func (w *window) at(off int64, n int) []byte {
	if off < 0 || off >= w.size {
		return nil
	}
	n = int(min(int64(n), w.size-off))
	if off < w.off || off+int64(n) > w.off+int64(len(w.buf)) {
		w.fill(off)
	}
	from := off - w.off
	if from > int64(len(w.buf)) {
		return nil
	}
	return w.buf[from:min(from+int64(n), int64(len(w.buf)))]
}

// fill loads the window so that it starts a little before off: the scan looks
// forward, but takes a few steps back when it resynchronises.
func (w *window) fill(off int64) {
	start := max(0, off-windowSize/8)
	n := min(windowSize, w.size-start)
	w.buf, w.off = w.buf[:n], start
	got, err := w.r.ReadAt(w.buf, start)
	w.buf = w.buf[:got]
	if err != nil && err != io.EOF && w.err == nil {
		w.err = err
	}
}
