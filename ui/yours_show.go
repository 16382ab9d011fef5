package ui

import (
	"net/http"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

const yoursLength = 50 // reports on the page

// yoursEntry is one report of the person who asks.
type yoursEntry struct {
	archive.Yours
	Readable bool
	Since    []piece // what others changed of these words after it
}

// yoursShow answers GET /yours: what this browser or account reported, and what
// became of it. It is known by the cookie alone, so it says so.
func (s *Server) yoursShow(c *gin.Context) error {
	c.Header("Referrer-Policy", "no-referrer")
	v := s.viewer(c)
	all, err := s.Archive.Yours(c.Request.Context(), v, yoursLength)
	if err != nil {
		return err
	}
	page := make([]yoursEntry, 0, len(all))
	for _, y := range all {
		e := yoursEntry{Yours: y, Readable: archive.Policy(v, y.Interview).Read}
		if len(y.Later) > 0 && e.Readable {
			left := y.Before
			if y.Report.Fixed > 0 {
				left = y.After
			}
			e.Since = wordDiff(left, y.Now)
		}
		page = append(page, e)
	}
	s.render(c, http.StatusOK, "yours", "Your work", page)
	return nil
}
