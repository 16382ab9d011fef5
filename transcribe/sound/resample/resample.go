package resample

import (
	"errors"
	"math"
)

const (
	// crossings is how many zero crossings of the sinc lie on each side. With
	// 20, what is above the new band is 80 dB down from a tenth above it on.
	crossings = 20
	// rolloff is where the filter is 6 dB down, as a share of the lower
	// Nyquist frequency.
	rolloff = 0.95
	// beta shapes the Kaiser window: 0.1102*(A-8.7) for A = 80 dB.
	beta = 7.857
	// maxTable bounds the filter table, in numbers.
	maxTable = 1 << 22
)

// Resampler converts one channel, piece by piece, with no delay: sample 0 of
// the output is at the time of sample 0 of the input.
type Resampler struct {
	up, down int // output rate : input rate, in lowest terms
	half     int // taps on each side
	phases   [][]float32

	kept  []float32 // input still needed
	index int       // in kept: the input sample at or before the next output's time
	phase int       // how far the output's time is behind that, in 1/up samples
	in    int64     // samples taken
	out   int64     // samples given
}

// New makes a resampler from one rate to another, in Hz.
func New(from, to int) (*Resampler, error) {
	if from <= 0 || to <= 0 {
		return nil, errors.New("resample: rates must be above zero")
	}
	g := gcd(from, to)
	r := &Resampler{up: to / g, down: from / g}
	cutoff := rolloff * math.Min(1, float64(to)/float64(from)) // of the input's Nyquist frequency
	r.half = int(math.Ceil(crossings / cutoff))
	if r.up*2*r.half > maxTable {
		return nil, errors.New("resample: these rates have too little in common")
	}
	r.phases = make([][]float32, r.up)
	for p := range r.phases {
		r.phases[p] = taps(float64(p)/float64(r.up), r.half, cutoff)
	}
	r.kept = make([]float32, r.half-1)
	r.index = r.half - 1
	return r, nil
}

// taps computes one phase of the filter: the weights of the 2*half input
// samples around a time that lies frac behind the sample half-1, summing to 1.
func taps(frac float64, half int, cutoff float64) []float32 {
	weights := make([]float64, 2*half)
	sum := 0.0
	for k := range weights {
		x := float64(k-half+1) - frac
		w := x / float64(half)
		if math.Abs(w) >= 1 {
			continue
		}
		weights[k] = cutoff * sinc(cutoff*x) * bessel(beta*math.Sqrt(1-w*w)) / bessel(beta)
		sum += weights[k]
	}
	single := make([]float32, len(weights))
	for k, w := range weights {
		single[k] = float32(w / sum)
	}
	return single
}

// Append resamples src and appends what is known of the output to dst.
func (r *Resampler) Append(dst, src []float32) []float32 {
	r.in += int64(len(src))
	if r.up == r.down {
		r.out += int64(len(src))
		return append(dst, src...)
	}
	r.kept = append(r.kept, src...)
	for r.index+r.half < len(r.kept) {
		window := r.kept[r.index-r.half+1 : r.index+r.half+1]
		dst = append(dst, dot(window, r.phases[r.phase]))
		r.out++
		r.phase += r.down
		r.index += r.phase / r.up
		r.phase %= r.up
	}
	if drop := r.index - r.half + 1; drop > 0 {
		drop = min(drop, len(r.kept))
		n := copy(r.kept, r.kept[drop:])
		r.kept = r.kept[:n]
		r.index -= drop
	}
	return dst
}

// Flush appends the rest of the output: together there are as many samples as
// start before the input's end. The resampler cannot be used afterwards.
func (r *Resampler) Flush(dst []float32) []float32 {
	if r.up == r.down {
		return dst
	}
	in := r.in
	want := (in*int64(r.up) + int64(r.down) - 1) / int64(r.down)
	missing := want - r.out
	tail := r.Append(nil, make([]float32, 2*r.half))
	return append(dst, tail[:min(missing, int64(len(tail)))]...)
}

// dot multiplies two slices of one even length and sums up, four at a time
// because one running sum would wait for itself.
func dot(a, b []float32) float32 {
	b = b[:len(a)]
	var s0, s1, s2, s3 float32
	i := 0
	for ; i+4 <= len(a); i += 4 {
		x, y := a[i:i+4:i+4], b[i:i+4:i+4]
		s0 += x[0] * y[0]
		s1 += x[1] * y[1]
		s2 += x[2] * y[2]
		s3 += x[3] * y[3]
	}
	for ; i < len(a); i++ {
		s0 += a[i] * b[i]
	}
	return s0 + s1 + s2 + s3
}

func sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	return math.Sin(math.Pi*x) / (math.Pi * x)
}

// bessel is the modified Bessel function of the first kind, order 0, as its
// power series.
func bessel(x float64) float64 {
	sum, term := 1.0, 1.0
	for k := 1.0; term > 1e-17*sum; k++ {
		term *= (x / (2 * k)) * (x / (2 * k))
		sum += term
	}
	return sum
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
