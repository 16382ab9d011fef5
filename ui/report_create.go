package ui

import (
	"net/http"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// reportCreate answers POST /interviews/:id/report: someone says that words are
// wrong, with or without better ones.
func (s *Server) reportCreate(c *gin.Context) error {
	f, err := readLineForm(c)
	if err != nil {
		return err
	}
	if err := s.checkMark(c, f); err != nil {
		return s.retryLine(c, f, err)
	}
	v, err := s.author(c, f.Name)
	if err != nil {
		return s.retryLine(c, f, err)
	}
	id := c.Param("id")
	if f.First == 0 {
		saw, err := s.linePage(c, id, f.Against, f.Line)
		if err != nil {
			return err
		}
		if err := f.choose(saw.Line); err != nil {
			return s.retryLine(c, f, err)
		}
	}
	if shown, err := s.offerAlike(c, f); shown || err != nil {
		return err
	}
	r, receipt, err := s.Archive.Report(c.Request.Context(), v, archive.Complaint{Interview: id, Version: f.Against, First: f.First, Last: f.Last,
		Reason: f.Reason, Note: f.Note, Hide: f.Hide, Key: f.Key})
	if err != nil {
		return s.retryLine(c, f, err)
	}
	return s.thank(c, r, receipt, keptNotice(r))
}

// keptNotice tells what happens next with a report.
func keptNotice(r *archive.Report) string {
	switch {
	case r.Hide == archive.HideOn:
		return "Thank you. The words are hidden now, until someone who looks after this interview has decided."
	case r.Hide == archive.HideAsked:
		return "Thank you. This is more than can be hidden before someone has looked, so it went to the top of their list."
	case r.Urgent():
		return "Thank you. It went to the top of the list of the people who look after this interview."
	}
	return "Thank you. The people who look after this interview will listen."
}

// offerAlike shows what others reported of the same words, when the person who
// sends the form has not seen it yet. Scripts ask for it before.
func (s *Server) offerAlike(c *gin.Context, f lineForm) (shown bool, err error) {
	if wantsJSON(c) {
		return false, nil
	}
	found, err := s.alike(c, f.Against, f.First, f.Last)
	if err != nil || newest(found) <= f.Seen {
		return false, err
	}
	page, err := s.linePage(c, c.Param("id"), f.Against, f.Line)
	if err != nil {
		return false, err
	}
	page.Form, page.Alike, page.Mark = f, found, f.Mark
	page.Form.Seen, page.Form.Text = newest(found), page.Line.Text()
	s.render(c, http.StatusOK, "line", "Fix or report a line", page)
	return true, nil
}
