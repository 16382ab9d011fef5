package ui

import (
	"net/http"
	"strconv"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// alikeReport is an open report about the same words, with the form that joins it.
type alikeReport struct {
	archive.Alike
	Key string
}

// Says tells how many people reported the words, and why, in a sentence.
func (r alikeReport) Says() string {
	who := strconv.Itoa(r.People) + " people reported these words"
	switch {
	case r.Mine && r.People == 1:
		who = "You reported these words already"
	case r.Mine:
		who = "You and " + plural(r.People-1, "other person", "other people") + " reported these words"
	case r.People == 1:
		who = "One person reported these words"
	case r.People == 2:
		who = "Two people reported these words"
	}
	return who + ": " + reasonWords(r.Reason) + "."
}

// Would tells what the report would write instead, "" when it says nothing of it.
func (r alikeReport) Would() string {
	switch {
	case !r.Proposes:
		return ""
	case r.Fix == "":
		return "They heard that nothing was said here."
	}
	return "They would write: “" + r.Fix + "”."
}

// alike returns the open reports on words of a version.
func (s *Server) alike(c *gin.Context, version int, first, last archive.WordID) ([]alikeReport, error) {
	found, err := s.Archive.Alike(c.Request.Context(), s.viewer(c), c.Param("id"), version, first, last)
	if err != nil {
		return nil, err
	}
	out := make([]alikeReport, 0, len(found))
	for _, a := range found {
		out = append(out, alikeReport{a, archive.NewKey()})
	}
	return out, nil
}

// newest is the highest number among reports, so that a form can say which of
// them its reader saw.
func newest(reports []alikeReport) int64 {
	if len(reports) == 0 {
		return 0
	}
	return reports[len(reports)-1].Report
}

// alikeShow answers GET /interviews/:id/alike?against=&first=&last= for the panel.
func (s *Server) alikeShow(c *gin.Context) error {
	var n [3]int
	for i, name := range []string{"against", "first", "last"} {
		var err error
		if n[i], err = strconv.Atoi(c.Query(name)); err != nil {
			return archive.Invalid(name, "The address lacks which words it is about.")
		}
	}
	found, err := s.alike(c, n[0], archive.WordID(n[1]), archive.WordID(n[2]))
	if err != nil {
		return err
	}
	list := make([]gin.H, 0, len(found))
	for _, a := range found {
		list = append(list, gin.H{"report": a.Report, "says": a.Says(), "would": a.Would(), "mine": a.Mine})
	}
	c.Header("Cache-Control", "private, no-store")
	c.JSON(http.StatusOK, gin.H{"alike": list})
	return nil
}

// reportJoin answers POST /reports/:report/join: someone says what a report says
// already, in one press.
func (s *Server) reportJoin(c *gin.Context) error {
	id, err := strconv.ParseInt(c.Param("report"), 10, 64)
	if err != nil {
		return archive.ErrNotFound
	}
	v, err := s.author(c, c.PostForm("name"))
	if err != nil {
		return err
	}
	r, receipt, err := s.Archive.Join(c.Request.Context(), v, id, c.PostForm("key"))
	if err != nil {
		return err
	}
	return s.thank(c, r, receipt, "Thank you. You are counted with the others who reported these words.")
}
