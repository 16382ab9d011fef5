package ui

import (
	"earshot/archive"

	"github.com/gin-gonic/gin"
)

var levelNames = map[archive.Level]string{archive.MachineText: "machine-text", archive.BeingChecked: "being-checked", archive.CheckedOnce: "checked-by-one", archive.Checked: "checked-by-more"}

type voteAsk struct {
	byID
	keyed
	Against int    `json:"against" need:"true" min:"0" max:"1000000000" doc:"The version the caller heard."`
	Line    int    `json:"line" doc:"The line; with no words named, all of it."`
	First   int    `json:"first" doc:"First of the words."`
	Last    int    `json:"last"`
	Verdict string `json:"verdict" need:"true" enum:"right,wrong,unsure" doc:"unsure takes back what the caller said before."`
}

// apiVote is what the caller said of some words.
type apiVote struct {
	Number  int64            `json:"number" doc:"Of this interview, from 1."`
	Against int              `json:"against"`
	Line    archive.LineID   `json:"line"`
	Words   []archive.WordID `json:"words"`
	Verdict archive.Verdict  `json:"verdict"`
}

// apiVoteCreate answers POST /interviews/:id/votes.
func (s *Server) apiVoteCreate(c *gin.Context, in *voteAsk) (*apiVote, error) {
	key, err := s.keyOf(c, in.keyed)
	if err != nil {
		return nil, err
	}
	v, err := s.Archive.Vote(c.Request.Context(), s.viewer(c), archive.Ballot{Interview: in.ID, Version: in.Against, Line: archive.LineID(in.Line),
		First: archive.WordID(in.First), Last: archive.WordID(in.Last), Verdict: archive.Verdict(in.Verdict), Key: key})
	if err != nil {
		return nil, err
	}
	return &apiVote{v.Number, v.Version, v.Line, append([]archive.WordID{}, v.Words...), v.Verdict}, nil
}

// apiRule is how many people have to agree.
type apiRule struct {
	Collection string `json:"collection" doc:"Empty: all that have no rule of their own."`
	Trusted    int    `json:"trusted" need:"true" min:"2" max:"20" doc:"Signed-in people who agree, with none of them against."`
	People     int    `json:"people" need:"true" min:"2" max:"20" doc:"Otherwise people of any kind who agree."`
	Share      int    `json:"share_percent" need:"true" min:"51" max:"100" doc:"Their share of all who said something."`
}

type apiRules struct {
	Rules []apiRule `json:"rules"`
}

// apiRulesShow answers GET /settings/agreement.
func (s *Server) apiRulesShow(c *gin.Context, _ *nothing) (*apiRules, error) {
	rules, err := s.Archive.Rules(c.Request.Context())
	out := &apiRules{Rules: make([]apiRule, 0, len(rules))}
	for _, r := range rules {
		out.Rules = append(out.Rules, apiRule{r.Collection, r.Trusted, r.People, r.Share})
	}
	return out, err
}

// apiRuleSet answers PUT /settings/agreement.
func (s *Server) apiRuleSet(c *gin.Context, in *apiRule) (*apiRules, error) {
	err := s.Archive.SetRule(c.Request.Context(), s.viewer(c), archive.CollectionRule{Collection: in.Collection,
		Rule: archive.Rule{Trusted: in.Trusted, People: in.People, Share: in.Share}})
	if err != nil {
		return nil, err
	}
	return s.apiRulesShow(c, nil)
}
