package ui

import (
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
	r, receipt, err := s.Archive.Report(c.Request.Context(), v, archive.Complaint{Interview: id, Version: f.Against, First: f.First, Last: f.Last,
		Reason: f.Reason, Note: f.Note, Key: f.Key})
	if err != nil {
		return s.retryLine(c, f, err)
	}
	return s.thank(c, r, receipt, "Thank you. The people who look after this interview will listen.")
}
