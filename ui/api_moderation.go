package ui

import (
	"time"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

type undoAsk struct {
	keyed
	Report    int64      `json:"report" doc:"Names the person: who made this report; or"`
	Interview string     `json:"interview" doc:"who made a version of this interview; or"`
	Version   int        `json:"version"`
	Account   string     `json:"account" doc:"this account."`
	Network   bool       `json:"network" doc:"Everyone on that person's network."`
	Hidden    bool       `json:"hidden" doc:"Also reports that something could hurt someone: what they hid is shown again."`
	Strike    bool       `json:"strike" doc:"Also strike out what their changes wrote and what does not stand any more: the public reads it in no version and no history."`
	Since     *time.Time `json:"since" doc:"Only what was done since; absent: all."`
	Note      string     `json:"note" doc:"Why; needed unless only previewed."`
	Preview   bool       `json:"preview" doc:"Only say what would be taken back."`
}

type apiUndo struct {
	Changes   []apiChange `json:"changes" doc:"That stood before, newest first."`
	Conflicts []apiChange `json:"conflicts" doc:"Of these, the ones that others built on: someone has to look."`
	Reports   []apiReport `json:"reports" doc:"Open ones, withdrawn with them."`
	Answers   []apiReport `json:"answers" doc:"Reports that they answered, open again."`
	Votes     int         `json:"votes" doc:"That count no more."`
	Agreed    int         `json:"agreed" doc:"What they said of other people's fixes that wait; it counts no more."`
	Struck    int         `json:"struck" doc:"Changes that were struck out."`
	Made      []apiChange `json:"made" doc:"The entries that took the changes back."`
}

// apiUndoAll answers POST /undo.
func (s *Server) apiUndoAll(c *gin.Context, in *undoAsk) (*apiUndo, error) {
	key, err := s.keyOf(c, in.keyed)
	if err != nil {
		return nil, err
	}
	ask := archive.UndoAsk{Report: in.Report, Interview: in.Interview, Version: in.Version, Account: in.Account, Network: in.Network, Hidden: in.Hidden, Strike: in.Strike, Note: in.Note, Key: key}
	if in.Since != nil {
		ask.Since = *in.Since
	}
	do := s.Archive.UndoAll
	if in.Preview {
		do = s.Archive.PlanUndo
	}
	u, err := do(c.Request.Context(), s.viewer(c), ask)
	if err != nil {
		return nil, err
	}
	return &apiUndo{Changes: shapeChanges(u.Changes), Conflicts: shapeChanges(u.Conflicts), Reports: shapeReports(u.Reports), Answers: shapeReports(u.Answers), Votes: len(u.Votes), Agreed: len(u.Agreed), Struck: u.Struck, Made: shapeChanges(u.Made)}, nil
}

func shapeChanges(list []*archive.Change) []apiChange {
	out := make([]apiChange, 0, len(list))
	for _, c := range list {
		out = append(out, *shapeChange(c))
	}
	return out
}

type protectAsk struct {
	byID
	Protected bool   `json:"protected" need:"true"`
	Note      string `json:"note" doc:"Why; needed to protect."`
}

// apiProtect answers POST /interviews/:id/protection.
func (s *Server) apiProtect(c *gin.Context, in *protectAsk) (*apiInterview, error) {
	if err := s.Archive.Protect(c.Request.Context(), s.viewer(c), in.ID, in.Protected, in.Note); err != nil {
		return nil, err
	}
	return s.apiInterview(c, &in.byID)
}

type pauseAsk struct {
	Frozen *bool  `json:"frozen" doc:"Stop editing everywhere, or let it go on. Reports are taken meanwhile."`
	Braked *bool  `json:"braked" doc:"false: end early what a surge of writing began."`
	Note   string `json:"note" doc:"Why; needed to stop editing. Everyone reads it."`
}

type apiPause struct {
	Frozen bool       `json:"frozen"`
	Note   string     `json:"note,omitempty"`
	Braked *time.Time `json:"braked_until,omitempty" doc:"So much came at once that every fix but a custodian's waits."`
}

// apiPauseSet answers POST /pause.
func (s *Server) apiPauseSet(c *gin.Context, in *pauseAsk) (*apiPause, error) {
	ctx, v := c.Request.Context(), s.viewer(c)
	if err := s.setPause(ctx, v, in.Frozen, in.Braked, in.Note); err != nil {
		return nil, err
	}
	return s.apiPauseGet(c, nil)
}

// apiPauseGet answers GET /pause.
func (s *Server) apiPauseGet(c *gin.Context, _ *nothing) (*apiPause, error) {
	p, err := s.Archive.Pause(c.Request.Context())
	if err != nil {
		return nil, err
	}
	out := &apiPause{Frozen: p.Frozen != nil, Braked: timeOrNil(p.Braked)}
	if p.Frozen != nil {
		out.Note = p.Frozen.Note
	}
	return out, nil
}

func (s *Server) moderationEndpoints() []endpoint {
	const custodian = archive.Custodian
	return []endpoint{
		calls(endpoint{method: post, path: "/undo", id: "undoAll", tag: "moderation", min: custodian, cost: costWrite, summary: "Take back everything that still stands of one person or network."}, s.apiUndoAll),
		calls(endpoint{method: post, path: "/interviews/:id/protection", id: "protectInterview", tag: "moderation", min: custodian, cost: costWrite, summary: "Let only custodians' fixes apply to a transcript, or everyone's again."}, s.apiProtect),
		calls(endpoint{method: get, path: "/night-check", id: "getNightCheck", tag: "moderation", min: custodian, summary: "What the last nightly check of all that is kept found."}, s.apiNightCheck),
		calls(endpoint{method: post, path: "/interviews/:id/strikes", id: "strikeOut", tag: "moderation", min: custodian, cost: costWrite, summary: "Strike out of the public history what a change wrote that was taken back, or show it again."}, s.apiStrike),
		calls(endpoint{method: get, path: "/pause", id: "getPause", tag: "moderation", summary: "Whether editing is held back at the moment."}, s.apiPauseGet),
		calls(endpoint{method: post, path: "/pause", id: "setPause", tag: "moderation", min: custodian, cost: costWrite, summary: "Stop editing everywhere, or let it go on."}, s.apiPauseSet),
	}
}
