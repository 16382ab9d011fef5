package transcribe

import (
	"context"
	"io"

	"earshot/archive"
)

// Rate is the number of samples a second that engines read. Every sample is
// a signed 16-bit little-endian number, one channel.
const Rate = 16000

// BytesPerSecond of sound as engines read it.
const BytesPerSecond = Rate * 2

// Hint is what is known of a sound before it is heard. All of it may be empty.
type Hint struct {
	Language string   // BCP 47; "" lets the engine find out
	Words    []string // names and terms that may occur, most important first
	Offset   float64  // seconds in the recording where this sound begins
}

// Heard is what an engine made of one sound.
type Heard struct {
	Lines    []archive.Line // times from the start of the sound; ids are 0
	Language string         // what was spoken, for the most part; "" when nobody spoke
}

// Info names the engine and the model, as the transcript will credit them.
type Info struct {
	Engine string
	Model  string
}

// Engine turns sound into words. Every promise is tested for each engine by
// transcribe/enginetest.
type Engine interface {
	// Info never changes during the life of an engine.
	Info() Info
	// Recognise reads samples (see Rate) from pcm to its end. An empty sound and
	// one in which nobody speaks give no lines and no error. Words are in order,
	// inside the sound, and each ends no earlier than it starts; lines are about
	// one caption long (see Lines). progress, if not nil, is told how many
	// seconds were heard so far; it never falls. Recognise may be called from
	// several goroutines; it returns soon after ctx ends, with ctx's error. An
	// error that wraps archive.ErrInvalid will not go away by trying again.
	Recognise(ctx context.Context, pcm io.Reader, h Hint, progress func(seconds float64)) (Heard, error)
	// Check tells whether everything needed is there. The error is a sentence
	// that says how to mend it.
	Check(ctx context.Context) error
	// Close stops what the engine started. Closing twice is not an error;
	// Recognise after Close is.
	Close() error
}
