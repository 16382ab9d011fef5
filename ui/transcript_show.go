package ui

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"

	"earshot/archive"
	"earshot/archive/export"

	"github.com/gin-gonic/gin"
)

// transcriptShow answers GET /interviews/:id/transcript.:format with a file to
// take away. ?version= and ?view= choose the words.
func (s *Server) transcriptShow(c *gin.Context) error {
	format, ok := export.Formats()[c.Param("format")]
	if !ok {
		return archive.ErrNotFound
	}
	version, view := -1, export.Corrected
	if q := c.Query("version"); q != "" {
		n, err := strconv.Atoi(q)
		if err != nil || n < 0 {
			return archive.ErrNotFound
		}
		version = n
	}
	switch c.Query("view") {
	case "", string(export.Corrected):
	case string(export.Heard):
		version, view = archive.AsHeard, export.Heard
	default:
		return archive.Invalid("view", "Please choose the view “heard” or “corrected”.")
	}
	r, err := s.Archive.Read(c.Request.Context(), s.viewer(c), c.Param("id"), version)
	if err != nil {
		return err
	}
	if !r.May.Download {
		return archive.ErrForbidden
	}
	if r.Transcript == nil {
		return &archive.Problem{Kind: archive.ErrState, Sentence: "There are no words to take away yet."}
	}
	credit, err := s.creditFor(c, r, view)
	if err != nil {
		return err
	}
	d := export.Document{Interview: r.Interview, Transcript: r.Transcript, View: view, Site: s.Name, Made: s.Now(), Credit: credit}
	var b bytes.Buffer
	if err := format.Write(&b, d); err != nil {
		return fmt.Errorf("write transcript: %w", err)
	}
	c.Header("Content-Disposition", `attachment; filename="`+d.FileName(c.Param("format"))+`"`)
	c.Header("Cache-Control", "private, no-cache")
	c.Data(http.StatusOK, format.Type, b.Bytes())
	return nil
}

// creditFor names who corrected the words of a file, up to its version.
func (s *Server) creditFor(c *gin.Context, r *archive.Reading, view export.View) (string, error) {
	if view == export.Heard {
		return "", nil
	}
	_, _, changes, err := s.Archive.History(c.Request.Context(), s.viewer(c), r.Interview.ID)
	if err != nil {
		return "", err
	}
	return archive.Credits(changes[:min(r.Transcript.Version, len(changes))]).String(), nil
}
