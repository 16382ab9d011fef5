package mp3scan

import (
	"bytes"
	"errors"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// TestWhole holds files without damage to the frames they were made of: tags,
// pictures and foreign bytes in front are gone, every frame is there.
func TestWhole(t *testing.T) {
	body := frames(t, mono44, 40)
	png := rubbish(5 << 20)
	cases := map[string][]byte{
		"bare":                    body,
		"ID3v1":                   join(body, []byte("TAG"), make([]byte, 125)),
		"ID3v2":                   join(id3(syncsafe(300), make([]byte, 300)), body),
		"ID3v2 with large cover":  join(id3(syncsafe(len(png)), png), body),
		"ID3v2 size not syncsafe": join(id3([4]byte{0, 0, 1, 44}, make([]byte, 300)), body),
		"ID3v2 nested twice":      join(id3(syncsafe(0), nil), id3(syncsafe(10), make([]byte, 10)), id3(syncsafe(9), make([]byte, 9)), body),
		"ID3v2 claims 256 MB":     join(id3([4]byte{127, 127, 127, 127}, make([]byte, 100)), body),
		"ID3v2 claims 4 GB":       join(id3([4]byte{255, 255, 255, 255}, make([]byte, 100)), body),
		"ID3v2 claims nothing":    join(id3(syncsafe(0), make([]byte, 900)), body),
		"padding behind ID3v2":    join(id3(syncsafe(10), make([]byte, 400)), body),
		"APE tag at the end":      join(body, ape(500)),
		"APE tag and ID3v1":       join(body, ape(500), []byte("TAG"), make([]byte, 125)),
		"Lyrics3":                 join(body, []byte("LYRICSBEGINxxxx000015LYRICS200")),
		"HTML in front":           join([]byte("<html><script>alert(1)</script>"), body),
		"ZIP in front":            join([]byte("PK\x03\x04"), rubbish(2000), body),
		"PDF in front":            join([]byte("%PDF-1.7\n"), rubbish(9000), body),
		"zeros behind":            join(body, make([]byte, 20000)),
		"a little text behind":    join(body, []byte("made by hand")),
		"checksum in each frame":  frames(t, [4]byte{0xff, 0xfa, 0x50, 0xc4}, 40),
		"MPEG-2":                  frames(t, mono22, 40),
		"MPEG-2.5 at 8 kHz":       frames(t, mono8, 40),
		"layer I":                 frames(t, layer1, 40),
		"layer II":                frames(t, layer2, 40),
		"two frames":              frames(t, mono44, 2),
		"one frame":               frames(t, mono44, 1),
	}
	for name, b := range cases {
		t.Run(name, func(t *testing.T) {
			s := scan(t, b)
			if len(s.Segments) != 1 || s.Damaged || len(s.Gaps) > 0 {
				t.Fatalf("%d segments, damaged %v, gaps %v", len(s.Segments), s.Damaged, s.Gaps)
			}
			got := clean(t, s, b)
			if !bytes.Contains(b, got) {
				t.Error("what the decoder is given is not a stretch of the file")
			}
			size := s.Segments[0].First.Size()
			if want := s.Segments[0].Frames; int64(len(got)) != want*int64(size) {
				t.Errorf("%d bytes for %d frames", len(got), want)
			}
			if want := int64(40); s.Segments[0].Frames != want && !strings.HasSuffix(name, "frames") && !strings.HasSuffix(name, "one frame") {
				t.Errorf("%d frames of %d", s.Segments[0].Frames, want)
			}
		})
	}
}

// TestDamaged holds damaged files to what is left of them, and to keeping the
// time of every good frame behind the damage.
func TestDamaged(t *testing.T) {
	const (
		length = 1152.0 / 44100
		lead   = 529.0 / 44100 // dropped at the beginning where the encoder's delay is known
	)
	forty, tail := frames(t, mono44, 40), frames(t, mono44, 60)
	cases := []struct {
		name   string
		file   []byte
		frames []int64 // of each segment, silence included
		gaps   []Gap
	}{
		// The last frame before the rubbish is not believed: 2080 bytes are ten frames.
		{"rubbish in the middle", join(forty, rubbish(2080-208), tail), []int64{109}, []Gap{{39 * length, 49 * length}}},
		{"rubbish put in, by the frame count", join(info(t, mono44, 100, 0, 0), forty, rubbish(9000), tail), []int64{100}, []Gap{{39*length - lead, 40*length - lead}}},
		{"cut in mid-frame", forty[:len(forty)-50], []int64{39}, []Gap{{39 * length, 40 * length}}},
		{"cut short, by the frame count", join(info(t, mono44, 100, 0, 0), forty), []int64{40}, []Gap{{40*length - lead, 100*length - lead}}},
		{"two sample rates", join(forty, frames(t, mono48, 50)), []int64{40, 50}, nil},
		{"mono, then stereo", join(forty, frames(t, stereo44, 50)), []int64{40, 50}, nil},
		{"a tag between joined files", join(forty, id3(syncsafe(77), make([]byte, 77)), tail), []int64{100}, nil},
		{"an old tag between joined files", join(forty, []byte("TAG"), make([]byte, 125), tail), []int64{100}, nil},
		{"rubbish that looks like frames", join(forty, frames(t, mono48, 5), tail), []int64{105}, []Gap{{40 * length, 45 * length}}},
		{"one header broken", func() []byte {
			b := bytes.Clone(tail)
			b[208*30] = 0
			return b
		}(), []int64{60}, []Gap{{29 * length, 31 * length}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := scan(t, c.file)
			var got []int64
			for _, seg := range s.Segments {
				got = append(got, seg.Frames)
			}
			if diff := cmp.Diff(c.frames, got); diff != "" {
				t.Errorf("frames (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.gaps, s.Gaps, cmpopts.EquateApprox(0, 1e-9)); diff != "" {
				t.Errorf("gaps (-want +got):\n%s", diff)
			}
			if c.gaps != nil && s.Steady() {
				t.Error("a damaged file is called steady")
			}
			in := bytes.NewReader(clean(t, s, c.file))
			for n := int64(0); ; n++ {
				if _, _, err := ReadFrame(in, nil); err == io.EOF {
					break
				} else if err != nil {
					t.Fatalf("frame %d of the clean stream: %v", n, err)
				}
			}
		})
	}
}

// TestReservoir: behind a gap, frames whose sound starts in what is missing are
// muted, but still carry the main data of later ones.
func TestReservoir(t *testing.T) {
	b := join(frames(t, mono44, 10), rubbish(416), // one frame is not believed, two are missing
		reaching(t, mono44, 300), reaching(t, mono44, 180), reaching(t, mono44, 511), frames(t, mono44, 10))
	s := scan(t, b)
	var muted int64
	for _, p := range s.Segments[0].Pieces {
		if p.Mute {
			muted += p.Frames
		}
	}
	if muted != 1 { // 187 bytes of main data are there for the second, and nobody is asked after it
		t.Errorf("%d frames muted, pieces %+v", muted, s.Segments[0].Pieces)
	}
	got := clean(t, s, b)
	at := len(got) - 13*208
	frame := got[at : at+208]
	side := append([]byte{300 >> 1, 300 & 1 << 7}, make([]byte, 15)...) // nothing but where it began
	if !bytes.Equal(frame[:4], mono44[:]) || !bytes.Equal(frame[4:21], side) {
		t.Errorf("muted frame begins % x", frame[:24])
	}
	if whole := reaching(t, mono44, 300); !bytes.Equal(frame[21:], whole[21:]) {
		t.Error("a muted frame lost its main data")
	}
}

func TestRefused(t *testing.T) {
	free := join()
	for range 20 {
		f := make([]byte, 700)
		copy(f, freeRate[:])
		free = append(free, f...)
	}
	all := bytes.Repeat([]byte{0xff}, 1<<20)
	confetti := join(frames(t, mono44, 3))
	for range maxPieces + 5 {
		confetti = append(append(confetti, "rubbish"...), frames(t, mono8, 4)...)
	}
	cases := []struct {
		name string
		file []byte
		want error
	}{
		{"one byte", []byte{0xff}, ErrNotMP3},
		{"zeros", make([]byte, 5<<20), ErrNotMP3},
		{"random bytes", rubbish(5 << 20), ErrNotMP3},
		{"all ones", all, ErrNotMP3},
		{"a lying tag alone", id3([4]byte{127, 127, 127, 127}, make([]byte, 100)), ErrNotMP3},
		{"a playlist", []byte("#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"), ErrNotMP3},
		{"free format", free, ErrFreeFormat},
		{"confetti", confetti, ErrTooDamaged},
	}
	for _, c := range cases {
		if _, err := Read(bytes.NewReader(c.file), int64(len(c.file))); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, not %v", c.name, err, c.want)
		}
	}
}

// TestMuteMPEG2: there the eight bits are all of it.
func TestMuteMPEG2(t *testing.T) {
	h := header(t, mono22)
	frame := bytes.Repeat([]byte{0xff}, h.Size())
	h.Mute(frame)
	if want := append([]byte{0xff}, make([]byte, 8)...); !bytes.Equal(frame[4:13], want) || frame[13] != 0xff {
		t.Errorf("% x", frame[:16])
	}
}

func TestInfo(t *testing.T) {
	b := join(info(t, stereo44, 50, 576, 1105), frames(t, stereo44, 50))
	s := scan(t, b)
	want := Info{Kind: "Info", Frames: 50, Gapless: true, Delay: 576, Padding: 1105}
	if diff := cmp.Diff(want, s.Info); diff != "" {
		t.Error(diff)
	}
	if s.Lead() != 576+529 || s.Trail() != 1105-529 {
		t.Errorf("lead %d, trail %d", s.Lead(), s.Trail())
	}
	if sound := float64(50*1152-1105-576) / 44100; math.Abs(s.Seconds()-sound) > 1e-9 {
		t.Errorf("%g s of sound, not %g", s.Seconds(), sound)
	}
	if s.Segments[0].Frames != 50 {
		t.Error("the header frame was counted as sound")
	}
}

// D08: stereo that changes its kind with every frame.
func TestIntensityAndModes(t *testing.T) {
	flips := join()
	for i := range 40 {
		raw := stereo44
		raw[3] = [...]byte{0x64, 0x04, 0x44}[i%3]
		flips = append(flips, frames(t, raw, 1)...)
	}
	if s := scan(t, flips); !s.Steady() {
		t.Error("joint stereo that comes and goes is one format")
	}
	if s := scan(t, frames(t, intensity, 40)); s.Steady() {
		t.Error("intensity stereo is not for simple decoders")
	}
}

// brokenReader fails after some bytes, as a disk does.
type brokenReader struct{ good int64 }

func (r brokenReader) ReadAt(p []byte, off int64) (int, error) {
	if off+int64(len(p)) > r.good {
		return 0, io.ErrNoProgress
	}
	return len(p), nil
}

func TestReadingErrorIsNotAVerdict(t *testing.T) {
	if _, err := Read(brokenReader{}, 1<<20); !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("a disk error became %v", err)
	}
}

func FuzzRead(f *testing.F) {
	for _, raw := range [][4]byte{mono44, stereo44, mono22, mono8, layer1, layer2, freeRate} {
		h := header(f, raw)
		if h.Size() > 0 {
			f.Add(join(id3(syncsafe(20), make([]byte, 20)), frames(f, raw, 6), rubbish(50), frames(f, raw, 5)))
		}
	}
	f.Add(join(info(f, mono44, 9, 576, 600), frames(f, mono44, 9), ape(40)))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := Read(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			return
		}
		if s.Seconds() < 0 {
			t.Fatalf("%g seconds", s.Seconds())
		}
		for _, seg := range s.Segments {
			if seg.Frames > 1<<24 {
				t.Fatalf("%d bytes became %d frames", len(b), seg.Frames)
			}
			in, n := seg.Reader(bytes.NewReader(b)), int64(0)
			for {
				_, h, err := ReadFrame(in, nil)
				if err == io.EOF {
					break
				}
				if err != nil || h.Format != seg.First.Format {
					t.Fatalf("frame %d: %v %+v", n, err, h)
				}
				n++
			}
			if n != seg.Frames {
				t.Fatalf("%d frames promised, %d given", seg.Frames, n)
			}
		}
	})
}
