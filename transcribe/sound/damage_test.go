package sound

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"earshot/archive"
	"earshot/transcribe/sound/mp3scan"
)

// spoken is a real MP3 of 4 seconds, without tags, as bytes.
func spoken(t testing.TB, s shape, args ...string) []byte {
	t.Helper()
	args = append([]string{"-c:a", "libmp3lame", "-b:a", "64k", "-id3v2_version", "0"}, args...)
	b, err := os.ReadFile(encoded(t, "a.mp3", s, 4, args...))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestDamagedMP3: of a damaged MP3 the good parts are heard at their own times,
// and what is missing is named.
func TestDamagedMP3(t *testing.T) {
	d := testDecoder(t)
	whole := spoken(t, shape{44100, 1})
	clean := asFFmpeg(t, file(t, "whole.mp3", whole))
	// Byte 16000 of 64 kbit/s is at about 2 s; 8000 bytes last a second.
	hole := bytes.Clone(whole)
	copy(hole[16000:24000], noise(8000))
	dirty := bytes.Clone(whole)
	for i := 20000; i < 24000; i += 97 { // inside frames, mostly
		dirty[i] ^= 0x55
	}
	cases := []struct {
		name   string
		file   []byte
		gap    *archive.Span
		length float64 // seconds
		same   [2]float64
	}{
		{"D10 rubbish over a second", hole, &archive.Span{Start: 1.97, End: 3.0}, 4, [2]float64{3.2, 3.9}},
		{"D10 before the rubbish", hole, &archive.Span{Start: 1.97, End: 3.0}, 4, [2]float64{0, 1.9}},
		{"D11 cut in mid-frame", whole[:24100], &archive.Span{Start: 2.97, End: 4.0}, 2.98, [2]float64{0, 2.9}},
		{"D12 two sample rates", append(bytes.Clone(whole), spoken(t, shape{48000, 1})...), nil, 8.04, [2]float64{0, 3.9}},
		{"D13 mono, then stereo", append(bytes.Clone(whole), spoken(t, shape{44100, 2})...), nil, 8.04, [2]float64{0, 3.9}},
		{"D04 APE tag", append(bytes.Clone(whole), apeTag()...), nil, 4, [2]float64{0, 4}},
		{"dirt inside frames", dirty, nil, 4, [2]float64{3.2, 3.9}},
		{"a lying tag in front", append([]byte("ID3\x03\x00\x00\x7f\x7f\x7f\x7f"), whole...), nil, 4, [2]float64{0, 4}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			facts, got := heard(t, d, file(t, "a.mp3", c.file))
			var want []archive.Span
			if c.gap != nil {
				want = []archive.Span{*c.gap}
			}
			if diff := cmp.Diff(want, facts.Gaps, cmpopts.EquateApprox(0, 0.06)); diff != "" {
				t.Errorf("gaps (-want +got):\n%s", diff)
			}
			if math.Abs(facts.Duration-c.length) > 0.06 {
				t.Errorf("%g s of %g", facts.Duration, c.length)
			}
			from, to := int(c.same[0]*Rate), min(int(c.same[1]*Rate), len(got))
			if late := offset(got[from:to], clean[from:to], 80); late != 0 {
				t.Errorf("%d samples late", late)
			}
			if db := snr(got[from:to], clean[from:to]); db < 25 {
				t.Errorf("%.1f dB where nothing is damaged", db)
			}
			if c.gap != nil && c.gap.End < facts.Duration {
				silence := got[int((c.gap.Start+0.1)*Rate):int((c.gap.End-0.1)*Rate)]
				for _, v := range silence {
					if math.Abs(v) > 0.001 {
						t.Fatal("the gap is not silent")
					}
				}
			}
		})
	}
	t.Run("D09 wrong checksums", func(t *testing.T) {
		frame := mp3Frames(t, mono44, 1)
		frame[1] &^= 1 // a checksum is promised, and wrong
		frame[4], frame[5] = 0xab, 0xcd
		facts, _ := heard(t, d, file(t, "crc.mp3", bytes.Repeat(frame, 100)))
		if facts.Gaps != nil || math.Abs(facts.Duration-100*1152.0/44100) > 0.001 {
			t.Errorf("%+v", facts)
		}
	})
}

func apeTag() []byte {
	b := make([]byte, 100, 132)
	b = append(b, "APETAGEX"...)
	b = binary.LittleEndian.AppendUint32(b, 2000)
	b = binary.LittleEndian.AppendUint32(b, 132)
	return append(b, make([]byte, 16)...)
}

// TestOddFiles: each ends in samples or in a sentence.
func TestOddFiles(t *testing.T) {
	d := testDecoder(t)
	pcm := voice(shape{16000, 1}, 1)
	m4a, err := os.ReadFile(encoded(t, "a.m4a", shape{44100, 1}, 1))
	if err != nil {
		t.Fatal(err)
	}
	silent := encoded(t, "mute.mp4", shape{8000, 1}, 1, strings.Fields("-f lavfi -i color=size=64x64:rate=5:duration=1 -map 1:v")...)
	mute, err := os.ReadFile(silent)
	if err != nil {
		t.Fatal(err)
	}
	table := bytes.Clone(m4a) // D17: the table of sample sizes claims 2^31 entries
	at := bytes.Index(table, []byte("stsz"))
	binary.BigEndian.PutUint32(table[at+12:], 1<<31)
	cases := []struct {
		name, file string
		bytes      []byte
		seconds    float64 // 0: refused
		sentence   string
	}{
		{"D15 WAV claims 4 GB", "a.wav", wav(shape{16000, 1}, pcm, 0xfffffff0), 1, ""},
		{"WAV claims too little", "a.wav", wav(shape{16000, 1}, pcm, 16000), 0.5, ""},
		{"WAV without sound", "a.wav", wav(shape{16000, 1}, nil, 0), 0, ""},
		{"D16 moov at the end", "a.m4a", m4a, 1, ""},
		{"M4A cut off before its index", "a.m4a", m4a[:len(m4a)/2], 0, "too damaged"},
		{"D17 table of 2^31 samples", "a.m4a", table, 0, "too damaged"},
		{"video without sound", "a.mp4", mute, 0, "could not find any sound"},
		{"HLS list named mp3", "a.mp3", []byte("#EXTM3U\n#EXTINF:1,\n/etc/passwd\n"), 0, "a playlist"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var out bytes.Buffer
			facts, err := d.Decode(within(t, twoMinutes), file(t, c.file, c.bytes), &out)
			var problem *archive.Problem
			switch {
			case err == nil:
				if c.seconds == 0 || math.Abs(facts.Duration-c.seconds) > 0.1 {
					t.Errorf("%+v, not %g s", facts, c.seconds)
				}
			case c.seconds > 0 || !errors.As(err, &problem) || !errors.Is(err, archive.ErrInvalid) || !strings.Contains(problem.Sentence, c.sentence):
				t.Errorf("%v", err)
			}
		})
	}
}

// TestTooLong stops at the limit, however small the file is.
func TestTooLong(t *testing.T) {
	d := testDecoder(t, func(c *Config) { c.MaxDuration = 5 * time.Minute })
	long := bytes.Repeat(mp3Frames(t, mono44, 1), 20000)
	for name, path := range map[string]string{
		"D14 FLAC of silence": encoded(t, "long.flac", shape{8000, 1}, 0.1, "-af", "apad=whole_dur=900"),
		"D14 Opus of silence": encoded(t, "long.opus", shape{8000, 1}, 0.1, "-af", "apad=whole_dur=900", "-c:a", "libopus"),
		"MP3 of silence":      file(t, "long.mp3", long),
	} {
		var problem *archive.Problem
		_, err := d.Decode(within(t, twoMinutes), path, io.Discard)
		if !errors.As(err, &problem) || !strings.Contains(problem.Sentence, "longer than 5m0s") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestMutated (D18): whatever a stranger's bytes are, they end in samples or in a
// sentence. Most go through the scan alone, some through the children; more of
// both with -count.
func TestMutated(t *testing.T) {
	d := testDecoder(t)
	rng := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1))
	for _, s := range []shape{{44100, 2}, {22050, 1}} { // all 58 panics of go-mp3 that are known came from the second kind
		seed := spoken(t, s)[:12000]
		for i := range 500 {
			b := mutate(rng, seed)
			scan, err := mp3scan.Read(bytes.NewReader(b), int64(len(b)))
			if err == nil && scan.Seconds() > 60 {
				t.Errorf("%d bytes became %g s", len(b), scan.Seconds())
			}
			if i%50 == 0 {
				decodeAnything(t, d, file(t, "a.mp3", b))
			}
		}
	}
	seed := spoken(t, shape{44100, 1})[:8000]
	for range 100 {
		decodeAnyFrames(mutate(rng, seed))
	}
	m4a, err := os.ReadFile(encoded(t, "a.m4a", shape{44100, 1}, 1))
	if err != nil {
		t.Fatal(err)
	}
	for range 10 {
		decodeAnything(t, d, file(t, "a.m4a", mutate(rng, m4a)))
	}
}

func mutate(rng *rand.Rand, seed []byte) []byte {
	b := bytes.Clone(seed)
	for range 1 + rng.IntN(20) {
		switch at := rng.IntN(len(b)); rng.IntN(5) {
		case 0:
			b[at] = byte(rng.Uint32())
		case 1:
			b[at] ^= 1 << rng.IntN(8)
		case 2:
			b = b[:max(min(len(b), 100), at)]
		case 3:
			b = append(b[:at:at], append(noise(rng.IntN(300)), b[at:]...)...)
		case 4:
			b = append(b[:at:at], b[min(len(b), at+rng.IntN(300)):]...)
			b = append(b, 0)
		}
	}
	return b
}

func decodeAnything(t *testing.T, d *Decoder, path string) {
	t.Helper()
	_, err := d.Decode(within(t, twoMinutes), path, io.Discard)
	var problem *archive.Problem
	if err != nil && (!errors.As(err, &problem) || !errors.Is(err, archive.ErrInvalid)) {
		keep := filepath.Join(os.TempDir(), filepath.Base(path))
		b, _ := os.ReadFile(path)
		_ = os.WriteFile(keep, b, 0o600)
		t.Errorf("%v (file kept as %s)", err, keep)
	}
}

// decodeAnyFrames feeds go-mp3 what it would not be given in real life. It may
// fail, but not bring the process down.
func decodeAnyFrames(b []byte) {
	scan, err := mp3scan.Read(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return
	}
	seg := scan.Segments[0]
	_ = decodeMP3(mp3Order{Frames: seg.Frames, Take: seg.Samples()}, seg.Reader(bytes.NewReader(b)), io.Discard)
}

// TestWriterErrors: when nobody takes the samples, decoding ends with that
// error, which is not the recording's fault.
func TestWriterErrors(t *testing.T) {
	d := testDecoder(t)
	full := errors.New("disk full")
	for _, path := range []string{file(t, "a.wav", wav(shape{16000, 1}, voice(shape{16000, 1}, 5), 0)), file(t, "a.mp3", spoken(t, shape{44100, 1}))} {
		_, err := d.Decode(within(t, twoMinutes), path, writer(func([]byte) (int, error) { return 0, full }))
		if !errors.Is(err, full) || errors.Is(err, archive.ErrInvalid) {
			t.Errorf("%s: %v", filepath.Base(path), err)
		}
	}
	if _, err := d.Decode(context.Background(), filepath.Join(t.TempDir(), "absent"), io.Discard); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("an absent file: %v", err)
	}
}
