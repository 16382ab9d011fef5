package s3blobs

import (
	"context"
	"crypto/rand"
	"strings"
	"testing"

	"earshot/archive"
	"earshot/archive/blobtest"
	"earshot/archive/gateway"
	"earshot/archive/gateway/gatewaytest"
)

func TestMain(m *testing.M) { gatewaytest.Main(m) }

// openAt opens a new bucket in a gateway.
func openAt(t testing.TB, g *gateway.Gateway, change func(*Config)) *Bucket {
	t.Helper()
	e := g.Endpoint()
	cfg := Config{
		Endpoint: e.URL, Socket: e.Socket, Region: e.Region, Bucket: newName(),
		AccessKey: e.AccessKey, SecretKey: e.SecretKey, PathStyle: true,
	}
	if change != nil {
		change(&cfg)
	}
	return mustOpen(t, cfg)
}

func mustOpen(t testing.TB, cfg Config) *Bucket {
	t.Helper()
	b, err := Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func newName() string { return "test-" + strings.ToLower(rand.Text()[:12]) }

// counting adds what blobtest asks of buckets with multipart uploads.
type counting struct{ *Bucket }

func (c counting) CountUnfinished(ctx context.Context) (int, error) {
	left, err := c.Incomplete(ctx, 0)
	return len(left), err
}

func TestPromisesOnGateway(t *testing.T) {
	g := gatewaytest.Start(t, t.TempDir())
	blobtest.Run(t, func(t *testing.T) archive.Blobs { return counting{openAt(t, g, nil)} })
}
