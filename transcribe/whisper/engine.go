package whisper

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"earshot/transcribe"
)

// errClosed is what Recognise says after Close.
var errClosed = errors.New("the speech engine was closed")

// mostHints is how many vocabulary words the model is told: it remembers about
// two hundred word pieces.
const mostHints = 40

// Engine hears speech with faster-whisper. Make one with New.
type Engine struct {
	cfg    Config
	turn   chan struct{} // holds a token while nobody uses the child
	closed chan struct{}

	// Below belongs to whoever holds the turn.
	child   *child
	last    int64 // number of the last request
	checked bool  // the model's hash was right
}

// New makes an engine. It starts nothing: the child comes with the first sound.
func New(cfg Config) *Engine {
	e := &Engine{cfg: cfg.withDefaults(), turn: make(chan struct{}, 1), closed: make(chan struct{})}
	e.turn <- struct{}{}
	return e
}

// Info names faster-whisper and the model.
func (e *Engine) Info() transcribe.Info {
	return transcribe.Info{Engine: "faster-whisper", Model: filepath.Base(e.cfg.Model)}
}

// PID is the process id of the running child, or 0.
func (e *Engine) PID(ctx context.Context) (int, error) {
	if err := e.take(ctx); err != nil {
		return 0, err
	}
	defer e.leave()
	if e.child == nil || e.child.Dead() {
		return 0, nil
	}
	return e.child.PID(), nil
}

// Recognise hears one sound. Calls wait for each other: one model on all
// processors is as fast as two that share them, with half the memory.
func (e *Engine) Recognise(ctx context.Context, pcm io.Reader, h transcribe.Hint, progress func(float64)) (transcribe.Heard, error) {
	if err := e.take(ctx); err != nil {
		return transcribe.Heard{}, err
	}
	defer e.leave()
	if err := e.ready(ctx); err != nil {
		return transcribe.Heard{}, err
	}
	if progress == nil {
		progress = func(float64) {}
	}
	e.last++
	a, seconds, err := e.child.hear(ctx, request{ID: e.last, Language: language(h.Language), Words: hints(h.Words)}, pcm, progress)
	if err != nil {
		return transcribe.Heard{}, e.lost(ctx, err)
	}
	progress(seconds)
	words := transcribe.DropLoops(a.words(seconds))
	heard := transcribe.Heard{Lines: transcribe.Lines(words)}
	if len(words) > 0 {
		heard.Language = a.Language
	}
	return heard, nil
}

// lost decides what an error means for the child. A child that
// is in step lives on; any other may be busy, stuck or dead, so it goes.
func (e *Engine) lost(ctx context.Context, err error) error {
	var inStep *inStepError
	if errors.As(err, &inStep) {
		return inStep.cause
	}
	e.child.Kill()
	said := e.child.Said()
	e.child = nil
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if said != "" {
		return fmt.Errorf("%w; it last said: %s", err, said)
	}
	return err
}

// ready makes sure that a child is running.
func (e *Engine) ready(ctx context.Context) error {
	if e.child != nil && !e.child.Dead() {
		return nil
	}
	if !e.checked {
		if err := e.cfg.checkModel(); err != nil {
			return err
		}
		e.checked = true
	}
	e.child = nil
	c, err := start(ctx, e.cfg)
	if err != nil {
		return err
	}
	e.child = c
	return nil
}

// take waits for the turn.
func (e *Engine) take(ctx context.Context) error {
	select {
	case <-e.closed:
		return errClosed
	default:
	}
	select {
	case <-e.turn:
		return nil
	case <-e.closed:
		return errClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (e *Engine) leave() { e.turn <- struct{}{} }

// Close waits for a running Recognise and ends the child.
func (e *Engine) Close() error {
	<-e.turn
	defer e.leave()
	select {
	case <-e.closed:
		return nil
	default:
		close(e.closed)
	}
	if e.child != nil {
		e.child.Kill()
	}
	return nil
}

// language takes the first part of a BCP 47 tag, which is what Whisper knows.
func language(tag string) string {
	base, _, _ := strings.Cut(strings.ToLower(tag), "-")
	if len(base) > 3 {
		return ""
	}
	return base
}

func hints(words []string) []string {
	return words[:min(len(words), mostHints)]
}

// quietFor is how long the child may be silent over a sound of so many seconds.
func (c Config) quietFor(seconds float64) time.Duration {
	return c.Quiet + time.Duration(2*seconds*float64(time.Second))
}

var _ transcribe.Engine = (*Engine)(nil)
