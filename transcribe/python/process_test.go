package python_test

import (
	"context"
	"errors"
	"os/exec"
	"strings"
	"testing"
	"time"

	"earshot/transcribe/python"
)

// echo answers each line with itself, and dies, hangs or babbles when told to.
const echo = `
import sys, time
print("ready", flush=True)
for line in sys.stdin.buffer:
    word = line.decode().strip()
    if word == "hang":
        time.sleep(600)
    if word == "die":
        sys.exit("said at the end")
    if word == "babble":
        word = "x" * 5000
    print(word, flush=True)
`

func start(t *testing.T, program string) *python.Process {
	t.Helper()
	path, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3")
	}
	p, err := python.Start(python.Config{Name: "the echo", Python: path, Program: program, Quiet: time.Minute, Longest: 4096})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Kill)
	return p
}

func next(t *testing.T, p *python.Process) string {
	t.Helper()
	line, err := p.Next(t.Context(), time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	return string(line)
}

func write(t *testing.T, p *python.Process, line string) {
	t.Helper()
	if err := p.Write([]byte(line + "\n")); err != nil {
		t.Fatal(err)
	}
}

func TestAnswers(t *testing.T) {
	p := start(t, echo)
	if got := next(t, p); got != "ready" {
		t.Errorf("it began with %q", got)
	}
	for _, word := range []string{"one", "zwei", "ثلاثة"} {
		write(t, p, word)
		if got := next(t, p); got != word {
			t.Errorf("asked %q, answered %q", word, got)
		}
	}
	if p.Dead() {
		t.Error("it is taken for dead")
	}
}

func TestSilenceHasALimit(t *testing.T) {
	p := start(t, echo)
	next(t, p)
	write(t, p, "hang")
	if _, err := p.Next(t.Context(), time.Millisecond); err == nil || !strings.Contains(err.Error(), "the echo gave no sign of life") {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Next(ctx, time.Minute); !errors.Is(err, context.Canceled) {
		t.Errorf("somebody who left: %v", err)
	}
	p.Kill()
	if !p.Dead() {
		t.Error("it outlived Kill")
	}
}

func TestDeathIsToldWithItsLastWords(t *testing.T) {
	p := start(t, echo)
	next(t, p)
	write(t, p, "die")
	if _, err := p.Next(t.Context(), time.Minute); err == nil || err.Error() != "the echo ended" {
		t.Errorf("%v", err)
	}
	p.Kill()
	if p.Said() != "said at the end" {
		t.Errorf("it said %q", p.Said())
	}
	if err := p.Write([]byte("still there?\n")); err == nil {
		t.Error("a dead process took words in")
	}
}

func TestBabbleEndsIt(t *testing.T) {
	p := start(t, echo)
	next(t, p)
	write(t, p, "babble")
	if line, err := p.Next(t.Context(), time.Minute); err == nil {
		t.Errorf("%d bytes in one line were taken", len(line))
	}
}

func TestProgramThatCannotRun(t *testing.T) {
	p := start(t, "import nothing_of_that_name")
	if _, err := p.Next(t.Context(), time.Minute); err == nil {
		t.Error("it answered")
	}
	p.Kill()
	if !strings.Contains(p.Said(), "nothing_of_that_name") {
		t.Errorf("it said %q", p.Said())
	}
	if _, err := python.Start(python.Config{Name: "x", Python: "/no/such/python", Quiet: time.Second, Longest: 10}); err == nil {
		t.Error("an interpreter that is not there started")
	}
}
