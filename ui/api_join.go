package ui

import (
	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// apiAlike is an open report about the same words.
type apiAlike struct {
	Report int64          `json:"report"`
	Reason archive.Reason `json:"reason"`
	People int            `json:"people" doc:"Who said so."`
	Mine   bool           `json:"mine" doc:"The caller is one of them."`

	Proposes bool   `json:"proposes,omitempty" doc:"It carries a fix that waits for someone else to listen and confirm it."`
	Fix      string `json:"fix,omitempty" doc:"The words of that fix; none: nothing was said."`
}

type apiAlikeList struct {
	Alike []apiAlike `json:"alike" doc:"Oldest first."`
}

type alikeAsk struct {
	byID
	Version int `query:"version" need:"true" min:"0" max:"1000000000" doc:"The version the reader sees."`
	First   int `query:"first" need:"true" min:"1" max:"1000000000" doc:"First of the words."`
	Last    int `query:"last" need:"true" min:"1" max:"1000000000"`
}

// apiAlike answers GET /interviews/:id/reports/alike.
func (s *Server) apiAlike(c *gin.Context, in *alikeAsk) (*apiAlikeList, error) {
	found, err := s.Archive.Alike(c.Request.Context(), s.viewer(c), in.ID, in.Version, archive.WordID(in.First), archive.WordID(in.Last))
	if err != nil {
		return nil, err
	}
	out := &apiAlikeList{Alike: make([]apiAlike, 0, len(found))}
	for _, a := range found {
		out.Alike = append(out.Alike, apiAlike(a))
	}
	return out, nil
}

type joinAsk struct {
	byReport
	keyed
}

// apiJoin answers POST /reports/:report/join.
func (s *Server) apiJoin(c *gin.Context, in *joinAsk) (*apiReceipt, error) {
	key, err := s.keyOf(c, in.keyed)
	if err != nil {
		return nil, err
	}
	_, secret, err := s.Archive.Join(c.Request.Context(), s.viewer(c), in.Report, key)
	if err != nil {
		return nil, err
	}
	return s.apiReceipt(c, &byReceipt{secret})
}
