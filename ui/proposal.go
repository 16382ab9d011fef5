package ui

import (
	"errors"
	"net/http"
	"strconv"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// proposalPage lets someone else listen to a proposed fix.
type proposalPage struct {
	*archive.Interview
	May     archive.Permissions
	Report  *archive.Report
	Pieces  []piece
	Clip    string
	Around  []archive.Line // the line it is on and its neighbours, as they read now
	Careful string         // what to listen for twice
	Foreign string
}

// proposal finds a fix that waits.
func (s *Server) proposal(c *gin.Context) (*archive.Reading, *archive.Report, error) {
	ctx, v := c.Request.Context(), s.viewer(c)
	r, err := s.Archive.Read(ctx, v, c.Param("id"), -1)
	if err != nil {
		return nil, nil, err
	}
	number, _ := strconv.ParseInt(c.Param("report"), 10, 64) // none has number 0
	p, err := s.Archive.Proposal(ctx, v, r.Interview.ID, number)
	if errors.Is(err, archive.ErrNotFound) {
		return nil, nil, &archive.Problem{Kind: archive.ErrNotFound, Sentence: "This fix is not waiting any more. It was answered or taken back."}
	}
	return r, p, err
}

// proposalShow answers GET /interviews/:id/proposals/:report.
func (s *Server) proposalShow(c *gin.Context) error {
	r, p, err := s.proposal(c)
	if err != nil {
		return err
	}
	page := proposalPage{Interview: r.Interview, May: r.May, Report: p, Pieces: wordDiff(p.Quote, p.Fix), Clip: clip(p.Span),
		Careful: archive.Careful(p.Quote, p.Fix), Foreign: foreign(r.Interview, r.Transcript)}
	for line := range onLines(r.Transcript, []*archive.Report{p}) {
		i := r.Transcript.LineIndex(line)
		page.Around = r.Transcript.Lines[max(i-1, 0):min(i+2, len(r.Transcript.Lines))]
	}
	s.render(c, http.StatusOK, "proposal", "Listen and confirm", page)
	return nil
}

// proposalConfirm answers POST /interviews/:id/proposals/:report with a vote.
func (s *Server) proposalConfirm(c *gin.Context) error {
	r, p, err := s.proposal(c)
	if err != nil {
		return err
	}
	var agree bool
	switch c.PostForm("heard") {
	case "yes":
		agree = true
	case "no":
	default:
		return archive.Invalid("heard", "Please say what you heard.")
	}
	done, err := s.settleProposal(c, r, p, agree)
	if err != nil {
		return err
	}
	told := notice{Text: "Thank you. That is counted. The words change when enough people agree, or when a reporter decides."}
	if done.State == archive.ReportFixed {
		told = s.offer(c, r.Interview.ID, done.Fixed).notice("Thank you. The words are corrected now.")
	}
	var line []archive.LineID
	for id := range onLines(r.Transcript, []*archive.Report{p}) {
		line = append(line, id)
	}
	return s.redirectTelling(c, s.linePlace(c, r.Interview.ID, line), told)
}

// settleProposal counts a vote. The agreement of someone who looks after the
// interview is an answer: it needs no other network than the reader's, which
// people in one house or community centre share.
func (s *Server) settleProposal(c *gin.Context, r *archive.Reading, p *archive.Report, agree bool) (*archive.Report, error) {
	if agree && r.May.Manage {
		return s.Archive.Answer(c.Request.Context(), s.viewer(c), archive.Answer{Report: p.ID, State: archive.ReportFixed})
	}
	return s.Archive.Confirm(c.Request.Context(), s.viewer(c), p.ID, agree)
}
