package ui

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

type workPage struct {
	*archive.Tasks
	Reports   []workReport
	Spots     []workSpot
	Custodian bool
	Pause     archive.Pause
	Night     *workNight // nil for people who do not look after the site
}

// workReport is a report with the form that answers it.
type workReport struct {
	*archive.Report
	Of     *archive.Interview
	People int               // who say so
	Others []*archive.Report // about the same words
	Clip   string            // of its sound; "" when it cannot be played
	Form   form
	Now    string // what the words say now, when that is why the answer did not work
}

// workSpot is a passage to listen to, with the key of the vote on it.
type workSpot struct {
	archive.SpotCheck
	Clip, Key string
}

const spotsShown = 10

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
	if page.Night, err = s.night(c.Request.Context(), s.viewer(c)); err != nil {
		return workPage{}, err
	}
	for _, r := range tasks.Reports {
		fix := r.Fix
		if !r.HasFix {
			fix = r.Quote
		}
		w := workReport{Report: r, Of: tasks.Interviews[r.Interview], People: tasks.People[r.ID], Others: tasks.Alike[r.ID], Form: newForm("fix", fix)}
		if archive.Policy(s.viewer(c), w.Of).Listen {
			w.Clip = clip(r.Span)
		}
		page.Reports = append(page.Reports, w)
	}
	spots, err := s.Archive.SpotChecks(c.Request.Context(), s.viewer(c), spotsShown)
	if err != nil {
		return workPage{}, err
	}
	for _, spot := range spots {
		page.Spots = append(page.Spots, workSpot{spot, clip(spot.Span), archive.NewKey()})
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
	if fix, ok := in["fix"]; ok && ans.State == archive.ReportFixed && !ans.Remove {
		ans.Fix = &fix[0]
	}
	for _, also := range in["also"] {
		n, err := strconv.ParseInt(also, 10, 64)
		if err != nil {
			return archive.ErrNotFound
		}
		ans.Also = append(ans.Also, n)
	}
	before, err := s.Archive.Tasks(c.Request.Context(), s.viewer(c))
	if err != nil {
		return err
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
	return s.redirectTelling(c, "/work#"+nextReport(before.Reports, ans), told)
}

// nextReport names the place of the report that comes after those just answered.
func nextReport(list []*archive.Report, ans archive.Answer) string {
	at := slices.IndexFunc(list, func(r *archive.Report) bool { return r.ID == ans.Report })
	for _, r := range slices.Concat(list[at+1:], list[:max(at, 0)]) {
		if !slices.Contains(ans.Also, r.ID) {
			return "report-" + strconv.FormatInt(r.ID, 10)
		}
	}
	return "reports-done"
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
