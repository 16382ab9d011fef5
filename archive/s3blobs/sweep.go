package s3blobs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// Upload is a multipart upload that was begun and neither completed nor aborted:
// its parts take up room though no object shows them.
type Upload struct {
	Key   string
	ID    string
	Begun time.Time
}

// Incomplete lists uploads begun longer than olderThan ago, without those this
// process is writing.
func (b *Bucket) Incomplete(ctx context.Context, olderThan time.Duration) ([]Upload, error) {
	before := time.Now().Add(-olderThan)
	var found []Upload
	in := &s3.ListMultipartUploadsInput{Bucket: &b.name}
	for {
		page, err := b.uploads(ctx, in)
		if err != nil {
			return nil, fmt.Errorf("list unfinished uploads: %w", err)
		}
		for _, u := range page.Uploads {
			up := Upload{Key: aws.ToString(u.Key), ID: aws.ToString(u.UploadId), Begun: aws.ToTime(u.Initiated)}
			if !up.Begun.After(before) && !b.writing(up.ID) {
				found = append(found, up)
			}
		}
		if !aws.ToBool(page.IsTruncated) || aws.ToString(page.NextKeyMarker) == "" {
			return found, nil
		}
		in.KeyMarker, in.UploadIdMarker = page.NextKeyMarker, page.NextUploadIdMarker
	}
}

func (b *Bucket) uploads(ctx context.Context, in *s3.ListMultipartUploadsInput) (*s3.ListMultipartUploadsOutput, error) {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	return b.calls.ListMultipartUploads(ctx, in)
}

func (b *Bucket) writing(id string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.live[id]
}

// AbortIncomplete aborts what Incomplete lists and returns how many it did. Call
// it now and then with a day or more: another process may be writing younger ones.
func (b *Bucket) AbortIncomplete(ctx context.Context, olderThan time.Duration) (int, error) {
	found, err := b.Incomplete(ctx, olderThan)
	if err != nil {
		return 0, err
	}
	var aborted int
	var errs []error
	for _, u := range found {
		err := b.abort(ctx, u.Key, u.ID)
		switch {
		case err == nil:
			aborted++
		case code(err) != "NoSuchUpload":
			errs = append(errs, fmt.Errorf("abort the unfinished upload of %s: %w", u.Key, err))
		}
	}
	return aborted, errors.Join(errs...)
}
