package sound

import (
	"io"

	"earshot/archive"
)

// peaker passes samples on and writes their outline: the lowest and the highest
// of each fiftieth of a second over all channels, as signed bytes.
type peaker struct {
	w, peaks    io.Writer
	s           shape
	at          int64 // samples gone by
	bin         int64 // the present fiftieth
	from, until int64 // its samples
	low, high   int16
	half        []byte // the first byte of a sample cut in two
}

func newPeaker(w, peaks io.Writer, s shape) *peaker {
	p := &peaker{w: w, peaks: peaks, s: s, bin: -1}
	p.next()
	return p
}

// next begins a fiftieth. Its end is counted from the beginning of the sound,
// as rates like 11025 do not divide by fifty.
func (p *peaker) next() {
	p.bin++
	p.low, p.high = 0, 0
	p.from, p.until = p.until, (p.bin+1)*int64(p.s.rate)/archive.PeaksPerSecond*int64(p.s.channels)
}

func (p *peaker) Write(b []byte) (int, error) {
	n, err := p.w.Write(b)
	if err != nil {
		return n, err
	}
	in := b
	if len(p.half) > 0 && len(in) > 0 {
		if err := p.sample(int16(p.half[0]) | int16(in[0])<<8); err != nil {
			return n, err
		}
		p.half, in = p.half[:0], in[1:]
	}
	for ; len(in) > 1; in = in[2:] {
		if err := p.sample(int16(in[0]) | int16(in[1])<<8); err != nil {
			return n, err
		}
	}
	p.half = append(p.half, in...)
	return n, nil
}

func (p *peaker) sample(v int16) error {
	p.low, p.high = min(p.low, v), max(p.high, v)
	if p.at++; p.at < p.until {
		return nil
	}
	return p.flush()
}

// flush writes the present fiftieth, if it has begun.
func (p *peaker) flush() error {
	if p.at == p.from {
		return nil
	}
	_, err := p.peaks.Write([]byte{byte(p.low >> 8), byte(p.high >> 8)})
	p.next()
	return err
}
