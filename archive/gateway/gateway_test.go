package gateway_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"earshot/archive"
	"earshot/archive/blobtest"
	"earshot/archive/gateway"
	"earshot/archive/gateway/gatewaytest"
	"earshot/archive/s3blobs"
)

// parentArg makes the test binary a process that starts a server and then hangs.
const parentArg = "be-a-parent"

func TestMain(m *testing.M) {
	if len(os.Args) == 4 && os.Args[1] == parentArg {
		g, err := gateway.Start(context.Background(), gateway.Options{Dir: os.Args[2], Command: []string{os.Args[0], os.Args[3]}})
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println(g.PID())
		select {}
	}
	gatewaytest.Main(m)
}

func bucket(t testing.TB, g *gateway.Gateway) *s3blobs.Bucket {
	t.Helper()
	e := g.Endpoint()
	b, err := s3blobs.Open(t.Context(), s3blobs.Config{
		Endpoint: e.URL, Socket: e.Socket, Region: e.Region, Bucket: "archive",
		AccessKey: e.AccessKey, SecretKey: e.SecretKey, PathStyle: true,
		Attempts: 20, Pause: 500 * time.Millisecond, StallAfter: 20 * time.Second,
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func mustPut(t testing.TB, b *s3blobs.Bucket, key string, body []byte) {
	t.Helper()
	if _, err := b.Put(t.Context(), key, "", bytes.NewReader(body)); err != nil {
		t.Fatal(err)
	}
}

func kill(t testing.TB, g *gateway.Gateway) {
	t.Helper()
	if pid := g.PID(); pid != 0 {
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
			t.Fatal(err)
		}
	}
}

// TestKeptAcrossStarts: the same folder gives the same objects and keys.
func TestKeptAcrossStarts(t *testing.T) {
	dir := t.TempDir()
	body := blobtest.Bytes(9<<20, 1)
	g := gatewaytest.Start(t, dir)
	first := g.Endpoint()
	mustPut(t, bucket(t, g), "a/b", body)
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	g2, err := gateway.Start(t.Context(), gateway.Options{Dir: dir, Command: gatewaytest.Command(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer g2.Close()
	if e := g2.Endpoint(); e.AccessKey != first.AccessKey || e.SecretKey != first.SecretKey {
		t.Error("the keys changed")
	}
	if got, _ := blobtest.Get(t, bucket(t, g2), "a/b"); !bytes.Equal(got, body) {
		t.Error("the object changed")
	}
	if raw, err := os.ReadFile(filepath.Join(dir, "objects", "archive", "a", "b")); err != nil || !bytes.Equal(raw, body) {
		t.Errorf("the object is not a plain file of its bytes: %v", err)
	}
}

// TestOthersAreKeptOut looks at the modes of what must stay private.
func TestOthersAreKeptOut(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "s3")
	g := gatewaytest.Start(t, dir)
	mustPut(t, bucket(t, g), "key", []byte("x"))
	for path, want := range map[string]fs.FileMode{
		"credentials.json": 0o600, "run": 0o700, "objects": 0o700, "objects/archive/key": 0o600,
		"run/" + filepath.Base(g.Endpoint().Socket): 0o600,
	} {
		fi, err := os.Stat(filepath.Join(dir, path))
		if err != nil || fi.Mode().Perm() != want {
			t.Errorf("%s: %v, %v; want mode %o", path, fi.Mode(), err, want)
		}
	}
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", g.PID()))
	if err == nil && strings.Contains(string(raw), g.Endpoint().SecretKey) {
		t.Error("the secret is on the command line")
	}
	raw, err = os.ReadFile(fmt.Sprintf("/proc/%d/environ", g.PID()))
	if err == nil && strings.Contains(string(raw), g.Endpoint().SecretKey) {
		t.Error("the secret is in the environment")
	}
}

// TestKilledChild kills the server between and during requests: whatever was
// acknowledged is there afterwards, and the bucket goes on at the same address.
func TestKilledChild(t *testing.T) {
	rounds := 6
	if testing.Short() {
		rounds = 2
	}
	g := gatewaytest.Start(t, t.TempDir())
	b := bucket(t, g)
	kept := map[string][]byte{}
	for i := range rounds {
		size := []int{1000, 9 << 20, 30 << 20}[i%3]
		key, body := fmt.Sprintf("round/%d", i), blobtest.Bytes(size, byte(i))
		timer := time.AfterFunc(time.Duration(i*15)*time.Millisecond, func() { kill(t, g) })
		got, err := b.Put(t.Context(), key, "", blobtest.Stream(body))
		timer.Stop()
		switch {
		case err == nil && got.SHA256 == blobtest.Sum(body):
			kept[key] = body
		case err == nil:
			t.Errorf("%s was acknowledged with hash %s, want %s", key, got.SHA256, blobtest.Sum(body))
		default:
			t.Logf("%s was not acknowledged: %v", key, err)
		}
		kill(t, g)
		for key, body := range kept {
			if got, _ := blobtest.Get(t, b, key); !bytes.Equal(got, body) {
				t.Errorf("%s was acknowledged and has %d other bytes now", key, len(got))
			}
		}
	}
	if g.Restarts() < rounds {
		t.Errorf("%d restarts in %d rounds", g.Restarts(), rounds)
	}
	if len(kept) == 0 {
		t.Error("not one Put came through")
	}
}

// TestCompletionCutByCrash plants what a crash in mid-completion leaves behind.
// The completion must work afterwards, and never be acknowledged without object.
func TestCompletionCutByCrash(t *testing.T) {
	dir := t.TempDir()
	g := gatewaytest.Start(t, dir)
	b := bucket(t, g)
	body := blobtest.Bytes(9<<20, 4)
	r := &atEnd{Reader: bytes.NewReader(body), do: func() {
		// All parts but the last are up. The folder gets the name it has during
		// completion, then the server dies.
		cut, err := filepath.Glob(filepath.Join(dir, "objects", "archive", ".sgwtmp", "multipart", "*", "*"))
		if err != nil || len(cut) != 1 {
			t.Fatalf("uploads on disk: %v, %v", cut, err)
		}
		kill(t, g)
		if err := os.Rename(cut[0], cut[0]+".0123-2.inprogress"); err != nil {
			t.Fatal(err)
		}
	}}
	got, err := b.Put(t.Context(), "key", "", r)
	if err != nil || got.SHA256 != blobtest.Sum(body) {
		t.Errorf("Put = %+v, %v", got, err)
	}
	if there, _ := blobtest.Get(t, b, "key"); !bytes.Equal(there, body) {
		t.Error("the bytes differ")
	}
}

// atEnd does something once, before it says that it has ended.
type atEnd struct {
	*bytes.Reader
	do func()
}

// Seek hides that bytes.Reader can, so that the body is read once.
func (a *atEnd) Seek(int64, int) (int64, error) { return 0, errors.ErrUnsupported }

func (a *atEnd) Read(p []byte) (int, error) {
	n, err := a.Reader.Read(p)
	if err != nil && a.do != nil {
		a.do()
		a.do = nil
	}
	return n, err
}

// TestSecondServer: one folder, one server; the second waits a while and says why.
func TestSecondServer(t *testing.T) {
	dir := t.TempDir()
	g := gatewaytest.Start(t, dir)
	b := bucket(t, g)
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if g2, err := gateway.Start(ctx, gateway.Options{Dir: dir, Command: gatewaytest.Command(t)}); err == nil {
		g2.Close()
		t.Error("a second server started on the same folder")
	}
	if err := b.Check(t.Context()); err != nil {
		t.Errorf("the first server was disturbed: %v", err)
	}
}

// TestDyingServer: a new start waits for one that is about to end.
func TestDyingServer(t *testing.T) {
	dir := t.TempDir()
	old, err := gateway.Start(t.Context(), gateway.Options{Dir: dir, Command: gatewaytest.Command(t)})
	if err != nil {
		t.Fatal(err)
	}
	closed := make(chan error, 1)
	timer := time.AfterFunc(300*time.Millisecond, func() { closed <- old.Close() })
	defer timer.Stop()
	g := gatewaytest.Start(t, dir)
	if err := <-closed; err != nil {
		t.Error(err)
	}
	if err := bucket(t, g).Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestKilledParent: the server of a parent that was killed ends, and does not
// stand in the way of the next.
func TestKilledParent(t *testing.T) {
	dir, command := t.TempDir(), gatewaytest.Command(t)
	parent := exec.Command(command[0], parentArg, dir, command[1])
	out, err := parent.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	var pid int
	_, scanErr := fmt.Fscan(out, &pid)
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = parent.Wait()
	if scanErr != nil {
		t.Fatal(scanErr)
	}
	g := gatewaytest.Start(t, dir)
	if err := bucket(t, g).Check(t.Context()); err != nil {
		t.Error(err)
	}
	// The lock that Start got shows that the old server let go; give init a moment
	// to collect it.
	for deadline := time.Now().Add(5 * time.Second); syscall.Kill(pid, 0) == nil; {
		if raw, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid)); strings.Contains(string(raw), ") Z ") {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("the server %d outlives its killed parent", pid)
		}
		runtime.Gosched()
	}
}

// TestNoAttributes runs the promises where files keep no extended attributes, as
// far as such a file system is here; the choice is forced by its folder otherwise.
func TestNoAttributes(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "meta"), 0o700); err != nil {
		t.Fatal(err)
	}
	g := gatewaytest.Start(t, dir)
	blobtest.Run(t, func(t *testing.T) archive.Blobs { return bucket(t, g) })
	if found, err := os.ReadDir(filepath.Join(dir, "meta", "archive")); err != nil || len(found) == 0 {
		t.Errorf("no metadata beside the objects: %v, %v", found, err)
	}
}

func TestLongFolderName(t *testing.T) {
	dir := filepath.Join(t.TempDir(), strings.Repeat("long-name-", 12), "s[3]*")
	g := gatewaytest.Start(t, dir)
	if err := bucket(t, g).Check(t.Context()); err != nil {
		t.Error(err)
	}
	socket := g.Endpoint().Socket
	if err := g.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Dir(socket)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the socket's folder stays: %v", err)
	}
}

func TestStartSaysWhatIsWrong(t *testing.T) {
	broken := t.TempDir()
	if err := os.WriteFile(filepath.Join(broken, "credentials.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		o    gateway.Options
		want string
	}{
		"no command":      {gateway.Options{Dir: t.TempDir()}, "command"},
		"no such program": {gateway.Options{Dir: t.TempDir(), Command: []string{"/nowhere/earshot"}}, "/nowhere/earshot"},
		"it ends":         {gateway.Options{Dir: t.TempDir(), Command: []string{"false"}}, "exit status 1"},
		"broken keys":     {gateway.Options{Dir: broken, Command: gatewaytest.Command(t)}, "credentials.json"},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		g, err := gateway.Start(ctx, c.o)
		cancel()
		if err == nil {
			g.Close()
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want it to say %q", name, err, c.want)
		}
	}
}
