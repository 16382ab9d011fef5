package enginetest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"earshot/archive"
	"earshot/transcribe"
)

// Rig is an engine to be tried and a sound that it hears words in.
type Rig struct {
	// New makes a fresh engine; the suite closes it.
	New func(t *testing.T) transcribe.Engine
	// Speech is 16 kHz mono sound in which somebody speaks, ten seconds or more.
	Speech []byte
	// Soon is how long a cancelled call may still take.
	Soon time.Duration
}

// Suite holds an engine to the promises of transcribe.Engine.
func Suite(t *testing.T, rig Rig) {
	e := rig.New(t)
	t.Cleanup(func() { closeTwice(t, e) })
	t.Run("check", func(t *testing.T) {
		if err := e.Check(t.Context()); err != nil {
			t.Fatalf("Check: %v", err)
		}
		if i := e.Info(); i.Engine == "" || i != e.Info() {
			t.Errorf("Info = %+v; want a name, the same each time", i)
		}
	})
	t.Run("empty sound", func(t *testing.T) { nothing(t, e, nil) })
	t.Run("half a sample", func(t *testing.T) { nothing(t, e, []byte{1}) })
	t.Run("silence", func(t *testing.T) { nothing(t, e, make([]byte, 5*transcribe.BytesPerSecond)) })
	t.Run("speech", func(t *testing.T) { speech(t, e, rig.Speech) })
	t.Run("a sound that breaks off", func(t *testing.T) { broken(t, e, rig.Speech) })
	t.Run("several at once", func(t *testing.T) { several(t, e, rig.Speech) })
	t.Run("cancelled before", func(t *testing.T) { cancelledBefore(t, e, rig.Speech) })
	t.Run("cancelled in the middle", func(t *testing.T) { cancelled(t, e, rig) })
	t.Run("closed", func(t *testing.T) {
		other := rig.New(t)
		closeTwice(t, other)
		if _, err := other.Recognise(t.Context(), bytes.NewReader(rig.Speech), transcribe.Hint{}, nil); err == nil {
			t.Error("Recognise after Close gave no error")
		}
	})
}

func closeTwice(t *testing.T, e transcribe.Engine) {
	for range 2 {
		if err := e.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	}
}

func nothing(t *testing.T, e transcribe.Engine, pcm []byte) {
	heard, err := e.Recognise(t.Context(), bytes.NewReader(pcm), transcribe.Hint{}, nil)
	if err != nil {
		t.Fatalf("Recognise: %v", err)
	}
	if len(heard.Lines) != 0 || heard.Language != "" {
		t.Errorf("heard %+v where nobody speaks", heard)
	}
}

func speech(t *testing.T, e transcribe.Engine, pcm []byte) {
	told := []float64{}
	heard, err := e.Recognise(t.Context(), bytes.NewReader(pcm), transcribe.Hint{}, func(s float64) { told = append(told, s) })
	if err != nil {
		t.Fatalf("Recognise: %v", err)
	}
	seconds := float64(len(pcm)) / transcribe.BytesPerSecond
	if len(heard.Lines) == 0 || heard.Language == "" {
		t.Fatalf("heard nothing: %+v", heard)
	}
	Sound(t, heard.Lines, seconds)
	for i, s := range told {
		if s > seconds+0.001 || (i > 0 && s < told[i-1]) {
			t.Errorf("progress fell or ran past the sound: %v", told)
			break
		}
	}
	if len(told) == 0 || math.Abs(told[len(told)-1]-seconds) > 0.01 {
		t.Errorf("progress ended at %v, not at %.2f", told, seconds)
	}
}

// Sound checks that lines could be what was heard in so many seconds.
func Sound(t *testing.T, lines []archive.Line, seconds float64) {
	t.Helper()
	at := 0.0
	for _, l := range lines {
		if len(l.Words) == 0 {
			t.Error("a line has no words")
		}
		if n := utf8.RuneCountInString(l.Text()); n > transcribe.LineLength && len(l.Words) > 1 {
			t.Errorf("a line of %d characters: %q", n, l.Text())
		}
		for _, w := range l.Words {
			switch {
			case w.Text == "" || !utf8.ValidString(w.Text):
				t.Errorf("word %+v is no text", w)
			case w.Start < at || w.End < w.Start || w.End > seconds+0.001:
				t.Errorf("word %+v is out of order or outside %.2f s; the one before starts at %.3f", w, seconds, at)
			case w.ID != 0 || w.Timing == "":
				t.Errorf("word %+v has an id already, or no timing", w)
			}
			at = w.Start
		}
	}
}

// errBroken is what the breaking reader says.
var errBroken = errors.New("the line went dead")

func broken(t *testing.T, e transcribe.Engine, pcm []byte) {
	r := io.MultiReader(bytes.NewReader(pcm[:len(pcm)/2]), &failing{})
	if _, err := e.Recognise(t.Context(), r, transcribe.Hint{}, nil); !errors.Is(err, errBroken) {
		t.Errorf("a sound that breaks off gave %v, want its own error", err)
	}
	speech(t, e, pcm)
}

type failing struct{}

func (*failing) Read([]byte) (int, error) { return 0, errBroken }

func several(t *testing.T, e transcribe.Engine, pcm []byte) {
	var wg sync.WaitGroup
	texts := make([]string, 3)
	for i := range texts {
		wg.Go(func() {
			heard, err := e.Recognise(t.Context(), bytes.NewReader(pcm), transcribe.Hint{Language: "en"}, nil)
			if err != nil {
				t.Errorf("Recognise: %v", err)
			}
			for _, l := range heard.Lines {
				texts[i] += l.Text() + "\n"
			}
		})
	}
	wg.Wait()
	if texts[0] == "" || texts[1] != texts[0] || texts[2] != texts[0] {
		t.Errorf("the same sound at once gave different words: %q", texts)
	}
}

func cancelledBefore(t *testing.T, e transcribe.Engine, pcm []byte) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := e.Recognise(ctx, bytes.NewReader(pcm), transcribe.Hint{}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("Recognise under an ended context gave %v", err)
	}
}

// cancelled ends the context while the sound is still coming.
func cancelled(t *testing.T, e transcribe.Engine, rig Rig) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	r := &stopping{pcm: rig.Speech, after: len(rig.Speech) / 2, stop: stop}
	if _, err := e.Recognise(ctx, r, transcribe.Hint{}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("Recognise gave %v, want the context's error", err)
	}
	if took := time.Since(r.stopped); took > rig.Soon {
		t.Errorf("Recognise went on for %v after its context ended", took)
	}
	speech(t, e, rig.Speech)
}

// stopping cancels when half of the sound was read.
type stopping struct {
	pcm     []byte
	at      int
	after   int
	stop    func()
	stopped time.Time
}

func (s *stopping) Read(p []byte) (int, error) {
	if s.at >= s.after && s.stopped.IsZero() {
		s.stopped = time.Now()
		s.stop()
	}
	if s.at == len(s.pcm) {
		return 0, io.EOF
	}
	n := copy(p, s.pcm[s.at:min(s.at+4096, len(s.pcm))])
	s.at += n
	return n, nil
}
