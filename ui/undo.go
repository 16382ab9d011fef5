package ui

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// undoPage shows what one person, or everyone on their network, did that still
// stands, and offers to take all of it back.
type undoPage struct {
	*archive.Undo
	Form  form
	Shown []undoEntry
	More  int // changes that are not shown
}

// undoEntry is one of their changes as people read it.
type undoEntry struct {
	*archive.Change
	Title    string
	What     string
	Pieces   [][]piece
	Clip     string // of its sound; "" when it cannot be played
	Conflict bool
}

const undoShown = 100

// readUndo reads who is meant from a page's address or form.
func readUndo(in url.Values) (ask archive.UndoAsk, err error) {
	ask = archive.UndoAsk{Interview: in.Get("interview"), Account: in.Get("account"), Network: in.Get("network") != "", Hidden: in.Get("hidden") != "", Strike: in.Get("strike") != "", Note: in.Get("note"), Key: in.Get("key")}
	ask.Report, _ = strconv.ParseInt(in.Get("report"), 10, 64) // absent or wrong: nobody is meant by it
	ask.Version, _ = strconv.Atoi(in.Get("version"))
	if since := in.Get("since"); since != "" {
		for _, layout := range []string{time.RFC3339, "2006-01-02T15:04", "2006-01-02"} {
			if ask.Since, err = time.Parse(layout, since); err == nil {
				return ask, nil
			}
		}
		return ask, archive.Invalid("since", "Please give a day, like 2026-03-04.")
	}
	return ask, nil
}

// undoShow answers GET /undo: the preview.
func (s *Server) undoShow(c *gin.Context) error {
	in := c.Request.URL.Query()
	ask, err := readUndo(in)
	if err != nil {
		return err
	}
	page, err := s.undoPage(c, ask)
	if err != nil {
		return err
	}
	page.Form = sentForm(in)
	s.render(c, http.StatusOK, "undo", "What one person did", page)
	return nil
}

func (s *Server) undoPage(c *gin.Context, ask archive.UndoAsk) (undoPage, error) {
	u, err := s.Archive.PlanUndo(c.Request.Context(), s.viewer(c), ask)
	if err != nil {
		return undoPage{}, err
	}
	page := undoPage{Undo: u, More: max(len(u.Changes)-undoShown, 0)}
	clash := map[*archive.Change]bool{}
	for _, ch := range u.Conflicts {
		clash[ch] = true
	}
	for _, ch := range u.Changes[:min(len(u.Changes), undoShown)] {
		e := describeEntry(ch, u.Interviews[ch.Interview])
		e.Conflict = clash[ch]
		page.Shown = append(page.Shown, e)
	}
	return page, nil
}

// describeEntry shows a change by its words alone.
func describeEntry(ch *archive.Change, iv *archive.Interview) undoEntry {
	e := undoEntry{Change: ch, Title: iv.Title, What: whatWasDone(ch)}
	var heard archive.Span
	for _, edit := range ch.Edits {
		e.Pieces = append(e.Pieces, wordDiff(archive.JoinWords(edit.Before), archive.JoinWords(edit.Words)))
		for _, w := range slices.Concat(edit.Before, edit.Words) {
			if heard.End == 0 {
				heard = archive.Span{Start: w.Start, End: w.End}
			}
			heard = archive.Span{Start: min(heard.Start, w.Start), End: max(heard.End, w.End)}
		}
	}
	if heard.End > 0 && archive.Policy(archive.Viewer{}, iv).Listen {
		e.Clip = clip(heard)
	}
	return e
}

// undoCreate answers POST /undo.
func (s *Server) undoCreate(c *gin.Context) error {
	in := posted(c)
	ask, err := readUndo(in)
	if err != nil {
		return err
	}
	done, err := s.Archive.UndoAll(c.Request.Context(), s.viewer(c), ask)
	if err != nil {
		page, pageErr := s.undoPage(c, ask)
		if pageErr != nil {
			return pageErr
		}
		page.Form = sentForm(in)
		return s.again(c, err, &page.Form, "undo", "What one person did", func() any { return page })
	}
	again := url.Values{}
	for _, name := range []string{"report", "interview", "version", "account", "network", "hidden", "since"} {
		if v := in.Get(name); v != "" {
			again.Set(name, v)
		}
	}
	return s.redirect(c, "/undo?"+again.Encode(), undone(done))
}

// undone says what was taken back.
func undone(u *archive.Undo) string {
	says := plural(len(u.Made), "change is", "changes are") + " taken back and " + plural(len(u.Reports), "open report is", "open reports are") + " withdrawn."
	if n := len(u.Votes); n > 0 {
		says += " " + plural(n, "vote counts", "votes count") + " no more."
	}
	if n := len(u.Answers); n > 0 {
		says += " " + plural(n, "report they answered is", "reports they answered are") + " open again."
	}
	if n := len(u.Agreed); n > 0 {
		says += " " + plural(n, "fix has", "fixes have") + " their agreement or doubt no more."
	}
	if u.Struck > 0 {
		says += " What " + plural(u.Struck, "change", "changes") + " wrote is struck out."
	}
	if len(u.Conflicts) > 0 {
		says += " " + plural(len(u.Conflicts), "change was", "changes were") + " built on by others since: they are below."
	}
	return says
}
