package openai

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"earshot/archive"
	"earshot/transcribe"
)

// Config says which service to use.
type Config struct {
	URL     string        // of the service, with or without /v1
	Key     string        // sent as bearer token; "" sends none
	Model   string        // as the service names it; "" means whisper-1
	Timeout time.Duration // of one request; 0 means 15 minutes
	Client  *http.Client  // nil means one of its own
}

const (
	longestSound  = 30 * 60 * transcribe.BytesPerSecond // bytes; OpenAI itself takes 25 MB
	longestAnswer = 16 << 20                            // bytes
)

var errClosed = errors.New("the transcription service was closed")

// Engine asks a transcription service.
type Engine struct {
	cfg    Config
	base   string
	closed atomic.Bool
}

// New checks the address and makes an engine. It connects to nothing yet.
func New(cfg Config) (*Engine, error) {
	u, err := url.Parse(cfg.URL)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return nil, fmt.Errorf("the address of the transcription service, %q, is not like https://host/v1", cfg.URL)
	}
	if cfg.Model == "" {
		cfg.Model = "whisper-1"
	}
	if cfg.Timeout == 0 {
		cfg.Timeout = 15 * time.Minute
	}
	if cfg.Client == nil {
		cfg.Client = &http.Client{Transport: http.DefaultTransport.(*http.Transport).Clone()}
	}
	base := strings.TrimSuffix(strings.TrimSuffix(cfg.URL, "/"), "/v1") + "/v1"
	return &Engine{cfg: cfg, base: base}, nil
}

// Info names the service's host, and never the key.
func (e *Engine) Info() transcribe.Info {
	u, err := url.Parse(e.base)
	if err != nil {
		return transcribe.Info{Engine: "openai", Model: e.cfg.Model}
	}
	return transcribe.Info{Engine: "openai " + u.Host, Model: e.cfg.Model}
}

// Close ends idle connections.
func (e *Engine) Close() error {
	if !e.closed.Swap(true) {
		e.cfg.Client.CloseIdleConnections()
	}
	return nil
}

// Check asks the service for its models, which every such server can tell.
func (e *Engine) Check(ctx context.Context) error {
	ctx, stop := context.WithTimeout(ctx, 10*time.Second)
	defer stop()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, e.base+"/models", nil)
	if err != nil {
		return err
	}
	resp, err := e.do(req)
	if err != nil {
		return fmt.Errorf("the transcription service does not answer: %w. Check its address and that it runs", err)
	}
	defer resp.Body.Close()
	switch resp.StatusCode {
	case http.StatusUnauthorized, http.StatusForbidden:
		return errors.New("the transcription service refuses the key. Check the key in the configuration")
	case http.StatusOK, http.StatusNotFound, http.StatusMethodNotAllowed:
		return nil // some servers do not list models
	}
	return fmt.Errorf("the transcription service answers %s. Look at its own log", resp.Status)
}

func (e *Engine) do(req *http.Request) (*http.Response, error) {
	if e.cfg.Key != "" {
		req.Header.Set("Authorization", "Bearer "+e.cfg.Key)
	}
	return e.cfg.Client.Do(req)
}

// Recognise sends one sound and reads the words.
func (e *Engine) Recognise(ctx context.Context, pcm io.Reader, h transcribe.Hint, progress func(float64)) (transcribe.Heard, error) {
	if e.closed.Load() {
		return transcribe.Heard{}, errClosed
	}
	sound, err := io.ReadAll(io.LimitReader(pcm, longestSound+1))
	switch {
	case ctx.Err() != nil:
		return transcribe.Heard{}, ctx.Err()
	case err != nil:
		return transcribe.Heard{}, fmt.Errorf("read the sound: %w", err)
	case len(sound) > longestSound:
		return transcribe.Heard{}, archive.Invalid("", "The sound given to the transcription service is longer than 30 minutes.")
	case len(sound) < 2 || silent(sound):
		return transcribe.Heard{}, nil // services invent words in silence
	}
	sound = sound[:len(sound)/2*2]
	a, err := e.ask(ctx, sound, h)
	if err != nil {
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		return transcribe.Heard{}, err
	}
	seconds := float64(len(sound)) / transcribe.BytesPerSecond
	if progress != nil {
		progress(seconds)
	}
	words := transcribe.DropLoops(a.words(seconds))
	if len(words) == 0 {
		return transcribe.Heard{}, nil
	}
	return transcribe.Heard{Lines: transcribe.Lines(words), Language: a.language(h)}, nil
}

// silent tells whether no sample is louder than one part in a thousand.
func silent(pcm []byte) bool {
	for i := 0; i+1 < len(pcm); i += 2 {
		if v := int(int16(uint16(pcm[i]) | uint16(pcm[i+1])<<8)); v > 32 || v < -32 {
			return false
		}
	}
	return true
}

var _ transcribe.Engine = (*Engine)(nil)
