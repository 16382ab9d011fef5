package ui

import (
	"net/http"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

type managePage struct {
	Interview *archive.Interview
	May       archive.Permissions
	Form      form // the facts
	Withdraw  form
	Standing  archive.Standing
	Custodian bool
	Key       string // of a request to transcribe it again
}

func (s *Server) managePage(c *gin.Context) (managePage, error) {
	iv, p, err := s.Archive.Interview(c.Request.Context(), s.viewer(c), c.Param("id"))
	if err == nil && !p.Manage && iv.State != archive.Withdrawn {
		err = archive.ErrForbidden
	}
	if err != nil {
		return managePage{}, err
	}
	page := managePage{Interview: iv, May: p, Form: factsOf(iv), Withdraw: newForm(), Custodian: s.viewer(c).Role().AtLeast(archive.Custodian), Key: archive.NewKey()}
	if iv.State == archive.Queued || iv.State == archive.Transcribing {
		page.Standing, err = s.Archive.Standing(c.Request.Context(), iv.ID)
	}
	return page, err
}

// interviewManage answers GET /interviews/:id/manage.
func (s *Server) interviewManage(c *gin.Context) error {
	page, err := s.managePage(c)
	if err != nil {
		return err
	}
	s.render(c, http.StatusOK, "manage", "Look after: "+page.Interview.Title, page)
	return nil
}

// interviewChange answers POST /interviews/:id/manage. The button that was
// pressed says what to do.
func (s *Server) interviewChange(c *gin.Context) error {
	in := posted(c)
	ctx, v, id := c.Request.Context(), s.viewer(c), c.Param("id")
	page, err := s.managePage(c)
	if err != nil {
		return err
	}
	here, notice := "/interviews/"+id+"/manage", ""
	shown := &page.Withdraw
	switch in.Get("do") {
	case "describe":
		page.Form, shown = sentForm(in), &page.Form
		_, err = s.Archive.Describe(ctx, v, id, intakeOf(in))
		notice = "What you wrote is saved."
	case "publish":
		err = s.Archive.Publish(ctx, v, id)
		here, notice = "/interviews/"+id, "The interview is open to everyone now."
	case "unpublish":
		err = s.Archive.Unpublish(ctx, v, id)
		notice = "The interview is hidden. Only the people who look after it see it."
	case "retry":
		err = s.Archive.Retry(ctx, v, id)
		here, notice = "/interviews/"+id, "The recording is in the queue again."
	case "again":
		err = s.Archive.TranscribeAgain(ctx, v, id, in.Get("key"))
		notice = "The recording is in the queue. The words there are stay until a newer transcript is ready, and what people corrected is carried over to it."
	case "withdraw":
		page.Withdraw = sentForm(in)
		if !ticked(in, "sure") {
			err = archive.Invalid("sure", "Please tick that you are sure.")
			break
		}
		err = s.Archive.Withdraw(ctx, v, id, in.Get("reason"))
		here, notice = "/work", "The interview is withdrawn. Nobody can read or hear it any more."
	default:
		err = archive.Invalid("", "Please choose what to do.")
	}
	if err != nil {
		return s.again(c, err, shown, "manage", "Look after: "+page.Interview.Title, func() any { return page })
	}
	return s.redirect(c, here, notice)
}
