package openai_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"earshot/transcribe"
	"earshot/transcribe/enginetest"
	"earshot/transcribe/openai"
	"earshot/transcribe/whisper"
)

// installed is the speech engine that `make setup` puts in place, or the test
// is skipped.
func installed(t *testing.T) *whisper.Engine {
	t.Helper()
	cfg := whisper.Config{SHA256: whisper.BaseSHA256}
	for path, part := range map[string]*string{"venv/bin/python": &cfg.Python, "models/whisper-base": &cfg.Model} {
		abs, err := filepath.Abs(filepath.Join("../../.tools", path))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(abs); err != nil {
			t.Skip("the speech engine or its model is not installed: run `make setup`")
		}
		*part = abs
	}
	e := whisper.New(cfg)
	t.Cleanup(func() { e.Close() })
	return e
}

// voice is eleven seconds of a real voice.
func voice(t *testing.T) []byte {
	t.Helper()
	path := "../../../shared/speech/jfk.wav"
	if _, err := os.Stat(path); err != nil {
		t.Skip("the speech samples are not at ../shared/speech")
	}
	pcm, err := exec.Command("ffmpeg", "-v", "error", "-nostdin", "-i", path, "-f", "s16le", "-ac", "1", "-ar", "16000", "-").Output()
	if err != nil {
		t.Skipf("ffmpeg is needed to read the speech sample: %v", err)
	}
	return pcm
}

// A script answers whatever it is asked. The real engine behind the same API
// shows that what we send is a sound that can be understood, and that words,
// spelling and times come through as they were heard.
func TestRealEngineBehindTheAPI(t *testing.T) {
	if testing.Short() {
		t.Skip("hearing speech takes a minute; run without -short")
	}
	behind, pcm := installed(t), voice(t)
	url := service(t, behind)
	enginetest.Suite(t, enginetest.Rig{
		New:    func(t *testing.T) transcribe.Engine { return engine(t, openai.Config{URL: url}) },
		Speech: pcm,
		Soon:   2 * time.Second,
	})

	e := engine(t, openai.Config{URL: url})
	want, got := listen(t, behind, pcm), listen(t, e, pcm)
	if got.Language != want.Language || len(got.Lines) != len(want.Lines) {
		t.Fatalf("through the API: %d lines in %q; without it: %d in %q", len(got.Lines), got.Language, len(want.Lines), want.Language)
	}
	for i, l := range want.Lines {
		if got.Lines[i].Text() != l.Text() || got.Lines[i].Span() != l.Span() {
			t.Errorf("line %d through the API: %q %v; without it: %q %v", i, got.Lines[i].Text(), got.Lines[i].Span(), l.Text(), l.Span())
		}
	}
	if text := got.Lines[len(got.Lines)-1].Text(); !strings.Contains(text, "country") {
		t.Errorf("the last line is %q; the speaker ends with his country", text)
	}
}
