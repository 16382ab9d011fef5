package s3blobs

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"time"

	"earshot/archive"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// hashName is the metadata key under which an object keeps its SHA-256.
const hashName = "sha256"

// Put streams r to key as archive.Blobs promises. A body that fits in one part
// is one PutObject, anything longer a multipart upload with three part buffers:
// 24 MiB at the default part size, 48 MiB beyond 5,000 parts. The longest body is
// 15,000 part sizes (117 GiB by default), then archive.ErrTooLarge.
//
// When r can seek (a file) and is longer than a part, it is read twice, first for
// its hash, so that the object keeps it.
func (b *Bucket) Put(ctx context.Context, key, mediaType string, r io.Reader) (archive.Blob, error) {
	if err := checkKey(key); err != nil {
		return archive.Blob{}, err
	}
	sum, err := b.hashAhead(ctx, r)
	if err != nil {
		return archive.Blob{}, fmt.Errorf("put %s: read the body: %w", key, err)
	}
	return b.put(ctx, archive.Blob{Key: key, Type: mediaType, SHA256: sum}, r)
}

// PutHashed is Put for a body whose SHA-256 (lower-case hex) is known: a body of
// any length keeps it. When the bytes that go by hash to something else, nothing
// is kept and the error wraps archive.ErrDamaged.
func (b *Bucket) PutHashed(ctx context.Context, key, mediaType, sum string, r io.Reader) (archive.Blob, error) {
	if err := checkKey(key); err != nil {
		return archive.Blob{}, err
	}
	if !isHash(sum) {
		return archive.Blob{}, archive.Invalid("sha256", "A SHA-256 is written as 64 lower-case hex digits.")
	}
	return b.put(ctx, archive.Blob{Key: key, Type: mediaType, SHA256: sum}, r)
}

// hashAhead hashes what is left of a seekable body longer than a part and goes
// back to where it was; "" if r is no such body.
func (b *Bucket) hashAhead(ctx context.Context, r io.Reader) (string, error) {
	s, ok := r.(io.ReadSeeker)
	if !ok {
		return "", nil
	}
	from, err := s.Seek(0, io.SeekCurrent)
	if err != nil {
		return "", nil // a pipe: it has the method but cannot
	}
	end, err := s.Seek(0, io.SeekEnd)
	if err != nil {
		return "", nil
	}
	if _, err := s.Seek(from, io.SeekStart); err != nil || end-from <= int64(b.part) {
		return "", err
	}
	h := sha256.New()
	if _, err := io.CopyBuffer(h, &checked{ctx, s}, make([]byte, 256<<10)); err != nil {
		return "", err
	}
	_, err = s.Seek(from, io.SeekStart)
	return hex.EncodeToString(h.Sum(nil)), err
}

// checked is a reader that ends with its context.
type checked struct {
	ctx context.Context
	r   io.Reader
}

func (c *checked) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// put sends r as want, whose SHA256 is the hash it must have or "".
func (b *Bucket) put(ctx context.Context, want archive.Blob, r io.Reader) (archive.Blob, error) {
	p := &parts{r: &checked{ctx, r}, size: b.part, hash: sha256.New()}
	first, err := p.next(nil)
	if err != nil {
		return archive.Blob{}, fmt.Errorf("put %s: read the body: %w", want.Key, err)
	}
	if !p.ended {
		return b.putParts(ctx, want, first, p)
	}
	got, err := p.blob(want)
	if err != nil {
		return archive.Blob{}, err
	}
	return b.putWhole(ctx, got, first)
}

// putWhole sends a body that is in memory.
func (b *Bucket) putWhole(ctx context.Context, got archive.Blob, body []byte) (archive.Blob, error) {
	bucket, key := b.at(got.Key)
	in := &s3.PutObjectInput{
		Bucket: bucket, Key: key,
		Body:          bytes.NewReader(body),
		ContentLength: aws.Int64(got.Size),
		ContentType:   contentType(got.Type),
		Metadata:      metadata(got.SHA256),
	}
	if b.sums {
		in.ChecksumAlgorithm = types.ChecksumAlgorithmCrc32
	}
	limited, cancel := context.WithTimeout(ctx, callLimit+atLeast(got.Size))
	defer cancel()
	if _, err := b.calls.PutObject(limited, in); err != nil {
		return b.settle(ctx, got, fmt.Errorf("put %s: %w", got.Key, err))
	}
	return got, nil
}

// atLeast is the time that size bytes may take on a slow line: 64 KiB a second.
func atLeast(size int64) time.Duration {
	return time.Duration(size/(64<<10)) * time.Second
}

// contentType and metadata are always sent: a store that keeps them beside the
// object may leave those of the object before in place when there are none.
func contentType(t string) *string {
	if t == "" {
		t = "application/octet-stream"
	}
	return &t
}

func metadata(sum string) map[string]string {
	if sum == "" {
		sum = "unknown"
	}
	return map[string]string{hashName: sum}
}

// keptHash is the hash in an object's metadata, or "" when there is none.
func keptHash(metadata map[string]string) string {
	if sum := metadata[hashName]; isHash(sum) {
		return sum
	}
	return ""
}

func isHash(sum string) bool {
	raw, err := hex.DecodeString(sum)
	return err == nil && len(raw) == sha256.Size && hex.EncodeToString(raw) == sum
}
