package ui

import (
	"net/http"
	"slices"
	"time"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// logPage is the open log: what was decided here, in numbers.
type logPage struct {
	Reports []logCount
	Rules   []loggedRule
	Months  []loggedMonth // newest first
	Times   []loggedTimes // newest first
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

// loggedTimes is how long the reports of a month waited.
type loggedTimes struct {
	archive.ReportMonth
	Took string // half of the answered ones took less; "" when none was answered
}

type loggedMonth struct {
	Month string // 2006-01
	Acts  []logCount
}

// actSentences say what people decided; what rules found stands in a table of
// its own.
var actSentences = map[archive.ActKind]string{
	archive.ActUndo:      "Everything by one person was taken back",
	archive.ActStrike:    "What changes wrote was struck out of the public history",
	archive.ActShow:      "What a change wrote was shown again",
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
	for _, m := range log.Months {
		times := loggedTimes{ReportMonth: m}
		if m.Answered > 0 {
			times.Took = waited(m.Median)
		}
		page.Times = append(page.Times, times)
	}
	s.render(c, http.StatusOK, "log", "What was decided", page)
	return nil
}

// waited tells a time as people do: in days, hours or minutes.
func waited(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return plural(int(d.Hours()/24), "day", "days")
	case d >= 2*time.Hour:
		return plural(int(d.Hours()), "hour", "hours")
	case d >= 2*time.Minute:
		return plural(int(d.Minutes()), "minute", "minutes")
	}
	return "a minute"
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
