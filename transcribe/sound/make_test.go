package sound

import (
	"bytes"
	"context"
	"encoding/binary"
	"log/slog"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// voice makes samples that are like speech to a decoder: tones that glide, come
// and go, with a little noise. Channels differ, and are interleaved.
func voice(s shape, seconds float64) []byte {
	rng := rand.New(rand.NewPCG(3, 5))
	n := int(seconds * float64(s.rate))
	top := math.Min(3400, 0.3*float64(s.rate))
	b := make([]byte, 0, 2*n*s.channels)
	phase := make([]float64, s.channels)
	for i := range n {
		at := float64(i) / float64(s.rate)
		loud := 0.15 + 0.15*math.Sin(2*math.Pi*3.1*at)*math.Sin(2*math.Pi*0.7*at)
		for c := range s.channels {
			hz := 120 + (top-120)*(0.5+0.5*math.Sin(2*math.Pi*(0.9+0.2*float64(c))*at))
			phase[c] += 2 * math.Pi * hz / float64(s.rate)
			v := loud*(math.Sin(phase[c])+0.5*math.Sin(0.31*phase[c])) + 0.003*rng.NormFloat64()
			b = binary.LittleEndian.AppendUint16(b, uint16(int16(v*32767)))
		}
	}
	return b
}

// wav puts a header before samples. A claimed size of 0 means the true one.
func wav(s shape, pcm []byte, claim uint32) []byte {
	if claim == 0 {
		claim = uint32(len(pcm))
	}
	var b bytes.Buffer
	b.WriteString("RIFF")
	_ = binary.Write(&b, binary.LittleEndian, claim+36)
	b.WriteString("WAVEfmt ")
	_ = binary.Write(&b, binary.LittleEndian, struct {
		Size             uint32
		Format, Channels uint16
		Rate, PerSecond  uint32
		Align, Bits      uint16
	}{16, 1, uint16(s.channels), uint32(s.rate), uint32(s.bytesPerSecond()), uint16(2 * s.channels), 16})
	b.WriteString("data")
	_ = binary.Write(&b, binary.LittleEndian, claim)
	b.Write(pcm)
	return b.Bytes()
}

// twoMinutes bounds whatever a test waits for.
const twoMinutes = 2 * time.Minute

// ffmpegPath finds ffmpeg, or skips the test with a reason.
func ffmpegPath(t testing.TB) string {
	t.Helper()
	path, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Skip("ffmpeg is not installed")
	}
	return path
}

// testDecoder decodes in children of this test program.
func testDecoder(t testing.TB, change ...func(*Config)) *Decoder {
	t.Helper()
	c := Config{
		FFmpeg: ffmpegPath(t),
		Child:  []string{os.Args[0], "decode-child"},
		Temp:   t.TempDir(),
		Log:    slog.New(slog.NewTextHandler(t.Output(), nil)),
	}
	for _, f := range change {
		f(&c)
	}
	d, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// within is a context for one test, so that a hang is a failure.
func within(t testing.TB, limit time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	t.Cleanup(cancel)
	return ctx
}

// file writes a recording into the test's folder.
func file(t testing.TB, name string, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// plainFFmpeg runs ffmpeg as anyone would, outside of our code, and returns
// what it wrote to standard output.
func plainFFmpeg(t testing.TB, in []byte, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(ffmpegPath(t), append([]string{"-nostdin", "-v", "error", "-y"}, args...)...)
	if in != nil {
		cmd.Stdin = bytes.NewReader(in)
	}
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		if strings.Contains(complaint.String(), "Unknown encoder") {
			t.Skipf("this ffmpeg cannot make the file: %s", complaint.String())
		}
		t.Fatalf("ffmpeg %v: %v\n%s", args, err, complaint.String())
	}
	return out
}

// encoded makes a recording of s with ffmpeg.
func encoded(t testing.TB, name string, s shape, seconds float64, args ...string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), name)
	in := file(t, "in.wav", wav(s, voice(s, seconds), 0))
	plainFFmpeg(t, nil, append(append([]string{"-i", in}, args...), out)...)
	return out
}

func samples(b []byte) []float64 {
	s := make([]float64, len(b)/2)
	for i := range s {
		s[i] = float64(int16(binary.LittleEndian.Uint16(b[2*i:]))) / 32768
	}
	return s
}

// snr is the signal-to-noise ratio of got against want in dB.
func snr(got, want []float64) float64 {
	var signal, noise float64
	for i := range min(len(got), len(want)) {
		signal += want[i] * want[i]
		noise += (got[i] - want[i]) * (got[i] - want[i])
	}
	if noise == 0 {
		return 200
	}
	return 10 * math.Log10(signal/noise)
}

// offset is by how many samples got is late against want, found by
// cross-correlation of up to reach samples either way.
func offset(got, want []float64, reach int) int {
	best, at := math.Inf(-1), 0
	n := min(len(got), len(want))
	for lag := -reach; lag <= reach; lag++ {
		sum := 0.0
		for i := reach; i < n-reach; i++ {
			sum += got[i+lag] * want[i]
		}
		if sum > best {
			best, at = sum, lag
		}
	}
	return at
}

// heard decodes a recording with our decoder.
func heard(t testing.TB, d *Decoder, path string) (Facts, []float64) {
	t.Helper()
	var pcm bytes.Buffer
	facts, err := d.Decode(within(t, time.Minute), path, &pcm)
	if err != nil {
		t.Fatal(err)
	}
	if want := float64(pcm.Len()) / 2 / Rate; facts.Duration != want {
		t.Errorf("%g s are claimed, %g s written", facts.Duration, want)
	}
	return facts, samples(pcm.Bytes())
}

// asFFmpeg decodes a recording with ffmpeg, as a player would.
func asFFmpeg(t testing.TB, path string) []float64 {
	t.Helper()
	return samples(plainFFmpeg(t, nil, "-i", path, "-map", "0:a:0", "-ar", "16000", "-ac", "1", "-f", "s16le", "-"))
}
