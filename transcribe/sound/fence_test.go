//go:build linux

package sound

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"earshot/archive"
)

// inFence runs a shell command as a decoding child runs ffmpeg, and returns what
// it said.
func inFence(t *testing.T, ctx context.Context, script string, change ...func(*child)) (string, error) {
	t.Helper()
	d := testDecoder(t)
	shell, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("bash is not installed")
	}
	var out bytes.Buffer
	c := &child{order: order{Program: shell, Args: []string{"-c", script}}, out: &out}
	for _, f := range change {
		f(c)
	}
	err = d.run(ctx, c)
	return out.String() + c.stderr.String(), err
}

// TestFence: a child reads the one file it was given, and reaches nothing else:
// no other file, no network, no environment of ours, no room to grow.
func TestFence(t *testing.T) {
	t.Setenv("AWS_SECRET_ACCESS_KEY", "do not leak")
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	port := strconv.Itoa(listener.Addr().(*net.TCPAddr).Port)
	secret, allowed := file(t, "secret", []byte("secret words")), file(t, "allowed", []byte("allowed words"))
	folder := filepath.Dir(secret)
	give := func(c *child) { c.order.Read = []string{allowed} }
	cases := []struct {
		name, script string
		says         string
		fails        bool
	}{
		{"its own file", "read -r x < " + allowed + " || true; echo $x", "allowed words", false},
		{"another file", "read -r x < " + secret + "; echo $x", "ermission denied", false},
		{"writing", "echo x > " + folder + "/new", "ermission denied", true},
		{"network", "exec 3<>/dev/tcp/127.0.0.1/" + port, "ermission denied", true},
		{"environment", "echo [$AWS_SECRET_ACCESS_KEY]", "[]", false},
		{"memory", `x=$(printf '%1000000s'); for i in {1..12}; do x=$x$x; done; echo grown`, "annot allocate", true},
		{"limits", "ulimit -c; ulimit -f; ulimit -n; ulimit -d", "0\n0\n64\n" + strconv.Itoa(maxMemory/1024), false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			said, err := inFence(t, within(t, twoMinutes), c.script, give)
			if !strings.Contains(said, c.says) || (err != nil) != c.fails {
				t.Errorf("%v\n%s", err, said)
			}
			if strings.Contains(said, "secret words") || strings.Contains(said, "grown") {
				t.Error("the fence has a hole")
			}
		})
	}
}

// TestKilledWhole: when the work is called off, the child and everything it
// started are gone by the time run returns.
func TestKilledWhole(t *testing.T) {
	ctx, cancel := context.WithCancel(within(t, twoMinutes))
	var group int
	_, err := inFence(t, ctx, "/usr/bin/sleep 1000 & echo $$; wait", func(c *child) {
		c.out = writer(func(p []byte) (int, error) {
			group, _ = strconv.Atoi(strings.TrimSpace(string(p)))
			cancel()
			return len(p), nil
		})
	})
	if !errors.Is(err, context.Canceled) || group == 0 {
		t.Fatalf("%v, group %d", err, group)
	}
	for dead := time.Now().Add(10 * time.Second); ; {
		left := members(t, group)
		if len(left) == 0 {
			return
		}
		if time.Now().After(dead) {
			t.Fatalf("still there: %v", left)
		}
	}
}

// members lists the living processes of a group.
func members(t *testing.T, group int) (pids []string) {
	t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range stats {
		b, err := os.ReadFile(path)
		if err != nil {
			continue // it ended meanwhile
		}
		_, rest, _ := strings.Cut(string(b), ") ")
		fields := strings.Fields(rest)
		if len(fields) > 2 && fields[2] == strconv.Itoa(group) && fields[0] != "Z" {
			pids = append(pids, path)
		}
	}
	return pids
}

// TestBusyChild: D19, a child that works without end is killed by the kernel
// even if nobody watches, and that is told as such.
func TestBusyChild(t *testing.T) {
	d := testDecoder(t)
	shell, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("bash is not installed")
	}
	cmd := exec.Command(os.Args[0], "decode-child", `{"program":"`+shell+`","args":["-c","while :; do :; done"],"max_cpu":1}`)
	err = cmd.Run()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || (!overCPU(exit.ProcessState) && !strings.Contains(exit.String(), "killed")) {
		t.Errorf("%v", err)
	}
	if got := blame((&child{}).failed(err)); exit != nil && overCPU(exit.ProcessState) && !errors.Is(got, errCPU) {
		t.Errorf("%v", got)
	}
	if budget := d.config.MaxDuration / soundPerCPU; budget > 2*time.Hour {
		t.Errorf("a child may compute for %v", budget)
	}
}

// TestWatched: long before the kernel's limit, a child that computes without
// making sound is ended by its parent.
func TestWatched(t *testing.T) {
	_, err := inFence(t, within(t, twoMinutes), "while :; do :; done", func(c *child) { c.start = time.Second })
	if !errors.Is(err, errCPU) || !errors.Is(blame(err), archive.ErrInvalid) {
		t.Errorf("%v", err)
	}
}

// TestKilledFromOutside (W06): a child that somebody else ends says nothing of the
// recording, which must not be called damaged for it.
func TestKilledFromOutside(t *testing.T) {
	for _, signal := range []string{"KILL", "TERM"} {
		_, err := inFence(t, within(t, twoMinutes), "kill -"+signal+" $$; while :; do :; done")
		if err == nil || errors.Is(blame(err), archive.ErrInvalid) {
			t.Errorf("after %s: %v", signal, blame(err))
		}
	}
}

func TestChildCalledWrongly(t *testing.T) {
	for _, args := range [][]string{nil, {"{"}, {"{}", "{}"}} {
		if code := ChildMain(args); code != exitUsage {
			t.Errorf("%q: exit code %d", args, code)
		}
	}
	d := testDecoder(t)
	err := d.run(within(t, twoMinutes), &child{order: order{Program: "/no/such/ffmpeg"}, in: strings.NewReader(""), out: io.Discard})
	if err == nil || errors.Is(err, errChild) {
		t.Errorf("a missing program was blamed on the recording: %v", err)
	}
}
