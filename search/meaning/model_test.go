package meaning_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"earshot/search/meaning"
)

// installed is the model that `make setup` puts in place, or the test is skipped.
func installed(t *testing.T) meaning.ModelConfig {
	t.Helper()
	tools, err := filepath.Abs("../../.tools")
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(tools, "models", "minilm")
	if !meaning.Installed(folder) {
		t.Skip("the model of meaning is not installed: run `make setup`")
	}
	return meaning.ModelConfig{Python: filepath.Join(tools, "venv", "bin", "python"), Folder: folder}
}

func model(t *testing.T, cfg meaning.ModelConfig) *meaning.Model {
	t.Helper()
	m := meaning.NewModel(cfg)
	t.Cleanup(func() { m.Close() })
	return m
}

func TestModel(t *testing.T) {
	m := model(t, installed(t))
	if err := m.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	a, err := m.Embed(t.Context(), "We opened the gate.")
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"", strings.Repeat("word ", 100_000), "\x00\xff", "{\"id\": 9}\n", "السلام عليكم"} {
		if _, err := m.Embed(t.Context(), text); err != nil {
			t.Errorf("%.20q: %v", text, err)
		}
	}
	if b, err := m.Embed(t.Context(), "We opened the gate."); err != nil || a != b {
		t.Errorf("the same text has another vector later: %v", err)
	}

	// Who leaves early does not disturb the others.
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := m.Embed(ctx, "too late"); !errors.Is(err, context.Canceled) {
		t.Errorf("somebody who left: %v", err)
	}
	if b, err := m.Embed(t.Context(), "We opened the gate."); err != nil || a != b {
		t.Errorf("after somebody left: %v", err)
	}
	if err := m.Close(); err != nil {
		t.Error(err)
	}
	if _, err := m.Embed(t.Context(), "closed"); err == nil {
		t.Error("a closed model answers")
	}
}

// TestModelThatMisbehaves: whatever the child does, there is an error, in time, and
// a child that did not start is left alone for a while.
func TestModelThatMisbehaves(t *testing.T) {
	for _, test := range []struct{ name, script, want string }{
		{"ends at once", `echo "no such module" >&2; exit 1`, "no such module"},
		{"says something else", `echo hello; cat`, "not readable"},
		{"answers another request", `echo '{"type":"ready"}'; echo '{"type":"vector","id":7,"vector":"AAAA"}'; cat >/dev/null`, "to request 1"},
		{"gives half a vector", `echo '{"type":"ready"}'; echo '{"type":"vector","id":1,"vector":"AAAA"}'; cat >/dev/null`, "to request 1"},
		{"fails on the text", `echo '{"type":"ready"}'; echo '{"type":"error","id":1,"message":"out of memory"}'; cat >/dev/null`, "out of memory"},
	} {
		t.Run(test.name, func(t *testing.T) {
			python := filepath.Join(t.TempDir(), "python")
			if err := os.WriteFile(python, []byte("#!/bin/sh\n"+test.script+"\n"), 0o700); err != nil {
				t.Fatal(err)
			}
			m := model(t, meaning.ModelConfig{Python: python, Folder: t.TempDir()})
			if _, err := m.Embed(t.Context(), "x"); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%v, not %q", err, test.want)
			}
		})
	}
	m := model(t, meaning.ModelConfig{Python: "/no/such/python", Folder: t.TempDir()})
	if _, err := m.Embed(t.Context(), "x"); err == nil || !strings.Contains(err.Error(), "make setup") {
		t.Errorf("no interpreter: %v", err)
	}
	began := time.Now()
	if _, err := m.Embed(t.Context(), "x"); err == nil || !strings.Contains(err.Error(), "half a minute") || time.Since(began) > time.Second {
		t.Errorf("right after that: %v", err)
	}
}

func TestCheckSaysHowToMend(t *testing.T) {
	other := t.TempDir()
	for _, name := range []string{"model.onnx", "tokenizer.json"} {
		if err := os.WriteFile(filepath.Join(other, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for folder, want := range map[string]string{t.TempDir(): "lacks", other: "not the file that was chosen"} {
		err := model(t, meaning.ModelConfig{Python: "/bin/false", Folder: folder}).Check(t.Context())
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "make setup") {
			t.Errorf("%v, not %q and how to mend it", err, want)
		}
	}
}
