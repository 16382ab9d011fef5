package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"earshot/ui/client"
)

// patience is how long anything may take on a busy machine before a test says
// that it does not happen.
const patience = 90 * time.Second

// toolsDir is where make setup installs the speech engine.
const toolsDir = "../../.tools"

func TestMain(m *testing.M) {
	flag.Parse()
	code := m.Run()
	if buildDir != "" {
		os.RemoveAll(buildDir)
	}
	os.Exit(code)
}

var buildDir string

var build = sync.OnceValues(func() (string, error) {
	var err error
	if buildDir, err = os.MkdirTemp("", "earshot-test-"); err != nil {
		return "", err
	}
	// No .tools may stand beside it: tests say themselves which tools there are.
	path := filepath.Join(buildDir, "bin", "earshot")
	out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput()
	if err != nil {
		return "", errors.New(string(out))
	}
	return path, nil
})

// program is the path of the real binary, built once a run.
func program(t testing.TB) string {
	t.Helper()
	path, err := build()
	if err != nil {
		t.Fatalf("build: %v", err)
	}
	return path
}

// starter runs functions on one thread that lasts as long as the tests, because
// the death signal of a child is sent when the thread that started it ends.
var starter = sync.OnceValue(func() chan<- func() {
	work := make(chan func())
	go func() {
		runtime.LockOSThread()
		for fn := range work {
			fn()
		}
	}()
	return work
})

// startTied starts a process that does not outlive the tests.
func startTied(cmd *exec.Cmd) error {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	result := make(chan error)
	starter() <- func() { result <- cmd.Start() }
	return <-result
}

// cleanEnv is this environment without settings of Earshot.
func cleanEnv(more ...string) []string {
	var env []string
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "EARSHOT_") {
			env = append(env, v)
		}
	}
	return append(env, more...)
}

// outcome is what a command left behind.
type outcome struct {
	stdout, stderr string
	code           int
	took           time.Duration
}

// earshot runs a command to its end.
func earshot(t testing.TB, args ...string) outcome { return earshotWith(t, "", nil, args...) }

// earshotWith also gives it standard input and environment variables.
func earshotWith(t testing.TB, stdin string, env []string, args ...string) outcome {
	t.Helper()
	cmd := exec.Command(program(t), args...)
	var out, errs bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &errs
	cmd.Env, cmd.Dir = cleanEnv(env...), t.TempDir()
	began := time.Now()
	if err := startTied(cmd); err != nil {
		t.Fatal(err)
	}
	late := time.AfterFunc(patience, func() { cmd.Process.Kill() })
	defer late.Stop()
	if err := cmd.Wait(); err != nil && cmd.ProcessState.ExitCode() < 0 {
		t.Errorf("earshot %s: %v\n%s", strings.Join(args, " "), err, errs.String())
	}
	return outcome{out.String(), errs.String(), cmd.ProcessState.ExitCode(), time.Since(began)}
}

// must fails the test when a command did not end well, and returns what it said.
func (o outcome) must(t testing.TB) string {
	t.Helper()
	if o.code != 0 {
		t.Fatalf("exit code %d\n%s%s", o.code, o.stdout, o.stderr)
	}
	return o.stdout
}

// process is a running earshot.
type process struct {
	cmd   *exec.Cmd
	log   string        // path of what it wrote
	ended chan struct{} // closed when it has
}

// launch starts a command that goes on. It runs in the folder root, by which its
// children are known too.
func launch(t testing.TB, root string, args ...string) *process {
	t.Helper()
	log, err := os.CreateTemp(t.TempDir(), "log-")
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	p := &process{cmd: exec.Command(program(t), args...), log: log.Name(), ended: make(chan struct{})}
	p.cmd.Stdout, p.cmd.Stderr, p.cmd.Env, p.cmd.Dir = log, log, cleanEnv(), root
	if err := startTied(p.cmd); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = p.cmd.Wait()
		close(p.ended)
	}()
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			t.Logf("the last of what process %d (%s) wrote:\n%s", p.pid(), args[0], p.tail())
		}
	})
	return p
}

func (p *process) pid() int { return p.cmd.Process.Pid }

// kill ends it as a power cut would and waits for that.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	<-p.ended
}

// stop asks it to end and returns its exit code.
func (p *process) stop(t testing.TB) int {
	t.Helper()
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.ended:
	case <-time.After(patience):
		t.Fatalf("process %d does not stop", p.pid())
	}
	return p.cmd.ProcessState.ExitCode()
}

// tail is the last of what it wrote.
func (p *process) tail() string {
	b, err := os.ReadFile(p.log)
	if err != nil {
		return err.Error()
	}
	return string(b[max(0, len(b)-4000):])
}

// running is a site that answers.
type running struct {
	*process
	site site
	data string
	took time.Duration // from the start to the first answer
}

// busy is a job that waits or runs, as /metrics tells it.
var busy = regexp.MustCompile(`earshot_jobs\{kind="\w+",state="(waiting|running)"\} [1-9]`)

// idle tells whether the site has no work left.
func (r *running) idle(t testing.TB) bool {
	t.Helper()
	c := &caller{t: t, base: r.site.URL, http: http.DefaultClient}
	_, b, err := c.once(t.Context(), http.MethodGet, "/metrics", nil, nil)
	return err == nil && bytes.Contains(b, []byte("earshot_jobs{")) && !busy.Match(b)
}

// serve starts a site with the script engine on a data folder.
func serve(t testing.TB, data string, args ...string) *running {
	t.Helper()
	began := time.Now()
	p := launch(t, filepath.Dir(data), append([]string{"serve", "--data", data, "--listen", "127.0.0.1:0", "--engine", "script"}, args...)...)
	r := &running{process: p, data: data}
	file := (&Config{Data: data}).siteFile()
	until(t, "the site answers", func() bool {
		select {
		case <-p.ended:
			t.Fatalf("the site ended with %d at its start:\n%s", p.cmd.ProcessState.ExitCode(), p.tail())
		default:
		}
		b, err := os.ReadFile(file)
		return err == nil && json.Unmarshal(b, &r.site) == nil && r.site.PID == p.pid() && ready200(r.site.URL)
	})
	r.took = time.Since(began)
	return r
}

func ready200(url string) bool {
	resp, err := http.Get(url + "/readyz")
	if err != nil {
		return false
	}
	resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

// client acts as an administrator.
func (r *running) client() *client.Client { return r.site.client() }

// until asks again and again until done, and fails the test when that takes too
// long.
func until(t testing.TB, what string, done func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if !soon(ctx, done) {
		t.Fatalf("waited %v for this in vain: %s", patience, what)
	}
}

// soon asks again and again until done or ctx ends.
func soon(ctx context.Context, done func() bool) bool {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !done() {
		select {
		case <-ctx.Done():
			return false
		case <-tick.C:
		}
	}
	return true
}

// freePort is a port that nobody listens on now.
func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
