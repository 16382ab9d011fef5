package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	bin := filepath.Join(t.TempDir(), "earshot")
	if err := os.WriteFile(bin, nil, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		args string
		want string // in the error; "" for none
	}{
		{"", ""},
		{"-only work,upload -rounds 3", ""},
		{"-only working", "no part"},
		{"-rounds 0", "-rounds is too small"},
		{"-large 0", "-large is too small"},
		{"-words 10", "-words is too small"},
		{"-bin /nowhere/earshot", "make build"},
		{"-sideways", "not defined"},
	} {
		o, err := parse(append([]string{"-bin", bin}, strings.Fields(tt.args)...))
		switch {
		case tt.want == "" && err != nil:
			t.Errorf("%q: %v", tt.args, err)
		case tt.want == "" && (!filepath.IsAbs(o.tools) || o.large != 512<<20):
			t.Errorf("%q gives %+v", tt.args, o)
		case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
			t.Errorf("%q: %v, want %q in it", tt.args, err, tt.want)
		}
	}
}

// The built program, a small archive, no speech: every row but those of the
// engines is there, and nothing stays behind.
func TestSmallRun(t *testing.T) {
	bin, err := filepath.Abs("../../bin/earshot")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(bin); err != nil {
		t.Skip("make build has not left bin/earshot yet")
	}
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		t.Skip("ffmpeg is not installed")
	}
	temp := t.TempDir()
	ctx, stop := context.WithTimeout(t.Context(), 3*time.Minute)
	defer stop()
	b := &bench{options: options{
		bin: bin, tools: filepath.Join(temp, "none"), temp: temp, engine: "script", ffmpeg: "ffmpeg",
		interviews: 1, words: 900, fixes: 3, requests: 10, restarts: 1, large: 8 << 20, uploads: 1,
	}}
	for _, p := range []func(context.Context, *bench) error{benchReading, benchUpload} {
		if err := p(ctx, b); err != nil {
			t.Fatal(err)
		}
	}
	for _, r := range b.rows {
		if r.value <= 0 || r.measured == "" {
			t.Errorf("nothing was measured of %+v", r)
		}
	}
	if len(b.rows) != 10 {
		t.Errorf("%d rows, want 10", len(b.rows))
	}
	if found, err := filepath.Glob(filepath.Join(temp, "*", "run", "site.json")); err != nil || len(found) > 0 {
		t.Errorf("a site still runs: %v, %v", found, err)
	}
}

// A site that cannot start says why, and leaves no process.
func TestSiteThatDoesNotStart(t *testing.T) {
	temp := t.TempDir()
	bin := filepath.Join(temp, "earshot")
	if err := os.WriteFile(bin, []byte("#!/bin/sh\necho no room left >&2\nexit 3\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	o := options{bin: bin, engine: "script"}
	s, err := o.startSite(t.Context(), filepath.Join(temp, "data"))
	if err == nil || !strings.Contains(err.Error(), "no room left") || !strings.Contains(err.Error(), "exit status 3") {
		t.Errorf("got %v, %v", s, err)
	}
}

// The plain engine's child may be anything that speaks its lines.
func TestPlainEngineThatFails(t *testing.T) {
	temp := t.TempDir()
	python := filepath.Join(temp, "python")
	for _, tt := range []struct{ script, want string }{
		{"exit 1", "does not start"},
		{`echo '{"ready": false}'`, "does not start"},
		{`echo '{"ready": true}'; read x; echo nonsense`, "plain engine"},
		{`echo '{"ready": true}'; read x`, "unexpected EOF"},
	} {
		if err := os.WriteFile(python, []byte("#!/bin/sh\n"+tt.script+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		o := options{python: python}
		p, err := o.startPlain(t.Context(), 0)
		if err == nil {
			_, err = p.hear("a.mp3")
			if end := p.stop(); end != nil {
				t.Errorf("%q: %v", tt.script, end)
			}
		}
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: %v, want %q in it", tt.script, err, tt.want)
		}
	}
}

func TestPlainEngine(t *testing.T) {
	o := options{tools: "../../.tools", speech: "../../../shared/speech", bin: "/dev/null"}
	path, err := o.recording(shortSpeech)
	if err != nil {
		t.Skip("the speech recordings are not beside the repository")
	}
	if err := o.find(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(o.python); err != nil {
		t.Skip("make setup has not installed the speech engine")
	}
	p, err := o.startPlain(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	a, err := p.hear(path)
	if err != nil || a.Words < 15 || a.Words > 30 || a.Duration < 10 || a.Seconds <= 0 {
		t.Errorf("it heard %+v, %v", a, err)
	}
	if err := p.stop(); err != nil {
		t.Error(err)
	}
}
