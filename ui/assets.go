package ui

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// asset is one static file, kept ready in both forms.
type asset struct {
	address string // with the content's hash, so browsers may keep it for ever
	kind    string
	plain   []byte
	packed  []byte // gzip; nil when it saves nothing
}

// assets are the static files by name, such as "css/site.css".
type assets map[string]*asset

var siteAssets = loadAssets()

var assetKinds = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
	".png": "image/png", ".txt": "text/plain; charset=utf-8", ".webmanifest": "application/manifest+json",
}

// loadAssets reads the embedded files. They are part of the program, so a
// failure is one of the build.
func loadAssets() assets {
	set := assets{}
	err := fs.WalkDir(staticFiles, "static", func(name string, d fs.DirEntry, err error) error {
		kind := assetKinds[path.Ext(name)]
		if err != nil || d.IsDir() || kind == "" {
			return err
		}
		b, err := staticFiles.ReadFile(name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(b)
		name = strings.TrimPrefix(name, "static/")
		set[name] = &asset{address: "/static/" + hex.EncodeToString(sum[:6]) + "/" + name, kind: kind, plain: b, packed: pack(b)}
		return nil
	})
	if err != nil {
		panic(err)
	}
	return set
}

func pack(b []byte) []byte {
	var out bytes.Buffer
	z, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // the level is a valid constant
	if _, err := z.Write(b); err != nil || z.Close() != nil || out.Len() >= len(b) {
		return nil
	}
	return out.Bytes()
}

// URL is the address of a file, or "" when this build has none: scripts are
// built apart, and pages work without them.
func (a assets) URL(name string) string {
	if f := a[name]; f != nil {
		return f.address
	}
	return ""
}

// assetShow answers GET /static/:hash/*name.
func (s *Server) assetShow(c *gin.Context) error {
	f := siteAssets[strings.TrimPrefix(c.Param("name"), "/")]
	if f == nil || f.address != c.Request.URL.Path {
		return archive.ErrNotFound
	}
	c.Header("Cache-Control", "public, max-age=31536000, immutable")
	return f.send(c)
}

// send writes the file in the form the browser takes.
func (f *asset) send(c *gin.Context) error {
	c.Header("Vary", "Accept-Encoding")
	if f.packed != nil && strings.Contains(c.GetHeader("Accept-Encoding"), "gzip") {
		c.Header("Content-Encoding", "gzip")
		c.Data(http.StatusOK, f.kind, f.packed)
		return nil
	}
	c.Data(http.StatusOK, f.kind, f.plain)
	return nil
}
