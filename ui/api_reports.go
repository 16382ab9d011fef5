package ui

import (
	"earshot/archive"

	"github.com/gin-gonic/gin"
)

func shapeReports(list []*archive.Report) []apiReport {
	out := make([]apiReport, 0, len(list))
	for _, r := range list {
		out = append(out, shapeReport(r))
	}
	return out
}

func shapeReport(r *archive.Report) apiReport {
	out := apiReport{
		ID: r.ID, Interview: r.Interview, Version: r.Version, First: r.First, Last: r.Last, Start: r.Span.Start, End: r.Span.End,
		Quote: r.Quote, Reason: r.Reason, Note: r.Note, Hide: r.Hide, Rules: r.Rules, Held: r.Held, By: shapeAuthor(r.By), State: r.State, Answer: r.Answer,
		FixedIn: r.Fixed, Reopened: r.Reopened, Made: r.Made, Changed: r.Changed,
	}
	if r.HasFix {
		out.Fix = &r.Fix
	}
	if r.Answered != nil {
		p := shapeAuthor(*r.Answered)
		out.Answered = &p
	}
	return out
}

// shapeReceipt shows a report to who holds its receipt. Once the interview is no
// longer public, the words of it are not either.
func shapeReceipt(rec *archive.Receipt, secret string) *apiReceipt {
	out := freshReceipt(rec.Report, secret)
	out.Joined, out.People, out.Mail = rec.Joined, rec.People, rec.Mail
	if !archive.Policy(archive.Viewer{}, rec.Interview).Read {
		out.Report.Quote, out.Report.Note, out.Report.Fix = "", "", nil
		return out
	}
	out.Title, out.Change = rec.Interview.Title, shapeChange(rec.Change)
	out.After, out.Now = rec.After, rec.Now
	for _, c := range rec.Later {
		out.Later = append(out.Later, *shapeChange(c))
	}
	return out
}

// freshReceipt is the receipt of a report as it was made.
func freshReceipt(r *archive.Report, secret string) *apiReceipt {
	return &apiReceipt{Report: shapeReport(r), People: 1, Receipt: secret, Page: "/receipts/" + secret}
}

type reportAsk struct {
	byID
	keyed
	Version int     `json:"version" need:"true" min:"0" max:"1000000000" doc:"The version the reader saw."`
	First   int     `json:"first" need:"true" doc:"First of the words that are wrong."`
	Last    int     `json:"last" need:"true"`
	Reason  string  `json:"reason" need:"true" enum:"wrong-word,missing-words,never-said,wrong-speaker,wrong-time,private,harm,else"`
	Note    string  `json:"note"`
	Fix     *string `json:"fix" doc:"What was really said, if the reader knows."`
	Hide    bool    `json:"hide" doc:"For the reasons private and harm: hide the words until someone has looked. Whether they are is in the report's hide."`
}

// apiReportCreate answers POST /interviews/:id/reports.
func (s *Server) apiReportCreate(c *gin.Context, in *reportAsk) (*apiReceipt, error) {
	key, err := s.keyOf(c, in.keyed)
	if err != nil {
		return nil, err
	}
	r, secret, err := s.Archive.Report(c.Request.Context(), s.viewer(c), archive.Complaint{
		Interview: in.ID, Version: in.Version, First: archive.WordID(in.First), Last: archive.WordID(in.Last),
		Reason: archive.Reason(in.Reason), Note: in.Note, Fix: in.Fix, Hide: in.Hide, Key: key,
	})
	if err != nil {
		return nil, err
	}
	return freshReceipt(r, secret), nil
}

type byReceipt struct {
	Receipt string `path:"receipt" doc:"The secret of the receipt."`
}

// apiReceipt answers GET /receipts/:receipt.
func (s *Server) apiReceipt(c *gin.Context, in *byReceipt) (*apiReceipt, error) {
	rec, err := s.Archive.Receipt(c.Request.Context(), in.Receipt)
	if err != nil {
		return nil, err
	}
	return shapeReceipt(rec, in.Receipt), nil
}

type stillWrong struct {
	byReceipt
	Note string `json:"note"`
}

// apiStillWrong answers POST /receipts/:receipt/still-wrong.
func (s *Server) apiStillWrong(c *gin.Context, in *stillWrong) (*apiReceipt, error) {
	if _, err := s.Archive.StillWrong(c.Request.Context(), in.Receipt, in.Note); err != nil {
		return nil, err
	}
	return s.apiReceipt(c, &in.byReceipt)
}

// apiReportWithdraw answers POST /receipts/:receipt/withdraw.
func (s *Server) apiReportWithdraw(c *gin.Context, in *byReceipt) (*apiReceipt, error) {
	if _, err := s.Archive.WithdrawReport(c.Request.Context(), in.Receipt); err != nil {
		return nil, err
	}
	return s.apiReceipt(c, in)
}

type byReport struct {
	Report int64 `path:"report" min:"1" max:"9007199254740991" doc:"Of the report."`
}

type confirmation struct {
	byReport
	Agree bool `json:"agree" need:"true"`
}

// apiConfirm answers POST /reports/:report/confirmation.
func (s *Server) apiConfirm(c *gin.Context, in *confirmation) (*apiReport, error) {
	r, err := s.Archive.Confirm(c.Request.Context(), s.viewer(c), in.Report, in.Agree)
	if err != nil {
		return nil, err
	}
	out := shapeReport(r)
	return &out, nil
}

type answerAsk struct {
	byReport
	State  string  `json:"state" need:"true" enum:"listening,fixed,kept,passed"`
	Reason string  `json:"reason" doc:"Needed for kept and passed."`
	Fix    *string `json:"fix" doc:"For fixed: instead of the words the report carries."`
	Remove bool    `json:"remove" doc:"For fixed: take the words out of text, sound and history. Needs a reason."`
}

// apiAnswer answers POST /reports/:report/answer.
func (s *Server) apiAnswer(c *gin.Context, in *answerAsk) (*apiReport, error) {
	r, err := s.Archive.Answer(c.Request.Context(), s.viewer(c), archive.Answer{Report: in.Report, State: archive.ReportState(in.State), Reason: in.Reason, Fix: in.Fix, Remove: in.Remove})
	if err != nil {
		return nil, err
	}
	out := shapeReport(r)
	return &out, nil
}

// apiTasks answers GET /tasks.
func (s *Server) apiTasks(c *gin.Context, _ *nothing) (*apiTasks, error) {
	v, ctx := s.viewer(c), c.Request.Context()
	t, err := s.Archive.Tasks(ctx, v)
	if err != nil {
		return nil, err
	}
	out := &apiTasks{Reports: shapeReports(t.Reports)}
	for _, part := range []struct {
		from []*archive.Interview
		to   *[]apiInterview
	}{{t.Failed, &out.Failed}, {t.Drafts, &out.Drafts}, {t.Working, &out.Working}} {
		if *part.to, err = s.shapeInterviews(ctx, v, part.from); err != nil {
			return nil, err
		}
	}
	return out, nil
}
