package sound

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"

	"earshot/archive"
)

// TestPeaks: whatever the rate and however the bytes arrive, there are fifty
// pairs to the second, each at its time, and the samples go by unchanged.
func TestPeaks(t *testing.T) {
	for _, s := range []shape{{8000, 1}, {11025, 2}, {44100, 2}, {48000, 1}} {
		for _, cut := range []int{1, 7, 4096} {
			var in bytes.Buffer
			for frame := range 2 * s.rate { // the second second is loud, in the last channel
				for channel := range s.channels {
					v := int16(256)
					if frame >= s.rate && channel == s.channels-1 {
						v = -100 * 256
					}
					_ = binary.Write(&in, binary.LittleEndian, v) // a buffer takes everything
				}
			}
			var out, peaks bytes.Buffer
			p := newPeaker(&out, &peaks, s)
			for part := range slices.Chunk(in.Bytes(), cut) {
				if n, err := p.Write(part); n != len(part) || err != nil {
					t.Fatal(n, err)
				}
			}
			if err := p.flush(); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(out.Bytes(), in.Bytes()) {
				t.Errorf("%v in pieces of %d: the samples changed", s, cut)
			}
			got := peaks.Bytes()
			if len(got) != 2*2*archive.PeaksPerSecond {
				t.Errorf("%v in pieces of %d: %d bytes", s, cut, len(got))
				continue
			}
			for i := 0; i < len(got); i += 2 {
				want := int8(0)
				if i/2 >= archive.PeaksPerSecond {
					want = -100
				}
				if low := int8(got[i]); low != want {
					t.Errorf("%v in pieces of %d: lowest of pair %d is %d, want %d", s, cut, i/2, low, want)
				}
			}
		}
	}
}
