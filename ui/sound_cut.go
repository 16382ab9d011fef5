package ui

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// A few seconds of a listening copy are cut out without decoding: the AAC frames
// of the stretch are copied, each behind the header that lets it stand alone (ADTS,
// ISO/IEC 14496-3 and 13818-7). The copy is MP4 as ListeningCopy writes it (ISO/IEC
// 14496-12): one track, its tables in front of its sound.

const (
	longestTables = 16 << 20 // bytes: 12 hours of frames take 5 MB
	longestCut    = 4 << 20  // bytes of sound
	warmUp        = 1        // frames in front, from which a decoder begins
)

var errNoCut = errors.New("the listening copy is not built as expected")

// readAt returns length bytes of a listening copy from an offset.
type readAt func(offset, length int64) ([]byte, error)

// cutSound returns the sound from start to end, in seconds, as audio/aac.
func cutSound(read readAt, size int64, start, end float64) ([]byte, error) {
	moov, err := tables(read, size)
	if err != nil {
		return nil, err
	}
	t, err := readTrack(moov)
	if err != nil {
		return nil, err
	}
	first, last := t.frames(start, end)
	if first >= last {
		return nil, errNoCut
	}
	from := t.offsets[first]
	length := t.offsets[last-1] + int64(t.sizes[last-1]) - from
	if from < 0 || length <= 0 || length > longestCut || from+length > size {
		return nil, errNoCut
	}
	sound, err := read(from, length)
	if err != nil {
		return nil, err
	}
	out := make([]byte, 0, len(sound)+7*(last-first))
	for i := first; i < last; i++ {
		at, n := t.offsets[i]-from, int64(t.sizes[i])
		if at < 0 || at+n > int64(len(sound)) || n > 8191-7 {
			return nil, errNoCut
		}
		out = append(t.header(out, int(n)+7), sound[at:at+n]...)
	}
	return out, nil
}

// tables returns the body of the moov box.
func tables(read readAt, size int64) ([]byte, error) {
	for at := int64(0); at+16 <= size; {
		head, err := read(at, 16)
		if err != nil {
			return nil, err
		}
		if len(head) < 16 {
			return nil, errNoCut
		}
		length, skip := int64(binary.BigEndian.Uint32(head)), int64(8)
		if length == 1 {
			length, skip = int64(binary.BigEndian.Uint64(head[8:])), 16
		}
		if length < skip || length > size-at {
			return nil, errNoCut
		}
		if string(head[4:8]) == "moov" {
			if length > longestTables {
				return nil, errNoCut
			}
			return read(at+skip, length-skip)
		}
		at += length
	}
	return nil, errNoCut
}

// inside returns the body of a box within boxes, by a path of names; nil for none.
func inside(b []byte, path ...string) []byte {
	for len(b) >= 8 {
		n := int(binary.BigEndian.Uint32(b))
		if n < 8 || n > len(b) {
			return nil
		}
		if string(b[4:8]) == path[0] {
			if len(path) == 1 {
				return b[8:n]
			}
			return inside(b[8:n], path[1:]...)
		}
		b = b[n:]
	}
	return nil
}

// track is what cutting has to know of the sound.
type track struct {
	object, rate, channels int     // of the AAC: object type, index of the sample rate, channels
	scale                  float64 // units of time in a second
	delay                  float64 // units the encoder put in front
	step                   float64 // units of one frame
	sizes                  []uint32
	offsets                []int64
}

func readTrack(moov []byte) (*track, error) {
	trak := inside(moov, "trak")
	stbl := inside(trak, "mdia", "minf", "stbl")
	mdhd, stts := inside(trak, "mdia", "mdhd"), words32(inside(stbl, "stts"), 4)
	if len(mdhd) < 24 || len(stts) < 3 || stts[2] == 0 {
		return nil, fmt.Errorf("%w: no times", errNoCut)
	}
	t := &track{step: float64(stts[2])}
	if mdhd[0] == 0 {
		t.scale = float64(binary.BigEndian.Uint32(mdhd[12:]))
	} else {
		t.scale = float64(binary.BigEndian.Uint32(mdhd[20:]))
	}
	// An edit list of one entry says where the sound begins behind the delay.
	if elst := inside(trak, "edts", "elst"); len(elst) >= 20 && elst[0] == 0 {
		t.delay = max(float64(int32(binary.BigEndian.Uint32(elst[12:]))), 0)
	}
	if err := t.readConfig(inside(stbl, "stsd")); err != nil {
		return nil, err
	}
	return t, t.readPlaces(stbl)
}

// words32 reads the 32-bit numbers of a box behind its first bytes.
func words32(b []byte, skip int) []uint32 {
	if len(b) < skip {
		return nil
	}
	out := make([]uint32, (len(b)-skip)/4)
	for i := range out {
		out[i] = binary.BigEndian.Uint32(b[skip+4*i:])
	}
	return out
}

// readConfig reads which AAC it is from the descriptors of the esds box: tag 3
// holds tag 4, which holds tag 5, the AudioSpecificConfig.
func (t *track) readConfig(stsd []byte) error {
	if len(stsd) < 8 {
		return errNoCut
	}
	entry := inside(stsd[8:], "mp4a")
	if len(entry) < 28 {
		return fmt.Errorf("%w: it is no AAC", errNoCut)
	}
	b := inside(entry[28:], "esds")
	if len(b) < 4 {
		return errNoCut
	}
	b = b[4:]
	for _, d := range []struct {
		tag  byte
		skip int // bytes of the descriptor before those inside it
	}{{3, 3}, {4, 13}, {5, 0}} {
		if len(b) < 2 || b[0] != d.tag {
			return fmt.Errorf("%w: no description", errNoCut)
		}
		for b = b[1:]; len(b) > 0 && b[0]&0x80 != 0; b = b[1:] { // the length takes up to four bytes
		}
		if len(b) < 1+d.skip {
			return errNoCut
		}
		b = b[1+d.skip:]
	}
	if len(b) < 2 {
		return errNoCut
	}
	config := binary.BigEndian.Uint16(b)
	t.object, t.rate, t.channels = int(config>>11), int(config>>7&15), int(config>>3&15)
	if t.object < 1 || t.object > 4 || t.rate > 12 || t.channels < 1 || t.channels > 7 || t.scale == 0 {
		return fmt.Errorf("%w: another kind of AAC", errNoCut)
	}
	return nil
}

// readPlaces reads where each frame is and how long.
func (t *track) readPlaces(stbl []byte) error {
	stsz, stsc := words32(inside(stbl, "stsz"), 4), words32(inside(stbl, "stsc"), 8)
	chunks := chunkOffsets(stbl)
	if len(stsz) < 2 || stsz[0] != 0 || int(stsz[1]) > len(stsz)-2 || len(stsc) < 3 || len(chunks) == 0 {
		return fmt.Errorf("%w: no places", errNoCut)
	}
	t.sizes = stsz[2 : 2+stsz[1]]
	t.offsets = make([]int64, 0, len(t.sizes))
	for i, at := range chunks {
		for len(stsc) >= 6 && int64(stsc[3]) <= int64(i)+1 { // a run of chunks with as many frames each
			stsc = stsc[3:]
		}
		for n := uint32(0); n < stsc[1] && len(t.offsets) < len(t.sizes); n++ {
			size := t.sizes[len(t.offsets)]
			t.offsets = append(t.offsets, at)
			at += int64(size)
		}
	}
	if len(t.offsets) != len(t.sizes) {
		return fmt.Errorf("%w: frames without a place", errNoCut)
	}
	return nil
}

func chunkOffsets(stbl []byte) (out []int64) {
	if stco := words32(inside(stbl, "stco"), 8); stco != nil {
		for _, n := range stco {
			out = append(out, int64(n))
		}
		return out
	}
	wide := words32(inside(stbl, "co64"), 8)
	for i := 0; i+1 < len(wide); i += 2 {
		out = append(out, int64(wide[i])<<32|int64(wide[i+1]))
	}
	return out
}

// frames are the first frame of a stretch and the one behind its last.
func (t *track) frames(start, end float64) (first, last int) {
	at := func(s float64) int {
		return int(min(max((s*t.scale+t.delay)/t.step, 0), float64(len(t.sizes))))
	}
	if first = at(start); first == len(t.sizes) {
		return first, first
	}
	return max(first-warmUp, 0), min(at(end)+1, len(t.sizes))
}

// header appends the seven bytes in front of a frame of so many bytes with them.
func (t *track) header(out []byte, length int) []byte {
	return append(out, 0xff, 0xf1, byte((t.object-1)<<6|t.rate<<2|t.channels>>2), byte(t.channels<<6|length>>11), byte(length>>3), byte(length<<5|0x1f), 0xfc)
}
