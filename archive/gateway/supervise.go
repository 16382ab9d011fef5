package gateway

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os/exec"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// supervisor keeps one child running until it is stopped.
type supervisor struct {
	pid      atomic.Int64 // of the child that runs now, or 0
	restarts atomic.Int64

	command []string
	orders  []byte
	log     *slog.Logger
	quit    chan struct{}
	done    chan struct{}
	stopped sync.Once
	last    atomic.Pointer[error]
}

func supervise(o Options, what orders) *supervisor {
	line, err := json.Marshal(what)
	if err != nil {
		panic(err) // strings always marshal
	}
	s := &supervisor{
		command: o.Command,
		orders:  append(line, '\n'),
		log:     o.Log,
		quit:    make(chan struct{}),
		done:    make(chan struct{}),
	}
	go s.run()
	return s
}

// run starts the child again and again. The thread is locked because on Linux a
// child's parent-death signal comes when the thread that started it ends.
func (s *supervisor) run() {
	runtime.LockOSThread()
	defer close(s.done)
	pause := firstPause
	for {
		began := time.Now()
		err := s.once()
		select {
		case <-s.quit:
			return
		default:
		}
		s.last.Store(&err)
		if time.Since(began) > steady {
			pause = firstPause
		}
		s.log.Warn("the S3 server ended and is started again", "error", err, "pause", pause)
		select {
		case <-s.quit:
			return
		case <-time.After(pause):
		}
		pause = min(2*pause, lastPause)
		s.restarts.Add(1)
	}
}

// once runs one child to its end and says why it ended.
func (s *supervisor) once() error {
	cmd := exec.Command(s.command[0], s.command[1:]...)
	dieWithParent(cmd)
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := cmd.StderrPipe()
	if err != nil {
		return err
	}
	cmd.Stdout = io.Discard
	if err := cmd.Start(); err != nil {
		return err
	}
	s.pid.Store(int64(cmd.Process.Pid))
	defer s.pid.Store(0)
	ended := make(chan struct{})
	go func() {
		if _, err := in.Write(s.orders); err != nil {
			s.log.Debug("the S3 server ended before it read its orders", "error", err)
		}
		select {
		case <-ended:
			return
		case <-s.quit:
		}
		in.Close()
		select {
		case <-ended:
		case <-time.After(closeLimit):
			_ = cmd.Process.Kill()
		}
	}()
	said := s.listen(out)
	err = cmd.Wait()
	close(ended)
	if err == nil {
		err = errors.New("it ended by itself")
	}
	if said != "" {
		err = fmt.Errorf("%w: %s", err, said)
	}
	return err
}

// listen logs what the child says and returns its last line.
func (s *supervisor) listen(r io.Reader) (last string) {
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		last = lines.Text()
		s.log.Debug("S3 server", "line", last)
	}
	_, _ = io.Copy(io.Discard, r) // a line too long for the scanner must not block the child
	return last
}

// lastError is why the child last ended, or nil.
func (s *supervisor) lastError() error {
	if p := s.last.Load(); p != nil {
		return *p
	}
	return nil
}

// stop ends the child and waits for that. Later calls do nothing more.
func (s *supervisor) stop() {
	s.stopped.Do(func() { close(s.quit) })
	<-s.done
}
