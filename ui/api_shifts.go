package ui

import (
	"errors"
	"fmt"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// apiShift is a clip that someone should listen to. What was heard is sent as a
// vote, a fix or a confirmation; of one drawn by lot, as a sample.
type apiShift struct {
	Task      archive.Task   `json:"task" enum:"spot,fix,confirm,measure" doc:"spot: is it right? fix: someone says it is wrong. confirm: someone proposes other words. measure: drawn by lot, to say what is heard; only where it was asked for."`
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
	Clip      string         `json:"clip" doc:"The sound of this clip alone, as audio/aac, to be kept for when there is no connection."`
}

type apiNextShift struct {
	Shift *apiShift `json:"shift,omitempty" doc:"Absent when nothing waits for the caller."`
}

// apiShiftNext answers GET /shifts/next.
func (s *Server) apiShiftNext(c *gin.Context, _ *nothing) (*apiNextShift, error) {
	found, err := s.deck.some(c.Request.Context(), s.viewer(c), 1)
	if err != nil || len(found) == 0 {
		return &apiNextShift{}, err
	}
	return &apiNextShift{shapeShift(found[0])}, nil
}

type shiftsAsk struct {
	Count   int  `query:"count" min:"1" max:"20" default:"10" doc:"How many at most."`
	Measure bool `query:"measure" doc:"Let one in ten be a clip drawn by lot, where many others wait. What is heard in it is sent to /samples."`
}

type apiShifts struct {
	Shifts []*apiShift `json:"shifts"`
}

// apiShiftBatch answers GET /shifts. The answers to a batch come later, so a
// visitor gets the cookie that tells which of them are one person's now.
func (s *Server) apiShiftBatch(c *gin.Context, in *shiftsAsk) (*apiShifts, error) {
	s.knowVisitor(c)
	serve := s.deck.some
	if in.Measure {
		serve = s.deck.mixedSome
	}
	found, err := serve(c.Request.Context(), s.viewer(c), in.Count)
	out := &apiShifts{Shifts: []*apiShift{}}
	for _, n := range found {
		out.Shifts = append(out.Shifts, shapeShift(n))
	}
	return out, err
}

type shiftAgainAsk struct {
	Interview string `query:"interview" need:"true"`
	First     int    `query:"first" need:"true" min:"1" max:"1000000000"`
	Last      int    `query:"last" need:"true" min:"1" max:"1000000000"`
}

// apiShiftAgain answers GET /shifts/again.
func (s *Server) apiShiftAgain(c *gin.Context, in *shiftAgainAsk) (*apiNextShift, error) {
	n, err := s.Archive.ShiftAgain(c.Request.Context(), s.viewer(c), archive.Clip{Interview: in.Interview, First: archive.WordID(in.First), Last: archive.WordID(in.Last)})
	if errors.Is(err, archive.ErrNotFound) {
		return &apiNextShift{}, nil
	}
	if err != nil {
		return nil, err
	}
	return &apiNextShift{shapeShift(n)}, nil
}

func shapeShift(n *archive.Shift) *apiShift {
	out := &apiShift{Task: n.Task, Interview: n.Interview, Title: n.Of.Title, Version: n.Version, First: n.First, Last: n.Last,
		Start: n.Span.Start, End: n.Span.End, Text: n.Text, Report: n.Report, Quote: n.Quote, Sound: "/interviews/" + n.Interview + "/sound" + clip(n.Span),
		Clip: fmt.Sprintf("/shifts/clip?of=%s&start=%.3f&end=%.3f", n.Interview, max(n.Span.Start-breath, 0), n.Span.End+breath)}
	if n.Task == archive.Second {
		out.Fix = &n.Fix
	}
	return out
}
