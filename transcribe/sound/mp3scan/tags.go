package mp3scan

import (
	"encoding/binary"
	"strconv"
)

// maxTags is how many tags in a row are skipped before we call it nonsense.
const maxTags = 8

// skipTags returns where the tags that start at off end. A tag's size is
// believed only when something that we know starts where it points; otherwise
// the search for frames begins right behind the tag's header.
func (w *window) skipTags(off int64) int64 {
	for range maxTags {
		next := w.skipTag(off)
		if next == off {
			return off
		}
		off = next
	}
	return off
}

func (w *window) skipTag(off int64) int64 {
	b := w.at(off, 32)
	switch {
	case len(b) >= 10 && string(b[:3]) == "ID3":
		claims := id3Sizes(b)
		for _, size := range claims {
			if end := off + size; end < w.size && w.known(end) {
				return end
			}
		}
		return off + 10
	case len(b) == 32 && string(b[:8]) == "APETAGEX":
		if end := off + 32 + int64(binary.LittleEndian.Uint32(b[12:])); end < w.size && w.known(end) {
			return end
		}
		return off + 32
	case len(b) >= 3 && string(b[:3]) == "TAG" && off+128 <= w.size:
		return off + 128
	}
	return off
}

// id3Sizes lists the sizes an ID3v2 header may mean: seven bits a byte as the
// standard says, or eight as some writers do; each with the footer if it has one.
func id3Sizes(b []byte) []int64 {
	var seven, eight int64
	for _, c := range b[6:10] {
		seven = seven<<7 | int64(c&0x7f)
		eight = eight<<8 | int64(c)
	}
	sizes := []int64{10 + seven, 10 + eight}
	if b[5]&0x10 != 0 {
		sizes = append([]int64{20 + seven, 20 + eight}, sizes...)
	}
	return sizes
}

// known tells whether a run of frames, another tag, or another sound format
// starts at off. Zeros are padding that some writers leave behind a tag.
func (w *window) known(off int64) bool {
	b := w.at(off, 8)
	if len(b) >= 4 && (string(b[:3]) == "ID3" || string(b[:4]) == "fLaC" || string(b) == "APETAGEX") {
		return true
	}
	if len(b) >= 2 && b[0] == 0xff && b[1]&0xf6 == 0xf0 { // AAC in ADTS frames
		return true
	}
	if w.chain(off, nil, w.size) >= chainNeeded || w.freeFormat(off) {
		return true
	}
	return len(b) > 0 && b[0] == 0 && w.chain(w.skipZeros(off), nil, w.size) >= chainNeeded
}

// skipZeros returns the first byte from off on that is not zero, looking at no
// more than half a window.
func (w *window) skipZeros(off int64) int64 {
	b := w.at(off, windowSize/2)
	for i, c := range b {
		if c != 0 {
			return off + int64(i)
		}
	}
	return off + int64(len(b))
}

// audioEnd is where the tags at the end of the file begin.
func (w *window) audioEnd() int64 {
	end := w.size
	for range maxTags {
		tag := w.tagBefore(end)
		if tag <= 0 || tag > end {
			return end
		}
		end -= tag
	}
	return end
}

// tagBefore is the size of the tag that ends at end; 0 when there is none.
func (w *window) tagBefore(end int64) int64 {
	if b := w.at(end-128, 3); end >= 128 && string(b) == "TAG" {
		return 128
	}
	if b := w.at(end-32, 32); end >= 32 && len(b) == 32 && string(b[:8]) == "APETAGEX" {
		size := int64(binary.LittleEndian.Uint32(b[12:]))
		if b[23]&0x80 != 0 { // it has a header too
			size += 32
		}
		if size >= 32 && size <= end {
			return size
		}
	}
	if b := w.at(end-15, 15); end >= 15 && len(b) == 15 && string(b[6:]) == "LYRICS200" {
		if n, err := strconv.Atoi(string(b[:6])); err == nil && n > 0 && int64(n)+15 <= end {
			return int64(n) + 15
		}
	}
	return 0
}
