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

// yoursPage is a person's reports and, for a contributor, how far they have come.
type yoursPage struct {
	Entries []yoursEntry
	Earned  *archive.Earned
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
	page := yoursPage{}
	if page.Earned, err = s.Archive.Earned(c.Request.Context(), v); err != nil {
		return err
	}
	for _, y := range all {
		e := yoursEntry{Yours: y, Readable: archive.Policy(v, y.Interview).Read}
		if len(y.Later) > 0 && e.Readable {
			left := y.Before
			if y.Report.Fixed > 0 {
				left = y.After
			}
			e.Since = wordDiff(left, y.Now)
		}
		page.Entries = append(page.Entries, e)
	}
	s.render(c, http.StatusOK, "yours", "Your work", page)
	return nil
}
