package archive

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// PeaksPerSecond is how many pairs of bytes describe a second of a listening
// copy: the lowest and the highest sample of each fiftieth, as signed bytes.
const PeaksPerSecond = 50

// PeaksKey is where the peaks of a copy are: beside it under its secret name,
// made by the same job and gone with it, so that they never show words which
// the copy does not say.
func (m Media) PeaksKey() string { return m.Key + ".peaks" }

// Peaks are the outline of a stretch of sound.
type Peaks struct {
	Start, Every float64 // seconds: where the first pair is, and how far apart pairs are
	Pairs        []int8  // lowest, highest, lowest, highest, ...
}

// Peaks returns the outline of what v may hear from start to end, in seconds;
// end 0 is the end of the sound. Copies from before there were outlines have
// none: that is no error and no pairs.
func (a *Archive) Peaks(ctx context.Context, v Viewer, id string, start, end float64) (Peaks, error) {
	iv, may, err := a.Interview(ctx, v, id)
	if err != nil {
		return Peaks{}, err
	}
	if !may.Listen {
		return Peaks{}, ErrForbidden
	}
	from := int64(max(start, 0) * PeaksPerSecond)
	length := int64(-1)
	if end > 0 {
		length = max(int64(end*PeaksPerSecond)-from, 0) * 2
	}
	p := Peaks{Start: float64(from) / PeaksPerSecond, Every: 1.0 / PeaksPerSecond, Pairs: []int8{}}
	r, _, err := a.blobs.Open(ctx, iv.copyFor(may).PeaksKey(), 2*from, length)
	if errors.Is(err, ErrNotFound) || errors.Is(err, ErrInvalid) { // none, or none there
		return p, nil
	}
	if err != nil {
		return Peaks{}, err
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		return Peaks{}, fmt.Errorf("read the peaks of %s: %w", id, err)
	}
	for _, x := range b[:len(b)/2*2] {
		p.Pairs = append(p.Pairs, int8(x))
	}
	return p, nil
}

// Fewer returns the same outline in at most n pairs, n at least 1.
func (p Peaks) Fewer(n int) Peaks {
	have := len(p.Pairs) / 2
	group := (have + n - 1) / n
	if group <= 1 {
		return p
	}
	out := Peaks{Start: p.Start, Every: p.Every * float64(group)}
	for i := 0; i < have; i += group {
		low, high := p.Pairs[2*i], p.Pairs[2*i+1]
		for k := i + 1; k < min(i+group, have); k++ {
			low, high = min(low, p.Pairs[2*k]), max(high, p.Pairs[2*k+1])
		}
		out.Pairs = append(out.Pairs, low, high)
	}
	return out
}

const (
	quietShare   = 8   // sound below an eighth of the loudest counts as quiet
	quietLevel   = 2   // and so does the hiss of an empty room, of 127
	shortestRest = 0.4 // seconds of quiet between sounds that are a pause and not a breath
)

// Sounds tells where there is sound in an outline, from the first to the last,
// and how many pauses there are between; ok is false when all is quiet.
func (p Peaks) Sounds() (s Span, pauses int, ok bool) {
	loud := func(i int) int { return max(int(p.Pairs[2*i+1]), -int(p.Pairs[2*i])) }
	top, n := 0, len(p.Pairs)/2
	for i := range n {
		top = max(top, loud(i))
	}
	least := max(top/quietShare, quietLevel)
	last := 0
	for i := range n {
		if loud(i) <= least {
			continue
		}
		switch {
		case !ok:
			s.Start, ok = p.Start+float64(i)*p.Every, true
		case float64(i-last-1)*p.Every >= shortestRest:
			pauses++
		}
		last = i
		s.End = p.Start + float64(i+1)*p.Every
	}
	return s, pauses, ok
}
