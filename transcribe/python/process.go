package python

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"time"
)

// boot makes the interpreter read its program from its input: a line with the
// length in bytes, then the text.
const boot = `import sys; i = sys.stdin.buffer; exec(compile(i.read(int(i.readline())), "earshot", "exec"))`

// Config says what to run.
type Config struct {
	Name    string        // what errors call it, such as "the speech engine"
	Python  string        // interpreter
	Program string        // its text
	Args    []string      // as the program finds them in sys.argv
	Env     []string      // all of its environment besides language and path
	Nice    int           // added to the niceness, so that pages come first
	Quiet   time.Duration // the most time it may take to take in what is written to it
	Longest int           // bytes in a line of its answers
}

// Process is one running child. One goroutine at a time may ask it.
type Process struct {
	cfg    Config
	cmd    *exec.Cmd
	in     io.WriteCloser
	lines  chan []byte   // closed when the child's output ends
	gone   chan struct{} // closed when the process was reaped
	err    error         // why lines was closed; read after that
	stderr tail
}

// Start runs the interpreter and sends it the program. What the program says when
// it is ready is for the caller to wait for, with Next.
func Start(cfg Config) (*Process, error) {
	p := &Process{cfg: cfg, lines: make(chan []byte), gone: make(chan struct{})}
	p.cmd = exec.Command(cfg.Python, append([]string{"-I", "-c", boot}, cfg.Args...)...)
	p.cmd.Env = append([]string{"LANG=C.UTF-8", "PATH=/usr/bin:/bin"}, cfg.Env...)
	p.cmd.Stderr, p.cmd.SysProcAttr = &p.stderr, tied()
	p.cmd.WaitDelay = 2 * time.Second
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	if err := p.run(out); err != nil {
		return nil, err
	}
	lower(p.cmd.Process.Pid, cfg.Nice)
	stuck := time.AfterFunc(cfg.Quiet, p.End)
	defer stuck.Stop()
	_, _ = fmt.Fprintf(p.in, "%d\n%s", len(cfg.Program), cfg.Program) // why it did not listen, Next tells
	return p, nil
}

// run starts the process on a thread of its own and stays there until it ends:
// the kernel ties a child's life to the thread that started it.
func (p *Process) run(out io.ReadCloser) error {
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		err := p.cmd.Start()
		started <- err
		if err != nil {
			return
		}
		p.read(out)
		p.in.Close()
		end(p.cmd.Process)
		p.cmd.Wait() // what went wrong is in err and in the error output
		close(p.gone)
	}()
	return <-started
}

// read hands on lines until the output ends or one is too long.
func (p *Process) read(out io.Reader) {
	defer close(p.lines)
	s := bufio.NewScanner(out)
	s.Buffer(make([]byte, min(64<<10, p.cfg.Longest)), p.cfg.Longest)
	for s.Scan() {
		p.lines <- bytes.Clone(s.Bytes())
	}
	if p.err = s.Err(); p.err == nil {
		p.err = errors.New(p.cfg.Name + " ended")
	}
}

// Next waits for a line, at most so long.
func (p *Process) Next(ctx context.Context, limit time.Duration) ([]byte, error) {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case line, ok := <-p.lines:
		if !ok {
			return nil, p.err
		}
		return line, nil
	case <-timer.C:
		return nil, p.noSign(limit)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (p *Process) noSign(limit time.Duration) error {
	return fmt.Errorf("%s gave no sign of life for %s", p.cfg.Name, limit.Round(time.Second))
}

// Write gives the child some time to take in bytes, then kills it.
func (p *Process) Write(b []byte) error {
	stuck := time.AfterFunc(p.cfg.Quiet, p.End)
	_, err := p.in.Write(b)
	inTime := stuck.Stop()
	switch {
	case err == nil:
		return nil
	case !inTime:
		p.Kill()
		return p.noSign(p.cfg.Quiet)
	}
	p.Kill()
	return p.err // why it no longer listens says more
}

// End kills the process and does not wait.
func (p *Process) End() { end(p.cmd.Process) }

// Kill ends the process and waits until it is gone.
func (p *Process) Kill() {
	p.End()
	for range p.lines { // let read come to its end
	}
	<-p.gone
}

// Dead tells whether the process has ended.
func (p *Process) Dead() bool {
	select {
	case <-p.gone:
		return true
	default:
		return false
	}
}

// PID is its process id.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Said is the last line the process wrote to its error output.
func (p *Process) Said() string { return p.stderr.line() }
