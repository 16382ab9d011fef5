package ui

import (
	"errors"
	"strconv"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// shapeForm is what a person sends about a line as a whole, kept as typed.
type shapeForm struct {
	Op         archive.Op
	Missing    string // words of a line to add
	Where      string // "behind" or "before"
	Speaker    string
	Start, End string
	Nothing    bool // "nothing was said here"
	Note       string
}

// shapeDone says what was done with a line.
var shapeDone = map[archive.Op]string{
	archive.OpSplit:   "The line is two lines now.",
	archive.OpMerge:   "The line is joined to the one above it.",
	archive.OpSpeaker: "The speaker is named.",
	archive.OpAdd:     "The line is added.",
	archive.OpDelete:  "The line is taken out. The history keeps it.",
	archive.OpTime:    "The line is moved.",
}

// shapeCreate answers POST /interviews/:id/shape: cut a line in two, join it to
// the one above, name who speaks, add a missed line, take one out, or move its
// time.
func (s *Server) shapeCreate(c *gin.Context) error {
	f, err := readLineForm(c)
	if err != nil {
		return err
	}
	f.Shape = shapeForm{Op: archive.Op(c.PostForm("op")), Missing: c.PostForm("missing"), Where: c.PostForm("where"), Speaker: c.PostForm("speaker"),
		Start: c.PostForm("start"), End: c.PostForm("end"), Nothing: c.PostForm("reason") == string(archive.NeverSaid), Note: f.Note}
	f.Note = ""
	if shapeDone[f.Shape.Op] == "" {
		return archive.Invalid("op", "Please choose what to do with the line.")
	}
	shape, err := readShape(c, f)
	if err != nil {
		return s.retryLine(c, f, atForm(f.Shape.Op, err))
	}
	ch, err := s.Archive.Reshape(c.Request.Context(), s.viewer(c), shape)
	if err != nil {
		return s.retryLine(c, f, atForm(f.Shape.Op, err))
	}
	return s.changed(c, ch, shapeDone[shape.Op])
}

func readShape(c *gin.Context, f lineForm) (archive.Shape, error) {
	in := f.Shape
	shape := archive.Shape{Interview: c.Param("id"), Against: f.Against, Op: in.Op, Line: f.Line, Speaker: in.Speaker, Text: in.Missing, Reason: f.Reason,
		Note: in.Note, Reach: archive.Reach(c.PostForm("reach")), Key: f.Key}
	var err error
	switch in.Op {
	case archive.OpSplit:
		at, err := strconv.Atoi(c.PostForm("at"))
		if err != nil {
			return shape, archive.Invalid("at", "Please choose the word that begins the new line.")
		}
		shape.At = archive.WordID(at)
	case archive.OpAdd, archive.OpTime:
		if in.Op == archive.OpAdd && in.Where == "before" {
			above, err := strconv.Atoi(c.PostForm("above"))
			if err != nil || above < 0 {
				return shape, archive.Invalid("where", "Please choose where the line is missing.")
			}
			shape.Line = archive.LineID(above)
		}
		if shape.Start, err = moment("start", in.Start); err != nil {
			return shape, err
		}
		shape.End, err = moment("end", in.End)
	}
	return shape, err
}

// atForm makes a problem point at the field of the form it was sent from: the
// page has several.
func atForm(op archive.Op, err error) error {
	var p *archive.Problem
	if errors.As(err, &p) && p.Field != "" && (op == archive.OpAdd || op == archive.OpDelete || op == archive.OpTime) {
		return &archive.Problem{Kind: p.Kind, Field: string(op) + "-" + p.Field, Sentence: p.Sentence}
	}
	return err
}
