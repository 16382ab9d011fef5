package ui

import (
	"errors"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// apiShift is a clip that someone should listen to. What was heard is sent as a
// vote, a fix or a confirmation.
type apiShift struct {
	Task      archive.Task   `json:"task" enum:"spot,fix,confirm" doc:"spot: is it right? fix: someone says it is wrong. confirm: someone proposes other words."`
	Interview string         `json:"interview"`
	Title     string         `json:"title"`
	Version   int            `json:"version"`
	First     archive.WordID `json:"first"`
	Last      archive.WordID `json:"last"`
	Start     float64        `json:"start_s"`
	End       float64        `json:"end_s"`
	Text      string         `json:"text" doc:"What it says now."`
	Report    int64          `json:"report,omitempty" doc:"The proposal to confirm."`
	Quote     string         `json:"quote,omitempty" doc:"The words it would replace."`
	Fix       *string        `json:"fix,omitempty" doc:"And what it would write."`
	Sound     string         `json:"sound"`
}

type apiNextShift struct {
	Shift *apiShift `json:"shift,omitempty" doc:"Absent when nothing waits for the caller."`
}

// apiShiftNext answers GET /shifts/next.
func (s *Server) apiShiftNext(c *gin.Context, _ *nothing) (*apiNextShift, error) {
	n, err := s.deck.next(c.Request.Context(), s.viewer(c))
	if errors.Is(err, archive.ErrNotFound) {
		return &apiNextShift{}, nil
	}
	if err != nil {
		return nil, err
	}
	out := &apiShift{Task: n.Task, Interview: n.Interview, Title: n.Of.Title, Version: n.Version, First: n.First, Last: n.Last,
		Start: n.Span.Start, End: n.Span.End, Text: n.Text, Report: n.Report, Quote: n.Quote, Sound: "/interviews/" + n.Interview + "/sound" + clip(n.Span)}
	if n.Task == archive.Second {
		out.Fix = &n.Fix
	}
	return &apiNextShift{out}, nil
}
