package blobtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"testing"

	"earshot/archive"

	"github.com/google/go-cmp/cmp"
)

// lengths are where sizes go wrong: nothing, one byte, around the part sizes in
// use (5 and 8 MiB), and several parts.
var lengths = []int{0, 1, 1000, 64<<10 + 1, 5 << 20, 8<<20 - 1, 8 << 20, 8<<20 + 1, 16 << 20, 21<<20 + 7}

func putLengths(t *testing.T, b archive.Blobs) {
	all := Bytes(lengths[len(lengths)-1], 1)
	for _, n := range lengths {
		put(t, b, fmt.Sprintf("lengths/%d", n), all[:n])
	}
	for _, n := range lengths {
		holds(t, b, fmt.Sprintf("lengths/%d", n), all[:n])
	}
}

func putReplaces(t *testing.T, b archive.Blobs) {
	for i, n := range []int{10, 9 << 20, 3, 0, 20} {
		body := Bytes(n, byte(i))
		put(t, b, "replaced/key", body)
		holds(t, b, "replaced/key", body)
	}
}

func putType(t *testing.T, b archive.Blobs) {
	for key, size := range map[string]int{"types/small": 5, "types/large": 9 << 20} {
		if _, err := b.Put(t.Context(), key, "audio/mpeg", bytes.NewReader(Bytes(size, 2))); err != nil {
			t.Fatal(err)
		}
		got, err := b.Stat(t.Context(), key)
		if err != nil || got.Type != "audio/mpeg" {
			t.Errorf("Stat %s = %+v, %v; want type audio/mpeg", key, got, err)
		}
	}
}

func putStream(t *testing.T, b archive.Blobs) {
	for _, n := range []int{0, 7, 8 << 20, 17 << 20} {
		body := Bytes(n, 3)
		got, err := b.Put(t.Context(), "streamed/key", "audio/wav", Stream(body))
		if err != nil {
			t.Fatal(err)
		}
		want := archive.Blob{Key: "streamed/key", Size: int64(n), SHA256: Sum(body), Type: "audio/wav"}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
		holds(t, b, "streamed/key", body)
	}
}

var errReader = errors.New("the line to the phone broke")

// failing gives n bytes and then an error.
func failing(n int) io.Reader {
	return io.MultiReader(Stream(Bytes(n, 4)), errorReader{errReader})
}

type errorReader struct{ err error }

func (e errorReader) Read([]byte) (int, error) { return 0, e.err }

func putFailingReader(t *testing.T, b archive.Blobs) {
	before := []byte("what was there before")
	put(t, b, "failing/key", before)
	for _, n := range []int{0, 100, 8 << 20, 20 << 20} {
		if _, err := b.Put(t.Context(), "failing/key", "", failing(n)); !errors.Is(err, errReader) {
			t.Errorf("after %d bytes: error %v, want the reader's own", n, err)
		}
		if _, err := b.Put(t.Context(), "failing/new", "", failing(n)); !errors.Is(err, errReader) {
			t.Errorf("after %d bytes: error %v, want the reader's own", n, err)
		}
	}
	holds(t, b, "failing/key", before)
	if _, err := b.Stat(t.Context(), "failing/new"); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("a Put that failed left something: %v", err)
	}
	noParts(t, b)
}

// noParts checks that no multipart upload stays open.
func noParts(t *testing.T, b archive.Blobs) {
	t.Helper()
	if u, ok := b.(Unfinished); ok {
		if n, err := u.CountUnfinished(t.Context()); err != nil || n != 0 {
			t.Errorf("%d uploads stay open, %v", n, err)
		}
	}
}

func putCancelled(t *testing.T, b archive.Blobs) {
	before := []byte("what was there before")
	put(t, b, "cancelled/key", before)
	for _, n := range []int{10, 12 << 20, 30 << 20} {
		ctx, cancel := context.WithCancel(t.Context())
		body := io.MultiReader(Stream(Bytes(n, 5)), readerFunc(func([]byte) (int, error) {
			cancel()
			return 0, io.EOF
		}))
		_, err := b.Put(ctx, "cancelled/key", "", body)
		cancel()
		if !errors.Is(err, context.Canceled) {
			t.Errorf("a Put cancelled after %d bytes returned %v", n, err)
		}
		holds(t, b, "cancelled/key", before)
	}
	noParts(t, b)
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func putConcurrent(t *testing.T, b archive.Blobs) {
	const writers = 8
	bodies := make([][]byte, writers)
	errs := make([]error, writers)
	var wg sync.WaitGroup
	for i := range writers {
		bodies[i] = Bytes(100<<10+i*1000, byte(i))
		if i%4 == 0 {
			bodies[i] = Bytes(9<<20+i, byte(i))
		}
		wg.Go(func() {
			_, own := b.Put(t.Context(), fmt.Sprintf("many/own-%d", i), "", bytes.NewReader(bodies[i]))
			_, same := b.Put(t.Context(), "many/same", "", bytes.NewReader(bodies[i]))
			errs[i] = errors.Join(own, same)
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	for i, body := range bodies {
		holds(t, b, fmt.Sprintf("many/own-%d", i), body)
	}
	got, _ := Get(t, b, "many/same")
	for _, body := range bodies {
		if bytes.Equal(got, body) {
			return
		}
	}
	t.Errorf("of %d writers to one key none has its bytes there, but %d others", writers, len(got))
}
