package main

import (
	"context"
	"fmt"

	"earshot/archive"
	"earshot/transcribe"
	"earshot/transcribe/captions"
)

// workCmd starts a worker alone.
type workCmd struct{}

// Run works until the process is told to stop. Beside a running site it shares
// the site's bucket; otherwise it opens the data folder itself.
func (workCmd) Run(ctx context.Context, c *Config) error {
	beside, err := c.neighbour()
	if err != nil {
		return err
	}
	if c.Worker == "" {
		c.Worker = c.worker() + "-alone" // the site's own worker has the plain name
	}
	held, err := takeLock(c.path("run", "worker-"+c.Worker))
	if err != nil {
		return fmt.Errorf("a worker named %s runs already; name this one with --worker: %w", c.Worker, err)
	}
	defer held.release()
	p, err := c.openParts(ctx, beside)
	if err != nil {
		return err
	}
	defer p.close()
	work, err := c.openWorker(p, nil)
	if err != nil {
		return err
	}
	p.log.Info("worker started", "name", c.Worker)
	return work(ctx)
}

// openWorker makes the worker of this process and returns what runs it. observe,
// which may be nil, is told the seconds of sound and of wall time of each chunk.
func (c *Config) openWorker(p *parts, observe func(sound, wall float64)) (func(context.Context) error, error) {
	engine, err := c.openEngine()
	if err != nil {
		return nil, fmt.Errorf("engine: %w", err)
	}
	p.onClose(engine.Close)
	d, err := c.openDecoder(p.log)
	if err != nil {
		return nil, fmt.Errorf("sound: %w", err)
	}
	w, err := transcribe.NewWorker(p.archive, transcribe.Options{
		Engine: engine, Decoder: d, Captions: captions.Read, Temp: c.path("tmp", c.worker()), Log: p.log, Observe: observe,
	})
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) error {
		return p.store.Work(ctx, archive.Work{Worker: c.worker(), Handlers: w.Handlers(), GivenUp: w.GivenUp})
	}, nil
}
