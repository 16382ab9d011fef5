package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"earshot/archive/gateway"
	"earshot/ui/client"
)

// site is what a running site writes down for the commands that talk to it. The
// file is readable by its owner only: the token acts as an administrator.
type site struct {
	URL   string            `json:"url"`
	PID   int               `json:"pid"`
	Token string            `json:"token"`
	S3    *gateway.Endpoint `json:"s3,omitempty"` // of the server it started; nil when the bucket is elsewhere
}

func (s *site) client() *client.Client { return client.New(s.URL, s.Token) }

func (c *Config) siteFile() string { return c.path("run", "site.json") }
func (c *Config) lockFile() string { return c.path("run", "lock") }

// announce writes the site file, whole or not at all.
func (c *Config) announce(s site) error {
	b, err := json.Marshal(s)
	if err != nil {
		return err
	}
	tmp := c.siteFile() + ".new"
	if err := os.MkdirAll(filepath.Dir(tmp), 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(tmp, b, 0o600); err != nil {
		return err
	}
	return os.Rename(tmp, c.siteFile())
}

// neighbour returns the site that runs on the data folder, or nil when none
// does. A site file left by a killed site counts as none.
func (c *Config) neighbour() (*site, error) {
	b, err := os.ReadFile(c.siteFile())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	held, err := takeLock(c.lockFile(), 0)
	if err == nil {
		return nil, held.release()
	}
	if !errors.Is(err, errRunning) {
		return nil, err
	}
	var s site
	if err := json.Unmarshal(b, &s); err != nil {
		return nil, fmt.Errorf("%s: %w", c.siteFile(), err)
	}
	return &s, nil
}

// withSite runs fn with a client of the running site.
func (c *Config) withSite(ctx context.Context, fn func(*client.Client) error) error {
	return c.withRunning(ctx, func(s *site) error { return fn(s.client()) })
}

// withRunning runs fn with the site that runs on the data folder. When none runs
// it starts the parts itself, on a port of its own, and stops them afterwards.
func (c *Config) withRunning(ctx context.Context, fn func(*site) error) error {
	s, err := c.neighbour()
	if err != nil {
		return err
	}
	if s != nil {
		return fn(s)
	}
	own := *c
	own.Listen = "127.0.0.1:0"
	if own.LogLevel == "info" {
		own.LogLevel = "warn"
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	started := make(chan *site, 1)
	ended := make(chan error, 1)
	go func() { ended <- own.serve(ctx, serving{worker: true}, func(s *site) { started <- s }) }()
	select {
	case err := <-ended:
		return err
	case s := <-started:
		err := fn(s)
		stop()
		return errors.Join(err, <-ended)
	}
}
