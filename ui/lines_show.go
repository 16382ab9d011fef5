package ui

import (
	"net/http"
	"strconv"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// longestStretch is how many seconds of lines are handed out at once: a passage
// is a minute, and a long line may begin before it.
const longestStretch = 600.0

// linesShow answers GET /interviews/:id/lines?from=&to= with the lines of a
// stretch of sound, in seconds, as the reading page has them: for a script that
// lets people fix words where they found them.
func (s *Server) linesShow(c *gin.Context) error {
	from, err := strconv.ParseFloat(c.Query("from"), 64)
	if err != nil || !(from >= 0 && from <= longestMoment) {
		return archive.Invalid("from", "Please say from which second on.")
	}
	to, err := strconv.ParseFloat(c.Query("to"), 64)
	if err != nil || !(to >= from && to-from <= longestStretch) {
		return archive.Invalid("to", "Please say up to which second, at most %d later.", int(longestStretch))
	}
	r, err := s.Archive.Read(c.Request.Context(), s.viewer(c), c.Param("id"), -1)
	if err != nil {
		return err
	}
	if r.Transcript == nil {
		return archive.ErrNotFound
	}
	var ids []archive.LineID
	for _, l := range r.Transcript.Lines {
		if span := l.Span(); len(l.Words) > 0 && span.End > from && span.Start < to {
			ids = append(ids, l.ID)
		}
	}
	shown, err := s.linesHTML(c, r.Interview.ID, ids)
	if err != nil {
		return err
	}
	may := ""
	switch {
	case r.May.Correct:
		may = "correct"
	case r.May.Suggest:
		may = "suggest"
	}
	c.JSON(http.StatusOK, gin.H{"version": r.Transcript.Version, "may": may, "remove": r.May.Remove, "known": s.viewer(c).Account != nil, "lines": shown})
	return nil
}
