package script_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"earshot/archive"
	"earshot/transcribe"
	"earshot/transcribe/enginetest"
	"earshot/transcribe/script"
)

// tone is so many seconds of a 200 Hz tone.
func tone(seconds float64) []byte {
	var pcm []byte
	for i := range int(seconds * transcribe.Rate) {
		v := int16(8000 * math.Sin(2*math.Pi*200*float64(i)/transcribe.Rate))
		pcm = binary.LittleEndian.AppendUint16(pcm, uint16(v))
	}
	return pcm
}

func texts(h transcribe.Heard) (out []string) {
	for _, l := range h.Lines {
		for _, w := range l.Words {
			out = append(out, w.Text)
		}
	}
	return out
}

func TestSteadyKeepsPromises(t *testing.T) {
	enginetest.Suite(t, enginetest.Rig{
		New:    func(*testing.T) transcribe.Engine { return script.Steady(2) },
		Speech: tone(12),
		Soon:   time.Second,
	})
}

func TestSteadyHearsTheSameInChunksAsInOnePiece(t *testing.T) {
	e, sound := script.Steady(2), append(append(tone(7), make([]byte, 4*transcribe.BytesPerSecond)...), tone(9)...)
	whole, err := e.Recognise(t.Context(), bytes.NewReader(sound), transcribe.Hint{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var parts []string
	for at := 0; at < len(sound); at += 5 * transcribe.BytesPerSecond {
		piece := sound[at:min(at+5*transcribe.BytesPerSecond, len(sound))]
		h, err := e.Recognise(t.Context(), bytes.NewReader(piece), transcribe.Hint{Offset: float64(at) / transcribe.BytesPerSecond}, nil)
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, texts(h)...)
	}
	if diff := cmp.Diff(texts(whole), parts); diff != "" {
		t.Errorf("in pieces (-whole +pieces):\n%s", diff)
	}
	if len(parts) != 32 {
		t.Errorf("%d words in 16 s of sound, want 32", len(parts))
	}
}

func TestPlaybackFindsItsPlace(t *testing.T) {
	e := script.New([]archive.Word{
		{ID: 7, Text: "We", Start: 1, End: 1.5},
		{Text: "met", Start: 9.8, End: 10.1}, // its middle lies before the cut
		{Text: "here.", Start: 9.9, End: 10.5},
	})
	cases := []struct {
		name   string
		offset float64
		want   []archive.Word
	}{
		{"first piece", 0, []archive.Word{
			{Text: "We", Start: 1, End: 1.5, Timing: archive.TimeRecognised},
			{Text: "met", Start: 9.8, End: 10, Timing: archive.TimeRecognised},
		}},
		{"second piece", 10, []archive.Word{{Text: "here.", Start: 0, End: 0.5, Timing: archive.TimeRecognised}}},
		{"behind the end", 20, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h, err := e.Recognise(t.Context(), bytes.NewReader(make([]byte, 10*transcribe.BytesPerSecond)), transcribe.Hint{Offset: c.offset}, nil)
			if err != nil {
				t.Fatal(err)
			}
			var got []archive.Word
			for _, l := range h.Lines {
				got = append(got, l.Words...)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestFile(t *testing.T) {
	cases := []struct {
		name, text string
		words      int
		fails      bool
	}{
		{"two lines", `[{"words":[{"text":"Hello","start":0,"end":1}]},{"words":[{"text":"you","start":1,"end":2}]}]`, 2, false},
		{"not JSON", `hello`, 0, true},
		{"ends before it starts", `[{"words":[{"text":"Hello","start":2,"end":1}]}]`, 0, true},
		{"out of order", `[{"words":[{"text":"a","start":2,"end":3},{"text":"b","start":1,"end":2}]}]`, 0, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "script.json")
			if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			e, err := script.File(path)
			if (err != nil) != c.fails {
				t.Fatalf("File: %v", err)
			}
			if c.fails {
				return
			}
			h, err := e.Recognise(t.Context(), bytes.NewReader(tone(5)), transcribe.Hint{}, nil)
			if err != nil || len(texts(h)) != c.words {
				t.Errorf("heard %v, %v; want %d words", texts(h), err, c.words)
			}
		})
	}
	if _, err := script.File(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a file that is not there gave no error")
	}
}
