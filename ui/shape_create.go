package ui

import (
	"strconv"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// shapeCreate answers POST /interviews/:id/shape: cut a line in two, join it to
// the one above, or name who speaks.
func (s *Server) shapeCreate(c *gin.Context) error {
	f, err := readLineForm(c)
	if err != nil {
		return err
	}
	shape := archive.Shape{Interview: c.Param("id"), Against: f.Against, Line: f.Line, Speaker: c.PostForm("speaker"), Key: f.Key}
	message := ""
	switch op := archive.Op(c.PostForm("op")); op {
	case archive.OpSplit:
		shape.Op, message = op, "The line is two lines now."
		at, err := strconv.Atoi(c.PostForm("at"))
		if err != nil {
			return s.retryLine(c, f, archive.Invalid("at", "Please choose the word that begins the new line."))
		}
		shape.At = archive.WordID(at)
	case archive.OpMerge:
		shape.Op, message = op, "The line is joined to the one above it."
	case archive.OpSpeaker:
		shape.Op, message = op, "The speaker is named."
		shape.Reach = archive.Reach(c.PostForm("reach"))
	default:
		return archive.Invalid("op", "Please choose what to do with the line.")
	}
	ch, err := s.Archive.Reshape(c.Request.Context(), s.viewer(c), shape)
	if err != nil {
		return s.retryLine(c, f, err)
	}
	return s.changed(c, ch, message)
}
