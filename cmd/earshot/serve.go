package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"earshot/archive"
	"earshot/transcribe/sound"
	"earshot/ui"
)

// serveCmd starts the site and a worker.
type serveCmd struct {
	NoWorker bool `help:"Serve pages only; workers run elsewhere."`
}

// Run serves until the process is told to stop.
func (cmd serveCmd) Run(ctx context.Context, c *Config) error {
	return c.serve(ctx, serving{worker: !cmd.NoWorker, welcome: true}, func(s *site) {
		fmt.Printf("%s is at %s\n", c.Name, s.URL)
	})
}

// serving says what a site does besides answering.
type serving struct {
	worker  bool // turn recordings into words
	welcome bool // print the first administrator's sign-in link
}

// serve runs every part until ctx ends, then stops them softly. started is
// called once the site answers.
func (c *Config) serve(ctx context.Context, what serving, started func(*site)) (err error) {
	held, err := takeLock(c.lockFile(), lockWait)
	if err != nil {
		return err
	}
	defer held.release()
	// A killed site left its address behind: commands must not ask there.
	if err := os.Remove(c.siteFile()); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	p, err := c.openParts(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	if err := notLost(ctx, p.archive); err != nil {
		return err
	}

	g := newGroup(ctx)
	defer g.wait()
	find, err := c.openSearch(p)
	if err != nil {
		return g.stop(err)
	}
	g.run("search index", find.live.Run)
	if find.meaning != nil {
		g.run("meaning", find.meaning.Run)
	}
	g.run("sweeper", func(ctx context.Context) error { return c.sweep(ctx, p, find.live.Rebuild) })
	if checks, on := c.nightlyChecks(p, find.live); on {
		g.run("nightly check", checks.run)
	}
	m := newMetrics(p, find)
	if what.worker {
		work, err := c.openWorker(p, m.heard)
		if err != nil {
			return g.stop(err)
		}
		g.run("worker", work)
	}
	s := site{PID: os.Getpid(), Token: archive.NewKey() + archive.NewKey(), S3: p.s3}
	pages, err := ui.New(ui.Config{
		Archive: p.archive, Search: find.searcher, Name: c.Name, Contact: c.Contact, Log: p.log, TrustedProxies: c.TrustedProxies, Secure: c.Secure, URL: strings.TrimRight(c.URL, "/"),
		Spool: c.path("spool"), Identify: sound.Identify, LocalToken: s.Token,
		Ready: func(ctx context.Context) error { return ready(ctx, p, find) }, Metrics: m.handler(),
	})
	if err != nil {
		return g.stop(err)
	}
	l, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return g.stop(fmt.Errorf("listen on %s (choose another with --listen): %w", c.Listen, err))
	}
	s.URL = "http://" + l.Addr().String()
	srv := newHTTPServer(control(m.count(pages), p, find, s.Token), p.log)
	g.run("web server", func(context.Context) error { return srv.Serve(l) })
	if err := c.announce(s); err != nil {
		return g.stop(err)
	}
	defer os.Remove(c.siteFile())
	started(&s)
	if what.welcome {
		if err := welcome(g.ctx, p.archive, s.URL); err != nil {
			return g.stop(err)
		}
	}
	<-g.ctx.Done()
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.ShutdownWait)
	defer cancel()
	if err := srv.Shutdown(grace); err != nil {
		p.log.Warn("requests were cut off at the stop", "error", err)
	}
	return g.cause()
}

// newHTTPServer sets the limits that net/http leaves open. Bodies are timed by
// the handlers that read them: an upload over a slow line takes hours.
func newHTTPServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler: h, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

// ready tells what keeps the site from doing its work; nil when nothing does.
func ready(ctx context.Context, p *parts, f *finder) error {
	if _, err := p.archive.LastEvent(ctx); err != nil {
		return fmt.Errorf("database: %w", err)
	}
	if _, err := p.bucket.Stat(ctx, "ready"); err != nil && !errors.Is(err, archive.ErrNotFound) {
		return fmt.Errorf("bucket: %w", err)
	}
	if _, err := f.live.Position(ctx); err != nil {
		return fmt.Errorf("search index: %w", err)
	}
	return nil
}

// group runs tasks until one fails or the context ends.
type group struct {
	ctx   context.Context
	end   context.CancelCauseFunc
	tasks sync.WaitGroup
}

func newGroup(ctx context.Context) *group {
	g := &group{}
	g.ctx, g.end = context.WithCancelCause(ctx)
	return g
}

// run starts a task. Its failure ends all of them.
func (g *group) run(name string, fn func(context.Context) error) {
	g.tasks.Go(func() {
		if err := fn(g.ctx); err != nil && g.ctx.Err() == nil {
			g.end(fmt.Errorf("%s: %w", name, err))
		}
	})
}

// stop ends every task because of err and returns it.
func (g *group) stop(err error) error {
	g.end(err)
	return err
}

// wait ends every task and returns when they have.
func (g *group) wait() {
	g.end(nil)
	g.tasks.Wait()
}

// cause is the failure that ended the group; nil when it was told to stop.
func (g *group) cause() error {
	if err := context.Cause(g.ctx); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}
