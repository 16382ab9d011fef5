package main

import (
	"bufio"
	"os"
	"os/exec"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseStatus(t *testing.T) {
	const status = `Name:	earshot
VmPeak:	 1234567 kB
VmHWM:	  106496 kB
VmRSS:	   77824 kB
RssAnon:	   33000 kB
RssFile:	   44824 kB
Threads:	12
VmSwap:	       0 kB
`
	want := memory{now: 77824 << 10, own: 33000 << 10, peak: 106496 << 10, files: 44824 << 10}
	if d := cmp.Diff(want, parseStatus([]byte(status)), cmp.AllowUnexported(memory{})); d != "" {
		t.Errorf("memory differs (-want +got):\n%s", d)
	}
	if got := parseStatus([]byte("VmRSS:	lots kB\nVmHWM\n")); got != (memory{}) {
		t.Errorf("nonsense gives %+v", got)
	}
}

func TestParseStat(t *testing.T) {
	// A name may hold brackets and spaces.
	const line = "42 (a) b (c) R 1 42 42 0 -1 4194304 100 200 0 0 250 50 30 20 25 5 12 0 123456 1000 300 18446744073709551615"
	got, err := parseStat([]byte(line))
	if err != nil {
		t.Fatal(err)
	}
	if want := (effort{nice: 5, seconds: 3.5}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	for _, bad := range []string{"", "42", "42 (x) R 1 2 3", "42 (x) R 1 42 42 0 -1 4194304 100 200 0 0 a 50 30 20 25 5 12 0"} {
		if e, err := parseStat([]byte(bad)); err == nil {
			t.Errorf("%q gives %+v", bad, e)
		}
	}
}

func TestRoleOf(t *testing.T) {
	for _, tt := range []struct{ cmdline, want string }{
		{"/p/bin/earshot\x00serve\x00--data\x00/tmp/d\x00", partSite},
		{"/p/bin/earshot\x00s3-gateway\x00", partGateway},
		{"/p/bin/earshot\x00decode-child\x00", partDecoder},
		{"/p/.tools/venv/bin/python\x00-I\x00-c\x00import sys\x00", partEngine},
		{"python3.11\x00x.py\x00", partEngine},
		{"/usr/bin/ffmpeg\x00-i\x00serve\x00", partFFmpeg},
		{"/v/ffmpeg-linux-x86_64-v7.0.2\x00", partFFmpeg},
		{"/p/bin/earshot\x00import\x00a.mp3\x00", ""},
		{"", ""},
	} {
		if got := roleOf([]byte(tt.cmdline)); got != tt.want {
			t.Errorf("%q is %q, want %q", tt.cmdline, got, tt.want)
		}
	}
}

// A grandchild belongs to the family, and its memory is seen.
func TestFamily(t *testing.T) {
	cmd := exec.Command("sh", "-c", "sh -c 'echo $$; read x; true'; true")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait()
	defer in.Close()
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil { // the grandchild runs
		t.Fatal(err)
	}
	all := family(os.Getpid())
	i := slices.Index(all, cmd.Process.Pid)
	if i < 0 || len(all) < i+2 {
		t.Fatalf("the family of %d is %v and lacks the child %d or its child", os.Getpid(), all, cmd.Process.Pid)
	}
	for _, pid := range all {
		if m, err := memoryOf(pid); err != nil || m.now == 0 || m.peak < m.now {
			t.Errorf("process %d holds %+v, %v", pid, m, err)
		}
	}
}

func TestOwnEffort(t *testing.T) {
	before, err := effortOf(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for after := before; after.seconds < before.seconds+0.05; { // ends, because looking costs time too
		for range 1 << 20 {
			n++
		}
		if after, err = effortOf(os.Getpid()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := effortOf(0); err == nil {
		t.Error("process 0 has made an effort")
	}
}

func TestWatch(t *testing.T) {
	w := watch(os.Getpid())
	high := w.stop()
	// A test binary is no part of a site.
	if len(high) != 0 || w.process(partSite) != 0 {
		t.Errorf("the parts of a test are %v", high)
	}
	if _, err := w.seconds(); err == nil {
		t.Error("a site without parts has used processor time")
	}
}
