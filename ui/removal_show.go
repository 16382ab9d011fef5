package ui

import (
	"net/http"
	"strconv"
	"strings"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// removalPage asks once more before words are taken from everyone.
type removalPage struct {
	*linePage
	Chosen string
}

// removalShow answers GET /interviews/:id/remove?line=&from=&to= (or first and
// last, which are word ids) with the step that confirms.
func (s *Server) removalShow(c *gin.Context) error {
	n, err := strconv.Atoi(c.Query("line"))
	if err != nil {
		return archive.ErrNotFound
	}
	page, err := s.linePage(c, c.Param("id"), -1, archive.LineID(n))
	if err != nil {
		return err
	}
	if !page.May.Remove {
		return archive.ErrForbidden
	}
	page.Form = lineForm{Against: page.Version, Line: page.Line.ID, From: c.Query("from"), To: c.Query("to"), Kind: archive.Removal, Key: archive.NewKey()}
	for i, w := range page.Line.Words {
		switch strconv.Itoa(int(w.ID)) {
		case c.Query("first"):
			page.Form.From = strconv.Itoa(i + 1)
		case c.Query("last"):
			page.Form.To = strconv.Itoa(i + 1)
		}
	}
	if c.Query("first") != "" && c.Query("first") == c.Query("last") {
		page.Form.To = page.Form.From
	}
	s.renderRemoval(c, http.StatusOK, page)
	return nil
}

func (s *Server) renderRemoval(c *gin.Context, status int, page *linePage) {
	chosen := page.Form
	var words []string
	if err := chosen.choose(page.Line); err != nil {
		page.Form.From, page.Form.To = "", ""
		chosen = page.Form
		_ = chosen.choose(page.Line) // the whole line is always a choice
	}
	for _, w := range page.Line.Words {
		if len(words) > 0 || w.ID == chosen.First {
			words = append(words, w.Text)
		}
		if w.ID == chosen.Last {
			break
		}
	}
	s.render(c, status, "removal", "Remove words", removalPage{linePage: page, Chosen: strings.Join(words, " ")})
}

func (s *Server) retryRemoval(c *gin.Context, page *linePage, status int, sentence, field string) error {
	page.Problem = &archive.Problem{Field: field, Sentence: sentence}
	s.renderRemoval(c, status, page)
	return nil
}
