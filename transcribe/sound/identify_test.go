package sound

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"earshot/archive"
	"earshot/transcribe/sound/mp3scan"
)

// mp3Frames are silent frames, which is all that a look at headers needs.
func mp3Frames(t testing.TB, raw [4]byte, n int) []byte {
	t.Helper()
	h, ok := mp3scan.ParseHeader(raw[:])
	if !ok {
		t.Fatalf("%x is no header", raw)
	}
	return bytes.Repeat(h.Silent(), n)
}

var (
	mono44 = [4]byte{0xff, 0xfb, 0x50, 0xc4} // MPEG-1 III, 64 kbit/s, 44.1 kHz, mono
	mono22 = [4]byte{0xff, 0xf3, 0x40, 0xc4} // MPEG-2 III, 32 kbit/s, 22.05 kHz, mono
	layer1 = [4]byte{0xff, 0xff, 0x50, 0xc4}
)

func noise(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.NewChaCha8([32]byte{9}).Read(b)
	return b
}

// TestIdentify names what is a recording by its bytes, and refuses what is not
// with a sentence that says what it looks like.
func TestIdentify(t *testing.T) {
	frames := mp3Frames(t, mono44, 20)
	free := bytes.Repeat(append([]byte{0xff, 0xfb, 0x00, 0xc4}, make([]byte, 700)...), 20)
	cases := []struct {
		name string
		file []byte
		want string // the media type, or words of the refusal
	}{
		{"U01 empty", nil, "empty"},
		{"U02 one byte", []byte{0xff}, "could not find any sound"},
		{"U03 zeros", make([]byte, 5<<20), "could not find any sound"},
		{"U04 random", noise(5 << 20), "could not find any sound"},
		{"U19 HTML and MP3", append([]byte("<html><body>hello</body></html>"), frames...), "audio/mpeg"},
		{"U20 ZIP and MP3", append(append([]byte("PK\x03\x04"), noise(3000)...), frames...), "audio/mpeg"},
		{"U21 PDF and MP3", append(append([]byte("%PDF-1.7\n"), noise(3000)...), frames...), "audio/mpeg"},
		{"U22 SVG", []byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>`), "a picture"},
		{"U23 HLS list", []byte("#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:9,\nfile:///etc/passwd\n"), "a playlist"},
		{"U24 ffconcat list", []byte("ffconcat version 1.0\nfile /etc/passwd\n"), "a text file"},
		{"U25 XSPF list", []byte(`<?xml version="1.0"?><playlist xmlns="http://xspf.org/ns/0/"><track/></playlist>`), "a text file"},
		{"HTML", []byte("<!DOCTYPE html><html><body>hello</body></html>"), "a web page"},
		{"text", []byte("So I said to her, that is not what happened.\n"), "a text file"},
		{"PDF", []byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"), "a PDF document"},
		{"ZIP", append([]byte("PK\x03\x04\x14\x00\x00\x00\x08\x00"), noise(500)...), "a ZIP archive"},
		{"Windows program", append([]byte("MZ\x90\x00\x03\x00\x00\x00"), noise(500)...), "a program"},
		{"Linux program", append([]byte("\x7fELF\x02\x01\x01\x00"), noise(500)...), "a program"},
		{"JPEG", append([]byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00"), noise(500)...), "a picture"},
		{"MIDI", []byte("MThd\x00\x00\x00\x06\x00\x01\x00\x02\x00\x60MTrk"), "cannot play this kind"},
		{"D01 lying tag alone", append([]byte("ID3\x03\x00\x00\x7f\x7f\x7f\x7f"), make([]byte, 100)...), "could not find any sound"},
		{"D05 free format", free, "free format"},
		{"U31 EICAR", []byte(`X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`), "a text file"},
		{"D02 lying tag that is not syncsafe", append([]byte("ID3\x03\x00\x00\x20\xff\xff\xff"), frames...), "audio/mpeg"},
		{"D03 tag in a tag", append([]byte("ID3\x03\x00\x00\x00\x00\x00\x0aID3\x03\x00\x00\x00\x00\x00\x00"), frames...), "audio/mpeg"},
		{"D06 layer II", mp3Frames(t, [4]byte{0xff, 0xfd, 0x50, 0xc4}, 20), "audio/mpeg"},
		{"MP3", frames, "audio/mpeg"},
		{"D06 layer I", mp3Frames(t, layer1, 20), "audio/mpeg"},
		{"WAV", wav(shape{8000, 1}, make([]byte, 100), 0), "audio/wav"},
		{"FLAC behind an ID3 tag", []byte("ID3\x03\x00\x00\x00\x00\x00\x02xxfLaC\x00\x00\x00\x22"), "audio/flac"},
		{"AAC that is one long frame", append([]byte{0xff, 0xf1, 0x50, 0x83, 0xff, 0xff, 0xfc}, make([]byte, 5000)...), "audio/aac"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := Identify(bytes.NewReader(c.file), int64(len(c.file)))
			var problem *archive.Problem
			switch {
			case err == nil:
				if got != c.want {
					t.Errorf("%q, not %q", got, c.want)
				}
			case !errors.As(err, &problem) || !errors.Is(err, archive.ErrInvalid):
				t.Errorf("not a problem to show: %v", err)
			case !strings.Contains(problem.Sentence, c.want):
				t.Errorf("the sentence %q does not say %q", problem.Sentence, c.want)
			}
		})
	}
}

func FuzzIdentify(f *testing.F) {
	f.Add(mp3Frames(f, mono44, 4))
	f.Add(wav(shape{8000, 1}, make([]byte, 20), 0))
	f.Add([]byte("ID3\x03\x00\x00\x00\x00\x00\x02xxfLaC\x00\x00\x00\x22"))
	f.Add([]byte("\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00moov"))
	f.Add([]byte{0xff, 0xf1, 0x50, 0x80, 0x01, 0x00, 0xfc, 0xff, 0xf1})
	f.Fuzz(func(t *testing.T, b []byte) {
		mediaType, err := Identify(bytes.NewReader(b), int64(len(b)))
		switch {
		case err == nil && demuxers[mediaType] == "":
			t.Fatalf("%q has no demuxer", mediaType)
		case err != nil && !errors.Is(err, archive.ErrInvalid):
			t.Fatal(err)
		}
	})
}
