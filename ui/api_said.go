package ui

import (
	"strconv"
	"time"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// apiSaidEntry is one report that was answered, as everyone may read it: without
// its note, which was for those who answer.
type apiSaidEntry struct {
	Report    int64               `json:"report"`
	Interview string              `json:"interview"`
	Title     string              `json:"title" doc:"Of the interview."`
	Start     float64             `json:"start_s"`
	End       float64             `json:"end_s"`
	Reason    archive.Reason      `json:"reason"`
	Before    string              `json:"before" doc:"The words that were reported, or that the answer changed."`
	State     archive.ReportState `json:"state"`
	Now       string              `json:"now,omitempty" doc:"What the answer made of them, when it changed them."`
	Answer    string              `json:"answer,omitempty"`
	Made      time.Time           `json:"made"`
	Changed   time.Time           `json:"changed"`
}

type apiSaidPage struct {
	Said   []apiSaidEntry `json:"said" doc:"Newest first. What is private, hidden or removed is not among them."`
	Before int64          `json:"before,omitempty" doc:"Ask with this number for the page behind; absent at the end."`
}

type saidAsk struct {
	Limit  int `query:"limit" min:"1" max:"100" default:"30"`
	Before int `query:"before" min:"0" max:"1000000000" doc:"The number that the page before gave."`
}

type saidOfAsk struct {
	byID
	saidAsk
}

// apiSaid answers GET /said.
func (s *Server) apiSaid(c *gin.Context, in *saidAsk) (*apiSaidPage, error) {
	return s.saidPage(c, "", in)
}

// apiSaidOf answers GET /interviews/:id/said.
func (s *Server) apiSaidOf(c *gin.Context, in *saidOfAsk) (*apiSaidPage, error) {
	_, may, err := s.Archive.Interview(c.Request.Context(), s.viewer(c), in.ID)
	if err != nil {
		return nil, err
	}
	if !may.Read {
		return nil, archive.ErrForbidden
	}
	return s.saidPage(c, in.ID, &in.saidAsk)
}

func (s *Server) saidPage(c *gin.Context, interview string, in *saidAsk) (*apiSaidPage, error) {
	said, err := s.Archive.Said(c.Request.Context(), interview, int64(in.Before), in.Limit)
	if err != nil {
		return nil, err
	}
	out := &apiSaidPage{Said: make([]apiSaidEntry, 0, len(said))}
	for _, one := range said {
		r := one.Report
		out.Said = append(out.Said, apiSaidEntry{r.ID, r.Interview, one.Interview.Title, r.Span.Start, r.Span.End, r.Reason, one.Before, r.State, one.Now, r.Answer, r.Made, r.Changed})
	}
	if len(said) == in.Limit {
		out.Before = said[len(said)-1].Report.ID
	}
	return out, nil
}

type yoursAsk struct {
	Limit int `query:"limit" min:"1" max:"100" default:"50"`
}

type apiYoursList struct {
	Receipts []apiReceipt `json:"receipts" doc:"What changed last comes first. Empty for callers who are known by nothing."`
}

// apiYours answers GET /yours: what the caller's account, or the cookie of their
// browser, reported.
func (s *Server) apiYours(c *gin.Context, in *yoursAsk) (*apiYoursList, error) {
	all, err := s.Archive.Yours(c.Request.Context(), s.viewer(c), in.Limit)
	if err != nil {
		return nil, err
	}
	out := &apiYoursList{Receipts: make([]apiReceipt, 0, len(all))}
	for _, y := range all {
		out.Receipts = append(out.Receipts, *shapeReceipt(y.Receipt, y.Secret))
	}
	return out, nil
}

type findAsk struct {
	byID
	Find string `query:"find" need:"true" max:"100" doc:"The words to find; case and punctuation around them are passed over."`
	With string `query:"with" max:"100" doc:"What is really said."`
}

// apiPlace is one place that says the words.
type apiPlace struct {
	Line    archive.LineID `json:"line"`
	First   archive.WordID `json:"first"`
	Last    archive.WordID `json:"last"`
	Start   float64        `json:"start_s"`
	End     float64        `json:"end_s"`
	Before  string         `json:"before" doc:"What stands in front of it on its line."`
	Was     string         `json:"was"`
	After   string         `json:"after"`
	Becomes string         `json:"becomes" doc:"With the punctuation and the capital that it has."`
}

type apiPlaces struct {
	Version int        `json:"version"`
	Hits    []apiPlace `json:"hits" doc:"In the order they are heard."`
}

// apiFindWords answers GET /interviews/:id/words.
func (s *Server) apiFindWords(c *gin.Context, in *findAsk) (*apiPlaces, error) {
	r, hits, err := s.Archive.FindWords(c.Request.Context(), s.viewer(c), in.ID, in.Find, in.With)
	if err != nil {
		return nil, err
	}
	out := &apiPlaces{Version: r.Transcript.Version, Hits: make([]apiPlace, 0, len(hits))}
	for _, h := range hits {
		out.Hits = append(out.Hits, apiPlace{h.Line, h.First, h.Last, h.Span.Start, h.Span.End, h.Before, h.Was, h.After, h.Becomes})
	}
	return out, nil
}

type replaceAsk struct {
	byID
	keyed
	Version int    `json:"version" need:"true" min:"0" max:"1000000000" doc:"The version in which they were found."`
	Find    string `json:"find" need:"true" max:"100"`
	With    string `json:"with" need:"true" max:"100"`
	First   []int  `json:"first" need:"true" doc:"The first word of each place that someone listened to, at most 50."`
}

// apiReplaced is what became of one place.
type apiReplaced struct {
	First   int    `json:"first"`
	Words   string `json:"words" doc:"What it says now."`
	Problem string `json:"problem,omitempty" doc:"Why it was not changed."`
}

type apiReplacedList struct {
	Replaced []apiReplaced `json:"replaced" doc:"One for each place, in the order they were named."`
}

// apiReplace answers POST /interviews/:id/words. Each place is a change of its
// own, so that each can be taken back alone.
func (s *Server) apiReplace(c *gin.Context, in *replaceAsk) (*apiReplacedList, error) {
	if len(in.First) == 0 || len(in.First) > replacedAtOnce {
		return nil, archive.Invalid("first", "Please name from 1 to %d places.", replacedAtOnce)
	}
	key, err := s.keyOf(c, in.keyed)
	if err != nil {
		return nil, err
	}
	if key == "" {
		key = archive.NewKey()
	}
	if err := s.mayReplace(c, in.ID); err != nil {
		return nil, err
	}
	out := &apiReplacedList{}
	for _, first := range in.First {
		done, err := s.replaceHit(c, replacement{in.ID, in.Version, archive.WordID(first), 0, in.Find, in.With, key + "-" + strconv.Itoa(first)})
		if err != nil {
			return nil, err
		}
		out.Replaced = append(out.Replaced, apiReplaced{first, done.Words, done.Problem})
	}
	return out, nil
}
