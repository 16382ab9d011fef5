package script

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync/atomic"

	"earshot/archive"
	"earshot/transcribe"
)

// errClosed is what Recognise says after Close.
var errClosed = errors.New("the script engine was closed")

// Engine plays back words. Make one with New, File or Steady.
type Engine struct {
	model  string
	words  []archive.Word // by time in the recording
	rate   float64        // steady words a second; 0 plays back words
	closed atomic.Bool
}

// New plays back words, whose times are seconds in the recording: each is heard
// in the sound that holds its middle, whatever that sound is. The engine finds
// its place by Hint.Offset.
func New(words []archive.Word) *Engine {
	return &Engine{model: "playback", words: words}
}

// File reads the words for New from a JSON file: a list of lines as the archive
// writes them, each {"words": [{"text", "start", "end", "probability"}]}.
func File(path string) (*Engine, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the script: %w", err)
	}
	var lines []archive.Line
	if err := json.Unmarshal(data, &lines); err != nil {
		return nil, fmt.Errorf("the script %s is not a JSON list of lines: %w", path, err)
	}
	var words []archive.Word
	for _, l := range lines {
		words = append(words, l.Words...)
	}
	for i, w := range words {
		if w.End < w.Start || (i > 0 && w.Start < words[i-1].Start) {
			return nil, fmt.Errorf("the script %s: word %d (%q) is out of order", path, i+1, w.Text)
		}
	}
	return New(words), nil
}

// Info names the engine "script".
func (e *Engine) Info() transcribe.Info { return transcribe.Info{Engine: "script", Model: e.model} }

// Check always succeeds: there is nothing to miss.
func (e *Engine) Check(context.Context) error { return nil }

// Close makes later calls of Recognise fail.
func (e *Engine) Close() error {
	e.closed.Store(true)
	return nil
}

// Recognise plays the words that lie in this sound.
func (e *Engine) Recognise(ctx context.Context, pcm io.Reader, h transcribe.Hint, progress func(float64)) (transcribe.Heard, error) {
	if e.closed.Load() {
		return transcribe.Heard{}, errClosed
	}
	loud, seconds, err := listen(ctx, pcm, progress)
	if err != nil {
		return transcribe.Heard{}, err
	}
	var words []archive.Word
	if e.rate > 0 {
		words = e.steady(loud, h.Offset, seconds)
	} else {
		words = e.playback(h.Offset, seconds)
	}
	heard := transcribe.Heard{Lines: transcribe.Lines(words)}
	if len(words) > 0 {
		heard.Language = h.Language
		if heard.Language == "" {
			heard.Language = "en"
		}
	}
	return heard, nil
}

// playback picks the words whose middle lies in the sound.
func (e *Engine) playback(offset, seconds float64) []archive.Word {
	var out []archive.Word
	for _, w := range e.words {
		middle := (w.Start + w.End) / 2
		if middle < offset || middle >= offset+seconds {
			continue
		}
		w.Start = archive.Milliseconds(min(max(w.Start-offset, 0), seconds))
		w.End = archive.Milliseconds(min(max(w.End-offset, w.Start), seconds))
		w.ID, w.Timing = 0, archive.TimeRecognised
		out = append(out, w)
	}
	return out
}
