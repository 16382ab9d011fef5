package ui

import (
	"bytes"
	"errors"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"earshot/archive"
)

// listeningCopy is a tone of so many seconds in the form in which listening
// copies are made.
func listeningCopy(t testing.TB, seconds string, more ...string) []byte {
	t.Helper()
	ffmpeg, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Skip("no ffmpeg on this machine")
	}
	made := filepath.Join(t.TempDir(), "copy.mp4")
	args := append([]string{"-nostdin", "-loglevel", "error", "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=16000:duration=" + seconds, "-c:a", "aac", "-b:a", "24000",
		"-fflags", "+bitexact", "-movflags", "+faststart", "-f", "mp4"}, append(more, made)...)
	if out, err := exec.CommandContext(t.Context(), ffmpeg, args...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	b, err := os.ReadFile(made)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func readerOf(b []byte) readAt {
	return func(offset, length int64) ([]byte, error) {
		if offset < 0 || offset > int64(len(b)) {
			return nil, archive.ErrInvalid
		}
		return b[offset:min(offset+length, int64(len(b)))], nil
	}
}

// heard decodes sound to samples.
func heard(t testing.TB, sound []byte) int {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "ffmpeg", "-nostdin", "-loglevel", "error", "-i", "pipe:0", "-f", "s16le", "-ac", "1", "-ar", "16000", "pipe:1")
	cmd.Stdin = bytes.NewReader(sound)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return len(out) / 2
}

func TestCutSound(t *testing.T) {
	whole := listeningCopy(t, "30")
	for _, c := range []struct{ start, end, seconds float64 }{{0, 5, 5}, {12.3, 20.1, 7.8}, {29, 45, 1}} {
		cut, err := cutSound(readerOf(whole), int64(len(whole)), c.start, c.end)
		if err != nil {
			t.Errorf("%v to %v: %v", c.start, c.end, err)
			continue
		}
		if got := float64(heard(t, cut)) / 16000; math.Abs(got-c.seconds) > 0.2 {
			t.Errorf("%v to %v is %.2f seconds long", c.start, c.end, got)
		}
	}
	stereo := listeningCopy(t, "4", "-ac", "2")
	cut, err := cutSound(readerOf(stereo), int64(len(stereo)), 1, 2)
	if err != nil || heard(t, cut) < 16000 {
		t.Errorf("stereo: %v", err)
	}
	for name, b := range map[string][]byte{"nothing": nil, "another format": testSound(1), "half the tables": whole[:200], "no sound": whole[:len(whole)/4]} {
		if _, err := cutSound(readerOf(b), int64(len(b)), 12, 20); !errors.Is(err, errNoCut) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := cutSound(readerOf(whole), int64(len(whole)), 50, 55); !errors.Is(err, errNoCut) {
		t.Errorf("behind the end: %v", err)
	}
}

func FuzzCutSound(f *testing.F) {
	whole := listeningCopy(f, "3")
	f.Add(whole, 1.0, 2.0)
	f.Add(whole[:len(whole)/2], 0.0, 9.0)
	f.Fuzz(func(t *testing.T, b []byte, start, end float64) {
		cut, err := cutSound(readerOf(b), int64(len(b)), start, end)
		if err == nil && (len(cut) < 7 || cut[0] != 0xff) {
			t.Errorf("%d bytes that are no frames", len(cut))
		}
	})
}
