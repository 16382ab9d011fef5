package mp3scan

import (
	"bytes"
	"encoding/binary"
	"io"
	"math/rand/v2"
	"testing"
)

// Headers of the streams these tests are made of.
var (
	mono44    = [4]byte{0xff, 0xfb, 0x50, 0xc4} // MPEG-1 III, 64 kbit/s, 44.1 kHz, mono: 208 bytes
	stereo44  = [4]byte{0xff, 0xfb, 0x90, 0x64} // 128 kbit/s, joint stereo: 417 bytes
	mono48    = [4]byte{0xff, 0xfb, 0x54, 0xc4} // 64 kbit/s, 48 kHz
	mono22    = [4]byte{0xff, 0xf3, 0x40, 0xc4} // MPEG-2, 32 kbit/s, 22.05 kHz
	mono8     = [4]byte{0xff, 0xe3, 0x28, 0xc4} // MPEG-2.5, 16 kbit/s, 8 kHz
	layer1    = [4]byte{0xff, 0xff, 0x50, 0xc4}
	layer2    = [4]byte{0xff, 0xfd, 0x80, 0xc4}
	freeRate  = [4]byte{0xff, 0xfb, 0x00, 0xc4}
	intensity = [4]byte{0xff, 0xfb, 0x90, 0x54}
)

func header(t testing.TB, raw [4]byte) Header {
	t.Helper()
	h, ok := ParseHeader(raw[:])
	if !ok {
		t.Fatalf("%x is no header", raw)
	}
	return h
}

// frames makes n frames that hold something other than zeros.
func frames(t testing.TB, raw [4]byte, n int) []byte {
	t.Helper()
	h := header(t, raw)
	var b []byte
	for i := range n {
		f := h.Silent()
		copy(f, raw[:])
		for j := h.sideStart() + h.sideSize(); j < len(f); j++ {
			f[j] = byte(i+j) & 0x7f // never a header
		}
		b = append(b, f...)
	}
	return b
}

// reaching makes one frame whose sound starts back bytes before it.
func reaching(t testing.TB, raw [4]byte, back int) []byte {
	f := frames(t, raw, 1)
	f[4], f[5] = byte(back>>1), f[5]|byte(back<<7)
	return f
}

func rubbish(n int) []byte {
	r := rand.NewChaCha8([32]byte{7})
	b := make([]byte, n)
	_, _ = r.Read(b)
	return b
}

// id3 makes an ID3v2.3 tag that claims a size, and holds body.
func id3(claim [4]byte, body []byte) []byte {
	return append([]byte{'I', 'D', '3', 3, 0, 0, claim[0], claim[1], claim[2], claim[3]}, body...)
}

func syncsafe(n int) [4]byte {
	return [4]byte{byte(n >> 21 & 127), byte(n >> 14 & 127), byte(n >> 7 & 127), byte(n & 127)}
}

func ape(body int) []byte {
	foot := make([]byte, 32)
	copy(foot, "APETAGEX")
	binary.LittleEndian.PutUint32(foot[8:], 2000)
	binary.LittleEndian.PutUint32(foot[12:], uint32(body+32))
	return append(make([]byte, body), foot...)
}

// info makes a Xing header frame as LAME writes it.
func info(t testing.TB, raw [4]byte, frames, delay, padding int) []byte {
	h := header(t, raw)
	f := h.Silent()
	copy(f, raw[:])
	b := f[headerSize+h.sideSize():]
	copy(b, "Info")
	binary.BigEndian.PutUint32(b[4:], 1)
	binary.BigEndian.PutUint32(b[8:], uint32(frames))
	copy(b[12:], "LAME3.100")
	b[33], b[34], b[35] = byte(delay>>4), byte(delay<<4)|byte(padding>>8), byte(padding)
	return f
}

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

func scan(t testing.TB, b []byte) *Scan {
	t.Helper()
	s, err := Read(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// clean reads what a decoder would be given.
func clean(t testing.TB, s *Scan, b []byte) []byte {
	t.Helper()
	var out []byte
	for _, seg := range s.Segments {
		part, err := io.ReadAll(seg.Reader(bytes.NewReader(b)))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, part...)
	}
	return out
}
