package ui

import (
	"errors"
	"net/http"
	"strconv"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

type workPage struct {
	*archive.Tasks
	Reports   []workReport
	Custodian bool
	Pause     archive.Pause
}

// workReport is a report with the form that answers it.
type workReport struct {
	*archive.Report
	Of   *archive.Interview
	Form form
	Now  string // what the words say now, when that is why the answer did not work
}

// Matched are the content rules that found something in the fix.
func (r workReport) Matched() []archive.ContentRule { return archive.RulesNamed(r.Rules) }

func (s *Server) workPage(c *gin.Context) (workPage, error) {
	tasks, err := s.Archive.Tasks(c.Request.Context(), s.viewer(c))
	if err != nil {
		return workPage{}, err
	}
	page := workPage{Tasks: tasks, Custodian: s.viewer(c).Role().AtLeast(archive.Custodian)}
	if page.Pause, err = s.Archive.Pause(c.Request.Context()); err != nil {
		return workPage{}, err
	}
	for _, r := range tasks.Reports {
		fix := r.Fix
		if !r.HasFix {
			fix = r.Quote
		}
		page.Reports = append(page.Reports, workReport{Report: r, Of: tasks.Interviews[r.Interview], Form: newForm("fix", fix)})
	}
	return page, nil
}

// workList answers GET /work: what waits for the person who asks.
func (s *Server) workList(c *gin.Context) error {
	page, err := s.workPage(c)
	if err != nil {
		return err
	}
	s.render(c, http.StatusOK, "work", "Work list", page)
	return nil
}

// reportAnswer answers POST /work/reports/:id.
func (s *Server) reportAnswer(c *gin.Context) error {
	in := posted(c)
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		return archive.ErrNotFound
	}
	ans := archive.Answer{Report: id, State: archive.ReportState(in.Get("state")), Reason: in.Get("reason")}
	if in.Get("state") == "removed" {
		ans.State, ans.Remove = archive.ReportFixed, true
	}
	if fix, ok := in["fix"]; ok && ans.State == archive.ReportFixed {
		ans.Fix = &fix[0]
	}
	r, err := s.Archive.Answer(c.Request.Context(), s.viewer(c), ans)
	if err != nil {
		return s.answerAgain(c, id, sentForm(in), err)
	}
	told := notice{Text: answerNotices[r.State]}
	switch {
	case ans.Remove:
		told.Text = "The words are removed from the text, the sound, the search and the public history."
	case r.State == archive.ReportFixed:
		told = s.offer(c, r.Interview, r.Fixed).notice(told.Text)
	}
	return s.redirectTelling(c, "/work", told)
}

var answerNotices = map[archive.ReportState]string{
	archive.ReportFixed:     "Fixed. The person who reported it can see that on their receipt.",
	archive.ReportKept:      "The words stay. Your reason is on the receipt.",
	archive.ReportPassed:    "Passed to the storyteller. It stays on this list until it is answered.",
	archive.ReportListening: "The receipt says now that someone is listening.",
}

// answerAgain shows the list with the answer that could not be used.
func (s *Server) answerAgain(c *gin.Context, id int64, f form, cause error) error {
	page, err := s.workPage(c)
	if err != nil {
		return err
	}
	status, rest := f.refuse(cause)
	if rest != nil {
		return rest
	}
	for i := range page.Reports {
		if page.Reports[i].ID != id {
			continue
		}
		page.Reports[i].Form = f
		var conflict *archive.Conflict
		if errors.As(cause, &conflict) {
			page.Reports[i].Now = conflict.Theirs
		}
		s.render(c, status, "work", "Work list", page)
		return nil
	}
	return cause
}
