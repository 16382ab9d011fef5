package ui

import (
	"context"
	"html/template"
	"strconv"
	"strings"
	"time"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// versionPage shows a whole transcript as it once was.
type versionPage struct {
	*archive.Interview
	Shown   int
	Made    time.Time // of that version; zero for the machine's own
	By      string
	Facts   bodyFacts
	Body    template.HTML
	Foreign string
}

// Before and After are the versions next to the one shown.
func (p versionPage) Before() int { return p.Shown - 1 }
func (p versionPage) After() int  { return p.Shown + 1 }

// versionShow answers GET /interviews/:id/versions/:version.
func (s *Server) versionShow(c *gin.Context) error {
	if a, b, two := strings.Cut(c.Param("version"), ".."); two {
		return s.versionsCompare(c, a, b)
	}
	ctx, v, id := c.Request.Context(), s.viewer(c), c.Param("id")
	version, err := strconv.Atoi(c.Param("version"))
	if err != nil || version < 0 {
		return archive.ErrNotFound
	}
	iv, may, changes, err := s.Archive.History(ctx, v, id)
	if err != nil {
		return err
	}
	if version > iv.Version || !iv.HasWords() {
		return archive.ErrNotFound
	}
	key := pageKey{interview: id, version: version, changed: iv.Changed.UnixMilli(), class: "old " + class(may)}
	body, err := s.pages.get(key, func() (*pageBody, error) {
		return s.oldBody(context.WithoutCancel(ctx), v, id, version, changes)
	})
	if err != nil {
		return err
	}
	page := versionPage{Interview: iv, Shown: version, Facts: body.facts, Body: bodyPlace}
	if version > 0 {
		page.Made, page.By = changes[version-1].Made, authorName(changes[version-1].By)
	}
	c.Header("Cache-Control", "private, no-store")
	return s.sendAround(c, "version", "Version "+strconv.Itoa(version)+" of "+iv.Title, page, body)
}

func (s *Server) oldBody(ctx context.Context, v archive.Viewer, id string, version int, changes []*archive.Change) (*pageBody, error) {
	r, err := s.Archive.Read(ctx, v, id, version)
	if err != nil {
		return nil, err
	}
	w := &bodyWriter{interview: id, language: foreign(r.Interview, r.Transcript), plain: true, corrected: correctedLines(changes, version)}
	w.transcript(r.Transcript, r.Interview.Recording.Gaps)
	facts := w.facts(r)
	facts.Hash = r.Interview.ForPublic(r.Transcript).ContentHash()
	return packBody(w.b, facts)
}
