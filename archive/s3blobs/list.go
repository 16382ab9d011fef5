package s3blobs

import (
	"context"
	"fmt"

	"earshot/archive"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// List as archive.Blobs promises. S3 lists names and sizes only: SHA256 and Type
// are "", ask Stat for them. An error from fn ends the list and is returned.
func (b *Bucket) List(ctx context.Context, prefix string, fn func(archive.Blob) error) error {
	in := &s3.ListObjectsV2Input{Bucket: &b.name, Prefix: &prefix}
	for {
		page, err := b.page(ctx, in)
		if err != nil {
			return fmt.Errorf("list %q: %w", prefix, err)
		}
		for _, o := range page.Contents {
			if err := fn(archive.Blob{Key: aws.ToString(o.Key), Size: aws.ToInt64(o.Size)}); err != nil {
				return err
			}
		}
		if !aws.ToBool(page.IsTruncated) {
			return nil
		}
		if aws.ToString(page.NextContinuationToken) == "" {
			return fmt.Errorf("list %q: the store says there is more but not where", prefix)
		}
		in.ContinuationToken = page.NextContinuationToken
	}
}

func (b *Bucket) page(ctx context.Context, in *s3.ListObjectsV2Input) (*s3.ListObjectsV2Output, error) {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	return b.calls.ListObjectsV2(ctx, in)
}

// Delete as archive.Blobs promises.
func (b *Bucket) Delete(ctx context.Context, key string) error {
	if err := checkKey(key); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	bucket, name := b.at(key)
	_, err := b.calls.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: bucket, Key: name})
	if err != nil && !absent(err) {
		return fmt.Errorf("delete %s: %w", key, err)
	}
	return nil
}
