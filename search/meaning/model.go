package meaning

import (
	"context"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"time"

	"earshot/transcribe/python"
)

//go:embed embed.py
var program string

const (
	startLimit  = 2 * time.Minute  // for loading packages and model
	textLimit   = 30 * time.Second // for one text; it takes a twentieth of a second
	rest        = 30 * time.Second // after a failed start, before the next
	mostMemory  = 2 << 30          // bytes of addresses; the child uses 400 MB
	longestLine = 64 << 10
	longestText = 4000 // bytes; the model reads about 1,000
)

// ModelConfig says where the model's parts are.
type ModelConfig struct {
	Python  string // interpreter with the packages of transcribe/whisper/requirements.txt
	Folder  string // what install.py filled
	Threads int    // of the processor; 0 means 1
	Nice    int    // added to the child's niceness
}

// errResting is returned while a model that did not start is left alone.
var errResting = errors.New("the model of meaning could not be started and is tried again in half a minute")

// Model turns texts into vectors. The child is started by the first text and
// replaced when it died or is stuck.
type Model struct {
	cfg  ModelConfig
	turn chan struct{} // holds a token while nobody uses the child

	// Below belongs to whoever holds the turn.
	child  *python.Process
	last   int64     // number of the last request
	failed time.Time // when it last did not start
	closed bool
}

// NewModel makes a model; it starts nothing.
func NewModel(cfg ModelConfig) *Model {
	cfg.Threads = max(cfg.Threads, 1)
	m := &Model{cfg: cfg, turn: make(chan struct{}, 1)}
	m.turn <- struct{}{}
	return m
}

// Embed makes a text's vector. When ctx ends first, the child goes on undisturbed
// and what it answers is forgotten: it belongs to everyone who searches.
func (m *Model) Embed(ctx context.Context, text string) (Vector, error) {
	select {
	case <-m.turn:
	case <-ctx.Done():
		return Vector{}, ctx.Err()
	}
	type made struct {
		vector Vector
		err    error
	}
	done := make(chan made, 1)
	go func() {
		v, err := m.embed(text)
		m.turn <- struct{}{}
		done <- made{v, err}
	}()
	select {
	case d := <-done:
		return d.vector, d.err
	case <-ctx.Done():
		return Vector{}, ctx.Err()
	}
}

// embed asks the child. Anything but a vector ends it.
func (m *Model) embed(text string) (Vector, error) {
	if err := m.ready(); err != nil {
		return Vector{}, err
	}
	m.last++
	a, err := m.ask(map[string]any{"id": m.last, "text": clip(text)})
	if err == nil && a.Type == "error" && a.ID == m.last {
		return Vector{}, fmt.Errorf("the model of meaning failed on a text: %s", a.Message)
	}
	data, unread := base64.StdEncoding.DecodeString(a.Vector)
	if err == nil && (a.Type != "vector" || a.ID != m.last || unread != nil || len(data) != Dims) {
		err = fmt.Errorf("the model of meaning answered %q to request %d", a.Type, m.last)
	}
	if err != nil {
		m.child.Kill()
		return Vector{}, fmt.Errorf("%w (%s)", err, m.child.Said())
	}
	return vectorOf(data), nil
}

// answer is one line of embed.py, which describes each type.
type answer struct {
	Type    string `json:"type"`
	ID      int64  `json:"id"`
	Vector  string `json:"vector"`
	Message string `json:"message"`
}

func (m *Model) ask(request any) (a answer, err error) {
	line, err := json.Marshal(request)
	if err != nil {
		return a, err
	}
	if err := m.child.Write(append(line, '\n')); err != nil {
		return a, err
	}
	return m.next(textLimit)
}

func (m *Model) next(limit time.Duration) (a answer, err error) {
	line, err := m.child.Next(context.Background(), limit)
	if err != nil {
		return a, err
	}
	if err := json.Unmarshal(line, &a); err != nil {
		return a, fmt.Errorf("an answer of the model of meaning is not readable: %w", err)
	}
	return a, nil
}

// ready makes sure that a child is running.
func (m *Model) ready() (err error) {
	switch {
	case m.closed:
		return errors.New("the model of meaning was closed")
	case m.child != nil && !m.child.Dead():
		return nil
	case !m.failed.IsZero() && time.Since(m.failed) < rest:
		return errResting
	}
	m.child, err = python.Start(python.Config{
		Name: "the model of meaning", Python: m.cfg.Python, Program: program, Nice: m.cfg.Nice, Quiet: textLimit, Longest: longestLine,
		Args: []string{m.cfg.Folder, strconv.Itoa(m.cfg.Threads), strconv.Itoa(mostMemory)},
		Env:  []string{"TOKENIZERS_PARALLELISM=false", "OMP_NUM_THREADS=" + strconv.Itoa(m.cfg.Threads), "OPENBLAS_NUM_THREADS=1"},
	})
	if err == nil {
		var a answer
		if a, err = m.next(startLimit); err == nil && a.Type == "ready" {
			m.failed = time.Time{}
			return nil
		}
		m.child.Kill()
		err = fmt.Errorf("%w (%s)", errors.Join(err, errors.New("it did not get ready")), m.child.Said())
	}
	m.failed = time.Now()
	return fmt.Errorf("the model of meaning did not start: %w. %s", err, mend)
}

// Close ends the child, after the text it is at.
func (m *Model) Close() error {
	<-m.turn
	m.closed = true
	if m.child != nil {
		m.child.Kill()
	}
	m.turn <- struct{}{}
	return nil
}

// Name tells this model's vectors from those of any other.
func (m *Model) Name() string { return filepath.Base(m.cfg.Folder) + " " + hashes["model.onnx"][:16] }

// clip bounds what one text costs. Half a letter at the end does no harm.
func clip(text string) string { return text[:min(len(text), longestText)] }
