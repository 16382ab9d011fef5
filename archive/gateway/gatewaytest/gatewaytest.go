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
	if len(os.Args) == 2 && os.Args[1] == arg {
		ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
		err := gateway.Serve(ctx, os.Stdin)
		stop()
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
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
