package gateway

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

const (
	defaultRegion = "us-east-1"
	// startLimit bounds the wait for the first answer, with a dying server's lock in it.
	startLimit = 30 * time.Second
	closeLimit = 10 * time.Second
	// firstPause doubles up to lastPause between restarts; a child that lived for
	// steady starts the count anew.
	firstPause = 50 * time.Millisecond
	lastPause  = time.Second
	steady     = time.Second
	// maxSocket is the longest socket path that every system takes.
	maxSocket = 100
)

// Options says where the bucket's folder is and how to run the child.
type Options struct {
	Dir     string   // the folder, made if missing
	Command []string // the program and arguments that call Serve on standard input
	Region  string   // "" means us-east-1
	Log     *slog.Logger
}

// Endpoint is how to reach the server. It stays the same until Close.
type Endpoint struct {
	URL       string
	Socket    string // Unix socket to dial, whatever the URL's host
	Region    string
	AccessKey string
	SecretKey string
}

// Gateway is a running server and its supervisor.
type Gateway struct {
	endpoint Endpoint
	child    *supervisor
	scratch  string // folder of the socket when it could not be in the data folder
}

// Start starts the server and returns when it answers. Cancelling ctx gives up
// the wait; afterwards only Close ends the server.
func Start(ctx context.Context, o Options) (*Gateway, error) {
	if o.Region == "" {
		o.Region = defaultRegion
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if len(o.Command) == 0 {
		return nil, errors.New("the S3 server needs the command that runs it")
	}
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Join(dir, "run"), 0o700); err != nil {
		return nil, err
	}
	keys, err := loadCredentials(dir)
	if err != nil {
		return nil, fmt.Errorf("keys of the S3 server: %w", err)
	}
	socket, scratch, err := socketPath(dir)
	if err != nil {
		return nil, err
	}
	g := &Gateway{
		scratch: scratch,
		endpoint: Endpoint{
			URL: "http://localhost", Socket: socket, Region: o.Region,
			AccessKey: keys.AccessKey, SecretKey: keys.SecretKey,
		},
		child: supervise(o, orders{Dir: dir, Socket: socket, Region: o.Region, credentials: keys}),
	}
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	if err := g.await(ctx); err != nil {
		g.Close()
		return nil, fmt.Errorf("start the S3 server: %w", err)
	}
	return g, nil
}

// socketPath names a socket that no other start uses: in the data folder, or, as
// socket paths are short, in a new private folder of the system's for such.
func socketPath(dir string) (socket, scratch string, err error) {
	name := rand.Text()[:8] + ".sock"
	old, err := filepath.Glob(filepath.Join(globQuote(dir), "run", "*.sock"))
	if err != nil {
		return "", "", err
	}
	for _, path := range old {
		if c, err := net.Dial("unix", path); err == nil {
			c.Close() // a dying server's; it removes it itself
		} else {
			os.Remove(path)
		}
	}
	if socket = filepath.Join(dir, "run", name); len(socket) <= maxSocket {
		return socket, "", nil
	}
	scratch, err = os.MkdirTemp("", "earshot-s3-") // has mode 0700
	return filepath.Join(scratch, name), scratch, err
}

// Endpoint is how to reach the server.
func (g *Gateway) Endpoint() Endpoint { return g.endpoint }

// PID is the process id of the child that runs now; 0 between two.
func (g *Gateway) PID() int { return int(g.child.pid.Load()) }

// Restarts counts how often the child had to be started again.
func (g *Gateway) Restarts() int { return int(g.child.restarts.Load()) }

// Close ends the server, letting requests that are under way finish for a while.
// A second Close does nothing.
func (g *Gateway) Close() error {
	g.child.stop()
	os.Remove(g.endpoint.Socket)
	if g.scratch != "" {
		return os.RemoveAll(g.scratch)
	}
	return nil
}

// await asks for the server's health until it answers.
func (g *Gateway) await(ctx context.Context) error {
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", g.endpoint.Socket)
	}
	t := &http.Transport{DialContext: dial, DisableKeepAlives: true}
	client := &http.Client{Transport: t, Timeout: 2 * time.Second}
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, g.endpoint.URL+healthPath, nil)
		if err != nil {
			return err
		}
		resp, err := client.Do(req)
		if err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return nil
			}
			err = fmt.Errorf("it answers %s", resp.Status)
		}
		select {
		case <-ctx.Done():
			return errors.Join(g.child.lastError(), err)
		case <-time.After(lockPoll):
		}
	}
}
