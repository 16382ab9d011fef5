package meaning

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"

	"earshot/archive"
)

// The file is slots of the same size. The first says whose vectors these are and
// how far along the feed they are; each of the others holds the vector of one
// passage, or nothing. A slot begins with the CRC-32 (IEEE) of the rest.
const (
	slotSize  = 512
	atName    = 20 // of an interview: its id
	mostName  = 100
	atVector  = slotSize - Dims
	fileMagic = "earshot meaning 1"
)

// passage is what a slot says besides the vector.
type passage struct {
	interview string
	first     archive.LineID
	text      uint64 // hash of the text that the vector was made of
}

// writeSlot lays out a passage's slot.
func writeSlot(p passage, v *Vector) []byte {
	out := make([]byte, slotSize)
	binary.LittleEndian.PutUint32(out[4:], uint32(p.first))
	binary.LittleEndian.PutUint64(out[8:], p.text)
	out[16] = byte(len(p.interview))
	copy(out[atName:], p.interview)
	copy(out[atVector:], v.bytes())
	return seal(out)
}

// readSlot reads a slot; free when it holds nothing, and sound false when it is
// not what was written.
func readSlot(data []byte) (p passage, v Vector, free, sound bool) {
	if free = !bytes.ContainsFunc(data, func(r rune) bool { return r != 0 }); free {
		return p, v, true, true
	}
	n := int(data[16])
	if !sealed(data) || n == 0 || n > mostName {
		return p, v, false, false
	}
	p = passage{string(data[atName : atName+n]), archive.LineID(binary.LittleEndian.Uint32(data[4:])), binary.LittleEndian.Uint64(data[8:])}
	return p, vectorOf(data[atVector:]), false, true
}

// writeHead lays out the first slot.
func writeHead(about string, position int64) []byte {
	out := make([]byte, slotSize)
	binary.LittleEndian.PutUint64(out[8:], uint64(position))
	copy(out[atName:slotSize-1], fileMagic+"\n"+about)
	return seal(out)
}

// readHead reads the first slot; ok is false when it is of other vectors.
func readHead(data []byte, about string) (position int64, ok bool) {
	position = int64(binary.LittleEndian.Uint64(data[8:]))
	return position, bytes.Equal(data, writeHead(about, position))
}

func seal(slot []byte) []byte {
	binary.LittleEndian.PutUint32(slot, crc32.ChecksumIEEE(slot[4:]))
	return slot
}

func sealed(slot []byte) bool {
	return binary.LittleEndian.Uint32(slot) == crc32.ChecksumIEEE(slot[4:])
}
