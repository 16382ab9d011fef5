package ui

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

const historyLength = 30 // changes on one page

// historyPage shows the journal, newest first.
type historyPage struct {
	*archive.Interview
	May          archive.Permissions
	Entries      []historyEntry
	Undoes       bool // may take back everything by one person
	Newer, Older int  // versions to page to; 0 when there are none
	Foreign      string
	Key          string
	Life         archive.LineID // that this is the story of; 0 for the whole history
	Says         string         // Life, now
	Cut          bool           // there is more of it
}

// From and To are the versions that the form offers to compare.
func (p historyPage) From() int { return 0 }
func (p historyPage) To() int   { return p.Version }

// historyEntry is one change as people read it.
type historyEntry struct {
	*archive.Change
	What      string // what was done, in words
	Edits     []historyEdit
	Line      archive.LineID // where it is now, 0 when the line is gone
	Start     float64
	Clip      string
	MayRevert bool
	Undone    int // the version that took it back
	Struck    bool
	Key       string
}

// historyEdit is one replaced stretch with the words around it.
type historyEdit struct {
	Lead, Tail string
	Pieces     []piece
	Hidden     bool
}

// historyShow answers GET /interviews/:id/history. ?v= opens the page that holds
// a version.
func (s *Server) historyShow(c *gin.Context) error {
	ctx, v, id := c.Request.Context(), s.viewer(c), c.Param("id")
	iv, may, changes, err := s.Archive.History(ctx, v, id)
	if err != nil {
		return err
	}
	page := historyPage{Interview: iv, May: may, Undoes: v.Role().AtLeast(archive.Custodian), Key: archive.NewKey()}
	if len(changes) > 0 {
		top := len(changes)
		if n, err := strconv.Atoi(c.Query("v")); err == nil && n >= 1 && n < top {
			top = min(top, n+(top-n)%historyLength) // pages always begin at the same versions
		}
		r, err := s.Archive.Read(ctx, v, id, changes[top-1].Version)
		if err != nil {
			return err
		}
		page.Foreign = foreign(iv, r.Transcript)
		page.Entries = entries(changes, top, r)
		if top < len(changes) {
			page.Newer = min(top+historyLength, len(changes))
		}
		page.Older = max(top-historyLength, 0)
	}
	s.render(c, http.StatusOK, "history", "History of "+iv.Title, page)
	return nil
}

// entries describes up to historyLength changes, from the top-th down.
func entries(changes []*archive.Change, top int, r *archive.Reading) []historyEntry {
	undone := map[int]int{}
	for _, c := range slices.Backward(changes) {
		if c.Reverts > 0 && undone[c.Version] == 0 {
			undone[c.Reverts] = c.Version
		}
	}
	var list []historyEntry
	for i := top - 1; i >= max(top-historyLength, 0); i-- {
		c := changes[i]
		e := historyEntry{Change: c, What: whatWasDone(c), Undone: undone[c.Version], Struck: r.Interview.StruckOut(c.Version), Key: archive.NewKey()}
		e.MayRevert = r.May.Correct && c.Kind != archive.Removal && c.Op != archive.OpBase
		var heard archive.Span
		for _, edit := range c.Edits {
			shown, span := showEdit(edit, r)
			e.Edits = append(e.Edits, shown)
			if heard.End == 0 {
				heard = span
			} else if span.End > 0 {
				heard = archive.Span{Start: min(heard.Start, span.Start), End: max(heard.End, span.End)}
			}
		}
		if lines := touchedLines(c); len(lines) > 0 {
			if k := r.Transcript.LineIndex(lines[0]); k >= 0 {
				e.Line = lines[0]
				if span := r.Transcript.Lines[k].Span(); heard.End == 0 {
					heard = span
				}
			}
		}
		if e.Start = heard.Start; heard.End > 0 {
			e.Clip = clip(heard)
		}
		list = append(list, e)
	}
	return list
}

func whatWasDone(c *archive.Change) string {
	switch {
	case c.Reverts > 0:
		return fmt.Sprintf("took back version %d", c.Reverts)
	case c.Op == archive.OpBase:
		return "had the recording transcribed again"
	case len(c.Carries) > 0:
		return "is carried over to the newer transcript"
	case c.Kind == archive.Removal:
		return "removed words that must not be public"
	case c.Kind == archive.Amendment:
		return "said it differently, for the storyteller"
	case c.Op == archive.OpSplit:
		return "made one line into two"
	case c.Op == archive.OpMerge:
		return "joined two lines"
	case c.Op == archive.OpAdd:
		return "added a line that was missing"
	case c.Op == archive.OpDelete && c.Reason == archive.NeverSaid:
		return "took a line out: nothing was said there"
	case c.Op == archive.OpDelete:
		return "took a line out"
	case c.Op == archive.OpTime:
		return "moved a line to another time"
	case c.Op == archive.OpSpeaker && len(c.Names) > 0:
		return "put speakers' names back"
	case c.Op == archive.OpSpeaker && c.Speaker == "":
		return "took the speaker's name away"
	case c.Op == archive.OpSpeaker:
		return "named the speaker " + c.Speaker
	}
	return "corrected words"
}

const wordsAround = 5 // shown before and after a change

// showEdit compares the words before and after, and finds their neighbours by
// time on the line they are on.
func showEdit(e archive.Edit, r *archive.Reading) (historyEdit, archive.Span) {
	before, after := archive.JoinWords(e.Before), archive.JoinWords(e.Words)
	out := historyEdit{Pieces: wordDiff(before, after)}
	words := e.Before
	if len(words) == 0 {
		words = e.Words
	}
	if len(words) == 0 || (before == after && (before == archive.RemovedText || before == archive.HiddenText)) {
		out.Hidden = true
		return out, archive.Span{}
	}
	span := archive.Span{Start: words[0].Start, End: words[len(words)-1].End}
	i := r.Transcript.LineIndex(e.Line)
	if i < 0 {
		return out, span
	}
	own := map[archive.WordID]bool{}
	for _, w := range e.Words {
		own[w.ID] = true
	}
	var lead, tail []archive.Word
	for _, w := range r.Transcript.Lines[i].Words {
		switch {
		case own[w.ID]:
		case w.Start < span.Start:
			lead = append(lead, w)
		case w.Start >= span.End:
			tail = append(tail, w)
		}
	}
	out.Lead = archive.JoinWords(lead[max(len(lead)-wordsAround, 0):])
	out.Tail = archive.JoinWords(tail[:min(len(tail), wordsAround)])
	return out, span
}

// revertCreate answers POST /interviews/:id/revert.
func (s *Server) revertCreate(c *gin.Context) error {
	version, err := strconv.Atoi(c.PostForm("version"))
	if err != nil || version < 1 {
		return archive.Invalid("version", "Please choose which change to take back.")
	}
	ch, err := s.Archive.Revert(c.Request.Context(), s.viewer(c), c.Param("id"), version, c.PostForm("note"), c.PostForm("key"))
	if err != nil {
		return err
	}
	return s.changed(c, ch, fmt.Sprintf("Version %d is taken back. The history keeps both.", version))
}
