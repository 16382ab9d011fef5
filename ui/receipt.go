package ui

import (
	"net/http"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// receiptPage tells what became of a report to whoever holds its secret link.
type receiptPage struct {
	Report     *archive.Report
	Interview  *archive.Interview // nil when it may not be seen
	Change     *archive.Change
	Pieces     []piece
	Hidden     bool // the words were removed since
	Clip       string
	Secret     string
	StillWrong bool // may be said now
	TakeBack   bool
	Line       string // where the words stand
	Key        string
}

// receiptShow answers GET /receipts/:secret. The link is a secret, so it is not
// passed on to any other page.
func (s *Server) receiptShow(c *gin.Context) error {
	c.Header("Referrer-Policy", "no-referrer")
	c.Header("X-Robots-Tag", "noindex")
	v, secret := s.viewer(c), c.Param("secret")
	r, iv, ch, err := s.Archive.Receipt(c.Request.Context(), secret)
	if err != nil {
		return err
	}
	page := receiptPage{Report: r, Change: ch, Secret: secret, TakeBack: r.State.MayBecome(archive.ReportWithdrawn)}
	page.StillWrong = r.State == archive.ReportFixed || r.State == archive.ReportKept || r.State == archive.ReportPassed
	may := archive.Policy(v, iv)
	if may.Read {
		page.Interview = iv
		page.Hidden = touchesRemoved(r, iv) && !may.Remove
		if r.HasFix {
			page.Pieces = wordDiff(r.Quote, r.Fix)
		}
		if may.Listen {
			page.Clip = clip(r.Span)
		}
	}
	s.render(c, http.StatusOK, "receipt", "What became of your report", page)
	return nil
}

// receiptChange answers POST /receipts/:secret: still wrong, or taken back.
func (s *Server) receiptChange(c *gin.Context) error {
	c.Header("Referrer-Policy", "no-referrer")
	secret := c.Param("secret")
	var err error
	message := ""
	switch c.PostForm("do") {
	case "still-wrong":
		_, err = s.Archive.StillWrong(c.Request.Context(), secret, c.PostForm("note"))
		message = "Thank you. It is open again, and someone will listen once more."
	case "withdraw":
		_, err = s.Archive.WithdrawReport(c.Request.Context(), secret)
		message = "Your report is taken back."
	default:
		err = archive.Invalid("do", "Please choose what to do.")
	}
	if err != nil {
		return err
	}
	return s.redirect(c, "/receipts/"+secret, message)
}
