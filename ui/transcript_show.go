package ui

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"earshot/archive"
	"earshot/archive/export"

	"github.com/gin-gonic/gin"
)

// transcriptShow answers GET /interviews/:id/transcript.:format with a file to
// take away. ?version= and ?view= choose the words.
func (s *Server) transcriptShow(c *gin.Context) error {
	format, ok := export.FormatOf(c.Param("format"))
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
	c.Header("Cache-Control", "private, no-cache")
	return s.sendTranscript(c, r, view, format)
}

// sendTranscript answers with a transcript as a file. What is open to everyone may
// also be read from pages of other sites, as IIIF viewers do.
func (s *Server) sendTranscript(c *gin.Context, r *archive.Reading, view export.View, format export.Format) error {
	credit, err := s.creditFor(c, r, view)
	if err != nil {
		return err
	}
	d := export.Document{Interview: r.Interview, Transcript: r.Transcript, View: view, Site: s.Name, Address: s.base(c) + "/interviews/" + r.Interview.ID, Made: s.Now(), Credit: credit}
	if r.May.Listen {
		d.Sound = d.Address + "/sound"
	}
	var b bytes.Buffer
	if err := format.Write(&b, d); err != nil {
		return fmt.Errorf("write %s as %s: %w", r.Interview.ID, format.Ending, err)
	}
	if archive.Policy(archive.Viewer{}, r.Interview).Download {
		c.Header("Access-Control-Allow-Origin", "*")
		openToSites(c)
	}
	c.Header("Content-Disposition", `attachment; filename="`+d.FileName(format.Ending)+`"`)
	c.Data(http.StatusOK, format.Type, b.Bytes())
	return nil
}

// openToSites lets pages of other sites show or play an answer.
func openToSites(c *gin.Context) { c.Header("Cross-Origin-Resource-Policy", "cross-origin") }

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

// transcriptMedia are the media types of the files, beside JSON.
func transcriptMedia() (types []string) {
	for _, f := range export.Formats() {
		if t, _, _ := strings.Cut(f.Type, ";"); t != "application/json" && !slices.Contains(types, t) {
			types = append(types, t)
		}
	}
	return types
}
