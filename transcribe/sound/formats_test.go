package sound

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestFormats decodes one recording in every format that people bring, and
// holds the samples to what ffmpeg alone makes of the file. The files are made
// here, from our own sound.
func TestFormats(t *testing.T) {
	stereo, phone := shape{44100, 2}, shape{8000, 1}
	cases := []struct {
		file  string
		shape shape
		want  string
		args  string
	}{
		{"a.wav", stereo, "audio/wav", "-c:a pcm_s24le"},
		{"float.wav", stereo, "audio/wav", "-c:a pcm_f32le"},
		{"phone.wav", phone, "audio/wav", "-c:a pcm_mulaw"},
		{"rf64.wav", stereo, "audio/wav", "-rf64 always"},
		{"a.aiff", stereo, "audio/aiff", ""},
		{"a.flac", stereo, "audio/flac", ""},
		{"a.m4a", stereo, "audio/mp4", ""},
		{"faststart.m4a", stereo, "audio/mp4", "-movflags +faststart"},
		{"alac.m4a", stereo, "audio/mp4", "-c:a alac"},
		{"fragments.mp4", stereo, "video/mp4", "-movflags frag_keyframe+empty_moov -frag_duration 500000"},
		{"a.mp4", stereo, "video/mp4", ""},
		{"a.mov", stereo, "video/quicktime", "-c:a pcm_s16le"},
		{"a.3gp", phone, "video/3gpp", "-c:a aac"},
		{"a.aac", stereo, "audio/aac", ""},
		{"a.webm", shape{48000, 2}, "video/webm", "-c:a libopus"},
		{"a.mkv", stereo, "video/x-matroska", "-c:a libvorbis"},
		{"a.opus", shape{48000, 1}, "audio/ogg", "-c:a libopus"},
		{"a.ogg", stereo, "audio/ogg", "-c:a libvorbis"},
		{"a.wma", stereo, "audio/x-ms-wma", "-c:a wmav2"},
		{"a.caf", stereo, "audio/x-caf", "-c:a pcm_s16le"},
		{"a.amr", phone, "audio/amr", "-c:a libopencore_amrnb"},
		{"surround.wav", shape{48000, 6}, "audio/wav", ""},
		{"layer2.mp2", stereo, "audio/mpeg", "-c:a mp2"},
		{"slow.mp3", phone, "audio/mpeg", "-c:a libmp3lame -b:a 16k"},
		{"video.mp4", stereo, "video/mp4", "-f lavfi -i color=size=64x64:rate=5:duration=2 -map 0:a -map 1:v -shortest"},
		{"video.webm", shape{48000, 1}, "video/webm", "-f lavfi -i color=size=64x64:rate=5:duration=2 -map 1:v -map 0:a -c:v libvpx -c:a libvorbis -shortest"},
	}
	d := testDecoder(t)
	for _, c := range cases {
		t.Run(c.file, func(t *testing.T) {
			path := encoded(t, c.file, c.shape, 2, strings.Fields(c.args)...)
			facts, got := heard(t, d, path)
			want := Facts{Duration: facts.Duration, Type: c.want, By: "ffmpeg", Channels: c.shape.channels, SampleRate: c.shape.rate}
			if diff := cmp.Diff(want, facts); diff != "" {
				t.Errorf("facts (-want +got):\n%s", diff)
			}
			if math.Abs(facts.Duration-2) > 0.1 {
				t.Errorf("%g s of 2", facts.Duration)
			}
			alone := asFFmpeg(t, path)
			if at := offset(got, alone, 160); at != 0 {
				t.Errorf("%d samples late", at)
			}
			if db := snr(got, alone); db < 50 {
				t.Errorf("%.1f dB against ffmpeg alone", db)
			}
		})
	}
}

// TestAMR plays the one format Debian's ffmpeg cannot write: narrow-band AMR
// frames of comfort noise, made by hand.
func TestAMR(t *testing.T) {
	b := []byte("#!AMR\n")
	for range 100 { // 20 ms each: mode 0 (4.75 kbit/s), good quality, 12 bytes of bits
		b = append(b, 0x04)
		b = append(b, noise(12)...)
	}
	facts, _ := heard(t, testDecoder(t), file(t, "a.amr", b))
	if facts.Type != "audio/amr" || facts.SampleRate != 8000 || math.Abs(facts.Duration-2) > 0.05 {
		t.Errorf("%+v", facts)
	}
}

// TestPictures: of a video with many sound tracks the first is heard, and
// pictures, however large, are left alone.
func TestPictures(t *testing.T) {
	d := testDecoder(t)
	t.Run("U26 forty tracks", func(t *testing.T) {
		args := strings.Fields("-filter_complex " + fortyTracks())
		path := encoded(t, "forty.mkv", shape{16000, 1}, 1, args...)
		_, got := heard(t, d, path)
		if db := snr(got, asFFmpeg(t, path)); db < 50 {
			t.Errorf("%.1f dB against the first track", db)
		}
	})
	t.Run("U27 large pictures", func(t *testing.T) {
		path := encoded(t, "large.mp4", shape{44100, 1}, 1, strings.Fields("-f lavfi -i color=size=7680x4320:rate=2:duration=1 -map 0:a -map 1:v -c:v mjpeg -shortest")...)
		if facts, _ := heard(t, d, path); math.Abs(facts.Duration-1) > 0.1 {
			t.Errorf("%+v", facts)
		}
	})
	t.Run("U28 cover of 50 MB", func(t *testing.T) {
		const size = 50 << 20
		tag := append([]byte("ID3\x03\x00\x00"), size>>21&127, size>>14&127, size>>7&127, size&127)
		b := append(append(tag, noise(size)...), mp3Frames(t, mono44, 100)...)
		facts, _ := heard(t, d, file(t, "cover.mp3", b))
		if facts.By != "go-mp3" || math.Abs(facts.Duration-100*1152.0/44100) > 0.001 {
			t.Errorf("%+v", facts)
		}
	})
}

// fortyTracks is a filter for forty sound tracks of different loudness.
func fortyTracks() string {
	split, tracks, maps := "[0:a]asplit=40", "", ""
	for i := range 40 {
		split += fmt.Sprintf("[a%d]", i)
		tracks += fmt.Sprintf(";[a%d]volume=%g[t%d]", i, 1/float64(i+1), i)
		maps += fmt.Sprintf(" -map [t%d]", i)
	}
	return split + tracks + maps + " -c:a flac"
}
