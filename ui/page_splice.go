package ui

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
)

var gzipHead = []byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255}

// splice writes one gzip stream of head, body and tail without packing the body
// again.
func splice(head []byte, body *pageBody, tail []byte) ([]byte, error) {
	var out bytes.Buffer
	out.Grow(len(gzipHead) + len(body.packed) + (len(head)+len(tail))/2 + 64)
	out.Write(gzipHead)
	if err := deflate(&out, head, packFast, false); err != nil {
		return nil, err
	}
	out.Write(body.packed)
	if err := deflate(&out, tail, packFast, true); err != nil {
		return nil, err
	}
	crc := joinCRC(crc32.ChecksumIEEE(head), body.crc, body.size)
	crc = joinCRC(crc, crc32.ChecksumIEEE(tail), int64(len(tail)))
	end := binary.LittleEndian.AppendUint32(nil, crc)
	end = binary.LittleEndian.AppendUint32(end, uint32(int64(len(head)+len(tail))+body.size))
	out.Write(end)
	return out.Bytes(), nil
}

// joinCRC returns the CRC-32 of two stretches of bytes from those of each and
// the length of the second. Appending a zero byte is a linear map over GF(2);
// squaring it gives the map for 2, 4, 8 … bytes. The method is crc32_combine's,
// by Mark Adler, in zlib.
func joinCRC(a, b uint32, length int64) uint32 {
	var odd, even [32]uint32
	odd[0] = crc32.IEEE // one zero bit
	for i := 1; i < 32; i++ {
		odd[i] = 1 << (i - 1)
	}
	square(&even, &odd) // two zero bits
	square(&odd, &even) // four
	for step, other := &odd, &even; length > 0; length >>= 1 {
		square(other, step) // the first square is eight bits: one byte
		step, other = other, step
		if length&1 != 0 {
			a = times(step, a)
		}
	}
	return a ^ b
}

func times(m *[32]uint32, v uint32) (sum uint32) {
	for i := 0; v != 0; i, v = i+1, v>>1 {
		if v&1 != 0 {
			sum ^= m[i]
		}
	}
	return sum
}

func square(to, m *[32]uint32) {
	for i := range m {
		to[i] = times(m, m[i])
	}
}
