package s3blobs

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"time"

	"earshot/archive"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// buffers is how many parts of one body are in memory: being filled or on their
// way.
const buffers = 3

// upload is one multipart upload that this process is writing.
type upload struct {
	b   *Bucket
	key string
	id  string

	mu   sync.Mutex
	done []types.CompletedPart // by part number - 1
}

// putParts sends a body longer than one part. Whatever fails, the upload is
// aborted before it returns, so that no parts stay behind.
func (b *Bucket) putParts(ctx context.Context, want archive.Blob, first []byte, p *parts) (archive.Blob, error) {
	u, err := b.begin(ctx, want)
	if err != nil {
		return archive.Blob{}, err
	}
	defer b.forget(u.id)
	if err := u.send(ctx, first, p); err != nil {
		return archive.Blob{}, u.giveUp(ctx, err)
	}
	got, err := p.blob(want)
	if err != nil {
		return archive.Blob{}, u.giveUp(ctx, err)
	}
	return u.complete(ctx, got)
}

// begin opens the upload. A hash that is known already goes with it: S3 takes
// metadata only now.
func (b *Bucket) begin(ctx context.Context, want archive.Blob) (*upload, error) {
	bucket, key := b.at(want.Key)
	in := &s3.CreateMultipartUploadInput{
		Bucket: bucket, Key: key,
		ContentType: contentType(want.Type),
		Metadata:    metadata(want.SHA256),
	}
	if b.sums {
		// Parts carry CRC32 and the completion repeats it; a store may refuse
		// that unless the upload declared it.
		in.ChecksumAlgorithm = types.ChecksumAlgorithmCrc32
	}
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	out, err := b.calls.CreateMultipartUpload(ctx, in)
	if err != nil {
		return nil, fmt.Errorf("put %s: begin the upload: %w", want.Key, err)
	}
	u := &upload{b: b, key: want.Key, id: aws.ToString(out.UploadId)}
	b.mu.Lock()
	b.live[u.id] = true
	b.mu.Unlock()
	return u, nil
}

func (b *Bucket) forget(id string) {
	b.mu.Lock()
	delete(b.live, id)
	b.mu.Unlock()
}

// send uploads the first part and all that follow, and waits for every part it
// started: an abort that overtakes a part would leave that part behind.
func (u *upload) send(ctx context.Context, first []byte, p *parts) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	free := make(chan []byte, buffers)
	for range buffers - 1 {
		free <- nil
	}
	var wg sync.WaitGroup
	defer wg.Wait()
	next := first
	for number := 1; ; number++ {
		buf := next
		wg.Go(func() {
			if err := u.part(ctx, number, buf); err != nil {
				cancel(fmt.Errorf("put %s: part %d: %w", u.key, number, err))
			}
			free <- buf
		})
		if p.ended {
			wg.Wait()
			return context.Cause(ctx)
		}
		var spare []byte
		select {
		case spare = <-free:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		var err error
		next, err = p.next(spare)
		if cause := context.Cause(ctx); cause != nil {
			return cause
		}
		if err != nil {
			return fmt.Errorf("put %s: read the body: %w", u.key, err)
		}
	}
}

// part uploads one part and notes the store's receipt for it.
func (u *upload) part(ctx context.Context, number int, body []byte) error {
	bucket, key := u.b.at(u.key)
	in := &s3.UploadPartInput{
		Bucket: bucket, Key: key, UploadId: &u.id,
		PartNumber:    aws.Int32(int32(number)),
		Body:          bytes.NewReader(body),
		ContentLength: aws.Int64(int64(len(body))),
	}
	if u.b.sums {
		in.ChecksumAlgorithm = types.ChecksumAlgorithmCrc32
	}
	ctx, cancel := context.WithTimeout(ctx, callLimit+atLeast(int64(len(body))))
	defer cancel()
	out, err := u.b.calls.UploadPart(ctx, in)
	if err != nil {
		return err
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	for len(u.done) < number {
		u.done = append(u.done, types.CompletedPart{})
	}
	receipt := types.CompletedPart{PartNumber: in.PartNumber, ETag: out.ETag}
	if u.b.sums {
		receipt.ChecksumCRC32 = out.ChecksumCRC32
	}
	u.done[number-1] = receipt
	return nil
}

// complete asks the store to put the parts together. From here on the caller's
// cancellation no longer counts: the bytes are there, and the answer is worth
// waiting for.
func (u *upload) complete(ctx context.Context, got archive.Blob) (archive.Blob, error) {
	if err := context.Cause(ctx); err != nil {
		return archive.Blob{}, u.giveUp(ctx, err)
	}
	bucket, key := u.b.at(u.key)
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), callLimit+atLeast(got.Size))
	defer cancel()
	out, err := u.b.calls.CompleteMultipartUpload(limited, &s3.CompleteMultipartUploadInput{
		Bucket: bucket, Key: key, UploadId: &u.id,
		MultipartUpload: &types.CompletedMultipartUpload{Parts: u.done},
	})
	if err != nil {
		return u.settle(ctx, got, fmt.Errorf("put %s: complete the upload: %w", u.key, err))
	}
	if tries, ok := retry.GetAttemptResults(out.ResultMetadata); ok && len(tries.Results) > 1 {
		return u.settle(ctx, got, fmt.Errorf("put %s: the upload was completed, but the object is not there", u.key))
	}
	return got, nil
}

// giveUp aborts the upload and returns cause.
func (u *upload) giveUp(ctx context.Context, cause error) error {
	if err := u.abort(ctx); err != nil {
		u.b.log.Warn("an unfinished upload stays in the bucket until it is swept", "key", u.key, "upload", u.id, "error", err)
	}
	return cause
}

// abort removes the parts, whatever became of the caller.
func (u *upload) abort(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
	defer cancel()
	return u.b.abort(ctx, u.key, u.id)
}

func (b *Bucket) abort(ctx context.Context, name, id string) error {
	bucket, key := b.at(name)
	_, err := b.calls.AbortMultipartUpload(ctx, &s3.AbortMultipartUploadInput{Bucket: bucket, Key: key, UploadId: &id})
	return err
}
