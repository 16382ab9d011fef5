// Package gatewaytest answers: how does a test get a real bucket? It starts the
// default S3 server over a temporary folder, with the test binary as the child.
package gatewaytest

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"testing"

	"earshot/archive/gateway"
)

// arg is the argument that turns a test binary into the S3 server.
const arg = "serve-s3-for-tests"

// Main is for TestMain: it runs the tests, or the server when this process is
// the child that Start started. It does not return.
func Main(m *testing.M) {
	serveIfChild()
	os.Exit(m.Run())
}

// Shared is Main for a package whose tests share one server. use is told how to
// reach it before they run.
func Shared(m *testing.M, use func(gateway.Endpoint)) {
	serveIfChild()
	code, err := shared(m, use)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func shared(m *testing.M, use func(gateway.Endpoint)) (code int, err error) {
	dir, err := os.MkdirTemp("", "earshot-s3-test-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	exe, err := os.Executable()
	if err != nil {
		return 0, err
	}
	g, err := gateway.Start(context.Background(), gateway.Options{Dir: dir, Command: []string{exe, arg}})
	if err != nil {
		return 0, err
	}
	defer g.Close()
	use(g.Endpoint())
	return m.Run(), nil
}

// serveIfChild is the server, and does not return, when this process is the child.
func serveIfChild() {
	if len(os.Args) != 2 || os.Args[1] != arg {
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	err := gateway.Serve(ctx, os.Stdin)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// Command is the command line of the child.
func Command(t testing.TB) []string {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return []string{exe, arg}
}

// Start starts a server over dir and ends it with the test.
func Start(t testing.TB, dir string) *gateway.Gateway {
	t.Helper()
	g, err := gateway.Start(t.Context(), gateway.Options{Dir: dir, Command: Command(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	})
	return g
}
