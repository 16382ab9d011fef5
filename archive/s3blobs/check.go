package s3blobs

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
)

// Check writes a small object, reads it back, deletes it and sees that it is
// gone. The error says which step failed.
func (b *Bucket) Check(ctx context.Context) error {
	key := "check/" + rand.Text()
	body := []byte("Earshot checks that it can write, read and delete here. " + rand.Text())
	if _, err := b.Put(ctx, key, "text/plain", bytes.NewReader(body)); err != nil {
		return fmt.Errorf("write to bucket %q: %w", b.name, err)
	}
	r, _, err := b.Open(ctx, key, 0, -1)
	if err != nil {
		return fmt.Errorf("read from bucket %q: %w", b.name, err)
	}
	defer r.Close()
	back, err := io.ReadAll(r)
	if err != nil {
		return fmt.Errorf("read from bucket %q: %w", b.name, err)
	}
	if !bytes.Equal(back, body) {
		return fmt.Errorf("bucket %q gave back %q for %q", b.name, back, body)
	}
	if err := b.Delete(ctx, key); err != nil {
		return fmt.Errorf("delete from bucket %q: %w", b.name, err)
	}
	if _, err := b.Stat(ctx, key); err == nil {
		return fmt.Errorf("bucket %q still shows %s after it was deleted", b.name, key)
	}
	return nil
}
