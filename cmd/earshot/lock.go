package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

var errRunning = errors.New("another earshot uses this data folder")

// lockWait is how long a start waits for a lock: a command that looks whether a
// site runs holds it for a moment.
const lockWait = 500 * time.Millisecond

// lock holds a lock file until the process ends, however it ends.
type lock struct{ file *os.File }

// takeLock locks a file before any store is opened, so that a second start on
// the same data folder fails at once and says who has it. The pages rely on it: what
// they keep in memory (package ui says what) is of this process alone.
func takeLock(path string, wait time.Duration) (*lock, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	for late := time.Now().Add(wait); errors.Is(err, unix.EWOULDBLOCK) && time.Now().Before(late); {
		time.Sleep(wait / 20)
		err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	}
	if err != nil {
		holder, readErr := os.ReadFile(path)
		f.Close()
		if readErr != nil || !errors.Is(err, unix.EWOULDBLOCK) {
			return nil, fmt.Errorf("lock %s: %w", path, err)
		}
		return nil, fmt.Errorf("process %s has %s open: %w", strings.TrimSpace(string(holder)), filepath.Dir(path), errRunning)
	}
	if err := f.Truncate(0); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if _, err := fmt.Fprintf(f, "%d\n", os.Getpid()); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &lock{f}, nil
}

// release lets the next one in.
func (l *lock) release() error { return l.file.Close() }
