package blobtest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"math/rand/v2"
	"testing"
	"testing/iotest"

	"earshot/archive"

	"github.com/google/go-cmp/cmp"
)

// Unfinished is what a bucket with multipart uploads also has: Run uses it to see
// that a failed Put leaves no parts.
type Unfinished interface {
	CountUnfinished(context.Context) (int, error)
}

// Run holds the bucket that open gives to the promises. It may be the same bucket
// each time: no two tests share a prefix. Nothing else may write to it meanwhile.
func Run(t *testing.T, open func(t *testing.T) archive.Blobs) {
	for name, test := range map[string]func(*testing.T, archive.Blobs){
		"put keeps any length":                 putLengths,
		"put replaces":                         putReplaces,
		"put keeps the type":                   putType,
		"put needs no seekable reader":         putStream,
		"put with a failing reader":            putFailingReader,
		"put when cancelled":                   putCancelled,
		"put many at once":                     putConcurrent,
		"open ranges":                          openRanges,
		"open past the end":                    openPastEnd,
		"open when cancelled":                  openCancelled,
		"absent keys":                          absentKeys,
		"delete":                               deleteKeys,
		"list in order":                        listOrder,
		"list more than a page":                listPages,
		"list ends with the error of its user": listStops,
		"odd keys":                             oddKeys,
		"unusable keys":                        unusableKeys,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

// Bytes makes n bytes that differ from seed to seed and do not compress.
func Bytes(n int, seed byte) []byte {
	b := make([]byte, n)
	r := rand.NewChaCha8([32]byte{seed})
	_, _ = r.Read(b) // never fails
	return b
}

// Sum is the SHA-256 of b as archive writes it.
func Sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}

// Stream hides that a reader can do more than read, and reads in odd pieces.
func Stream(b []byte) io.Reader {
	return struct{ io.Reader }{iotest.HalfReader(bytes.NewReader(b))}
}

// Get reads a whole object.
func Get(t testing.TB, b archive.Blobs, key string) ([]byte, archive.Blob) {
	t.Helper()
	r, blob, err := b.Open(t.Context(), key, 0, -1)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	got, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return got, blob
}

// put puts body and checks what Put says of it.
func put(t testing.TB, b archive.Blobs, key string, body []byte) {
	t.Helper()
	got, err := b.Put(t.Context(), key, "application/octet-stream", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	want := archive.Blob{Key: key, Size: int64(len(body)), SHA256: Sum(body), Type: "application/octet-stream"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("Put %s (-want +got):\n%s", key, d)
	}
}

// holds checks that key has exactly body.
func holds(t testing.TB, b archive.Blobs, key string, body []byte) {
	t.Helper()
	got, blob := Get(t, b, key)
	if !bytes.Equal(got, body) {
		t.Errorf("%s gives back %d bytes with hash %s, want %d with %s", key, len(got), Sum(got), len(body), Sum(body))
	}
	stat, err := b.Stat(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(stat, blob); d != "" {
		t.Errorf("Stat and Open differ on %s:\n%s", key, d)
	}
	if stat.Size != int64(len(body)) || stat.Key != key {
		t.Errorf("Stat says %+v for %d bytes at %s", stat, len(body), key)
	}
	if stat.SHA256 != "" && stat.SHA256 != Sum(body) {
		t.Errorf("Stat says hash %s, want %s", stat.SHA256, Sum(body))
	}
}
