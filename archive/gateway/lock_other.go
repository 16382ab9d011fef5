//go:build !unix

package gateway

import (
	"context"
	"os"
)

// lockFolder holds the file open; systems without flock refuse to remove an open
// file, but not a second opener, so here one server a folder is the owner's care.
func lockFolder(_ context.Context, path string) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	return func() { f.Close() }, nil
}
