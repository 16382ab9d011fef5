package gateway

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/versity/versitygw/backend/posix"
	"github.com/versity/versitygw/s3response"
)

// durable makes an acknowledgement mean that the object survives a power cut:
// the posix backend leaves everything to the operating system's cache.
type durable struct {
	*posix.Posix
	root string
}

// PutObject syncs the bytes before they get their name, then the name.
func (d *durable) PutObject(ctx context.Context, in s3response.PutObjectInput) (s3response.PutObjectOutput, error) {
	out, err := d.PutObjectWithPostFunc(ctx, in, (*os.File).Sync)
	if err != nil || in.Bucket == nil || in.Key == nil {
		return out, err
	}
	return out, d.syncFolders(*in.Bucket, *in.Key)
}

// CompleteMultipartUpload syncs the object that was put together, then its name.
func (d *durable) CompleteMultipartUpload(ctx context.Context, in *s3.CompleteMultipartUploadInput) (s3response.CompleteMultipartUploadResult, string, error) {
	out, version, err := d.Posix.CompleteMultipartUpload(ctx, in)
	if err != nil || in.Bucket == nil || in.Key == nil {
		return out, version, err
	}
	err = errors.Join(
		flush(filepath.Join(d.root, *in.Bucket, *in.Key)),
		d.syncFolders(*in.Bucket, *in.Key))
	return out, version, err
}

// syncFolders syncs every folder from the object's up to the root: any of them
// may be new.
func (d *durable) syncFolders(bucket, key string) error {
	for dir := filepath.Dir(filepath.Join(d.root, bucket, key)); strings.HasPrefix(dir, d.root); dir = filepath.Dir(dir) {
		if err := flush(dir); err != nil {
			return err
		}
	}
	return nil
}

// flush syncs a file or folder. One that is gone was deleted meanwhile, which
// is not this writer's failure.
func flush(path string) error {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
