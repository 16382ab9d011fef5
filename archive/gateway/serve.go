package gateway

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/versity/versitygw/backend/meta"
	"github.com/versity/versitygw/backend/posix"
	"github.com/versity/versitygw/embedgw"
)

const (
	// healthPath answers without a signature. It hides a bucket of that name,
	// which is not a legal one.
	healthPath = "/_health"
	// maxConnections and maxRequests are far above what one Earshot uses.
	maxConnections = 1024
	maxRequests    = 512
	// lockWait is how long a new server waits for a dying one to let go.
	lockWait = 10 * time.Second
	lockPoll = 20 * time.Millisecond
)

// orders is what the parent tells the child, as one line of JSON.
type orders struct {
	Dir    string `json:"dir"`
	Socket string `json:"socket"`
	Region string `json:"region"`
	credentials
}

// Serve is what the child process runs: it reads its orders from in (standard
// input) and serves until ctx ends or in does. It changes the working directory
// and can run once a process.
func Serve(ctx context.Context, in io.Reader) error {
	lines := bufio.NewReader(in)
	line, err := lines.ReadBytes('\n')
	if err != nil {
		return fmt.Errorf("read the orders on standard input (Earshot starts this by itself): %w", err)
	}
	var o orders
	if err := json.Unmarshal(line, &o); err != nil {
		return fmt.Errorf("read the orders on standard input: %w", err)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		_, _ = io.Copy(io.Discard, lines) // ends with the parent
		cancel()
	}()
	return o.serve(ctx)
}

func (o orders) serve(ctx context.Context) error {
	unlock, err := lockFolder(ctx, filepath.Join(o.Dir, "lock"))
	if err != nil {
		return err
	}
	defer unlock()
	objects := filepath.Join(o.Dir, "objects")
	if err := os.MkdirAll(objects, 0o700); err != nil {
		return err
	}
	store, sidecar, err := metadata(o.Dir, objects)
	if err != nil {
		return err
	}
	roots := []string{objects}
	opts := posix.PosixOpts{ValidateBucketNames: true}
	opts.SetNewDirPerm(0o700)
	opts.SetNewFilePerm(0o600)
	if sidecar != "" {
		opts.SideCarDir = sidecar
		roots = append(roots, sidecar)
	}
	for _, root := range roots {
		if err := mend(root); err != nil {
			return err
		}
	}
	backend, err := posix.New(objects, store, opts)
	if err != nil {
		return err
	}
	// The lock is ours, so a socket that is there belongs to a dead server.
	if err := os.Remove(o.Socket); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return embedgw.RunVersityGW(ctx, &durable{backend, objects}, &embedgw.Config{
		RootUserAccess:    o.AccessKey,
		RootUserSecret:    o.SecretKey,
		Region:            o.Region,
		Ports:             []string{o.Socket},
		SocketPerm:        "0600",
		MaxConnections:    maxConnections,
		MaxRequests:       maxRequests,
		MultipartMaxParts: 10_000,
		KeepAlive:         true,
		Quiet:             true,
		DisableACLs:       true,
		HealthPath:        healthPath,
	})
}

// metadata chooses where object metadata goes: with the file (extended
// attributes), or into a folder beside the objects where the file system has
// none. Once that folder exists it stays the choice, so that a copy of the data
// keeps its metadata on any file system.
func metadata(dir, objects string) (meta.MetadataStorer, string, error) {
	sidecar := filepath.Join(dir, "meta")
	if _, err := os.Stat(sidecar); err == nil || !keepsAttributes(objects) {
		if err := os.MkdirAll(sidecar, 0o700); err != nil {
			return nil, "", err
		}
		store, err := meta.NewSideCar(sidecar)
		return store, sidecar, err
	}
	return meta.XattrMeta{}, "", nil
}

// keepsAttributes tries it: some file systems refuse only when asked to write.
func keepsAttributes(dir string) bool {
	f, err := os.CreateTemp(dir, ".attributes-*")
	if err != nil {
		return false
	}
	defer os.Remove(f.Name())
	defer f.Close()
	if err := (meta.XattrMeta{}).StoreAttribute(f, "", "", "try", []byte("kept")); err != nil {
		return false
	}
	back, err := meta.XattrMeta{}.RetrieveAttribute(f, "", "", "try")
	return err == nil && string(back) == "kept"
}
