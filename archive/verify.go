package archive

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
)

// Verify re-reads the recording and listening copy of every interview and
// compares them with the hashes that were kept. It calls report for each with
// nil or what is wrong.
func (a *Archive) Verify(ctx context.Context, report func(iv *Interview, key string, err error)) error {
	q := InterviewQuery{Limit: 200}
	for {
		var page []*Interview
		err := a.store.View(ctx, func(tx Tx) (err error) {
			page, err = tx.Interviews(q)
			return err
		})
		if err != nil {
			return err
		}
		for _, iv := range page {
			report(iv, iv.Recording.Key, a.verifyBlob(ctx, iv.Recording.Key, iv.Recording.Size, iv.Recording.SHA256))
			if c := iv.ListeningCopy; c.Key != "" {
				report(iv, c.Key, a.verifyBlob(ctx, c.Key, c.Size, c.SHA256))
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
		}
		if len(page) < q.Limit {
			return nil
		}
		q.Before = page[len(page)-1].ID
	}
}

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
