package ui

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"earshot/archive"
)

func (b *browser) ask(method, path string, header ...string) answer {
	b.r.t.Helper()
	req, err := http.NewRequestWithContext(b.r.t.Context(), method, b.r.URL+path, nil)
	b.r.must(err)
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	return b.do(req)
}

func TestSoundRanges(t *testing.T) {
	r := readingRig(t)
	at := "/interviews/" + r.short.ID + "/sound"
	whole := r.visitor().get(at)
	size := len(whole.text)
	tag := `"` + r.short.ListeningCopy.SHA256 + `"`
	if whole.StatusCode != 200 || archive.HashSecret(whole.text) != r.short.ListeningCopy.SHA256 {
		t.Fatalf("status %d, %d bytes that are not the listening copy", whole.StatusCode, size)
	}
	n := strconv.Itoa
	for _, c := range []struct {
		name, ranges, ifRange string
		status                int
		from, to              int // of the bytes that come, to exclusive
	}{
		{"from the start", "bytes=0-99", "", 206, 0, 100},
		{"one byte", "bytes=0-0", "", 206, 0, 1},
		{"open end", "bytes=100-", "", 206, 100, size},
		{"last byte", "bytes=" + n(size-1) + "-", "", 206, size - 1, size},
		{"suffix", "bytes=-10", "", 206, size - 10, size},
		{"suffix longer than the file", "bytes=-" + n(size*2), "", 206, 0, size},
		{"end past the end", "bytes=10-" + n(size*2), "", 206, 10, size},
		{"same tag", "bytes=5-9", tag, 206, 5, 10},
		{"other tag", "bytes=5-9", `"other"`, 200, 0, size},
		{"weak tag", "bytes=5-9", "W/" + tag, 200, 0, size},
		{"a date", "bytes=5-9", "Mon, 02 Jan 2006 15:04:05 GMT", 200, 0, size},
		{"several ranges", "bytes=0-1,5-6", "", 200, 0, size},
		{"other unit", "lines=0-1", "", 200, 0, size},
		{"backwards", "bytes=9-5", "", 200, 0, size},
		{"no numbers", "bytes=a-b", "", 200, 0, size},
		{"negative", "bytes=--5", "", 200, 0, size},
		{"huge", "bytes=99999999999999999999-", "", 200, 0, size},
		{"past the end", "bytes=" + n(size) + "-", "", 416, 0, 0},
		{"no last bytes", "bytes=-0", "", 416, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, method := range []string{http.MethodGet, http.MethodHead} {
				header := []string{"Range", c.ranges}
				if c.ifRange != "" {
					header = append(header, "If-Range", c.ifRange)
				}
				a := r.visitor().ask(method, at, header...)
				if a.StatusCode != c.status {
					t.Fatalf("%s: status %d, not %d", method, a.StatusCode, c.status)
				}
				if c.status == 416 {
					if got := a.Header.Get("Content-Range"); got != "bytes */"+n(size) {
						t.Errorf("%s: Content-Range %q", method, got)
					}
					continue
				}
				if a.ContentLength != int64(c.to-c.from) {
					t.Errorf("%s: Content-Length %d, not %d", method, a.ContentLength, c.to-c.from)
				}
				if want := "bytes " + n(c.from) + "-" + n(c.to-1) + "/" + n(size); c.status == 206 && a.Header.Get("Content-Range") != want {
					t.Errorf("%s: Content-Range %q, not %q", method, a.Header.Get("Content-Range"), want)
				}
				if method == http.MethodGet && a.text != whole.text[c.from:c.to] {
					t.Errorf("other bytes came")
				}
				if method == http.MethodHead && a.text != "" {
					t.Error("HEAD has a body")
				}
			}
		})
	}
}

func TestSoundIsOnlySound(t *testing.T) {
	r := readingRig(t)
	at := "/interviews/" + r.short.ID + "/sound"
	a := r.visitor().get(at)
	for name, want := range map[string]string{"Content-Type": "audio/wav", "X-Content-Type-Options": "nosniff", "Accept-Ranges": "bytes",
		"Content-Security-Policy": "sandbox; default-src 'none'", "Content-Disposition": `inline; filename="` + r.short.ID + `.m4a"`} {
		if got := a.Header.Get(name); got != want {
			t.Errorf("%s is %q, not %q", name, got, want)
		}
	}
	r.visitor().ask(http.MethodGet, at, "If-None-Match", a.Header.Get("ETag")).wants(t, 304)
	r.visitor().get("/interviews/nothere/sound").wants(t, 404)
	draft := r.draft("Closed", 3)
	r.visitor().get("/interviews/"+draft.ID+"/sound").wants(t, 404)
	r.as(r.ada).get("/interviews/"+draft.ID+"/sound").wants(t, 200)
	r.must(r.archive.Blobs().Delete(t.Context(), r.short.ListeningCopy.Key))
	lost := r.visitor().get(at)
	if lost.StatusCode < 400 || lost.Header.Get("Content-Type") == "audio/wav" || strings.Contains(lost.Header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("sound that is gone is answered with %d %v", lost.StatusCode, lost.Header)
	}
}

func FuzzByteRange(f *testing.F) {
	for _, s := range []string{"bytes=0-1", "bytes=-5", "bytes=5-", "bytes=-", "bytes=1-0", "bytes=99999999999999999999-", "x", "bytes=0-18446744073709551615"} {
		f.Add(s, int64(100))
	}
	f.Fuzz(func(t *testing.T, s string, size int64) {
		if size < 0 {
			t.Skip()
		}
		start, length, ok, fits := byteRange(s, size)
		if ok && fits && (start < 0 || length <= 0 || start > size-length) {
			t.Errorf("%q of %d bytes gave %d bytes from %d", s, size, length, start)
		}
		if !ok && (start != 0 || length != size) {
			t.Errorf("%q is no range, yet gave %d bytes from %d", s, length, start)
		}
	})
}
