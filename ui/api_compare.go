package ui

import (
	"earshot/archive"

	"github.com/gin-gonic/gin"
)

type compareAsk struct {
	byID
	From  int `query:"from" min:"0" max:"1000000000" default:"0" doc:"0 is the text as it was first heard."`
	To    int `query:"to" min:"0" max:"1000000000" need:"true"`
	After int `query:"after" min:"0" max:"1000000000" default:"0" doc:"How many differences to pass over."`
	Limit int `query:"limit" min:"1" max:"500" default:"100"`
}

// apiDifference is a stretch that differs: its words, or who is said to speak.
type apiDifference struct {
	Line    archive.LineID `json:"line"`
	Start   float64        `json:"start_s"`
	Before  string         `json:"before" doc:"The words of version from; empty when words were put in."`
	After   string         `json:"after" doc:"The words of version to; empty when words were taken away."`
	Lead    string         `json:"lead,omitempty" doc:"Words before it on the line."`
	Tail    string         `json:"tail,omitempty"`
	Speaker *apiRenamed    `json:"speaker,omitempty" doc:"Present when the line's speaker differs, and then no words do."`
}

type apiRenamed struct {
	Before string `json:"before"`
	After  string `json:"after"`
}

type apiComparison struct {
	From        int             `json:"from"`
	To          int             `json:"to"`
	Total       int             `json:"total"`
	Differences []apiDifference `json:"differences" doc:"In the order of the text."`
}

// apiCompare answers GET /interviews/:id/compare.
func (s *Server) apiCompare(c *gin.Context, in *compareAsk) (*apiComparison, error) {
	_, found, err := s.Archive.Differences(c.Request.Context(), s.viewer(c), in.ID, in.From, in.To)
	if err != nil {
		return nil, err
	}
	out := &apiComparison{From: in.From, To: in.To, Total: len(found), Differences: []apiDifference{}}
	for _, d := range found[min(in.After, len(found)):min(in.After+in.Limit, len(found))] {
		one := apiDifference{Line: d.Line, Start: d.Start, Before: archive.JoinWords(d.Before), After: archive.JoinWords(d.After),
			Lead: archive.JoinWords(d.Lead), Tail: archive.JoinWords(d.Tail)}
		if d.Speaker != nil {
			one.Speaker = &apiRenamed{d.Speaker[0], d.Speaker[1]}
		}
		out.Differences = append(out.Differences, one)
	}
	return out, nil
}
