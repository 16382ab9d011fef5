package sound

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// bitRatesOf lists layer III bit rates in kbit/s for a sample rate.
func bitRatesOf(rate int) []int {
	if rate >= 32000 {
		return []int{32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320}
	}
	if rate >= 16000 {
		return []int{8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}
	}
	return []int{8, 16, 24, 32, 40, 48, 56, 64}
}

// TestMatrix decodes an MP3 of every sample rate and bit rate, mono and stereo,
// constant and variable, and holds our samples to what ffmpeg makes of the file:
// at least 50 dB, and not a sample late. MPEG-1 must go through go-mp3, compared
// at the file's own rate; MPEG-2 and 2.5 must not.
// D07 among them: every rate of MPEG-1, -2 and -2.5.
func TestMatrix(t *testing.T) {
	d := testDecoder(t)
	for _, rate := range []int{48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000} {
		for channels := 1; channels <= 2; channels++ {
			s := shape{rate, channels}
			t.Run(fmt.Sprintf("%dHz/%dch", rate, channels), func(t *testing.T) {
				t.Parallel()
				for _, f := range mp3Family(t, s) {
					f.check(t, d, s)
				}
			})
		}
	}
}

// matrixFile is one file of the matrix and what ffmpeg decodes it to: whole is mono at
// its own rate, speech at 16 kHz.
type matrixFile struct {
	name, path    string
	whole, speech string
}

// mp3Family makes all files of one sample rate and channel count. Two ffmpeg
// processes do it, since starting one takes longer than the work.
func mp3Family(t *testing.T, s shape) []matrixFile {
	t.Helper()
	settings := []string{"-q:a 0", "-q:a 4", "-q:a 9", "-abr 1 -b:a 56k", "-b:a 64k -write_xing 0", "-b:a 64k -reservoir 0"}
	for _, kbit := range bitRatesOf(s.rate) {
		settings = append(settings, fmt.Sprintf("-b:a %dk", kbit))
	}
	if s.channels == 2 {
		settings = append(settings, "-b:a 64k -joint_stereo 0")
	}
	folder := t.TempDir()
	encode := []string{"-i", file(t, "in.wav", wav(s, voice(s, 1.2), 0))}
	var sources, decode []string
	var family []matrixFile
	for i, setting := range settings {
		path := filepath.Join(folder, fmt.Sprintf("%d.mp3", i))
		f := matrixFile{name: setting, path: path, whole: path + ".whole", speech: path + ".speech"}
		encode = append(append(append(encode, "-c:a", "libmp3lame"), strings.Fields(setting)...), path)
		sources = append(sources, "-i", path)
		from := fmt.Sprintf("%d:a", i)
		decode = append(decode, "-map", from, "-ac", "1", "-f", "s16le", f.whole,
			"-map", from, "-ac", "1", "-ar", "16000", "-f", "s16le", f.speech)
		family = append(family, f)
	}
	plainFFmpeg(t, nil, encode...)
	plainFFmpeg(t, nil, append(sources, decode...)...)
	return family
}

func (f matrixFile) check(t *testing.T, d *Decoder, s shape) {
	t.Helper()
	facts, got := heard(t, d, f.path)
	want := stored(t, f.speech)
	by := "ffmpeg"
	if s.rate >= 32000 {
		by = "go-mp3"
		f.checkWhole(t, d)
	}
	if facts.By != by || facts.Gaps != nil || facts.Channels != s.channels || facts.SampleRate != s.rate {
		t.Errorf("%s: %+v", f.name, facts)
	}
	if n := len(got) - len(want); n < -1 || n > 1 {
		t.Errorf("%s: %d samples, ffmpeg has %d", f.name, len(got), len(want))
	}
	if late := offset(got, want, 80); late != 0 { // 80 samples are 5 ms
		t.Errorf("%s: %d samples late", f.name, late)
	}
	least := 50.0
	if by == "go-mp3" && s.rate != Rate {
		least = 35 // two resamplers differ near the band's edge
	}
	if db := snr(got, want); db < least {
		t.Errorf("%s: %.1f dB at 16 kHz", f.name, db)
	}
}

// checkWhole compares go-mp3 with ffmpeg before any resampling.
func (f matrixFile) checkWhole(t *testing.T, d *Decoder) {
	t.Helper()
	src, err := d.open(within(t, twoMinutes), f.path)
	if err != nil {
		t.Fatal(err)
	}
	defer src.close()
	seg, lead := src.scan.Segments[0], src.scan.Lead()
	var pcm bytes.Buffer
	err = decodeMP3(mp3Order{Frames: seg.Frames, Skip: lead, Take: seg.Samples() - lead - src.scan.Trail()}, seg.Reader(src.file), &pcm)
	if err != nil {
		t.Fatalf("%s: %v", f.name, err)
	}
	got, want := samples(pcm.Bytes()), stored(t, f.whole)
	if len(got) != len(want) {
		t.Errorf("%s: %d samples, ffmpeg has %d", f.name, len(got), len(want))
	}
	if db := snr(got, want); db < 50 {
		t.Errorf("%s: %.1f dB against ffmpeg", f.name, db)
	}
}

func stored(t *testing.T, path string) []float64 {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return samples(b)
}

// TestBlocksAreSeamless: a recording decoded in blocks side by side is the same,
// sample by sample, as when one decoder runs through it.
func TestBlocksAreSeamless(t *testing.T) {
	for _, kbit := range []string{"32k", "320k"} { // the reservoir reaches back furthest at the lowest
		path := encoded(t, "long.mp3", shape{48000, 2}, 21, "-c:a", "libmp3lame", "-b:a", kbit)
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		src, err := testDecoder(t).open(within(t, twoMinutes), path)
		if err != nil {
			t.Fatal(err)
		}
		defer src.close()
		seg := src.scan.Segments[0]
		var blocks bytes.Buffer
		if err := decodeMP3(mp3Order{Frames: seg.Frames, Take: seg.Samples()}, seg.Reader(bytes.NewReader(b)), &blocks); err != nil {
			t.Fatal(err)
		}
		var all bytes.Buffer
		if _, err := all.ReadFrom(seg.Reader(bytes.NewReader(b))); err != nil {
			t.Fatal(err)
		}
		whole := &block{frames: append(seg.First.Loudest().Silent(), all.Bytes()...), warm: 1, count: int(seg.Frames)}
		mono, err := whole.decode()
		if err != nil {
			t.Fatal(err)
		}
		if seg.Frames < 3*blockFrames {
			t.Fatalf("only %d frames: too short to have seams", seg.Frames)
		}
		if !bytes.Equal(blocks.Bytes(), appendPCM(nil, mono)) {
			t.Errorf("%s: blocks differ from the whole by %.1f dB", kbit, math.Abs(snr(samples(blocks.Bytes()), samples(appendPCM(nil, mono)))))
		}
	}
}
