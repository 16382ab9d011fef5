package transcribe

import (
	"context"
	"encoding/binary"
	"math"
)

// Where a chunk may end, in seconds from its start. The first is shorter, so
// that words appear soon. A chunk is cut only when enough follows, so that the
// last one is never a scrap that an engine could not make sense of.
const (
	firstFrom, firstTo = 30.0, 60.0
	chunkFrom, chunkTo = 120.0, 180.0
	tailAtLeast        = 15.0
)

const (
	cutFrame  = Rate / 50 // 20 ms: loudness is measured in these
	cutAround = 12        // frames on each side that a cut looks at: half a second in all
)

// Piece is a stretch of a recording, cut at silence.
type Piece struct {
	Index      int
	Start, End float64 // seconds in the recording
	PCM        []byte  // valid until the next piece
}

// Cutter takes in samples and hands out pieces, each as soon as it is complete.
// Where it cuts follows from the samples alone. It keeps at most one piece and
// its tail in memory: about 6 MB.
type Cutter struct {
	ctx   context.Context
	each  func(context.Context, Piece) error
	buf   []byte
	index int
	start int // bytes before buf
}

// NewCutter makes a cutter that gives each piece to the function, which may
// refuse it with an error to end the cutting.
func NewCutter(ctx context.Context, each func(context.Context, Piece) error) *Cutter {
	return &Cutter{ctx: ctx, each: each}
}

// Write takes in samples. Its errors are those of the function, or the context's.
func (c *Cutter) Write(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	c.buf = append(c.buf, p...)
	for {
		from, to := chunkFrom, chunkTo
		if c.index == 0 {
			from, to = firstFrom, firstTo
		}
		if len(c.buf) < int((to+tailAtLeast)*BytesPerSecond) {
			return len(p), nil
		}
		if err := c.hand(cutAt(c.buf, int(from*Rate), int(to*Rate))); err != nil {
			return 0, err
		}
	}
}

// Close hands out what is left and returns how many pieces there were.
func (c *Cutter) Close() (pieces int, err error) {
	if whole := len(c.buf) / 2 * 2; whole > 0 {
		err = c.hand(whole)
	}
	return c.index, err
}

// hand gives away the first n bytes.
func (c *Cutter) hand(n int) error {
	p := Piece{
		Index: c.index, PCM: c.buf[:n],
		Start: float64(c.start) / BytesPerSecond, End: float64(c.start+n) / BytesPerSecond,
	}
	if err := c.each(c.ctx, p); err != nil {
		return err
	}
	c.index, c.start = c.index+1, c.start+n
	c.buf = append(c.buf[:0], c.buf[n:]...)
	return nil
}

// cutAt finds the quietest half second between two samples, and in it the
// middle: there nobody is in the midst of a word. A pause nearer the end wins
// over an equally quiet one before it. It returns the place in bytes.
func cutAt(pcm []byte, from, to int) int {
	first := from/cutFrame - cutAround
	energy := make([]float64, to/cutFrame+cutAround-first)
	for i := range energy {
		for s := (first + i) * cutFrame; s < (first+i+1)*cutFrame; s++ {
			v := float64(int16(binary.LittleEndian.Uint16(pcm[2*s:])))
			energy[i] += v * v
		}
	}
	best, least := cutAround, math.Inf(1)
	for i := cutAround; i+cutAround < len(energy); i++ {
		sum := 0.0
		for _, e := range energy[i-cutAround : i+cutAround+1] {
			sum += e
		}
		if sum <= least {
			best, least = i, sum
		}
	}
	return 2 * (first + best) * cutFrame
}
