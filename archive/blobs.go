package archive

import (
	"context"
	"io"
)

// Blob is what the bucket says of one object.
type Blob struct {
	Key    string
	Size   int64
	SHA256 string // "" if the store does not keep it: it came from elsewhere, was put as a long stream of unknown hash, or is listed
	Type   string
}

// Blobs is the bucket: an S3 API behind five calls. Keys are slash-separated
// and relative; a key that no store can hold is ErrInvalid. Every promise is tested for every S3 by archive/blobtest.
type Blobs interface {
	// Put streams r to key, replacing what is there, in constant memory for any
	// length. It returns the size and hash of what went by. When the store gives
	// no clear answer, Put looks (size and hash) and answers by what it finds; if
	// that fails too the error wraps ErrUnsureBlob. A failed Put leaves the
	// object that was there before, and no parts.
	Put(ctx context.Context, key, mediaType string, r io.Reader) (Blob, error)
	// Open reads length bytes from offset; length < 0, or more than there is,
	// means to the end. An offset at the end reads nothing. ErrNotFound when there
	// is no such object, ErrInvalid when offset is past its end. A
	// read that is cut short returns an error, never a clean end.
	Open(ctx context.Context, key string, offset, length int64) (io.ReadCloser, Blob, error)
	// Stat returns ErrNotFound when there is no such object.
	Stat(ctx context.Context, key string) (Blob, error)
	// Delete of an absent key is not an error.
	Delete(ctx context.Context, key string) error
	// List calls fn for each object whose key starts with prefix, in key order.
	List(ctx context.Context, prefix string, fn func(Blob) error) error
}

// HashedPutter is a bucket that can be told beforehand what the bytes hash to:
// it refuses with ErrDamaged when others arrive, and remembers the hash.
type HashedPutter interface {
	PutHashed(ctx context.Context, key, mediaType, sha256 string, r io.Reader) (Blob, error)
}
