package s3blobs

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// Check writes a small object, reads it back, deletes it and sees that it is
// gone, and that no older version of it stays for ever. The error says which step
// failed.
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
	return b.checkVersions(ctx)
}

// checkVersions refuses a bucket that keeps every version for ever: what people had
// removed would stay in it. A store that does not know of versions keeps none.
func (b *Bucket) checkVersions(ctx context.Context) error {
	got, err := b.calls.GetBucketVersioning(ctx, &s3.GetBucketVersioningInput{Bucket: &b.name})
	if err != nil || got.Status != types.BucketVersioningStatusEnabled {
		return nil
	}
	rules, err := b.calls.GetBucketLifecycleConfiguration(ctx, &s3.GetBucketLifecycleConfigurationInput{Bucket: &b.name})
	if err == nil {
		for _, r := range rules.Rules {
			whole := r.Filter == nil || r.Filter.Prefix != nil && *r.Filter.Prefix == ""
			if r.Status == types.ExpirationStatusEnabled && whole && r.NoncurrentVersionExpiration != nil {
				return nil
			}
		}
	}
	return fmt.Errorf("bucket %q keeps older versions, so that what is removed or withdrawn stays in it. "+
		"Give it a lifecycle rule for all objects that expires noncurrent versions after at most 35 days, or end its versioning", b.name)
}
