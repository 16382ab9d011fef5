package whisper_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"earshot/transcribe"
	"earshot/transcribe/enginetest"
	"earshot/transcribe/whisper"
)

// installed is the engine that `make setup` puts in place, or the test is skipped.
func installed(t *testing.T) whisper.Config {
	t.Helper()
	python, err := filepath.Abs("../../.tools/venv/bin/python")
	if err != nil {
		t.Fatal(err)
	}
	model, err := filepath.Abs("../../.tools/models/whisper-base")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(python); err != nil {
		t.Skip("the speech engine is not installed: run `make setup`")
	}
	if _, err := os.Stat(model); err != nil {
		t.Skip("the speech model is not installed: run `make setup`")
	}
	return whisper.Config{Python: python, Model: model, SHA256: whisper.BaseSHA256}
}

// speech is eleven seconds of a real voice.
func speech(t *testing.T) []byte {
	t.Helper()
	path := "../../../shared/speech/jfk.wav"
	if _, err := os.Stat(path); err != nil {
		t.Skip("the speech samples are not at ../shared/speech")
	}
	out, err := exec.Command("ffmpeg", "-v", "error", "-nostdin", "-i", path, "-f", "s16le", "-ac", "1", "-ar", "16000", "-").Output()
	if err != nil {
		t.Skipf("ffmpeg is needed to read the speech sample: %v", err)
	}
	return out
}

func newEngine(t *testing.T, cfg whisper.Config) *whisper.Engine {
	t.Helper()
	e := whisper.New(cfg)
	t.Cleanup(func() { e.Close() })
	return e
}

// said hears a sound and returns its text.
func said(t *testing.T, e *whisper.Engine, pcm []byte) string {
	t.Helper()
	heard, err := e.Recognise(t.Context(), bytes.NewReader(pcm), transcribe.Hint{}, nil)
	if err != nil {
		t.Fatalf("Recognise: %v", err)
	}
	var lines []string
	for _, l := range heard.Lines {
		lines = append(lines, l.Text())
	}
	return strings.Join(lines, " ")
}

func TestEngineKeepsPromises(t *testing.T) {
	cfg := installed(t)
	enginetest.Suite(t, enginetest.Rig{
		New:    func(*testing.T) transcribe.Engine { return whisper.New(cfg) },
		Speech: speech(t),
		Soon:   2 * time.Second,
	})
}

func TestHearsWhatWasSaid(t *testing.T) {
	e := newEngine(t, installed(t))
	text := said(t, e, speech(t))
	if !strings.Contains(text, "ask what you can do for your country") {
		t.Errorf("heard %q", text)
	}
	if i := e.Info(); i.Engine != "faster-whisper" || i.Model != "whisper-base" {
		t.Errorf("Info = %+v", i)
	}
}

// signalled waits for the engine's child and sends it a signal.
func signalled(t *testing.T, e *whisper.Engine, sig syscall.Signal) {
	t.Helper()
	pid, err := e.PID(t.Context())
	if err != nil || pid == 0 {
		t.Fatalf("no child is running: %d, %v", pid, err)
	}
	if err := syscall.Kill(pid, sig); err != nil {
		t.Fatal(err)
	}
}

// W06: the engine's child is killed as a system short of memory does it.
func TestNextSoundIsHeardAfterTheChildDied(t *testing.T) {
	pcm, e := speech(t), newEngine(t, installed(t))
	first := said(t, e, pcm)
	// Killed in the middle of a sound: that call fails, and says so.
	pid, err := e.PID(t.Context())
	if err != nil || pid == 0 {
		t.Fatalf("no child: %v", err)
	}
	r := &acting{Reader: bytes.NewReader(pcm), after: 3, act: func() { _ = syscall.Kill(pid, syscall.SIGKILL) }}
	if _, err := e.Recognise(t.Context(), r, transcribe.Hint{}, nil); err == nil {
		t.Error("the child was killed, but Recognise gave no error")
	}
	if again := said(t, e, pcm); again != first {
		t.Errorf("after a new start: %q, before: %q", again, first)
	}
	// Killed between two sounds: nobody notices, once the engine has seen it.
	signalled(t, e, syscall.SIGKILL)
	for deadline := time.Now().Add(10 * time.Second); ; {
		if pid, err := e.PID(t.Context()); err != nil || pid == 0 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the engine has not seen that its child is dead")
		}
		runtime.Gosched()
	}
	if again := said(t, e, pcm); again != first {
		t.Errorf("after a second start: %q, before: %q", again, first)
	}
}

// acting does something at the n-th read.
type acting struct {
	*bytes.Reader
	reads, after int
	act          func()
}

func (a *acting) Read(p []byte) (int, error) {
	if a.reads++; a.reads == a.after {
		a.act()
	}
	return a.Reader.Read(p[:min(len(p), 8192)])
}

// W02: a child that hangs.
func TestStuckChildIsReplaced(t *testing.T) {
	cfg, pcm := installed(t), speech(t)[:2*transcribe.BytesPerSecond]
	cfg.Quiet = 10 * time.Second
	e := newEngine(t, cfg)
	said(t, e, pcm)
	signalled(t, e, syscall.SIGSTOP)
	began := time.Now()
	_, err := e.Recognise(t.Context(), bytes.NewReader(pcm), transcribe.Hint{}, nil)
	if err == nil || !strings.Contains(err.Error(), "no sign of life") {
		t.Fatalf("a stopped child gave %v", err)
	}
	if took := time.Since(began); took > 30*time.Second {
		t.Errorf("the stopped child was only noticed after %v", took)
	}
	said(t, e, pcm)
}

func TestConfusedChildIsAnError(t *testing.T) {
	cases := []struct{ name, script, want string }{
		{"no JSON", `echo hello`, "not readable"},
		{"unknown answer", `echo '{"type":"song"}'`, "unknown type"},
		{"out of turn", `echo '{"type":"heard","id":1}'; cat`, "began with"},
		{"ends at once", `echo "no such module" >&2; exit 1`, "no such module"},
		{"endless line", `head -c 9000000 /dev/zero | tr '\0' a; cat`, "too long"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			python := filepath.Join(t.TempDir(), "python")
			if err := os.WriteFile(python, []byte("#!/bin/sh\n"+c.script+"\n"), 0o700); err != nil {
				t.Fatal(err)
			}
			e := newEngine(t, whisper.Config{Python: python, Model: "base"})
			_, err := e.Recognise(t.Context(), bytes.NewReader(make([]byte, 3200)), transcribe.Hint{}, nil)
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "make setup") {
				t.Errorf("got %v, want an error with %q that says how to mend it", err, c.want)
			}
		})
	}
}

// W05: a model that is missing, or another than it should be.
func TestCheckSaysHowToMend(t *testing.T) {
	empty, other := t.TempDir(), t.TempDir()
	for _, name := range []string{"config.json", "tokenizer.json", "model.bin"} {
		if err := os.WriteFile(filepath.Join(other, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cases := []struct {
		name string
		cfg  whisper.Config
		want string
	}{
		{"no model", whisper.Config{Python: "/bin/false"}, "no speech model"},
		{"empty folder", whisper.Config{Python: "/bin/false", Model: empty}, "lacks config.json"},
		{"other model", whisper.Config{Python: "/bin/false", Model: other, SHA256: whisper.BaseSHA256}, "not the one"},
		{"no packages", whisper.Config{Python: "/bin/false", Model: other}, "do not load"},
		{"no interpreter", whisper.Config{Python: "/nowhere/python", Model: other}, "do not load"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			err := newEngine(t, c.cfg).Check(t.Context())
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "make setup") {
				t.Errorf("got %v, want an error with %q that says how to mend it", err, c.want)
			}
		})
	}
}

func TestChildEndsWithItsInput(t *testing.T) {
	e := newEngine(t, installed(t))
	said(t, e, speech(t)[:transcribe.BytesPerSecond])
	pid, err := e.PID(t.Context())
	if err != nil || pid == 0 {
		t.Fatalf("no child: %v", err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, 0); err == nil {
		t.Error("the child lives on after Close")
	}
	if _, err := e.PID(context.Background()); err == nil {
		t.Error("PID after Close gave no error")
	}
}
