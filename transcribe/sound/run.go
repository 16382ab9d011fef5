package sound

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"sync/atomic"
	"syscall"
	"time"
)

const (
	// baseCPU and a processor-second for every ten of sound are what a child may
	// use. Decoding takes a thirtieth of that at worst, encoding a tenth.
	baseCPU      = 60 * time.Second
	soundPerCPU  = 10
	stallLimit   = 2 * time.Minute // without a sign of life from a child
	watchEvery   = 250 * time.Millisecond
	killPatience = 5 * time.Second // for pipes to close after a kill
	stderrKept   = 4 << 10         // bytes
)

var (
	errCPU   = errors.New("the child used too much processor time")
	errStall = errors.New("the child stood still")
	errChild = errors.New("the decoder failed")
)

// The child's exit codes that are about itself and not about the recording.
const (
	exitUsage = 125
	exitFence = 126
)

// child is one run of a fenced child process.
type child struct {
	order  order
	in     io.Reader     // its standard input; nil for none
	out    io.Writer     // takes its standard output; nil to drop it
	heard  *meter        // how much sound has gone by; nil earns the child no more time
	start  time.Duration // processor time it may use before it earns more; 0 means baseCPU
	stderr tail          // the last it said
	idle   atomic.Int64  // when it last read or wrote, in Unix nanoseconds; 0 while it waits for us
}

// run starts the child, feeds it, and waits. It returns ctx's error when ctx
// ended, out's error as it was, errCPU or errStall when a limit was passed, or
// what the child said when it failed. The child and its process group are gone
// when run returns.
func (d *Decoder) run(ctx context.Context, c *child) error {
	c.order.MaxCPU = int((baseCPU + d.config.MaxDuration/soundPerCPU) / time.Second)
	arg, err := json.Marshal(c.order)
	if err != nil {
		return err
	}
	watched, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	command := append(append([]string{}, d.config.Child[1:]...), string(arg))
	cmd := exec.CommandContext(watched, d.config.Child[0], command...)
	cmd.Env = []string{"LC_ALL=C", "GOTRACEBACK=none"} // nothing of ours: the environment may hold keys
	cmd.Stderr = &c.stderr
	cmd.WaitDelay = killPatience
	if c.in != nil {
		cmd.Stdin = reader(func(p []byte) (int, error) { return c.alive(c.in.Read, p) })
	}
	var sinkErr error
	if c.out != nil {
		cmd.Stdout = writer(func(p []byte) (int, error) {
			n, err := c.alive(c.out.Write, p)
			if err != nil {
				sinkErr = err
				cancel(err)
			}
			return n, err
		})
	}
	contain(cmd)
	// The kernel kills the child when the thread that started it ends, so this
	// thread must stay until it is over.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	c.idle.Store(time.Now().UnixNano())
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start the decoding child: %w", err)
	}
	done := make(chan struct{})
	watching := make(chan struct{})
	go func() {
		defer close(watching)
		c.watch(cmd.Process.Pid, done, cancel)
	}()
	err = cmd.Wait()
	close(done)
	<-watching
	switch cause := context.Cause(watched); {
	case ctx.Err() != nil:
		return ctx.Err()
	case sinkErr != nil:
		return sinkErr
	case cause != nil:
		return fmt.Errorf("%w: %s", cause, c.stderr.String())
	case err != nil:
		return c.failed(err)
	}
	return nil
}

// failed sorts how a child ended: killed by the kernel for its processor time,
// broken by itself, or because of the recording.
func (c *child) failed(err error) error {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return fmt.Errorf("decoding child: %w: %s", err, c.stderr.String())
	}
	switch code := exit.ExitCode(); {
	case code == exitUsage || code == exitFence:
		return fmt.Errorf("decoding child: %s", c.stderr.String())
	case overCPU(exit.ProcessState):
		return fmt.Errorf("%w: %s", errCPU, c.stderr.String())
	case killed(exit.ProcessState):
		return fmt.Errorf("decoding child: someone else ended it: %v", exit)
	}
	return fmt.Errorf("%w: %v: %s", errChild, exit, c.stderr.String())
}

// killed tells whether a process was ended from outside: by a person, or by a
// kernel short of memory. That says nothing of the recording, so it is tried again.
func killed(state *os.ProcessState) bool {
	status, ok := state.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && (status.Signal() == syscall.SIGKILL || status.Signal() == syscall.SIGTERM)
}

// alive notes that the child moves, and that it is not to blame while f takes
// its time.
func (c *child) alive(f func([]byte) (int, error), p []byte) (int, error) {
	c.idle.Store(0)
	defer func() { c.idle.Store(time.Now().UnixNano()) }()
	return f(p)
}

// watch ends the child when it passes a limit.
func (c *child) watch(pid int, done <-chan struct{}, cancel context.CancelCauseFunc) {
	ticker := time.NewTicker(watchEvery)
	defer ticker.Stop()
	for {
		select {
		case <-done:
			return
		case <-ticker.C:
		}
		budget := cmp.Or(c.start, baseCPU) + time.Duration(c.heard.seconds()*float64(time.Second))/soundPerCPU
		if cpuTime(pid) > budget {
			cancel(errCPU)
		}
		if since := c.idle.Load(); since != 0 && time.Since(time.Unix(0, since)) > stallLimit {
			cancel(errStall)
		}
	}
}

// meter passes samples on, counts them, and refuses more than a recording may
// have.
type meter struct {
	w      io.Writer
	perSec int64 // bytes
	limit  time.Duration
	skip   int64 // bytes to drop: somebody has them already
	count  atomic.Int64
}

func (m *meter) Write(p []byte) (int, error) {
	total := m.count.Add(int64(len(p)))
	if m.seconds() > m.limit.Seconds() {
		return 0, errTooLong(m.limit)
	}
	if before := total - int64(len(p)); before < m.skip {
		drop := min(m.skip-before, int64(len(p)))
		if n, err := m.w.Write(p[drop:]); err != nil {
			return n, err
		}
		return len(p), nil
	}
	return m.w.Write(p)
}

func (m *meter) seconds() float64 {
	if m == nil {
		return 0
	}
	return float64(m.count.Load()) / float64(m.perSec)
}

// tail keeps the last of what is written to it.
type tail struct{ b []byte }

func (t *tail) Write(p []byte) (int, error) {
	t.b = append(t.b, p[max(0, len(p)-stderrKept):]...)
	if over := len(t.b) - stderrKept; over > 0 {
		t.b = append(t.b[:0], t.b[over:]...)
	}
	return len(p), nil
}

func (t *tail) String() string { return string(bytes.ToValidUTF8(bytes.TrimSpace(t.b), []byte("?"))) }

type reader func([]byte) (int, error)

func (f reader) Read(p []byte) (int, error) { return f(p) }

type writer func([]byte) (int, error)

func (f writer) Write(p []byte) (int, error) { return f(p) }
