package whisper

import (
	"bufio"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"strconv"
	"sync"
	"time"
)

//go:embed hear.py
var hearPy string

//go:embed child.py
var childPy string

// boot makes the interpreter read its program from its input: a line with the
// length in bytes, then the text.
const boot = `import sys; i = sys.stdin.buffer; exec(compile(i.read(int(i.readline())), "earshot-engine", "exec"))`

// startLimit is how long loading the packages and the model may take.
const startLimit = 3 * time.Minute

// child is one running Python process.
type child struct {
	cfg     Config
	cmd     *exec.Cmd
	in      io.WriteCloser
	answers chan answer   // closed when the child's output ends
	gone    chan struct{} // closed when the process was reaped
	err     error         // why answers was closed; read after that
	stderr  tail
}

// start runs the interpreter and waits until the model is loaded.
func start(ctx context.Context, cfg Config) (*child, error) {
	c := &child{cfg: cfg, answers: make(chan answer), gone: make(chan struct{})}
	args := []string{"-I", "-c", boot, "--model", cfg.Model, "--threads", strconv.Itoa(cfg.Threads),
		"--compute-type", cfg.ComputeType, "--beam", strconv.Itoa(cfg.Beam)}
	env := append([]string{
		"LANG=C.UTF-8", "PATH=/usr/bin:/bin", "OMP_NUM_THREADS=" + strconv.Itoa(cfg.Threads),
		"HF_HUB_DISABLE_TELEMETRY=1", "TOKENIZERS_PARALLELISM=false",
	}, cfg.Env...)
	if cfg.folder() {
		args, env = append(args, "--offline"), append(env, "HF_HUB_OFFLINE=1")
	}
	c.cmd = exec.Command(cfg.Python, args...)
	c.cmd.Env, c.cmd.Stderr, c.cmd.SysProcAttr = env, &c.stderr, tied()
	c.cmd.WaitDelay = 2 * time.Second
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if c.in, err = c.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	if err := c.run(out); err != nil {
		return nil, fmt.Errorf("the speech engine did not start: %w. %s", err, mend)
	}
	lower(c.cmd.Process.Pid, cfg.Nice)
	if err := c.load(ctx); err != nil {
		c.kill()
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, fmt.Errorf("the speech engine did not start: %w (%s). %s", err, c.said(), mend)
	}
	return c, nil
}

// run starts the process on a thread of its own and stays there until it ends:
// the kernel ties a child's life to the thread that started it.
func (c *child) run(out io.ReadCloser) error {
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		err := c.cmd.Start()
		started <- err
		if err != nil {
			return
		}
		c.read(out)
		c.in.Close()
		end(c.cmd.Process)
		c.cmd.Wait() // what went wrong is in err and in the error output
		close(c.gone)
	}()
	return <-started
}

// read turns the output into answers until it ends or makes no sense.
func (c *child) read(out io.Reader) {
	defer close(c.answers)
	s := bufio.NewScanner(out)
	s.Buffer(make([]byte, 64<<10), longestAnswer)
	for s.Scan() {
		a, err := parseAnswer(s.Bytes())
		if err != nil {
			c.err = err
			return
		}
		c.answers <- a
	}
	if c.err = s.Err(); c.err == nil {
		c.err = errors.New("the speech engine ended")
	}
}

// load sends the program and waits for the model.
func (c *child) load(ctx context.Context) error {
	program := hearPy + "\n" + childPy
	if err := c.write(fmt.Appendf(nil, "%d\n%s", len(program), program)); err != nil {
		return err
	}
	a, err := c.next(ctx, startLimit)
	if err == nil && a.Type != "ready" {
		err = fmt.Errorf("it began with %q", a.Type)
	}
	return err
}

// next waits for an answer, at most so long.
func (c *child) next(ctx context.Context, limit time.Duration) (answer, error) {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case a, ok := <-c.answers:
		if !ok {
			return answer{}, c.err
		}
		return a, nil
	case <-timer.C:
		return answer{}, noSign(limit)
	case <-ctx.Done():
		return answer{}, ctx.Err()
	}
}

func noSign(limit time.Duration) error {
	return fmt.Errorf("the speech engine gave no sign of life for %s", limit.Round(time.Second))
}

// kill ends the process and waits until it is gone.
func (c *child) kill() {
	end(c.cmd.Process)
	for range c.answers { // lets read come to its end
	}
	<-c.gone
}

func (c *child) dead() bool {
	select {
	case <-c.gone:
		return true
	default:
		return false
	}
}

// said is the last line the process wrote to its error output.
func (c *child) said() string { return c.stderr.line() }

// tail keeps the end of what is written to it.
type tail struct {
	mu  sync.Mutex
	end []byte
}

// Write never fails.
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.end = append(t.end, p...)
	if len(t.end) > 4096 {
		t.end = append([]byte(nil), t.end[len(t.end)-4096:]...)
	}
	return len(p), nil
}
