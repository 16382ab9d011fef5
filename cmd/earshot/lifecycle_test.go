package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"earshot/archive"
	"earshot/ui/client"
)

// TestSecondStart (R03): the second site on a folder ends at once, names the first and
// leaves it unharmed.
func TestSecondStart(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	r := serve(t, data)
	o := earshot(t, "serve", "--data", data, "--listen", "127.0.0.1:0", "--engine", "script")
	if o.code != exitRunning || !strings.Contains(o.stderr, "process "+strconv.Itoa(r.pid())+" ") {
		t.Errorf("exit code %d, %s", o.code, o.stderr)
	}
	if o.took > 2*time.Second {
		t.Errorf("it took %v", o.took)
	}
	if err := r.client().Health(t.Context()); err != nil {
		t.Errorf("the first site: %v", err)
	}
	if code := r.stop(t); code != 0 {
		t.Errorf("told to stop, it ended with %d", code)
	}
}

// R04: a taken port is named, with the setting that chooses another.
func TestPortTaken(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	data := filepath.Join(t.TempDir(), "data")
	o := earshot(t, "serve", "--data", data, "--listen", l.Addr().String(), "--engine", "script")
	if o.code != exitFailed || !strings.Contains(o.stderr, l.Addr().String()) || !strings.Contains(o.stderr, "--listen") {
		t.Errorf("exit code %d, %s", o.code, o.stderr)
	}
	noOrphans(t, data)
}

// restarts is how often TestRestartLoop starts and kills a site; the drills of the
// threat list ask for 50.
var restarts = flag.Int("restarts", 5, "how often a site is started and killed")

// TestRestartLoop (R02): a site that is killed as soon as it answers, again and
// again, starts each time, makes no second administrator, and leaves nothing behind
// that grows.
func TestRestartLoop(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	files := func() (n int) {
		_ = filepath.WalkDir(data, func(path string, _ os.DirEntry, err error) error {
			if n++; err == nil && (strings.HasSuffix(path, ".zap") || strings.Contains(path, "-wal") || strings.Contains(path, "-shm")) {
				n-- // of the index and the database's log there are some more or fewer
			}
			return nil
		})
		return n
	}
	before := 0
	for n := range *restarts {
		r := serve(t, data)
		r.kill()
		if n == 1 {
			before = files()
		}
	}
	noOrphans(t, data)
	if after := files(); after > before+5 {
		t.Errorf("%d files after two starts, %d after %d", before, after, *restarts)
	}
	r := serve(t, data)
	c := &caller{t: t, base: r.site.URL, token: r.site.Token, http: &http.Client{}}
	_, body, err := c.once(t.Context(), http.MethodGet, "/api/v1/accounts", nil, nil)
	if err != nil || strings.Count(string(body), `"sign_in_name"`) != 1 {
		t.Errorf("accounts: %s, %v", body, err)
	}
	earshot(t, "check", "--data", data).must(t)
}

// TestKilledSiteIsNotAsked: the address that a killed site left is nobody's.
func TestKilledSiteIsNotAsked(t *testing.T) {
	c := &Config{Data: filepath.Join(t.TempDir(), "data")}
	if s, err := c.neighbour(); s != nil || err != nil {
		t.Errorf("a folder that is not there: %v, %v", s, err)
	}
	if err := c.announce(site{URL: "http://127.0.0.1:1", PID: 1}); err != nil {
		t.Fatal(err)
	}
	if s, err := c.neighbour(); s != nil || err != nil {
		t.Errorf("a killed site: %v, %v", s, err)
	}
	held, err := takeLock(c.lockFile(), 0)
	if err != nil {
		t.Fatal(err)
	}
	if s, err := c.neighbour(); err != nil || s == nil || s.URL != "http://127.0.0.1:1" {
		t.Errorf("a running site: %v, %v", s, err)
	}
	if err := held.release(); err != nil {
		t.Fatal(err)
	}
}

// TestLockIsWaitedFor: a command that only looks does not keep a site from
// starting.
func TestLockIsWaitedFor(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	held, err := takeLock(path, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := takeLock(path, 0); !errors.Is(err, errRunning) {
		t.Errorf("a second lock: %v", err)
	}
	time.AfterFunc(lockWait/4, func() { held.release() })
	second, err := takeLock(path, patience)
	if err != nil {
		t.Fatal(err)
	}
	second.release()
}

// TestStopUnderLoad (R01): told to stop in the middle of fixes and uploads, the site
// ends within its grace, and what it acknowledged is there afterwards.
func TestStopUnderLoad(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	data := filepath.Join(t.TempDir(), "data")
	r := serve(t, data, "--shutdown-wait", "10s")
	cl := r.client()
	file, err := os.ReadFile(recording(t, 8, 1))
	if err != nil {
		t.Fatal(err)
	}
	c := &caller{t: t, base: r.site.URL, token: r.site.Token, http: &http.Client{}}
	iv, err := c.plain(ctx, file, "first", func() {})
	if err == nil {
		iv, err = cl.WaitReady(ctx, iv.ID, nil)
	}
	if err != nil || iv.State != "published" {
		t.Fatalf("%+v, %v", iv, err)
	}
	var mu sync.Mutex
	var fixes, uploads []string
	var load sync.WaitGroup
	begun := make(chan struct{}, 1000)
	for worker := range 4 {
		load.Go(func() {
			for i := 0; ; i++ {
				key := fmt.Sprintf("load-%d-%d", worker, i)
				done, err := oneStep(ctx, r.site, iv.ID, key, file, worker == 0)
				if err != nil {
					return // the site is gone
				}
				mu.Lock()
				if worker == 0 {
					uploads = append(uploads, done)
				} else if done != "" {
					fixes = append(fixes, done)
				}
				mu.Unlock()
				begun <- struct{}{}
			}
		})
	}
	for range 12 {
		<-begun
	}
	began := time.Now()
	if code := r.stop(t); code != 0 {
		t.Errorf("told to stop, it ended with %d", code)
	}
	if took := time.Since(began); took > 15*time.Second {
		t.Errorf("stopping took %v, its grace is 10 s", took)
	}
	load.Wait()
	again := serve(t, data)
	r2 := &caller{t: t, base: again.site.URL, token: again.site.Token, http: &http.Client{}}
	for _, id := range uploads {
		if iv, err := again.client().WaitReady(ctx, id, nil); err != nil || iv.State != "published" {
			t.Errorf("LOST upload %s: %+v, %v", id, iv, err)
		}
	}
	_, b, err := r2.once(ctx, http.MethodGet, "/api/v1/interviews/"+iv.ID+"/changes?limit=500", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range fixes {
		if strings.Count(string(b), `"`+text+`"`) == 0 {
			t.Errorf("LOST fix %s", text)
		}
	}
	if len(fixes) == 0 {
		t.Error("no fix was acknowledged before the stop")
	}
	t.Logf("acknowledged before the stop: %d uploads, %d fixes", len(uploads), len(fixes))
}

// oneStep uploads or fixes once and returns what was acknowledged: the id of an
// interview, or the words of a fix ("" when someone else was faster).
func oneStep(ctx context.Context, s site, id, key string, file []byte, upload bool) (string, error) {
	if upload {
		f := append(file[:len(file):len(file)], key...)
		iv, err := client.New(s.URL, s.Token).Import(ctx, client.Intake{Title: key, Agreed: true, PublishWhenReady: true, Key: key}, "a.wav", strings.NewReader(string(f)), nil)
		return iv.ID, err
	}
	c := &caller{base: s.URL, token: s.Token, http: &http.Client{}}
	text := "fix" + archive.NewKey()
	body := fmt.Sprintf(`{"against":0,"first":3,"last":3,"text":%q,"key":%q}`, text, key)
	_, _, err := c.once(ctx, http.MethodPost, "/api/v1/interviews/"+id+"/changes", http.Header{"Content-Type": {"application/json"}}, strings.NewReader(body))
	var no *refused
	if errors.As(err, &no) && no.status == http.StatusConflict {
		return "", nil
	}
	return text, err
}

// TestWorkerWaitsForASite: a worker started first works once a site runs, and two
// of one name do not run at once.
func TestWorkerWaitsForASite(t *testing.T) {
	root := t.TempDir()
	data := filepath.Join(root, "data")
	w := launch(t, root, "work", "--data", data, "--engine", "script", "--worker", "early")
	until(t, "the worker says that it waits", func() bool { return strings.Contains(w.tail(), "no site runs") })
	if o := earshot(t, "work", "--data", data, "--engine", "script", "--worker", "early"); o.code != exitRunning || !strings.Contains(o.stderr, "early") {
		t.Errorf("a second worker of that name: exit code %d, %s", o.code, o.stderr)
	}
	serve(t, data, "--no-worker")
	earshot(t, "import", recording(t, 4, 1), "--wait", "--data", data).must(t)
	if code := w.stop(t); code != 0 {
		t.Errorf("told to stop, the worker ended with %d: %s", code, w.tail())
	}
}

// TestDiskFull (K01): with no room left, people read on, writers are told, and all is
// well again once there is room, with no restart.
func TestDiskFull(t *testing.T) {
	root := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=96m", "earshot-test", root).CombinedOutput(); err != nil {
		t.Skipf("a small disk cannot be made here: %v %s", err, out)
	}
	t.Cleanup(func() { // lazily: the kernel may hold a killed child's files for a moment
		if out, err := exec.Command("umount", "--lazy", root).CombinedOutput(); err != nil {
			t.Errorf("umount: %v %s", err, out)
		}
	})
	data := filepath.Join(root, "data")
	r := serve(t, data)
	t.Cleanup(func() { r.kill(); noOrphans(t, root) }) // before the disk goes
	file, err := os.ReadFile(recording(t, 4, 1))
	if err != nil {
		t.Fatal(err)
	}
	c := &caller{t: t, base: r.site.URL, token: r.site.Token, http: &http.Client{}}
	iv, err := c.plain(t.Context(), file, "first", func() {})
	if err == nil {
		iv, err = r.client().WaitReady(t.Context(), iv.ID, nil)
	}
	if err != nil || iv.State != "published" {
		t.Fatalf("%+v, %v", iv, err)
	}
	ballast := fill(t, root)
	var refusals int
	for i := range 20 {
		if _, err = oneStep(t.Context(), r.site, iv.ID, fmt.Sprint("full-", i), file, i%2 == 0); err == nil {
			continue
		}
		refusals++
		if says := err.Error(); !strings.Contains(says, ".") || strings.Contains(says, "no space left") || strings.Contains(says, root) {
			t.Errorf("a writer is told: %s", says)
		}
	}
	if refusals == 0 {
		t.Error("everything was taken though the disk is full")
	}
	for _, page := range []string{"/", "/interviews/" + iv.ID, "/api/v1/interviews/" + iv.ID + "/transcript", "/search?q=walked"} {
		if _, _, err := c.once(t.Context(), http.MethodGet, page, nil, nil); err != nil {
			t.Errorf("a reader of %s: %v", page, err)
		}
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	until(t, "fixes are taken again", func() bool {
		_, err := oneStep(t.Context(), r.site, iv.ID, "after", file, false)
		return err == nil
	})
	again, err := c.plain(t.Context(), append(file[:len(file):len(file)], "more"...), "after", func() {})
	if err == nil {
		again, err = r.client().WaitReady(t.Context(), again.ID, nil)
	}
	if err != nil || again.State != "published" {
		t.Errorf("an upload afterwards: %+v, %v", again, err)
	}
	earshot(t, "check", "--data", data).must(t)
}

// fill writes a file until there is no room left.
func fill(t *testing.T, dir string) string {
	t.Helper()
	f, err := os.Create(filepath.Join(dir, "ballast"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for size := 1 << 20; size >= 4<<10; {
		if _, err := f.Write(make([]byte, size)); err != nil {
			size /= 2
		}
	}
	return f.Name()
}
