package archive

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
)

// verifyBlob reads an object whole and compares it with what was kept of it.
func (a *Archive) verifyBlob(ctx context.Context, key string, size int64, hash string) error {
	r, _, err := a.blobs.Open(ctx, key, 0, -1)
	if err != nil {
		return err
	}
	defer r.Close()
	h := sha256.New()
	n, err := io.Copy(h, r)
	if err != nil {
		return err
	}
	if got := hex.EncodeToString(h.Sum(nil)); n != size || got != hash {
		return fmt.Errorf("%s has %d bytes with hash %.12s, kept were %d with %.12s: %w", key, n, got, size, hash, ErrDamaged)
	}
	return nil
}

// CheckStore reads the whole store once and says what is wrong with it.
func (a *Archive) CheckStore(ctx context.Context) error { return a.store.Check(ctx) }
