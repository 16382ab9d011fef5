package ui

import (
	"net/http"
	"slices"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// logPage is the open log: what was decided here, in numbers.
type logPage struct {
	Reports []logCount
	Rules   []loggedRule
	Months  []loggedMonth // newest first
}

type logCount struct {
	What string
	N    int
}

// loggedRule is how often a content rule found something, and was wrong.
type loggedRule struct {
	archive.ContentRule
	Found, Wrong int
}

type loggedMonth struct {
	Month string // 2006-01
	Acts  []logCount
}

// actSentences say what people decided; what rules found stands in a table of
// its own.
var actSentences = map[archive.ActKind]string{
	archive.ActUndo:      "Everything by one person was taken back",
	archive.ActProtect:   "A transcript was protected",
	archive.ActUnprotect: "A protected transcript was opened again",
	archive.ActFreeze:    "Editing was stopped everywhere",
	archive.ActThaw:      "Editing was let go on",
	archive.ActBrake:     "So much came at once that every fix had to wait",
	archive.ActRelease:   "That was ended early",
}

var logStates = []archive.ReportState{archive.ReportReceived, archive.ReportListening, archive.ReportFixed, archive.ReportKept, archive.ReportPassed, archive.ReportWithdrawn}

// logShow answers GET /log.
func (s *Server) logShow(c *gin.Context) error {
	log, err := s.Archive.Log(c.Request.Context())
	if err != nil {
		return err
	}
	page := logPage{}
	for _, state := range logStates {
		page.Reports = append(page.Reports, logCount{reportWords(state), log.Reports[state]})
	}
	for _, r := range archive.ContentRules {
		page.Rules = append(page.Rules, loggedRule{ContentRule: r})
	}
	for _, a := range log.Acts {
		page.add(a)
	}
	slices.Reverse(page.Months)
	s.render(c, http.StatusOK, "log", "What was decided", page)
	return nil
}

// add puts a count where it belongs. Counts come by month.
func (p *logPage) add(a archive.ActCount) {
	if a.Rule != "" {
		i := slices.IndexFunc(p.Rules, func(r loggedRule) bool { return r.Name == a.Rule })
		switch {
		case i < 0: // a rule that is no more
		case a.Kind == archive.ActRule:
			p.Rules[i].Found += a.Acts
		default:
			p.Rules[i].Wrong += a.Acts
		}
		return
	}
	if n := len(p.Months); n == 0 || p.Months[n-1].Month != a.Month {
		p.Months = append(p.Months, loggedMonth{Month: a.Month})
	}
	m := &p.Months[len(p.Months)-1]
	m.Acts = append(m.Acts, logCount{actSentences[a.Kind], a.Acts})
}
