package ui

import (
	"net/http"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

func (s *Server) twinEndpoints() []endpoint {
	return []endpoint{
		calls(endpoint{method: get, path: "/interviews/:id/changes/:version/twins", id: "listTwins", tag: "words", cost: costSearch,
			summary: "Other places, in any interview, where the words that a change put right were misheard the same way and still stand."}, s.apiTwins),
		calls(endpoint{method: post, path: "/interviews/:id/changes/:version/twins", id: "fixTwins", tag: "words", cost: costWrite, status: http.StatusCreated,
			summary: "Put the chosen ones right, each by a fix of its own that applies at once or waits, as any fix of the caller does."}, s.apiTwinsFix),
	}
}

type twinsAsk struct {
	byID
	Version int `path:"version" min:"1" max:"1000000000" doc:"Made by the change."`
	Skip    int `query:"skip" min:"0" max:"100000" default:"0" doc:"Places to pass over."`
}

// apiTwin is a place where the same words were heard.
type apiTwin struct {
	Twin      string         `json:"twin" doc:"To send back when a person has listened and chosen it."`
	Interview string         `json:"interview"`
	Title     string         `json:"title"`
	Version   int            `json:"version" doc:"The words are read from this version."`
	Line      archive.LineID `json:"line"`
	Speaker   string         `json:"speaker,omitempty"`
	First     archive.WordID `json:"first"`
	Last      archive.WordID `json:"last"`
	Start     float64        `json:"start_s"`
	End       float64        `json:"end_s"`
	Before    string         `json:"before" doc:"What stands before it on its line."`
	Heard     string         `json:"heard"`
	Said      string         `json:"said" doc:"What the fix makes of it; empty: nothing was said."`
	After     string         `json:"after"`
}

// apiLesson is what a change says was misheard.
type apiLesson struct {
	Heard   string `json:"heard"`
	Said    string `json:"said"`
	Refused string `json:"refused,omitempty" doc:"Why other places are not offered."`
	More    bool   `json:"more,omitempty" doc:"It was heard in more places than were looked at."`
}

type apiTwinList struct {
	Lessons []apiLesson `json:"lessons"`
	Found   int         `json:"found" doc:"Places in all."`
	Twins   []apiTwin   `json:"twins"`
	Next    *int        `json:"next,omitempty" doc:"Skip this many for the next page; absent at the end."`
}

// apiTwins answers GET /interviews/:id/changes/:version/twins.
func (s *Server) apiTwins(c *gin.Context, in *twinsAsk) (*apiTwinList, error) {
	tw, err := s.Archive.Twins(c.Request.Context(), s.viewer(c), s.Search, in.ID, in.Version, in.Skip)
	if err != nil {
		return nil, err
	}
	out := &apiTwinList{Found: tw.Found, Lessons: []apiLesson{}, Twins: []apiTwin{}}
	for _, l := range tw.Lessons {
		out.Lessons = append(out.Lessons, apiLesson{Heard: l.Heard, Said: l.Said, Refused: l.Refused, More: l.More})
	}
	for _, t := range tw.Shown {
		out.Twins = append(out.Twins, apiTwin{Twin: twinName(t), Interview: t.Interview.ID, Title: t.Interview.Title, Version: t.Version, Line: t.Line, Speaker: t.Speaker,
			First: t.First, Last: t.Last, Start: t.Span.Start, End: t.Span.End, Before: t.Before, Heard: t.Heard, Said: t.Said, After: t.After})
	}
	if tw.Next > 0 {
		out.Next = &tw.Next
	}
	return out, nil
}

type twinsFixAsk struct {
	byID
	keyed
	Version int      `path:"version" min:"1" max:"1000000000" doc:"Made by the change."`
	Twins   []string `json:"twins" need:"true" doc:"The twin of each place that a person listened to."`
}

type apiTwinOutcome struct {
	Twin      string      `json:"twin"`
	Outcome   *apiOutcome `json:"outcome,omitempty"`
	Unchanged string      `json:"unchanged,omitempty" doc:"Why this one was not put right."`
}

type apiTwinOutcomes struct {
	Outcomes []apiTwinOutcome `json:"outcomes" doc:"In the order asked."`
}

// apiTwinsFix answers POST /interviews/:id/changes/:version/twins.
func (s *Server) apiTwinsFix(c *gin.Context, in *twinsFixAsk) (*apiTwinOutcomes, error) {
	key, err := s.keyOf(c, in.keyed)
	if err != nil {
		return nil, err
	}
	chosen, err := readTwinNames(in.Twins)
	if err != nil {
		return nil, err
	}
	done, err := s.Archive.FixTwins(c.Request.Context(), s.viewer(c), archive.TwinFix{Interview: in.ID, Version: in.Version, Chosen: chosen, Key: key})
	if err != nil {
		return nil, err
	}
	out := &apiTwinOutcomes{}
	for i, d := range done {
		one := apiTwinOutcome{Twin: in.Twins[i]}
		if d.Err == nil {
			one.Outcome = shapeOutcome(d.Outcome)
		} else if _, sentence, _, known := explain(d.Err); known {
			one.Unchanged = sentence
		} else {
			return nil, d.Err
		}
		out.Outcomes = append(out.Outcomes, one)
	}
	return out, nil
}
