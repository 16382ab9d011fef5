package main

import (
	"bytes"
	"io"
	"testing"
	"testing/iotest"

	"earshot/transcribe/captions"
	"earshot/transcribe/sound"

	"github.com/google/go-cmp/cmp"
)

// What is made up must be what Earshot itself reads: so many words, in order, to
// the end.
func TestCaptions(t *testing.T) {
	const words, seconds = 1234, 600.0
	lines, err := captions.Read(bytes.NewReader(newTalk(1).captions(words, seconds)))
	if err != nil {
		t.Fatal(err)
	}
	n, at := 0, -1.0
	voices := map[string]bool{}
	for _, l := range lines {
		n += len(l.Words)
		voices[l.Speaker] = true
		if l.Span().Start < at {
			t.Fatalf("a line begins at %v, before the one ahead of it at %v", l.Span().Start, at)
		}
		at = l.Span().Start
	}
	if n != words {
		t.Errorf("%d words, want %d", n, words)
	}
	if d := cmp.Diff(map[string]bool{"Ada": true, "Ben": true}, voices); d != "" {
		t.Errorf("voices (-want +got):\n%s", d)
	}
	if end := lines[len(lines)-1].Span().End; end < seconds-2 || end > seconds {
		t.Errorf("it ends at %v of %v s", end, seconds)
	}
}

func TestTalkRepeats(t *testing.T) {
	a, b, c := newTalk(1).captions(500, 100), newTalk(1).captions(500, 100), newTalk(2).captions(500, 100)
	if !bytes.Equal(a, b) {
		t.Error("the same seed gave two texts")
	}
	if bytes.Equal(a, c) {
		t.Error("two seeds gave one text")
	}
}

func TestStamp(t *testing.T) {
	for _, tt := range []struct {
		in   float64
		want string
	}{{0, "00:00:00.000"}, {59.9996, "00:01:00.000"}, {3725.25, "01:02:05.250"}} {
		if got := stamp(tt.in); got != tt.want {
			t.Errorf("%v s is %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestHum(t *testing.T) {
	b := hum(2, 7)
	if len(b) != 44+2*8000*2 {
		t.Errorf("%d bytes", len(b))
	}
	kind, err := sound.Identify(bytes.NewReader(b), int64(len(b)))
	if err != nil || kind != "audio/wav" {
		t.Errorf("it is %q, %v", kind, err)
	}
	if bytes.Equal(b, hum(2, 8)) {
		t.Error("two seeds gave one sound")
	}
}

func TestNoise(t *testing.T) {
	const size = 3<<20 + 17
	if iotest.TestReader(newNoise(size, 1), all(t, size, 1)) != nil { // its error holds megabytes
		t.Error("the bytes depend on how they are read")
	}
	a := all(t, size, 1)
	if len(a) != size {
		t.Errorf("%d bytes, want %d", len(a), size)
	}
	kind, err := sound.Identify(bytes.NewReader(a), size)
	if err != nil || kind != "audio/wav" {
		t.Errorf("it is %q, %v", kind, err)
	}
	if bytes.Equal(a, all(t, size, 2)) {
		t.Error("two seeds gave one file")
	}
}

func all(t *testing.T, size int64, seed uint64) []byte {
	t.Helper()
	b, err := io.ReadAll(newNoise(size, seed))
	if err != nil {
		t.Fatal(err)
	}
	return b
}
