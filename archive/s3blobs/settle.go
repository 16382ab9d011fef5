package s3blobs

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	"earshot/archive"
)

const (
	settleLimit = time.Minute
	// looks is how often we look, pauses apart, for an object that a store may
	// still be putting together.
	looks = 3
)

// settle answers for a PutObject that failed with cause: by what is in the store.
func (b *Bucket) settle(ctx context.Context, want archive.Blob, cause error) (archive.Blob, error) {
	found, err := b.look(ctx, want)
	switch {
	case found:
		b.log.Info("the store gave no clear answer but has the object", "key", want.Key, "error", cause)
		return want, nil
	case err != nil:
		return archive.Blob{}, unsure(cause, err)
	}
	return archive.Blob{}, cause
}

// settle answers for a CompleteMultipartUpload without a clear answer. If the
// object is not there, the abort decides: an upload that could be aborted was
// never completed. One that is gone may have been completed a moment ago.
func (u *upload) settle(ctx context.Context, want archive.Blob, cause error) (archive.Blob, error) {
	found, lookErr := u.b.look(ctx, want)
	if found {
		return want, nil
	}
	abortErr := u.abort(ctx)
	if abortErr == nil {
		return archive.Blob{}, cause
	}
	for range looks {
		if found, lookErr = u.b.look(ctx, want); found {
			return want, nil
		}
		time.Sleep(u.b.pause)
	}
	return archive.Blob{}, unsure(cause, errors.Join(lookErr, abortErr))
}

func unsure(cause, err error) error {
	return fmt.Errorf("%w, and looking for it failed: %w: %w", cause, err, archive.ErrUnsureBlob)
}

// look reads what is stored under want.Key and tells whether it has want's size
// and hash. It works on after the caller has gone, within limits.
func (b *Bucket) look(ctx context.Context, want archive.Blob) (bool, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleLimit+atLeast(want.Size))
	defer cancel()
	body, got, err := b.Open(ctx, want.Key, 0, -1)
	if errors.Is(err, archive.ErrNotFound) || (err == nil && got.Size != want.Size) {
		if body != nil {
			body.Close()
		}
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer body.Close()
	h := sha256.New()
	if _, err := io.Copy(h, body); err != nil && !errors.Is(err, archive.ErrDamaged) {
		return false, err
	}
	return hex.EncodeToString(h.Sum(nil)) == want.SHA256, nil
}
