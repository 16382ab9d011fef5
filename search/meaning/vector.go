package meaning

import (
	"math"
	"math/bits"
)

// Dims is how many parts a vector has.
const Dims = 384

// Vector points in the direction of what a text means; its length says nothing.
type Vector [Dims]int8

// signs has a bit for each part of a vector: set where it is above zero.
type signs [Dims / 64]uint64

func (v *Vector) signs() (s signs) {
	for i, part := range v {
		if part > 0 {
			s[i/64] |= 1 << (i % 64)
		}
	}
	return s
}

// apart is in how many parts the signs differ.
func (s *signs) apart(o *signs) int {
	n := 0
	for i := range s {
		n += bits.OnesCount64(s[i] ^ o[i])
	}
	return n
}

// closeness is the cosine of the angle between two vectors: 1 for the same
// direction, about 0 for unrelated texts.
func (v *Vector) closeness(o *Vector) float64 {
	var both, a, b int32 // at most 384 * 127 * 127
	for i := range v {
		x, y := int32(v[i]), int32(o[i])
		both += x * y
		a += x * x
		b += y * y
	}
	if a == 0 || b == 0 {
		return 0
	}
	return float64(both) / math.Sqrt(float64(a)*float64(b))
}

// bytes are the parts as they are kept.
func (v *Vector) bytes() []byte {
	out := make([]byte, Dims)
	for i, part := range v {
		out[i] = byte(part)
	}
	return out
}

// vectorOf reads what bytes wrote; data has Dims bytes.
func vectorOf(data []byte) (v Vector) {
	for i := range v {
		v[i] = int8(data[i])
	}
	return v
}
