package ui

import (
	"net/http"
	"strconv"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// lineHistory answers GET /interviews/:id/lines/:line/history: the life of one
// line, newest change first.
func (s *Server) lineHistory(c *gin.Context) error {
	ctx, v, id := c.Request.Context(), s.viewer(c), c.Param("id")
	n, err := strconv.Atoi(c.Param("line"))
	if err != nil {
		return archive.ErrNotFound
	}
	iv, may, changes, err := s.Archive.History(ctx, v, id)
	if err != nil {
		return err
	}
	r, err := s.Archive.Read(ctx, v, id, -1)
	if err != nil {
		return err
	}
	line := archive.LineID(n)
	if r.Transcript == nil || r.Transcript.LineIndex(line) < 0 {
		return archive.ErrNotFound
	}
	story := archive.LineStory(changes, line)
	page := historyPage{Interview: iv, May: may, Undoes: v.Role().AtLeast(archive.Custodian), Foreign: foreign(iv, r.Transcript),
		Life: line, Says: r.Transcript.Lines[r.Transcript.LineIndex(line)].Text(), Entries: entries(story, len(story), r)}
	page.Cut = len(story) > len(page.Entries)
	s.render(c, http.StatusOK, "history", "The life of one line of "+iv.Title, page)
	return nil
}

const workLength = 50 // changes of a person on one page

// personWorkPage is what one person changed.
type personWorkPage struct {
	*archive.Account
	Entries []undoEntry
	Next    int // how many to skip to see older ones; 0 at the end
}

// personWork answers GET /reporters/:id/changes: the history of one person.
func (s *Server) personWork(c *gin.Context) error {
	ctx := c.Request.Context()
	acc, err := s.Archive.Person(ctx, c.Param("id"))
	if err != nil {
		return err
	}
	skip, err := strconv.Atoi(c.DefaultQuery("skip", "0"))
	if err != nil || skip < 0 {
		return archive.ErrNotFound
	}
	changes, of, more, err := s.Archive.WorkOf(ctx, s.viewer(c), acc.ID, skip, workLength)
	if err != nil {
		return err
	}
	page := personWorkPage{Account: acc}
	if more {
		page.Next = skip + workLength
	}
	for _, ch := range changes {
		page.Entries = append(page.Entries, describeEntry(ch, of[ch.Interview]))
	}
	s.render(c, http.StatusOK, "person-work", "What "+acc.Display+" changed", page)
	return nil
}
