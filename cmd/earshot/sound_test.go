package main

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"earshot/transcribe"
)

// murmur makes 16 kHz mono samples that rise and fall like syllables, with
// pauses, different for each seed.
func murmur(seconds float64, seed uint64) []int16 {
	rnd := rand.New(rand.NewPCG(seed, 1))
	pcm := make([]int16, int(seconds*transcribe.Rate))
	pitch := 90 + 120*rnd.Float64()
	for i := range pcm {
		at := float64(i) / transcribe.Rate
		loud := math.Max(0, math.Sin(2*math.Pi*3.1*at)) * (0.4 + 0.6*math.Abs(math.Sin(0.7*at+pitch)))
		voice := math.Sin(2*math.Pi*pitch*at) + 0.5*math.Sin(4*math.Pi*pitch*at) + 0.3*rnd.NormFloat64()
		pcm[i] = int16(6000 * loud * voice / 1.8)
	}
	return pcm
}

// wav writes samples as a file of the plainest kind.
func wav(pcm []int16) []byte {
	var b bytes.Buffer
	put := func(v any) { _ = binary.Write(&b, binary.LittleEndian, v) }
	b.WriteString("RIFF")
	put(uint32(36 + 2*len(pcm)))
	b.WriteString("WAVEfmt ")
	put([]uint32{16, 1 | 1<<16, transcribe.Rate, 2 * transcribe.Rate, 2 | 16<<16})
	b.WriteString("data")
	put(uint32(2 * len(pcm)))
	put(pcm)
	return b.Bytes()
}

// recording writes a short made-up recording to a file.
func recording(t testing.TB, seconds float64, seed uint64) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "recording.wav")
	if err := os.WriteFile(path, wav(murmur(seconds, seed)), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
