package ui

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// keptShow answers GET /shifts/kept: the page that keeps a batch of shifts for
// when there is no connection. It is the same for everyone, as browsers keep it.
func (s *Server) keptShow(c *gin.Context) error {
	s.render(c, http.StatusOK, "kept", "Shifts without a connection", nil)
	return nil
}

// keptFiles are what the page for shifts without a connection needs.
var keptFiles = []string{"css/site.css", "css/shift.css", "js/site.js", "js/kept.js", "img/mark.svg"}

// keptWorker answers GET /shifts/worker.js: the service worker with the list of
// what it keeps in front, so that a new build is a new worker.
func (s *Server) keptWorker(c *gin.Context) error {
	script := siteAssets["js/worker.js"]
	if script == nil {
		return archive.ErrNotFound
	}
	shell := []string{"/shifts/kept"}
	h := sha256.New()
	fmt.Fprintf(h, "%q %q", s.Name, s.Contact)
	for _, name := range []string{"templates/layout.html", "templates/kept.html", "templates/parts/shell.html"} {
		b, err := templateFiles.ReadFile(name)
		if err != nil {
			return err
		}
		h.Write(b)
	}
	for _, name := range keptFiles {
		if address := siteAssets.URL(name); address != "" {
			shell = append(shell, address)
			fmt.Fprint(h, address)
		}
	}
	known, err := json.Marshal(map[string]any{"version": hex.EncodeToString(h.Sum(nil)[:6]), "shell": shell})
	if err != nil {
		return err
	}
	c.Header("Service-Worker-Allowed", "/shifts")
	c.Header("Cache-Control", "no-cache")
	c.Data(http.StatusOK, "text/javascript; charset=utf-8", append(append(append([]byte("self.earshot = "), known...), ";\n"...), script.plain...))
	return nil
}

const longestClip = 20.0 // seconds

// clipShow answers GET /shifts/clip?of=&start=&end= with a few seconds of what
// everyone may hear, whoever asks: they leave the site with a device.
func (s *Server) clipShow(c *gin.Context) error {
	ctx, id := c.Request.Context(), c.Query("of")
	start, err := strconv.ParseFloat(c.Query("start"), 64)
	end, err2 := strconv.ParseFloat(c.Query("end"), 64)
	if err != nil || err2 != nil || !(start >= 0 && end > start && end <= start+longestClip) {
		return archive.Invalid("", "A clip is from a second to a later one, at most %.0f seconds.", longestClip)
	}
	_, m, err := s.Archive.Listen(ctx, archive.Viewer{}, id, 0, 0)
	if err != nil {
		return err
	}
	read := func(offset, length int64) ([]byte, error) {
		r, again, err := s.Archive.Listen(ctx, archive.Viewer{}, id, offset, length)
		if err != nil {
			return nil, err
		}
		defer r.Close()
		if again.Key != m.Key {
			return nil, archive.ErrNotFound // another copy meanwhile: ask again
		}
		return io.ReadAll(io.LimitReader(r, length))
	}
	sound, err := cutSound(read, m.Size, start, end)
	if err != nil {
		return fmt.Errorf("cut %s: %w", id, err)
	}
	c.Header("Cache-Control", "private, no-store")
	c.Header("Content-Security-Policy", "sandbox; default-src 'none'")
	c.Data(http.StatusOK, "audio/aac", sound)
	return nil
}
