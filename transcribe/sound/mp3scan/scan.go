package mp3scan

import (
	"fmt"
	"io"
)

// maxPieces and maxSegments bound what one scan remembers. Beyond them a file
// is confetti: no listener would make sense of it either.
const (
	maxPieces   = 20_000
	maxSegments = 64
)

// shortRun is how many frames of another format are taken for rubbish that
// looks like frames, when the format before comes back.
const shortRun = 8

// Piece is a stretch of a segment: frames that lie in the file, or frames that
// are missing there.
type Piece struct {
	Offset, End int64 // bytes in the file; equal when the frames are missing
	Frames      int64
	Mute        bool // the sound of these frames starts in a missing one
}

func (p Piece) missing() bool { return p.Offset == p.End }

// Segment is a run of pieces of one format.
type Segment struct {
	First  Header
	Frames int64 // good, muted and missing
	Pieces []Piece
}

// Samples is the length of the segment in samples per channel.
func (s Segment) Samples() int64 { return s.Frames * int64(s.First.Samples()) }

// Seconds is the length of the segment.
func (s Segment) Seconds() float64 { return float64(s.Samples()) / float64(s.First.SampleRate) }

// Gap is a stretch that is silent because its frames are missing, in seconds of
// the decoded sound. The last one may lie behind its end: the file was cut.
type Gap struct{ Start, End float64 }

// Scan is what was found in a file.
type Scan struct {
	Segments  []Segment
	Info      Info // Kind is "" when the first frame is not such a header
	Damaged   bool // something between the first frame and the last is not a frame
	Intensity bool // some frame may use intensity stereo
	Gaps      []Gap

	cut    int64 // frames missing behind the last good one
	good   int64
	lead   int64 // bytes of good frames, for the mean
	pieces int
}

// Read scans the whole file. Errors: ErrNotMP3, ErrFreeFormat, ErrTooDamaged,
// or what r returned.
func Read(r io.ReaderAt, size int64) (*Scan, error) {
	w := newWindow(r, size)
	end := w.audioEnd()
	off, err := w.start(end)
	if err != nil {
		return nil, err
	}
	s := &Scan{}
	h, _ := ParseHeader(w.at(off, headerSize))
	if info, ok := w.parseInfo(off, h); ok {
		s.Info = info
		off += int64(h.Size())
	}
	if err := s.walk(w, off, end); err != nil {
		return nil, err
	}
	if w.err != nil {
		return nil, fmt.Errorf("read MP3 frames: %w", w.err)
	}
	if s.good == 0 {
		return nil, ErrNotMP3
	}
	s.dropRubbish()
	s.settleGaps()
	return s, nil
}

// walk steps from frame to frame, and where that fails, to the next place where
// frames hang together again.
func (s *Scan) walk(w *window, off, end int64) error {
	var res reservoir
	for off < end {
		h, ok := ParseHeader(w.at(off, headerSize))
		size := int64(h.Size())
		fits := ok && size > 0 && off+size <= end
		if fits && s.follows(w, off, h, end) {
			if err := s.add(h, off, size, res.mute(w, off, h)); err != nil {
				return err
			}
			off += size
			continue
		}
		if next := w.skipTag(off); next > off && next <= end && s.good > 0 && w.chain(next, nil, end) >= chainNeeded {
			off = next // files joined end to end, each with its own tag
			continue
		}
		next, found := w.find(off+1, end, end)
		if !found {
			return s.finish(w, off, end, fits, &res)
		}
		if err := s.miss(next - off); err != nil {
			return err
		}
		res = reservoir{lost: true}
		off = next
	}
	return nil
}

// finish takes the last frame, which nothing but padding follows, and judges
// the rest.
func (s *Scan) finish(w *window, off, end int64, fits bool, res *reservoir) error {
	h, _ := ParseHeader(w.at(off, headerSize))
	if n := len(s.Segments); fits && n > 0 && s.Segments[n-1].First.Format == h.Format {
		if err := s.add(h, off, int64(h.Size()), res.mute(w, off, h)); err != nil {
			return err
		}
		off += int64(h.Size())
	}
	s.endsAt(w, off, end)
	return nil
}

// reservoir follows how much main data is there for a layer III frame to reach
// back to, behind a gap and at the start of a file that was cut.
type reservoir struct {
	bytes  int
	primed bool // some frame was heard
	lost   bool // a gap came before
}

// mute tells whether the frame's sound starts in main data that is missing.
func (r *reservoir) mute(w *window, off int64, h Header) bool {
	if h.Layer != 3 {
		return false
	}
	mute := false
	if r.lost || !r.primed {
		frame := w.at(off, h.Size())
		mute = len(frame) < h.Size() || h.mainDataBegin(frame) > r.bytes
	}
	r.lost = r.lost && mute
	r.primed = r.primed || !mute
	r.bytes = min(r.bytes+h.mainDataSize(), 1<<16)
	return mute
}

// follows tells whether the frame at off is to be believed: what comes behind
// it is a frame, a tag or the end. A change of format needs a whole chain.
func (s *Scan) follows(w *window, off int64, h Header, end int64) bool {
	if n := len(s.Segments); n == 0 || s.Segments[n-1].First.Format != h.Format {
		return w.chain(off, nil, end) >= chainNeeded
	}
	next := off + int64(h.Size())
	if next == end {
		return true
	}
	if after, ok := ParseHeader(w.at(next, headerSize)); ok && after.BitRate > 0 {
		return true
	}
	return w.skipTag(next) > next || end-next < headerSize
}

// add appends a good frame.
func (s *Scan) add(h Header, off, size int64, mute bool) error {
	n := len(s.Segments)
	if n == 0 || s.Segments[n-1].First.Format != h.Format {
		s.Segments = append(s.Segments, Segment{First: h})
		if n++; n > maxPieces {
			return ErrTooDamaged
		}
	}
	seg := &s.Segments[n-1]
	last := len(seg.Pieces) - 1
	if last < 0 || seg.Pieces[last].End != off || seg.Pieces[last].missing() || seg.Pieces[last].Mute != mute {
		if s.pieces++; s.pieces > maxPieces {
			return ErrTooDamaged
		}
		seg.Pieces = append(seg.Pieces, Piece{Offset: off, End: off, Mute: mute})
		last++
	}
	seg.Pieces[last].End += size
	seg.Pieces[last].Frames++
	seg.Frames++
	s.good++
	s.lead += size
	s.Intensity = s.Intensity || h.Intensity
	return nil
}

// miss notes that bytes of the file are not frames, as a piece that so far
// holds their number in place of a number of frames.
func (s *Scan) miss(bytes int64) error {
	s.Damaged = true
	n := len(s.Segments)
	if n == 0 {
		return nil
	}
	if s.pieces++; s.pieces > maxPieces {
		return ErrTooDamaged
	}
	seg := &s.Segments[n-1]
	seg.Pieces = append(seg.Pieces, Piece{Frames: bytes})
	return nil
}

// endsAt judges what lies behind the last good frame. A header whose frame does
// not fit was cut off; a little of anything else is padding or an unknown tag.
func (s *Scan) endsAt(w *window, off, end int64) {
	const padding = 4 << 10
	h, ok := ParseHeader(w.at(off, headerSize))
	switch {
	case ok && s.good > 0 && h.Format == s.Segments[len(s.Segments)-1].First.Format:
		s.cut, s.Damaged = 1, true
		if h.Size() > 0 && end-off > int64(h.Size()) {
			s.cut = max(1, (end-off)/s.mean())
		}
	case end-off > padding && s.good > 0 && w.skipZeros(off) == off:
		s.cut, s.Damaged = (end-off)/s.mean(), true
	}
}

// mean is the length of a frame in bytes.
func (s *Scan) mean() int64 { return max(1, s.lead/max(1, s.good)) }
