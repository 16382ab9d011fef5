package main

import (
	"context"
	"fmt"
	"time"

	"earshot/archive"
	"earshot/transcribe"
	"earshot/transcribe/captions"
)

// workCmd starts a worker alone.
type workCmd struct{}

// Run works until the process is told to stop. With a bucket elsewhere it needs
// nothing else. The bucket in the data folder belongs to the site that runs on
// it, so then the worker works while a site does and waits for the next one
// otherwise: no job may fail because a site restarts.
func (workCmd) Run(ctx context.Context, c *Config) error {
	if c.Worker == "" {
		c.Worker = c.worker() + "-alone" // the site's own worker has the plain name
	}
	held, err := takeLock(c.path("run", "worker-"+c.Worker), lockWait)
	if err != nil {
		return fmt.Errorf("a worker named %s runs already; name this one with --worker: %w", c.Worker, err)
	}
	defer held.release()
	if c.S3Endpoint != "" {
		return c.work(ctx, nil)
	}
	for ctx.Err() == nil {
		s, err := c.awaitSite(ctx)
		if err != nil || s == nil {
			return err
		}
		beside, gone := c.whileRuns(ctx, s)
		err = c.work(beside, s)
		siteGone := beside.Err() != nil
		gone()
		if err != nil && !siteGone {
			return err
		}
	}
	return nil
}

// siteLook is how often a worker looks whether its site still runs.
const siteLook = 300 * time.Millisecond

// awaitSite returns the site that runs on the data folder once one does; nil when
// ctx ends first.
func (c *Config) awaitSite(ctx context.Context) (*site, error) {
	tick := time.NewTicker(siteLook)
	defer tick.Stop()
	for told := false; ; told = true {
		s, err := c.neighbour()
		if s != nil || err != nil {
			return s, err
		}
		if !told {
			c.logger().Info("no site runs on this folder; the worker begins when one does", "data", c.Data)
		}
		select {
		case <-ctx.Done():
			return nil, nil
		case <-tick.C:
		}
	}
}

// whileRuns returns a context that ends with the site. The worker's jobs then
// wait again, with no try lost.
func (c *Config) whileRuns(ctx context.Context, s *site) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		tick := time.NewTicker(siteLook)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			if now, err := c.neighbour(); err == nil && (now == nil || now.PID != s.PID) {
				cancel()
			}
		}
	}()
	return ctx, cancel
}

// work runs a worker until ctx ends.
func (c *Config) work(ctx context.Context, beside *site) error {
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
		Words: func(ctx context.Context, iv *archive.Interview) []string {
			words, err := p.archive.Words(ctx, iv)
			if err != nil {
				p.log.Warn("the engine is not told the vocabulary", "interview", iv.ID, "error", err)
			}
			return words
		},
	})
	if err != nil {
		return nil, err
	}
	post, err := c.openPost()
	if err != nil {
		return nil, err
	}
	handlers := w.Handlers()
	handlers[archive.JobMail] = func(ctx context.Context, j archive.Job) error {
		return p.archive.SendLetter(ctx, post, c.address(), c.Name, j)
	}
	return func(ctx context.Context) error {
		return p.store.Work(ctx, archive.Work{Worker: c.worker(), Handlers: handlers, GivenUp: w.GivenUp})
	}, nil
}
