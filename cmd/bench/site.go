package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"earshot/ui/client"
)

// site is a running bin/earshot on a folder of its own.
type site struct {
	*client.Client
	url, token string
	pid        int
	sent       int // bytes of the last body posted
	dir        string
	cmd        *exec.Cmd
	ended      chan error
}

// startSite starts the program on a data folder and waits until it is ready. The
// folder may hold what an earlier site left.
func (o *options) startSite(ctx context.Context, dir string, args ...string) (*site, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	log, err := os.OpenFile(filepath.Join(dir, "bench.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	args = append([]string{"serve", "--data", dir, "--listen", "127.0.0.1:0", "--engine", o.engine, "--tools", o.tools}, args...)
	s := &site{dir: dir, cmd: exec.CommandContext(ctx, o.bin, args...), ended: make(chan error, 1)}
	s.cmd.Stdout, s.cmd.Stderr = log, log
	s.cmd.Cancel = func() error { return s.cmd.Process.Signal(syscall.SIGTERM) }
	s.cmd.WaitDelay = 40 * time.Second
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	s.pid = s.cmd.Process.Pid
	go func() { s.ended <- s.cmd.Wait() }()
	if err := s.wait(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("start the site: %w\n%s", err, s.said()), s.stop())
	}
	return s, nil
}

// wait returns once the site answers that it is ready.
func (s *site) wait(ctx context.Context) error {
	late := time.After(2 * time.Minute)
	for {
		if s.find() {
			s.Client = client.New(s.url, s.token)
			if s.Health(ctx) == nil {
				return nil
			}
		}
		select {
		case err := <-s.ended:
			s.ended <- err
			return fmt.Errorf("it ended: %v", err)
		case <-late:
			return errors.New("it is not ready after two minutes")
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// find reads where the site listens, from the file it leaves for its commands.
func (s *site) find() bool {
	var at struct {
		URL   string `json:"url"`
		PID   int    `json:"pid"`
		Token string `json:"token"`
	}
	b, err := os.ReadFile(filepath.Join(s.dir, "run", "site.json"))
	if err != nil || json.Unmarshal(b, &at) != nil || at.PID != s.pid {
		return false
	}
	s.url, s.token = at.URL, at.Token
	return true
}

// stop ends the site softly and waits for it.
func (s *site) stop() error {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case err := <-s.ended:
		s.ended <- err
	case <-time.After(time.Minute):
		return errors.Join(errors.New("the site did not stop within a minute"), s.cmd.Process.Kill())
	}
	return nil
}

// said is the end of the site's log.
func (s *site) said() string {
	b, err := os.ReadFile(filepath.Join(s.dir, "bench.log"))
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	lines = lines[max(0, len(lines)-8):]
	for i, l := range lines {
		lines[i] = l[:min(len(l), 400)] // a panic logs its whole stack in one line
	}
	return strings.Join(lines, "\n")
}

// ready is an interview that has to be published before ctx ends.
func (s *site) ready(ctx context.Context, id string) (client.Interview, error) {
	iv, err := s.WaitReady(ctx, id, nil)
	if err == nil && iv.State != "published" {
		err = fmt.Errorf("%s is %s: %s\n%s", iv.Title, iv.State, iv.Reason, s.said())
	}
	return iv, err
}
