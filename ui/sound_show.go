package ui

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// soundShow answers GET and HEAD /interviews/:id/sound with the listening copy,
// whole or one range of it (RFC 9110, section 14). Bytes go straight from the
// bucket to the listener.
func (s *Server) soundShow(c *gin.Context) error {
	ctx, v, id := c.Request.Context(), s.viewer(c), c.Param("id")
	_, m, err := s.Archive.Listen(ctx, v, id, 0, 0)
	if err != nil {
		return err
	}
	if v.Role() == archive.Visitor {
		openToSites(c) // what everyone may hear plays in viewers of other archives too
	}
	tag := `"` + m.SHA256 + `"`
	h := c.Writer.Header()
	h.Set("ETag", tag)
	h.Set("Accept-Ranges", "bytes")
	h.Set("Cache-Control", "private, no-cache") // a removal must reach every listener at once
	h.Set("Content-Type", m.Type)
	h.Set("Content-Disposition", `inline; filename="`+id+`.m4a"`)
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	if sameTag(c.GetHeader("If-None-Match"), tag) {
		c.Status(http.StatusNotModified)
		return nil
	}
	start, length, status := int64(0), m.Size, http.StatusOK
	if r := c.GetHeader("Range"); r != "" && (c.GetHeader("If-Range") == "" || c.GetHeader("If-Range") == tag) {
		var ok, fits bool
		if start, length, ok, fits = byteRange(r, m.Size); ok && !fits {
			h.Set("Content-Range", fmt.Sprintf("bytes */%d", m.Size))
			h.Del("Content-Disposition")
			c.Data(http.StatusRequestedRangeNotSatisfiable, "text/plain; charset=utf-8", []byte("The recording is shorter than that.\n"))
			return nil
		} else if ok {
			status = http.StatusPartialContent
			h.Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", start, start+length-1, m.Size))
		}
	}
	h.Set("Content-Length", strconv.FormatInt(length, 10))
	if c.Request.Method == http.MethodHead {
		c.Status(status)
		return nil
	}
	return s.sendSound(c, v, id, start, length, status)
}

// sendSound opens the stretch before it promises it: a bucket that does not
// answer is still a proper error.
func (s *Server) sendSound(c *gin.Context, v archive.Viewer, id string, start, length int64, status int) error {
	r, _, err := s.Archive.Listen(c.Request.Context(), v, id, start, length)
	if err != nil {
		for _, name := range []string{"Content-Length", "Content-Range", "Content-Disposition", "Content-Type", "ETag", "Accept-Ranges"} {
			c.Writer.Header().Del(name)
		}
		c.Header("Content-Security-Policy", contentPolicy)
		return err
	}
	c.Status(status)
	if r == nil {
		return nil
	}
	defer r.Close()
	if _, err := io.CopyN(c.Writer, r, length); err != nil {
		if c.Request.Context().Err() == nil && !errors.Is(err, io.ErrClosedPipe) {
			s.Log.Warn("sound was cut short", "id", requestID(c), "interview", id, "error", err)
		}
		panic(http.ErrAbortHandler) // the listener must not take a part for the whole
	}
	return nil
}

// byteRange reads a Range header. ok is false for anything but one range of
// bytes: the answer is then the whole. fits is false when it lies past the end.
func byteRange(header string, size int64) (start, length int64, ok, fits bool) {
	spec, found := strings.CutPrefix(strings.ToLower(strings.TrimSpace(header)), "bytes=")
	first, last, dash := strings.Cut(strings.TrimSpace(spec), "-")
	if !found || !dash || strings.Contains(spec, ",") {
		return 0, size, false, false
	}
	if first == "" {
		n, err := strconv.ParseUint(last, 10, 63)
		if err != nil {
			return 0, size, false, false
		}
		n = min(n, uint64(size))
		return size - int64(n), int64(n), true, n > 0
	}
	a, err := strconv.ParseUint(first, 10, 63)
	if err != nil {
		return 0, size, false, false
	}
	end := uint64(max(size-1, 0))
	if last != "" {
		b, err := strconv.ParseUint(last, 10, 63)
		if err != nil || b < a {
			return 0, size, false, false
		}
		end = min(end, b)
	}
	if a >= uint64(size) {
		return 0, 0, true, false
	}
	return int64(a), int64(end-a) + 1, true, true
}
