package resample

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

func sine(rate int, hz float64, n int) []float32 {
	s := make([]float32, n)
	for i := range s {
		s[i] = float32(0.5 * math.Sin(2*math.Pi*hz*float64(i)/float64(rate)))
	}
	return s
}

func convert(t testing.TB, from, to int, src []float32, piece int) []float32 {
	t.Helper()
	r, err := New(from, to)
	if err != nil {
		t.Fatal(err)
	}
	var out []float32
	for len(src) > 0 {
		n := min(piece, len(src))
		out = r.Append(out, src[:n])
		src = src[n:]
	}
	return r.Flush(out)
}

// TestSines holds every tone of the pass band to 75 dB against the same tone
// computed at the new rate, which also proves that nothing is shifted in time.
func TestSines(t *testing.T) {
	for _, from := range []int{8000, 11025, 32000, 44100, 48000} {
		for _, hz := range []float64{50, 440, 1000, 3000, 5000, 6200} {
			if hz > 0.39*float64(from) {
				continue
			}
			t.Run(fmt.Sprintf("%d/%g", from, hz), func(t *testing.T) {
				out := convert(t, from, 16000, sine(from, hz, from), 1000)
				want := sine(16000, hz, len(out))
				var signal, noise float64
				for i := 800; i < len(out)-800; i++ { // the ends ring: the tone starts from nothing
					d := float64(out[i] - want[i])
					signal += float64(want[i]) * float64(want[i])
					noise += d * d
				}
				if snr := 10 * math.Log10(signal/noise); snr < 75 {
					t.Errorf("%g Hz from %d Hz: %.1f dB", hz, from, snr)
				}
			})
		}
	}
}

// TestAliases holds what lies above the new band to 75 dB down.
func TestAliases(t *testing.T) {
	for _, from := range []int{32000, 44100, 48000} {
		for _, hz := range []float64{9000, 10000, 12000, 15000} {
			out := convert(t, from, 16000, sine(from, hz, from), 4096)
			var power float64
			for _, v := range out[800 : len(out)-800] {
				power += float64(v) * float64(v)
			}
			level := 10 * math.Log10(power/float64(len(out)-1600)/(0.5*0.5/2))
			if level > -75 {
				t.Errorf("%g Hz from %d Hz comes through at %.1f dB", hz, from, level)
			}
		}
	}
}

func TestPiecesAndLength(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, from := range []int{16000, 32000, 44100, 48000, 22050} {
		for _, n := range []int{0, 1, 7, 100, 44100} {
			src := make([]float32, n)
			for i := range src {
				src[i] = rng.Float32()*2 - 1
			}
			whole := convert(t, from, 16000, src, n+1)
			if want := int(math.Ceil(float64(n) * 16000 / float64(from))); len(whole) != want {
				t.Errorf("%d samples at %d Hz became %d, not %d", n, from, len(whole), want)
			}
			pieces := convert(t, from, 16000, src, 13)
			for i := range whole {
				if whole[i] != pieces[i] {
					t.Fatalf("%d Hz: sample %d differs when the input comes in pieces", from, i)
				}
			}
		}
	}
}

func TestRatesRefused(t *testing.T) {
	for _, rates := range [][2]int{{0, 16000}, {16000, -1}, {999983, 1000003}} {
		if _, err := New(rates[0], rates[1]); err == nil {
			t.Errorf("%v was taken", rates)
		}
	}
}

func BenchmarkResample(b *testing.B) {
	src := sine(44100, 440, 44100)
	r, err := New(44100, 16000)
	if err != nil {
		b.Fatal(err)
	}
	var out []float32
	for b.Loop() {
		out = r.Append(out[:0], src)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "x-real-time")
}
