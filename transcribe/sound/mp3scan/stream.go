package mp3scan

import (
	"bytes"
	"io"
)

// Reader streams the segment's frames from the file it was found in: no tags,
// missing frames as silence, and frames whose sound starts in a missing one
// with their side information blanked, so that later frames still find the main
// data they carry.
func (s Segment) Reader(r io.ReaderAt) io.Reader {
	return &segmentReader{file: r, segment: s}
}

type segmentReader struct {
	file    io.ReaderAt
	segment Segment
	next    int // piece
	piece   io.Reader
}

func (s *segmentReader) Read(p []byte) (int, error) {
	for {
		if s.piece == nil {
			if s.next == len(s.segment.Pieces) {
				return 0, io.EOF
			}
			s.piece = s.open(s.segment.Pieces[s.next])
			s.next++
		}
		n, err := s.piece.Read(p)
		if err == io.EOF {
			s.piece, err = nil, nil
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
}

func (s *segmentReader) open(p Piece) io.Reader {
	if p.missing() {
		return &repeat{frame: s.segment.First.Silent(), left: p.Frames}
	}
	section := io.NewSectionReader(s.file, p.Offset, p.End-p.Offset)
	if p.Mute {
		return &muter{frames: section}
	}
	return section
}

// repeat reads one frame over and over.
type repeat struct {
	frame []byte
	at    int
	left  int64
}

func (r *repeat) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) && r.left > 0 {
		c := copy(p[n:], r.frame[r.at:])
		n += c
		if r.at += c; r.at == len(r.frame) {
			r.at = 0
			r.left--
		}
	}
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// muter blanks the side information of every frame that goes by.
type muter struct {
	frames io.Reader
	frame  bytes.Reader
}

func (m *muter) Read(p []byte) (int, error) {
	if m.frame.Len() == 0 {
		frame, h, err := ReadFrame(m.frames, nil)
		if err != nil {
			return 0, err
		}
		h.Mute(frame)
		m.frame.Reset(frame)
	}
	return m.frame.Read(p)
}

// ReadFrame reads one frame of a stream that holds nothing but frames, into buf
// if it is large enough. Errors: io.EOF at the end, ErrNotMP3 when a frame is
// cut or something else comes.
func ReadFrame(r io.Reader, buf []byte) ([]byte, Header, error) {
	var head [headerSize]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		if err == io.ErrUnexpectedEOF {
			err = ErrNotMP3
		}
		return nil, Header{}, err
	}
	h, ok := ParseHeader(head[:])
	if !ok || h.Size() < headerSize {
		return nil, Header{}, ErrNotMP3
	}
	if cap(buf) < h.Size() {
		buf = make([]byte, h.Size())
	}
	buf = buf[:h.Size()]
	copy(buf, head[:])
	if _, err := io.ReadFull(r, buf[headerSize:]); err != nil {
		return nil, Header{}, ErrNotMP3
	}
	return buf, h, nil
}
