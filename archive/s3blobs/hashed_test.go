package s3blobs

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"earshot/archive"
	"earshot/archive/blobtest"
	"earshot/archive/gateway/gatewaytest"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/google/go-cmp/cmp"
)

// TestHashIsKept says for which bodies Stat knows the hash.
func TestHashIsKept(t *testing.T) {
	b := openAt(t, gatewaytest.Start(t, t.TempDir()), nil)
	small, large := blobtest.Bytes(1000, 1), blobtest.Bytes(9<<20, 2)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, large, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	pipe, in, err := os.Pipe() // has Seek, which fails
	if err != nil {
		t.Fatal(err)
	}
	defer pipe.Close()
	go func() {
		_, _ = in.Write(large)
		in.Close()
	}()
	half := bytes.NewReader(large)
	_, _ = half.Seek(100, io.SeekStart)
	for name, c := range map[string]struct {
		r    io.Reader
		body []byte
		want string
	}{
		"small stream":    {blobtest.Stream(small), small, blobtest.Sum(small)},
		"large stream":    {blobtest.Stream(large), large, ""},
		"large file":      {f, large, blobtest.Sum(large)},
		"large pipe":      {pipe, large, ""},
		"from its middle": {half, large[100:], blobtest.Sum(large[100:])},
	} {
		got, err := b.Put(t.Context(), "key", "", c.r)
		if err != nil || got.SHA256 != blobtest.Sum(c.body) {
			t.Errorf("%s: Put = %+v, %v", name, got, err)
		}
		if stat, err := b.Stat(t.Context(), "key"); err != nil || stat.SHA256 != c.want || stat.Size != int64(len(c.body)) {
			t.Errorf("%s: Stat = %+v, %v; want hash %q", name, stat, err, c.want)
		}
	}
}

func TestPutHashed(t *testing.T) {
	b := openAt(t, gatewaytest.Start(t, t.TempDir()), nil)
	before := []byte("what was there before")
	for _, n := range []int{0, 1000, 9 << 20} {
		body := blobtest.Bytes(n, 3)
		want := archive.Blob{Key: "key", Size: int64(n), SHA256: blobtest.Sum(body), Type: "audio/mpeg"}
		got, err := b.PutHashed(t.Context(), "key", "audio/mpeg", blobtest.Sum(body), blobtest.Stream(body))
		if d := cmp.Diff(want, got); d != "" || err != nil {
			t.Errorf("PutHashed: %v\n%s", err, d)
		}
		if stat, err := b.Stat(t.Context(), "key"); err != nil || cmp.Diff(want, stat) != "" {
			t.Errorf("Stat: %v\n%s", err, cmp.Diff(want, stat))
		}
		if _, err := b.Put(t.Context(), "key", "", bytes.NewReader(before)); err != nil {
			t.Fatal(err)
		}
		other := blobtest.Sum([]byte("something else"))
		if _, err := b.PutHashed(t.Context(), "key", "", other, blobtest.Stream(body)); !errors.Is(err, archive.ErrDamaged) {
			t.Errorf("PutHashed of %d bytes with another hash: %v, want ErrDamaged", n, err)
		}
		if there, _ := blobtest.Get(t, b, "key"); !bytes.Equal(there, before) {
			t.Errorf("a refused body of %d bytes replaced what was there", n)
		}
	}
	for _, sum := range []string{"", "abc", strings.Repeat("A", 64), strings.Repeat("x", 64)} {
		if _, err := b.PutHashed(t.Context(), "key", "", sum, strings.NewReader("x")); !errors.Is(err, archive.ErrInvalid) {
			t.Errorf("PutHashed with hash %q: %v, want ErrInvalid", sum, err)
		}
	}
	if left, err := b.Incomplete(t.Context(), 0); err != nil || len(left) != 0 {
		t.Errorf("uploads stay open: %v, %v", left, err)
	}
}

// TestSweep (S20) leaves uploads open as a dead process would.
func TestSweep(t *testing.T) {
	b := openAt(t, gatewaytest.Start(t, t.TempDir()), nil)
	for i := range 3 {
		key := fmt.Sprintf("left/%d", i)
		if _, err := b.calls.CreateMultipartUpload(t.Context(), &s3.CreateMultipartUploadInput{Bucket: &b.name, Key: &key}); err != nil {
			t.Fatal(err)
		}
	}
	u, err := b.begin(t.Context(), archive.Blob{Key: "left/living"})
	if err != nil {
		t.Fatal(err)
	}
	if n, err := b.AbortIncomplete(t.Context(), time.Hour); n != 0 || err != nil {
		t.Errorf("%d young uploads were aborted, %v", n, err)
	}
	if n, err := b.AbortIncomplete(t.Context(), 0); n != 3 || err != nil {
		t.Errorf("%d uploads were aborted, %v; want 3", n, err)
	}
	b.forget(u.id)
	left, err := b.Incomplete(t.Context(), 0)
	if err != nil || len(left) != 1 || left[0].Key != "left/living" || left[0].ID != u.id || time.Since(left[0].Begun) > time.Hour {
		t.Errorf("left are %+v, %v; want the one that is being written", left, err)
	}
}

func TestCheck(t *testing.T) {
	g := gatewaytest.Start(t, t.TempDir())
	b, p := behind(t, g, func(c *Config) { c.Attempts = 1 })
	if err := b.Check(t.Context()); err != nil {
		t.Error(err)
	}
	for call, want := range map[string]string{"put": "write to bucket", "get": "read from bucket", "delete": "delete from bucket"} {
		p.arm(call, 1, refusing(403, "AccessDenied"))
		if err := b.Check(t.Context()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("with %s refused: %v, want %q", call, err, want)
		}
	}
}

// S18: a bucket that keeps every version for ever is not what people were promised.
func TestCheckOfVersions(t *testing.T) {
	g := gatewaytest.Start(t, t.TempDir())
	b, p := behind(t, g, func(c *Config) { c.Attempts = 1 })
	says := func(body string) fault {
		return func(w http.ResponseWriter, _ *http.Request, _ func() *http.Response) {
			w.Header().Set("Content-Type", "application/xml")
			_, _ = io.WriteString(w, body)
		}
	}
	const on = `<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>`
	rule := func(filter, status string) fault {
		return says(`<LifecycleConfiguration><Rule><ID>a</ID>` + filter + `<Status>` + status + `</Status><NoncurrentVersionExpiration><NoncurrentDays>30</NoncurrentDays></NoncurrentVersionExpiration></Rule></LifecycleConfiguration>`)
	}
	for name, c := range map[string]struct {
		versions, rules fault
		fine            bool
	}{
		"no versions":             {says(`<VersioningConfiguration/>`), nil, true},
		"a store without":         {refusing(501, "NotImplemented"), nil, true},
		"versions for ever":       {says(on), refusing(404, "NoSuchLifecycleConfiguration"), false},
		"versions for a month":    {says(on), rule(`<Filter><Prefix></Prefix></Filter>`, "Enabled"), true},
		"a rule that is off":      {says(on), rule(`<Filter><Prefix></Prefix></Filter>`, "Disabled"), false},
		"a rule for a part of it": {says(on), rule(`<Filter><Prefix>work/</Prefix></Filter>`, "Enabled"), false},
	} {
		p.disarm()
		p.arm("versioning", 1, c.versions)
		if c.rules != nil {
			p.arm("lifecycle", 1, c.rules)
		}
		if err := b.Check(t.Context()); (err == nil) != c.fine || err != nil && !strings.Contains(err.Error(), "keeps older versions") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// S07, S17: a store that knows neither checksums nor conditions is sent none, and a
// flipped byte is noticed by our own hash all the same.
func TestAStoreWithoutChecksums(t *testing.T) {
	g := gatewaytest.Start(t, t.TempDir())
	b, p := behind(t, g, func(c *Config) { c.NoChecksums, c.Attempts = true, 1 })
	plain := func(w http.ResponseWriter, r *http.Request, pass func() *http.Response) {
		for name := range r.Header {
			name = strings.ToLower(name)
			if strings.Contains(name, "crc32") || strings.Contains(name, "trailer") || name == "x-amz-sdk-checksum-algorithm" || strings.HasPrefix(name, "if-") {
				t.Errorf("%s was sent the header %s", call(r), name)
			}
		}
		relay(w, pass(), nil)
	}
	for _, what := range []string{"put", "create", "part", "complete"} {
		p.arm(what, 9, plain)
	}
	for _, size := range []int{1000, 12 << 20} {
		body := blobtest.Bytes(size, 1)
		if got, err := b.Put(t.Context(), "key", "", blobtest.Stream(body)); err != nil || got.SHA256 != blobtest.Sum(body) {
			t.Fatalf("%d bytes: %+v, %v", size, got, err)
		}
		if back, _ := blobtest.Get(t, b, "key"); !bytes.Equal(back, body) {
			t.Errorf("%d bytes came back as %d", size, len(back))
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	g := gatewaytest.Start(t, t.TempDir())
	e := g.Endpoint()
	good := Config{Endpoint: e.URL, Socket: e.Socket, Bucket: "there", AccessKey: e.AccessKey, SecretKey: e.SecretKey, PathStyle: true, Attempts: 1}
	for name, c := range map[string]struct {
		change func(*Config)
		want   error
	}{
		"no bucket":      {func(c *Config) { c.Bucket = "" }, archive.ErrInvalid},
		"no keys":        {func(c *Config) { c.SecretKey = "" }, archive.ErrInvalid},
		"tiny parts":     {func(c *Config) { c.PartSize = 1 << 20 }, archive.ErrInvalid},
		"odd endpoint":   {func(c *Config) { c.Endpoint = "localhost:80" }, archive.ErrInvalid},
		"missing bucket": {func(c *Config) { c.NoCreate = true }, archive.ErrNotFound},
		"wrong secret":   {func(c *Config) { c.SecretKey = "wrong" }, errAny},
		"nobody answers": {func(c *Config) { c.Socket = "/nowhere" }, errAny},
	} {
		cfg := good
		c.change(&cfg)
		if _, err := Open(t.Context(), cfg); err == nil || (c.want != errAny && !errors.Is(err, c.want)) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	for range 2 { // the first creates it, the second finds it
		mustOpen(t, good)
	}
}

// FuzzKey: a key that is accepted stays inside the store's folder.
func FuzzKey(f *testing.F) {
	for _, key := range []string{"a/b", "../x", "a/../../b", "/a", "a//b", "ünï", "a\x00b", ".", `a\..\b`} {
		f.Add(key)
	}
	f.Fuzz(func(t *testing.T, key string) {
		if checkKey(key) == nil && (!filepath.IsLocal(key) || filepath.Clean(key) != key) {
			t.Errorf("accepted %q", key)
		}
	})
}

// FuzzContentRange: whatever a store answers, the size is none or not negative.
func FuzzContentRange(f *testing.F) {
	f.Add("bytes 5-9/100", int64(5))
	f.Add("bytes */100", int64(0))
	f.Add("", int64(0))
	f.Fuzz(func(t *testing.T, header string, offset int64) {
		if n, err := wholeSize(header, offset); err == nil && n < 0 {
			t.Errorf("%q gives %d", header, n)
		}
	})
}
