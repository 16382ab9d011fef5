package s3blobs

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"strconv"
	"strings"

	"earshot/archive"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// Open reads as archive.Blobs promises. An offset at the end reads nothing, and
// a length beyond the end stops there. The Blob describes the whole object.
func (b *Bucket) Open(ctx context.Context, key string, offset, length int64) (io.ReadCloser, archive.Blob, error) {
	if err := checkKey(key); err != nil {
		return nil, archive.Blob{}, err
	}
	if offset < 0 {
		return nil, archive.Blob{}, archive.Invalid("offset", "An offset is not negative.")
	}
	if length == 0 {
		return b.openNothing(ctx, key, offset)
	}
	bucket, name := b.at(key)
	in := &s3.GetObjectInput{Bucket: bucket, Key: name}
	ranged := offset > 0 || length > 0
	if ranged {
		in.Range = aws.String(byteRange(offset, length))
	}
	out, err := b.calls.GetObject(ctx, in)
	if status(err) == 416 {
		return b.openNothing(ctx, key, offset)
	}
	if err != nil {
		return nil, archive.Blob{}, b.failed(ctx, "open", key, err)
	}
	blob := archive.Blob{Key: key, Size: aws.ToInt64(out.ContentLength), SHA256: keptHash(out.Metadata), Type: aws.ToString(out.ContentType)}
	r := &reader{body: out.Body, left: blob.Size, key: key}
	if !ranged {
		r.want, r.hash = blob.SHA256, sha256.New()
		return r, blob, nil
	}
	if blob.Size, err = wholeSize(aws.ToString(out.ContentRange), offset); err != nil {
		out.Body.Close()
		return nil, archive.Blob{}, fmt.Errorf("open %s: %w", key, err)
	}
	r.left = blob.Size - offset
	if length > 0 {
		r.left = min(r.left, length)
	}
	return r, blob, nil
}

// byteRange writes a Range header. The last byte's place must not overflow.
func byteRange(offset, length int64) string {
	last := offset + length - 1
	if length < 0 || last < offset {
		return fmt.Sprintf("bytes=%d-", offset)
	}
	return fmt.Sprintf("bytes=%d-%d", offset, last)
}

// wholeSize reads "bytes 5-9/100". A store that answers a range with other bytes
// than those asked for must not have them taken for the right ones.
func wholeSize(header string, offset int64) (int64, error) {
	span, total, ok := strings.Cut(strings.TrimPrefix(header, "bytes "), "/")
	first, _, ok2 := strings.Cut(span, "-")
	size, err := strconv.ParseInt(total, 10, 64)
	if !ok || !ok2 || err != nil || size < 0 || first != strconv.FormatInt(offset, 10) {
		return 0, fmt.Errorf("the store answered the range from %d with %q", offset, header)
	}
	return size, nil
}

// openNothing answers for a read of no bytes: from within, or at the end.
func (b *Bucket) openNothing(ctx context.Context, key string, offset int64) (io.ReadCloser, archive.Blob, error) {
	blob, err := b.Stat(ctx, key)
	if err != nil {
		return nil, archive.Blob{}, err
	}
	if offset > blob.Size {
		return nil, archive.Blob{}, fmt.Errorf("open %s at %d of %d bytes: %w", key, offset, blob.Size, archive.ErrInvalid)
	}
	return io.NopCloser(strings.NewReader("")), blob, nil
}

// Stat as archive.Blobs promises. SHA256 is "" when the object does not keep it.
func (b *Bucket) Stat(ctx context.Context, key string) (archive.Blob, error) {
	if err := checkKey(key); err != nil {
		return archive.Blob{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	bucket, name := b.at(key)
	out, err := b.calls.HeadObject(ctx, &s3.HeadObjectInput{Bucket: bucket, Key: name})
	if err != nil {
		return archive.Blob{}, b.failed(ctx, "stat", key, err)
	}
	return archive.Blob{
		Key: key, Size: aws.ToInt64(out.ContentLength),
		SHA256: keptHash(out.Metadata), Type: aws.ToString(out.ContentType),
	}, nil
}

// failed names an error. HEAD says 404 for a missing bucket too, so that is
// looked at before an object is called absent.
func (b *Bucket) failed(ctx context.Context, act, key string, err error) error {
	if !absent(err) {
		return fmt.Errorf("%s %s: %w", act, key, err)
	}
	if _, gone := b.calls.HeadBucket(ctx, &s3.HeadBucketInput{Bucket: &b.name}); status(gone) == 404 {
		return fmt.Errorf("%s %s: the bucket %q is gone: %w", act, key, b.name, gone)
	}
	return fmt.Errorf("%s %s: %w", act, key, archive.ErrNotFound)
}

// reader counts and hashes what it passes on, so that a cut or damaged read ends
// in an error.
type reader struct {
	body io.ReadCloser
	key  string
	left int64
	want string // hash of the whole, or ""
	hash hash.Hash
}

func (r *reader) Read(p []byte) (int, error) {
	n, err := r.body.Read(p)
	r.left -= int64(n)
	if r.hash != nil {
		r.hash.Write(p[:n])
	}
	switch {
	case r.left < 0:
		return n, fmt.Errorf("read %s: the store sent more than was asked for: %w", r.key, archive.ErrDamaged)
	case err == io.EOF && r.left > 0:
		return n, fmt.Errorf("read %s: %d bytes are missing: %w", r.key, r.left, io.ErrUnexpectedEOF)
	case err == io.EOF && r.want != "" && hex.EncodeToString(r.hash.Sum(nil)) != r.want:
		return n, fmt.Errorf("read %s: %w", r.key, archive.ErrDamaged)
	case err != nil && err != io.EOF:
		return n, fmt.Errorf("read %s: %w", r.key, err)
	}
	return n, err
}

func (r *reader) Close() error { return r.body.Close() }
