package s3blobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"sync"
	"time"

	"earshot/archive"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

const (
	// minPart is the smallest part S3 accepts, except for the last.
	minPart = 5 << 20
	// defaultPart keeps three buffers at 24 MiB, and 48 MiB once parts double.
	defaultPart = 8 << 20
	maxPart     = 64 << 20

	defaultRegion = "us-east-1"
	defaultStall  = 30 * time.Second
	// With five tries and such pauses a store may be away for some seconds, as a
	// local one is that is being started again.
	defaultAttempts = 5
	defaultPause    = 2 * time.Second
	// callLimit bounds a small call (no stream in it) with all its tries.
	callLimit = 2 * time.Minute
)

// Config says which bucket and how to reach it.
type Config struct {
	Endpoint  string // URL; "" means Amazon's own endpoint for Region
	Region    string // "" means us-east-1
	Bucket    string
	AccessKey string
	SecretKey string
	PathStyle bool   // bucket in the path instead of the host name
	Socket    string // Unix socket to dial whatever the endpoint's host; "" means TCP

	PartSize    int           // bytes of a multipart part, 5..64 MiB; 0 means 8 MiB
	StallAfter  time.Duration // a call that moves no byte for so long is cut; 0 means 30 s
	Attempts    int           // tries of one call; 0 means 5
	Pause       time.Duration // the longest pause between two tries; 0 means 2 s
	NoChecksums bool          // for stores that refuse CRC32 headers
	NoCreate    bool          // do not create a missing bucket

	Log *slog.Logger // nil means none
}

// Bucket is an archive.Blobs in one S3 bucket. It is safe for concurrent use.
type Bucket struct {
	name  string
	part  int
	sums  bool
	pause time.Duration
	calls calls
	log   *slog.Logger

	mu   sync.Mutex
	live map[string]bool // ids of multipart uploads this process is writing
}

var _ archive.Blobs = (*Bucket)(nil)

// Open reaches the bucket and creates it when it is missing and that is allowed.
// An error says what to change.
func Open(ctx context.Context, cfg Config) (*Bucket, error) {
	if err := cfg.complete(); err != nil {
		return nil, err
	}
	b := &Bucket{
		name:  cfg.Bucket,
		part:  cfg.PartSize,
		sums:  !cfg.NoChecksums,
		pause: cfg.Pause,
		calls: newClient(cfg),
		log:   cfg.Log,
		live:  map[string]bool{},
	}
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	return b, b.ensure(ctx, cfg)
}

// complete fills in defaults and refuses what cannot work.
func (c *Config) complete() error {
	switch {
	case c.Bucket == "":
		return archive.Invalid("bucket", "Give the bucket a name.")
	case c.AccessKey == "" || c.SecretKey == "":
		return archive.Invalid("access_key", "Give both the access key and the secret key of the bucket.")
	case c.PartSize != 0 && (c.PartSize < minPart || c.PartSize > maxPart):
		return archive.Invalid("part_size", "Choose a part size from %d to %d bytes.", minPart, maxPart)
	}
	if c.Endpoint != "" {
		u, err := url.Parse(c.Endpoint)
		if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
			return archive.Invalid("endpoint", "Write the endpoint of the bucket as http://… or https://….")
		}
	}
	if c.Region == "" {
		c.Region = defaultRegion
	}
	if c.PartSize == 0 {
		c.PartSize = defaultPart
	}
	if c.StallAfter == 0 {
		c.StallAfter = defaultStall
	}
	if c.Attempts == 0 {
		c.Attempts = defaultAttempts
	}
	if c.Pause == 0 {
		c.Pause = defaultPause
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return nil
}

// ensure looks for the bucket and creates it if need be.
func (b *Bucket) ensure(ctx context.Context, cfg Config) error {
	_, err := b.calls.HeadBucket(ctx, &s3.HeadBucketInput{Bucket: &b.name})
	if err == nil {
		return nil
	}
	if status(err) != 404 {
		return fmt.Errorf("reach bucket %q at %q (check endpoint, region, keys and clock): %w", b.name, cfg.Endpoint, err)
	}
	if cfg.NoCreate {
		return fmt.Errorf("bucket %q does not exist; create it or allow Earshot to: %w", b.name, archive.ErrNotFound)
	}
	in := &s3.CreateBucketInput{Bucket: &b.name}
	// Amazon wants the place named everywhere but in its first region, where it refuses it.
	if cfg.Region != defaultRegion {
		in.CreateBucketConfiguration = &types.CreateBucketConfiguration{
			LocationConstraint: types.BucketLocationConstraint(cfg.Region),
		}
	}
	_, err = b.calls.CreateBucket(ctx, in)
	var mine *types.BucketAlreadyOwnedByYou
	if err != nil && !errors.As(err, &mine) {
		return fmt.Errorf("create bucket %q: %w", b.name, err)
	}
	return nil
}

func (b *Bucket) at(key string) (bucket, k *string) { return &b.name, aws.String(key) }
