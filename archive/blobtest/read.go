package blobtest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"testing"

	"earshot/archive"
)

func openRanges(t *testing.T, b archive.Blobs) {
	const size = 9 << 20 // in more than one part
	body := Bytes(size, 6)
	put(t, b, "ranges/key", body)
	for _, c := range []struct{ offset, length, from, to int64 }{
		{0, -1, 0, size},
		{0, 10, 0, 10},
		{0, size, 0, size},
		{0, 0, 5, 5},
		{5, 0, 5, 5},
		{1, -1, 1, size},
		{100, 200, 100, 300},
		{8<<20 - 3, 6, 8<<20 - 3, 8<<20 + 3},
		{size - 1, -1, size - 1, size},
		{size - 1, 1, size - 1, size},
		{size - 5, 100, size - 5, size},
		{size, -1, size, size},
		{size, 10, size, size},
		{3, math.MaxInt64, 3, size},
	} {
		r, blob, err := b.Open(t.Context(), "ranges/key", c.offset, c.length)
		if err != nil {
			t.Errorf("Open at %d for %d: %v", c.offset, c.length, err)
			continue
		}
		got, err := io.ReadAll(r)
		r.Close()
		if err != nil || !bytes.Equal(got, body[c.from:c.to]) {
			t.Errorf("Open at %d for %d: %d bytes, %v; want bytes %d to %d", c.offset, c.length, len(got), err, c.from, c.to)
		}
		if blob.Size != size || blob.Type != "application/octet-stream" || (blob.SHA256 != "" && blob.SHA256 != Sum(body)) {
			t.Errorf("Open at %d for %d describes %+v, want the whole object", c.offset, c.length, blob)
		}
	}
}

func openPastEnd(t *testing.T, b archive.Blobs) {
	put(t, b, "past/key", []byte("ten bytes."))
	put(t, b, "past/empty", nil)
	for _, c := range []struct {
		key            string
		offset, length int64
	}{{"past/key", 11, -1}, {"past/key", 11, 0}, {"past/key", 1 << 40, 5}, {"past/key", -1, 5}, {"past/empty", 1, -1}, {"past/empty", 1, 0}} {
		if r, _, err := b.Open(t.Context(), c.key, c.offset, c.length); !errors.Is(err, archive.ErrInvalid) {
			t.Errorf("Open %s at %d for %d: reader %v, error %v, want ErrInvalid", c.key, c.offset, c.length, r, err)
		}
	}
	if got, blob := Get(t, b, "past/empty"); len(got) != 0 || blob.Size != 0 {
		t.Errorf("an empty object reads as %q, %+v", got, blob)
	}
}

func openCancelled(t *testing.T, b archive.Blobs) {
	put(t, b, "cancel/key", Bytes(12<<20, 7))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r, _, err := b.Open(ctx, "cancel/key", 0, -1)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := io.ReadFull(r, make([]byte, 1000)); err != nil {
		t.Fatal(err)
	}
	cancel()
	if n, err := io.Copy(io.Discard, r); err == nil {
		t.Errorf("a cancelled read came to a clean end after %d more bytes", n)
	}
}

func absentKeys(t *testing.T, b archive.Blobs) {
	put(t, b, "absent/there", []byte("x"))
	for _, key := range []string{"absent/not-there", "nowhere/at/all", "absent"} {
		if _, err := b.Stat(t.Context(), key); !errors.Is(err, archive.ErrNotFound) {
			t.Errorf("Stat %s: %v, want ErrNotFound", key, err)
		}
		for _, length := range []int64{-1, 0, 5} {
			if _, _, err := b.Open(t.Context(), key, 0, length); !errors.Is(err, archive.ErrNotFound) {
				t.Errorf("Open %s for %d: %v, want ErrNotFound", key, length, err)
			}
		}
	}
}

func deleteKeys(t *testing.T, b archive.Blobs) {
	for _, n := range []int{0, 5, 9 << 20} {
		put(t, b, "deleted/key", Bytes(n, 8))
		put(t, b, "deleted/other", []byte("stays"))
		for range 2 { // the second time it is absent
			if err := b.Delete(t.Context(), "deleted/key"); err != nil {
				t.Fatal(err)
			}
			if _, err := b.Stat(t.Context(), "deleted/key"); !errors.Is(err, archive.ErrNotFound) {
				t.Errorf("after Delete, Stat says %v", err)
			}
		}
		holds(t, b, "deleted/other", []byte("stays"))
	}
	if err := b.Delete(t.Context(), "never/was"); err != nil {
		t.Errorf("Delete of an absent key: %v", err)
	}
}
