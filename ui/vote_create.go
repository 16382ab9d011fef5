package ui

import (
	"net/http"
	"strconv"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// voteCreate answers POST /interviews/:id/votes: someone listened to a line and
// says whether it is right.
func (s *Server) voteCreate(c *gin.Context) error {
	b, err := readBallot(c)
	if err != nil {
		return err
	}
	b.Interview = c.Param("id")
	if _, err := s.Archive.Vote(c.Request.Context(), s.viewer(c), b); err != nil {
		return err
	}
	message := "Thank you. The line says now that you listened to it."
	if b.Verdict != archive.Right {
		message = "Thank you. That is noted."
	}
	lines := []archive.LineID{b.Line}
	if next := c.PostForm("next"); next != "" && !wantsJSON(c) {
		return s.redirect(c, localAddress(next, "/work"), message)
	}
	if !wantsJSON(c) {
		return s.redirect(c, s.linePlace(c, b.Interview, lines), message)
	}
	shown, err := s.linesHTML(c, b.Interview, lines)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, gin.H{"applied": true, "version": b.Version, "message": message, "lines": shown})
	return nil
}

func readBallot(c *gin.Context) (archive.Ballot, error) {
	b := archive.Ballot{Verdict: archive.Verdict(c.PostForm("verdict")), Key: c.PostForm("key")}
	for _, n := range []struct {
		name string
		to   *int
	}{{"against", &b.Version}, {"line", (*int)(&b.Line)}, {"first", (*int)(&b.First)}, {"last", (*int)(&b.Last)}} {
		v, err := strconv.Atoi(c.DefaultPostForm(n.name, "0"))
		if err != nil || v < 0 {
			return b, archive.Invalid(n.name, "The form lacks which words it is about. Please open the page again.")
		}
		*n.to = v
	}
	return b, nil
}

// levelWords says how far a line that somebody touched was checked.
func levelWords(c archive.Check) string {
	switch c.Level {
	case archive.Checked:
		return "Checked by " + strconv.Itoa(c.People) + " people"
	case archive.CheckedOnce:
		return "Checked by one person"
	}
	return "Being checked"
}

// level appends how far a line was checked and, where people may say so, the
// button that says it is right. The form it belongs to stands before the
// transcript, once for all lines.
func (w *bodyWriter) level(l archive.Line, id string) {
	check, class := w.checks.Lines[l.ID], "lv"
	if check.Level >= archive.CheckedOnce {
		class = "lv lv-good"
	}
	if check.Level == archive.MachineText && w.corrected[l.ID] == 0 {
		w.raw(` <span class="st bare">`) // the head of the page says it once for all lines that nobody touched
	} else {
		w.raw(` <span class=st><span class="`).raw(class).raw(`">`).raw(levelWords(check)).raw(`</span>`)
	}
	if w.mayFix {
		where := "the line with no words"
		if len(l.Words) > 0 {
			where = "the line at " + clock(l.Words[0].Start)
		}
		w.raw(` <button class=ok type=submit form=rights name=line value=`).raw(id).raw(` aria-label="This is right: `).raw(where).raw(`">This is right</button>`)
	}
	w.raw(`</span>`)
}
