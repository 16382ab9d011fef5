package s3blobs

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"earshot/archive"
	"earshot/archive/blobtest"
	"earshot/archive/gateway/gatewaytest"
)

const always = 1000

// TestPutFaults puts a small and a large body while something goes wrong. In the
// end the object is either the new one (and Put said so) or the old one.
// S01, S02, S03, S04, S05, S06, S08, S12, S14, S19.
func TestPutFaults(t *testing.T) {
	g := gatewaytest.Start(t, t.TempDir())
	small, large := 1000, 12<<20
	for name, c := range map[string]struct {
		size   int
		call   string
		times  int
		do     fault
		kept   bool  // the new object is there
		wantIs error // what the error wraps; nil with !kept means any
	}{
		"500 twice on put":           {small, "put", 2, refusing(500, "InternalError"), true, nil},
		"500 always on put":          {small, "put", always, refusing(500, "InternalError"), false, nil},
		"slow down on put":           {small, "put", 2, refusing(503, "SlowDown"), true, nil},
		"denied on put":              {small, "put", 1, refusing(403, "AccessDenied"), false, nil},
		"bucket full on put":         {small, "put", always, refusing(507, "InsufficientStorage"), false, nil},
		"reset on put":               {small, "put", 2, hangUp, true, nil},
		"reset always on put":        {small, "put", always, hangUp, false, nil},
		"stall on put":               {small, "put", 1, hanging, true, nil},
		"stall always on put":        {small, "put", always, hanging, false, nil},
		"reply lost after put":       {small, "put", 1, losing, true, nil},
		"reply always lost on put":   {small, "put", always, losing, true, nil},
		"500 twice on part":          {large, "part", 2, refusing(500, "InternalError"), true, nil},
		"500 always on part":         {large, "part", always, refusing(500, "InternalError"), false, nil},
		"slow down on part":          {large, "part", 2, refusing(503, "SlowDown"), true, nil},
		"reset on part":              {large, "part", 2, hangUp, true, nil},
		"stall on part":              {large, "part", 1, hanging, true, nil},
		"reply lost after part":      {large, "part", 1, losing, true, nil},
		"reset on create":            {large, "create", 1, hangUp, true, nil},
		"denied on create":           {large, "create", 1, refusing(403, "AccessDenied"), false, nil},
		"500 twice on complete":      {large, "complete", 2, refusing(500, "InternalError"), true, nil},
		"500 always on complete":     {large, "complete", always, refusing(500, "InternalError"), false, nil},
		"error in 200 on complete":   {large, "complete", 2, refusing(200, "InternalError"), true, nil},
		"error in 200, always":       {large, "complete", always, refusing(200, "InternalError"), false, nil},
		"reply lost after complete":  {large, "complete", 1, losing, true, nil},
		"replies lost, complete":     {large, "complete", always, losing, true, nil},
		"404 after a lost complete":  {large, "complete", 1, lostThen404(), true, nil},
		"invalid part on complete":   {large, "complete", 1, refusing(400, "InvalidPart"), false, nil},
		"a success that is none":     {large, "complete", 2, failThenLie(), false, nil},
		"replies lost, all unclear":  {small, "put", always, lostAndBlind(), false, archive.ErrUnsureBlob},
		"complete lost, all unclear": {large, "complete", always, lostAndBlind(), false, archive.ErrUnsureBlob},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, p := behind(t, g, func(c *Config) { c.Attempts, c.StallAfter, c.Pause = 3, 300*time.Millisecond, 20*time.Millisecond })
			before := []byte("what was there before")
			if _, err := b.Put(t.Context(), "key", "", bytes.NewReader(before)); err != nil {
				t.Fatal(err)
			}
			if blind, ok := blinded[name]; ok {
				p.arm(blind, always, hangUp)
			}
			p.arm(c.call, c.times, c.do)
			body := blobtest.Bytes(c.size, 1)
			got, err := b.Put(t.Context(), "key", "", blobtest.Stream(body))
			p.disarm()
			want := before
			if c.kept || errors.Is(c.wantIs, archive.ErrUnsureBlob) {
				want = body // when unsure, the bytes are in truth there: the reply was lost
			}
			if c.kept && (err != nil || got.SHA256 != blobtest.Sum(body) || got.Size != int64(c.size)) {
				t.Errorf("Put = %+v, %v; want it kept", got, err)
			}
			if !c.kept && (err == nil || (c.wantIs != nil && !errors.Is(err, c.wantIs)) || (c.wantIs == nil && errors.Is(err, archive.ErrUnsureBlob))) {
				t.Errorf("Put = %+v, %v; want error %v", got, err, c.wantIs)
			}
			if there, _ := blobtest.Get(t, b, "key"); !bytes.Equal(there, want) {
				t.Errorf("%d bytes are there afterwards, want %d", len(there), len(want))
			}
			if left, err := b.Incomplete(t.Context(), 0); err != nil || len(left) != 0 {
				t.Errorf("uploads stay open: %v, %v", left, err)
			}
		})
	}
}

// blinded says which request is cut too, so that Put cannot look.
var blinded = map[string]string{"replies lost, all unclear": "get", "complete lost, all unclear": "get"}

func lostAndBlind() fault { return losing }

// lostThen404 is how stores answer that forget an upload once it is complete.
func lostThen404() fault {
	return func(w http.ResponseWriter, r *http.Request, pass func() *http.Response) {
		resp := pass()
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		refusing(404, "NoSuchUpload")(w, r, pass)
	}
}

// failThenLie fails once and then says that all is well, having done nothing:
// what versitygw says of an upload that a crash cut.
func failThenLie() fault {
	tried := false
	return func(w http.ResponseWriter, r *http.Request, pass func() *http.Response) {
		if !tried {
			tried = true
			refusing(500, "InternalError")(w, r, pass)
			return
		}
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(w, `<CompleteMultipartUploadResult><Key>key</Key><ETag>"x-2"</ETag></CompleteMultipartUploadResult>`)
	}
}

// disarm ends all faults.
func (p *proxy) disarm() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = nil
}

// flip changes one bit of the first byte.
func flip(r io.Reader) io.Reader {
	first := true
	return readerFunc(func(b []byte) (int, error) {
		n, err := r.Read(b)
		if n > 0 && first {
			b[0] ^= 1
			first = false
		}
		return n, err
	})
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// cut ends the answer with an error after n bytes.
func cut(n int64) func(io.Reader) io.Reader {
	return func(r io.Reader) io.Reader {
		return io.MultiReader(io.LimitReader(r, n), iotest.ErrReader(errors.New("cut")))
	}
}

// shorter sends a true beginning under its own, smaller length.
func shorter(w http.ResponseWriter, _ *http.Request, pass func() *http.Response) {
	resp := pass()
	n, _ := strconv.Atoi(resp.Header.Get("Content-Length"))
	resp.Header.Set("Content-Length", strconv.Itoa(n/2))
	relay(w, resp, func(r io.Reader) io.Reader { return io.LimitReader(r, int64(n/2)) })
}

// whole answers a range with the whole object.
func whole(w http.ResponseWriter, _ *http.Request, _ func() *http.Response) {
	_, _ = w.Write(blobtest.Bytes(100<<10, 2))
}

// TestReadFaults opens an object while something goes wrong: the right bytes come,
// or an error, and never other bytes that end as if they were all.
// S01, S02, S04, S05, S09, S10, S11, S13, S14, S15.
func TestReadFaults(t *testing.T) {
	g := gatewaytest.Start(t, t.TempDir())
	body := blobtest.Bytes(100<<10, 2)
	for name, c := range map[string]struct {
		offset, length int64
		times          int
		do             fault
		want           error // nil: the right bytes; errAny: any error but no clean end
	}{
		"500 twice":              {0, -1, 2, refusing(500, "InternalError"), nil},
		"500 always":             {0, -1, always, refusing(500, "InternalError"), errAny},
		"reset twice":            {0, -1, 2, hangUp, nil},
		"stall once":             {0, -1, 1, hanging, nil},
		"stall always":           {0, -1, always, hanging, errAny},
		"bucket is gone":         {0, -1, always, refusing(404, "NoSuchBucket"), errAny},
		"denied":                 {0, -1, 1, refusing(403, "AccessDenied"), errAny},
		"clock differs":          {0, -1, always, refusing(403, "RequestTimeTooSkewed"), errAny},
		"cut":                    {0, -1, always, spoiling(cut(50 << 10)), errAny},
		"cut range":              {10, 90 << 10, always, spoiling(cut(50 << 10)), errAny},
		"flipped byte":           {0, -1, always, spoiling(flip), archive.ErrDamaged},
		"wrong length":           {0, -1, always, shorter, archive.ErrDamaged},
		"wrong length of range":  {10, 1000, always, shorter, io.ErrUnexpectedEOF},
		"range ignored":          {10, 1000, always, whole, errAny},
		"stall in mid-body":      {0, -1, always, stallAfter(20 << 10), errAny},
		"object is not there":    {0, -1, always, refusing(404, "NoSuchKey"), archive.ErrNotFound},
		"no range at all though": {0, 1000, always, whole, errAny},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, p := behind(t, g, func(c *Config) { c.Attempts, c.StallAfter, c.Pause = 3, 300*time.Millisecond, 20*time.Millisecond })
			if _, err := b.Put(t.Context(), "key", "", bytes.NewReader(body)); err != nil {
				t.Fatal(err)
			}
			p.arm("get", c.times, c.do)
			got, err := read(t.Context(), b, c.offset, c.length)
			switch {
			case c.want == nil && (err != nil || !bytes.Equal(got, body)):
				t.Errorf("%d bytes, %v; want them all", len(got), err)
			case c.want == errAny && (err == nil || errors.Is(err, archive.ErrNotFound)):
				t.Errorf("%d bytes, error %v; want another", len(got), err)
			case c.want != nil && c.want != errAny && !errors.Is(err, c.want):
				t.Errorf("%d bytes, error %v; want %v", len(got), err, c.want)
			}
		})
	}
}

var errAny = errors.New("any")

func read(ctx context.Context, b *Bucket, offset, length int64) ([]byte, error) {
	r, _, err := b.Open(ctx, "key", offset, length)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// stallAfter sends n bytes and then nothing more.
func stallAfter(n int64) fault {
	return func(w http.ResponseWriter, r *http.Request, pass func() *http.Response) {
		relay(w, pass(), func(body io.Reader) io.Reader {
			return io.MultiReader(io.LimitReader(body, n), readerFunc(func([]byte) (int, error) {
				w.(http.Flusher).Flush()
				<-r.Context().Done()
				return 0, r.Context().Err()
			}))
		})
	}
}

// TestRetriesAreBounded counts tries: a store that is down must not be asked for ever.
func TestRetriesAreBounded(t *testing.T) {
	g := gatewaytest.Start(t, t.TempDir())
	b, p := behind(t, g, func(c *Config) { c.Attempts, c.Pause = 3, 20*time.Millisecond })
	before := p.count("put")
	p.arm("put", always, refusing(500, "InternalError"))
	if _, err := b.Put(t.Context(), "key", "", strings.NewReader("x")); err == nil {
		t.Error("a Put to a store that always fails succeeded")
	}
	if n := p.count("put") - before; n != 3 {
		t.Errorf("%d tries, want 3", n)
	}
}

// TestSlowReaderIsNoStall reads slower than the stall limit: what is slow is us.
func TestSlowReaderIsNoStall(t *testing.T) {
	g := gatewaytest.Start(t, t.TempDir())
	b := openAt(t, g, func(c *Config) { c.StallAfter = 100 * time.Millisecond })
	body := blobtest.Bytes(4<<20, 3)
	if _, err := b.Put(t.Context(), "key", "", bytes.NewReader(body)); err != nil {
		t.Fatal(err)
	}
	r, _, err := b.Open(t.Context(), "key", 0, -1)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	first := make([]byte, 10)
	if _, err := io.ReadFull(r, first); err != nil {
		t.Fatal(err)
	}
	<-time.After(300 * time.Millisecond)
	rest, err := io.ReadAll(r)
	if err != nil || !bytes.Equal(append(first, rest...), body) {
		t.Errorf("%d bytes, %v", len(rest), err)
	}
}
