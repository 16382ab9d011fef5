package transcribe_test

import (
	"bytes"
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earshot/archive"
	"earshot/transcribe"
)

func TestUploadBecomesWords(t *testing.T) {
	h := newHouse(t)
	iv := h.work(h.upload("talk.wav", talk(400, true), nil).ID, ready)
	r, err := h.Read(t.Context(), archive.Viewer{}, iv.ID, -1)
	if err != nil {
		t.Fatal(err)
	}
	words, at := 0, 0.0
	for _, l := range r.Transcript.Lines {
		for _, w := range l.Words {
			words++
			if w.Start < at || w.End < w.Start || w.End > 400.001 {
				t.Errorf("word %+v after %.3f", w, at)
			}
			if int(w.Start)%6 == 5 {
				t.Errorf("word %+v lies in silence", w)
			}
			at = w.Start
		}
	}
	// Two words a second in five of six seconds, and four seconds more.
	if words != 668 {
		t.Errorf("%d words, want 668", words)
	}
	if math.Abs(iv.Recording.Duration-400) > 0.01 || math.Abs(h.observed-400) > 0.01 {
		t.Errorf("duration %v, observed %v", iv.Recording.Duration, h.observed)
	}
	if iv.Progress.Chunks != 3 || iv.Progress.Done != 3 {
		t.Errorf("progress %+v, want 3 chunks", iv.Progress)
	}
	left := 0
	if err := bucket.List(t.Context(), "work/"+iv.ID, func(archive.Blob) error { left++; return nil }); err != nil || left > 0 {
		t.Errorf("%d chunks stay in the bucket, %v", left, err)
	}
	if b, err := bucket.Stat(t.Context(), iv.ListeningCopy.Key); err != nil || b.Size != iv.ListeningCopy.Size || iv.ListeningCopy.Type != "audio/mp4" {
		t.Errorf("listening copy %+v, %v", iv.ListeningCopy, err)
	}
	if b, err := bucket.Stat(t.Context(), iv.ListeningCopy.PeaksKey()); err != nil || b.Size != 400*2*archive.PeaksPerSecond {
		t.Errorf("peaks %+v, %v", b, err)
	}
	emptied(t, h.temp)
}

// emptied checks that no work file stays.
func emptied(t *testing.T, folder string) {
	t.Helper()
	left, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(left) > 0 {
		t.Errorf("work files stay: %v %v", left, err)
	}
}

func TestSilenceIsAReadableInterviewWithoutWords(t *testing.T) {
	h := newHouse(t)
	iv := h.work(h.upload("quiet.wav", talk(20, false), nil).ID, ready)
	r, err := h.Read(t.Context(), archive.Viewer{}, iv.ID, -1)
	if err != nil || len(r.Transcript.Lines) != 0 {
		t.Errorf("read %+v, %v", r, err)
	}
}

func TestCaptionsBecomeTheBase(t *testing.T) {
	h := newHouse(t)
	vtt := []byte("WEBVTT\n\n00:01.000 --> 00:03.000\n<v Mary>We met in the\nlistening spaces.\n")
	iv := h.work(h.upload("talk.wav", talk(30, true), vtt).ID, ready)
	r, err := h.Read(t.Context(), archive.Viewer{}, iv.ID, -1)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Transcript.Lines) != 1 || r.Transcript.Lines[0].Text() != "We met in the listening spaces." || r.Transcript.Lines[0].Speaker != "Mary" {
		t.Errorf("lines %+v", r.Transcript.Lines)
	}
	if r.Recognition.Source != "captions" || math.Abs(iv.Recording.Duration-30) > 0.01 {
		t.Errorf("source %q, duration %v", r.Recognition.Source, iv.Recording.Duration)
	}
}

func TestUselessFilesFailWithASentence(t *testing.T) {
	cases := []struct {
		name     string
		data     []byte
		captions string
	}{
		{"zeros", make([]byte, 5000), ""},
		{"a page", []byte("<html><body>Not found</body></html>"), ""},
		{"captions without times", talk(5, true), "Dear all,\n\nhere they are.\n"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t)
			iv := h.upload(strings.ReplaceAll(c.name, " ", "")+".mp3", c.data, []byte(c.captions))
			iv = h.work(iv.ID, func(iv *archive.Interview) bool { return iv.State == archive.Failed })
			if len(iv.Reason) < 20 || !strings.HasSuffix(iv.Reason, ".") || strings.Contains(iv.Reason, h.temp) {
				t.Errorf("the reason is %q", iv.Reason)
			}
			emptied(t, h.temp)
		})
	}
}

func TestPreparingAgainCutsTheSame(t *testing.T) {
	h := newHouse(t)
	iv := h.upload("talk.wav", talk(250, true), nil)
	prepare := h.worker.Handlers()[archive.JobPrepare]
	job := archive.Job{Kind: archive.JobPrepare, Interview: iv.ID, Run: iv.Run}
	cut := func() (out []archive.Chunk) {
		if err := prepare(t.Context(), job); err != nil {
			t.Fatal(err)
		}
		for i := 0; ; i++ {
			c, err := h.Chunk(t.Context(), iv.ID, iv.Run, i)
			if errors.Is(err, archive.ErrNotFound) {
				return out
			} else if err != nil {
				t.Fatal(err)
			}
			out = append(out, *c)
		}
	}
	first := cut()
	if len(first) != 2 {
		t.Errorf("%d chunks, want 2", len(first))
	}
	if diff := cmp.Diff(first, cut()); diff != "" {
		t.Errorf("a second time (-first +second):\n%s", diff)
	}
}

func TestWorkFilesOfAKilledWorkerGo(t *testing.T) {
	temp := t.TempDir()
	old := filepath.Join(temp, "work-123")
	if err := errors.Join(os.Mkdir(old, 0o700), os.WriteFile(filepath.Join(old, "recording.mp3"), []byte("x"), 0o600)); err != nil {
		t.Fatal(err)
	}
	if _, err := transcribe.NewWorker(nil, transcribe.Options{Temp: temp}); err != nil {
		t.Fatal(err)
	}
	emptied(t, temp)
}

func TestAWithdrawnInterviewIsNotWorkedOn(t *testing.T) {
	h := newHouse(t)
	iv := h.upload("talk.wav", talk(30, true), nil)
	if err := h.Withdraw(t.Context(), h.reporter, iv.ID, "The storyteller asked for it."); err != nil {
		t.Fatal(err)
	}
	for _, kind := range []archive.JobKind{archive.JobPrepare, archive.JobListen} {
		err := h.worker.Handlers()[kind](t.Context(), archive.Job{Kind: kind, Interview: iv.ID, Run: iv.Run})
		if !errors.Is(err, archive.ErrState) && !errors.Is(err, archive.ErrNotFound) {
			t.Errorf("%s gave %v", kind, err)
		}
	}
	emptied(t, h.temp)
}

func TestRecogniseOffsetsTimes(t *testing.T) {
	h := newHouse(t)
	iv := h.upload("talk.wav", talk(100, true), nil)
	handlers := h.worker.Handlers()
	if err := handlers[archive.JobPrepare](t.Context(), archive.Job{Interview: iv.ID, Run: iv.Run}); err != nil {
		t.Fatal(err)
	}
	job := archive.Job{Kind: archive.JobRecognise, Interview: iv.ID, Run: iv.Run, Chunk: 1}
	for range 2 { // the second time costs nothing and changes nothing
		if err := handlers[archive.JobRecognise](t.Context(), job); err != nil {
			t.Fatal(err)
		}
	}
	c, err := h.Chunk(t.Context(), iv.ID, iv.Run, 1)
	if err != nil {
		t.Fatal(err)
	}
	first, last := c.Lines[0].Words[0], c.Lines[len(c.Lines)-1]
	if !c.Done || c.Engine != "script" || first.Start < c.Start || first.Start > c.Start+2 || last.Span().End > c.End {
		t.Errorf("chunk %v..%v holds words from %v to %v", c.Start, c.End, first.Start, last.Span().End)
	}
	if h.observed != c.End-c.Start {
		t.Errorf("observed %v s of sound, want %v", h.observed, c.End-c.Start)
	}
}

func TestCutterKeepsEverySample(t *testing.T) {
	sound := talk(500, true)[44:]
	for _, step := range []int{1 << 20, 64 << 10, 4098} {
		var joined []byte
		var at float64
		cutter := transcribe.NewCutter(t.Context(), func(_ context.Context, p transcribe.Piece) error {
			if p.Start != at || p.End <= p.Start || p.End-p.Start > 195 {
				t.Errorf("piece %d is %v..%v after %v", p.Index, p.Start, p.End, at)
			}
			if next := len(sound) - len(joined) - len(p.PCM); p.Index >= 0 && next > 0 && int(p.End)%6 != 5 && int(math.Round(p.End*50))%300 != 0 {
				t.Errorf("piece %d ends at %v, in the middle of a word", p.Index, p.End)
			}
			at = p.End
			joined = append(joined, p.PCM...)
			return nil
		})
		for i := 0; i < len(sound); i += step {
			if _, err := cutter.Write(sound[i:min(i+step, len(sound))]); err != nil {
				t.Fatal(err)
			}
		}
		n, err := cutter.Close()
		if err != nil || n != 4 || !bytes.Equal(joined, sound) {
			t.Errorf("step %d: %d pieces, %d of %d bytes, %v", step, n, len(joined), len(sound), err)
		}
	}
}
