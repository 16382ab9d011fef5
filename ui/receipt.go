package ui

import (
	"net/http"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// receiptPage tells what became of a report to whoever holds its secret link.
type receiptPage struct {
	*archive.Receipt
	Readable   bool    // the interview is, for who asks
	Asked      []piece // what the reader proposed
	Answered   []piece // what the answer did
	Since      []piece // what others did behind it
	Hidden     bool    // the words were removed or hidden since
	Clip       string
	Secret     string
	StillWrong bool // may be said now
	Thanks     string
	TakeBack   bool
	Twins      *offer // where else the words that were fixed were heard
	Back       string // where the words were found, right after a fix was sent
}

// receiptShow answers GET /receipts/:secret. The link is a secret, so it is not
// passed on to any other page.
func (s *Server) receiptShow(c *gin.Context) error {
	c.Header("Referrer-Policy", "no-referrer")
	c.Header("X-Robots-Tag", "noindex")
	v, secret := s.viewer(c), c.Param("secret")
	rec, err := s.Archive.Receipt(c.Request.Context(), secret)
	if err != nil {
		return err
	}
	r := rec.Report
	page := receiptPage{Receipt: rec, Secret: secret, Back: localAddress(c.Query("back"), ""), TakeBack: r.State.MayBecome(archive.ReportWithdrawn) && !rec.Left && (rec.Joined || rec.People == 1)}
	page.StillWrong = r.State == archive.ReportFixed || r.State == archive.ReportKept || r.State == archive.ReportPassed
	if r.State == archive.ReportFixed {
		if page.Thanks, err = s.thanks(c, settingThanks, rec.Interview.Collection, thanksWords); err != nil {
			return err
		}
	}
	may := archive.Policy(v, rec.Interview)
	if page.Readable = may.Read; may.Read {
		page.Hidden = rec.Interview.Withholds(r) && !may.Remove
		page.compare()
		if page.Report.Fixed > 0 && !page.Hidden {
			page.Twins = s.offer(c, r.Interview, r.Fixed)
		}
		if may.Listen {
			page.Clip = clip(r.Span)
		}
	}
	s.render(c, http.StatusOK, "receipt", "What became of your report", page)
	return nil
}

// compare sets the texts against each other.
func (p *receiptPage) compare() {
	left := p.Before
	switch {
	case p.Report.Fixed > 0:
		p.Answered, left = wordDiff(p.Before, p.After), p.After
	case p.Report.HasFix:
		p.Asked = wordDiff(p.Before, p.Report.Fix)
	}
	if len(p.Later) > 0 {
		p.Since = wordDiff(left, p.Now)
	}
}

// receiptChange answers POST /receipts/:secret: still wrong, or taken back.
func (s *Server) receiptChange(c *gin.Context) error {
	c.Header("Referrer-Policy", "no-referrer")
	secret := c.Param("secret")
	var r *archive.Report
	var err error
	message := ""
	switch c.PostForm("do") {
	case "still-wrong":
		r, err = s.Archive.StillWrong(c.Request.Context(), secret, c.PostForm("note"))
		message = "Thank you. It is open again, and someone will listen once more."
	case "withdraw":
		r, err = s.Archive.WithdrawReport(c.Request.Context(), secret)
		message = "Your report is taken back."
	default:
		err = archive.Invalid("do", "Please choose what to do.")
	}
	if err != nil {
		return err
	}
	if wantsJSON(c) {
		return s.tellReport(c, http.StatusOK, r, "/receipts/"+secret, message)
	}
	return s.redirect(c, "/receipts/"+secret, message)
}
