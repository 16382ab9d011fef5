package sound

import (
	"bytes"
	"errors"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"earshot/archive"
)

// TestListeningCopy: the copy is AAC in MP4 that starts at once, keeps the
// recording's channels up to two, carries no tags, and has the times of the
// samples that recognition hears.
// U29: what a file says of place, people and phone is not in what is heard.
func TestListeningCopy(t *testing.T) {
	d := testDecoder(t)
	cases := []struct {
		file  string
		shape shape
		args  string
	}{
		{"a.mp3", shape{44100, 2}, "-c:a libmp3lame -q:a 5"},
		{"slow.mp3", shape{22050, 1}, "-c:a libmp3lame -b:a 32k"},
		{"a.m4a", shape{44100, 1}, "-metadata title=secret -metadata location=+51.5+000.1/"},
		{"a.webm", shape{48000, 1}, "-c:a libopus"},
		{"phone.wav", shape{8000, 1}, ""},
		{"surround.flac", shape{96000, 6}, ""},
	}
	for _, c := range cases {
		t.Run(c.file, func(t *testing.T) {
			path := encoded(t, c.file, c.shape, 4, append([]string{"-metadata", "comment=secret"}, strings.Fields(c.args)...)...)
			out := filepath.Join(t.TempDir(), "copy.mp4")
			mediaType, err := d.ListeningCopy(within(t, twoMinutes), path, out, nil, io.Discard)
			if err != nil || mediaType != "audio/mp4" {
				t.Fatal(mediaType, err)
			}
			_, want := heard(t, d, path)
			facts, again := heard(t, d, out)
			if facts.Channels != min(2, c.shape.channels) {
				t.Errorf("%d channels", facts.Channels)
			}
			if late := offset(asFFmpeg(t, out), want, 160); late < -80 || late > 80 { // 80 samples are 5 ms
				t.Errorf("%d samples late", late)
			}
			if late := offset(again, want, 160); late < -80 || late > 80 {
				t.Errorf("%d samples late, read again by us", late)
			}
			if off := len(again) - len(want); math.Abs(float64(off)) > 0.13*Rate {
				t.Errorf("%d samples longer", off)
			}
			b, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			moov, mdat := bytes.Index(b, []byte("moov")), bytes.Index(b, []byte("mdat"))
			if moov < 0 || moov > mdat {
				t.Fatal("the copy does not start at once")
			}
			for _, tag := range []string{"secret", "Lav", "\xa9too", "\xa9cmt", "\xa9nam", "loci", "covr"} {
				if bytes.Contains(b[:mdat], []byte(tag)) {
					t.Errorf("the copy carries a tag: %q", tag)
				}
			}
			if left, _ := filepath.Glob(filepath.Join(d.config.Temp, "*")); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

// TestSilenced: what must not be heard is not in the copy, with a margin, and
// what lies around it still is.
func TestSilenced(t *testing.T) {
	d := testDecoder(t)
	path := encoded(t, "a.mp3", shape{44100, 2}, 6, "-c:a", "libmp3lame")
	out := filepath.Join(t.TempDir(), "copy.mp4")
	spans := []archive.Span{{Start: 4, End: 4.5}, {Start: 1, End: 2}, {Start: 1.5, End: 2.2}, {Start: 5.9, End: 99}}
	var outline bytes.Buffer
	if _, err := d.ListeningCopy(within(t, twoMinutes), path, out, spans, &outline); err != nil {
		t.Fatal(err)
	}
	_, whole := heard(t, d, path)
	got := asFFmpeg(t, out)
	loudest := func(from, to float64) (top float64) {
		for _, v := range got[int(from*Rate):min(len(got), int(to*Rate))] {
			top = max(top, math.Abs(v))
		}
		return top
	}
	for _, s := range [][2]float64{{0.9, 2.3}, {3.9, 4.6}, {5.8, 6}} { // 50 ms less than the margins
		if top := loudest(s[0], s[1]); top > 0.001 {
			t.Errorf("from %g to %g s: %g", s[0], s[1], top)
		}
		for _, b := range outline.Bytes()[int(s[0]*archive.PeaksPerSecond)*2 : min(outline.Len(), int(s[1]*archive.PeaksPerSecond)*2)] {
			if b != 0 {
				t.Fatalf("from %g to %g s the outline shows %d", s[0], s[1], int8(b))
			}
		}
	}
	for _, s := range [][2]float64{{0.1, 0.8}, {2.4, 3.8}, {4.7, 5.7}} {
		from, to := int(s[0]*Rate), int(s[1]*Rate)
		if db := snr(got[from:to], whole[from:to]); db < 10 {
			t.Errorf("from %g to %g s: %.1f dB", s[0], s[1], db)
		}
	}
}

func TestSilencerCutsExactly(t *testing.T) {
	var out bytes.Buffer
	q := newSilencer(&out, shape{1000, 1}, []archive.Span{{Start: 0.5, End: 0.6}, {Start: 0.1, End: 0.2}})
	in := bytes.Repeat([]byte{1}, 2000)
	for at := 0; at < len(in); at += 37 {
		if _, err := q.Write(in[at:min(len(in), at+37)]); err != nil {
			t.Fatal(err)
		}
	}
	for i, v := range out.Bytes() {
		ms := i / 2
		if muted := ms <= 350 || (ms >= 350 && ms <= 750); muted != (v == 0) {
			t.Fatalf("at %d ms: %d", ms, v)
		}
	}
	if bytes.Contains(in, []byte{0}) {
		t.Error("the writer's own bytes were changed")
	}
}

// TestNoFFmpeg: without ffmpeg, plain MP3 is heard; the rest is refused with
// what to install.
func TestNoFFmpeg(t *testing.T) {
	d := testDecoder(t, func(c *Config) { c.FFmpeg = "" })
	if facts, _ := heard(t, d, file(t, "a.mp3", mp3Frames(t, mono44, 100))); facts.By != "go-mp3" {
		t.Errorf("%+v", facts)
	}
	plain := file(t, "a.wav", wav(shape{8000, 1}, make([]byte, 8000), 0))
	_, copyErr := d.ListeningCopy(within(t, twoMinutes), plain, filepath.Join(t.TempDir(), "x"), nil, io.Discard)
	_, wavErr := d.Decode(within(t, twoMinutes), plain, &bytes.Buffer{})
	_, mp3Err := d.Decode(within(t, twoMinutes), file(t, "a.mp3", mp3Frames(t, mono22, 100)), &bytes.Buffer{})
	_, versionErr := d.Version(within(t, twoMinutes))
	for what, err := range map[string]error{"copy": copyErr, "WAV": wavErr, "MPEG-2": mp3Err, "version": versionErr} {
		var problem *archive.Problem
		if !errors.As(err, &problem) || !errors.Is(err, archive.ErrState) || !strings.Contains(problem.Sentence, "install") {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := New(Config{}); err == nil {
		t.Error("a decoder without a child was made")
	}
	if _, err := New(Config{FFmpeg: "/no/such/ffmpeg", Child: []string{"x"}}); !errors.Is(err, os.ErrNotExist) && !errors.Is(err, exec.ErrNotFound) {
		t.Errorf("a missing ffmpeg: %v", err)
	}
}

// TestMoveAcross: /dev/shm is a file system of its own.
func TestMoveAcross(t *testing.T) {
	far, err := os.MkdirTemp("/dev/shm", "earshot-test-")
	if err != nil {
		t.Skip("there is no second file system here")
	}
	defer os.RemoveAll(far)
	to := filepath.Join(far, "copy")
	if err := move(file(t, "made", []byte("sound")), to); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(to); err != nil || string(b) != "sound" {
		t.Errorf("%q, %v", b, err)
	}
}

func TestVersion(t *testing.T) {
	if v, err := testDecoder(t).Version(within(t, twoMinutes)); err != nil || !strings.HasPrefix(v, "ffmpeg version") {
		t.Errorf("%q, %v", v, err)
	}
}
