package ui

import (
	"net/http"
	"strconv"
	"strings"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

const differencesShown = 100 // on one page

// comparePage shows what one version says otherwise than another.
type comparePage struct {
	*archive.Interview
	From, To int
	All      int // differences on all pages
	Places   []differentPlace
	Next     int // the first difference of the next page; 0 when there is none
	Foreign  string
}

// differentPlace is one difference as people read it.
type differentPlace struct {
	Line       archive.LineID
	Start      float64
	Lead, Tail string
	Pieces     []piece
	Speaker    *[2]string
}

// compareChoose answers GET /interviews/:id/compare, the form of the history
// page, with the address of what was chosen.
func (s *Server) compareChoose(c *gin.Context) error {
	from, err := strconv.Atoi(strings.TrimSpace(c.Query("from")))
	to, err2 := strconv.Atoi(strings.TrimSpace(c.Query("to")))
	if err != nil || err2 != nil || from < 0 || to < 0 {
		return archive.Invalid("from", "Please write two version numbers, such as 0 and 3.")
	}
	c.Redirect(http.StatusSeeOther, "/interviews/"+c.Param("id")+"/versions/"+strconv.Itoa(from)+".."+strconv.Itoa(to))
	return nil
}

// versionsCompare answers GET /interviews/:id/versions/A..B. ?n= begins with a
// later difference.
func (s *Server) versionsCompare(c *gin.Context, a, b string) error {
	from, err := strconv.Atoi(a)
	to, err2 := strconv.Atoi(b)
	if err != nil || err2 != nil {
		return archive.ErrNotFound
	}
	r, found, err := s.Archive.Differences(c.Request.Context(), s.viewer(c), c.Param("id"), from, to)
	if err != nil {
		return err
	}
	page := comparePage{Interview: r.Interview, From: from, To: to, All: len(found), Foreign: foreign(r.Interview, r.Transcript)}
	first, err := strconv.Atoi(c.Query("n"))
	if err != nil || first < 0 || first > len(found) {
		first = 0
	}
	last := min(first+differencesShown, len(found))
	for _, d := range found[first:last] {
		page.Places = append(page.Places, placeOf(d))
	}
	if last < len(found) {
		page.Next = last
	}
	c.Header("Cache-Control", "private, no-store")
	s.render(c, http.StatusOK, "compare", "Versions "+a+" and "+b+" of "+r.Interview.Title, page)
	return nil
}

func placeOf(d archive.Difference) differentPlace {
	return differentPlace{Line: d.Line, Start: d.Start, Lead: archive.JoinWords(d.Lead), Tail: archive.JoinWords(d.Tail),
		Pieces: wordDiff(archive.JoinWords(d.Before), archive.JoinWords(d.After)), Speaker: d.Speaker}
}
