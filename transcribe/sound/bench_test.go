package sound

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// BenchmarkDecode compares our decoding of real recordings with ffmpeg's, both
// as whole processes, one after the other in the same run.
func BenchmarkDecode(b *testing.B) {
	for _, name := range []string{"readings-long.mp3", "english-german.mp3", "printing.mp3", "meeting-laptop.m4a"} {
		b.Run(name, func(b *testing.B) {
			path := filepath.Join("..", "..", "..", "shared", "speech", name)
			if _, err := os.Stat(path); err != nil {
				b.Skip("the speech recordings are not beside the repository")
			}
			d := testDecoder(b)
			var ours, theirs time.Duration
			var facts Facts
			for b.Loop() {
				start := time.Now()
				var err error
				if facts, err = d.Decode(within(b, twoMinutes), path, io.Discard); err != nil {
					b.Fatal(err)
				}
				ours += time.Since(start)
				start = time.Now()
				cmd := exec.Command(d.config.FFmpeg, "-nostdin", "-v", "error", "-threads", "1", "-i", path, "-ar", "16000", "-ac", "1", "-f", "s16le", "-")
				cmd.Stdout = writer(func(p []byte) (int, error) { return len(p), nil })
				if err := cmd.Run(); err != nil {
					b.Fatal(err)
				}
				theirs += time.Since(start)
			}
			b.ReportMetric(ours.Seconds()/theirs.Seconds(), "x-ffmpeg")
			b.ReportMetric(facts.Duration*float64(b.N)/ours.Seconds(), "x-real-time")
		})
	}
}
