package ui

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// shiftPage is one clip, with what a person may say of it.
type shiftPage struct {
	Shift  *archive.Shift // nil: nothing waits
	Form   form
	Clip   string
	Pieces []piece
	Again  bool   // they said that it is wrong
	Mark   string // of the form, for who writes without an account
}

// shiftShow answers GET /shifts with a clip to listen to. ?of=, ?first= and ?last=
// name one that its viewer has just called wrong.
func (s *Server) shiftShow(c *gin.Context) error {
	page, err := s.shiftPage(c, c.Request.URL.Query())
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "private, no-store")
	s.render(c, http.StatusOK, "shift", "Ten-second shifts", page)
	return nil
}

func (s *Server) shiftPage(c *gin.Context, q url.Values) (page shiftPage, err error) {
	ctx, v := c.Request.Context(), s.viewer(c)
	if q.Get("task") == string(archive.Measure) {
		page.Shift, err = s.deck.sample(ctx, v, q)
	} else if q.Get("of") != "" {
		page.Again = true
		page.Shift, err = s.Archive.ShiftAgain(ctx, v, archive.Clip{Interview: q.Get("of"), First: archive.WordID(number(q, "first")), Last: archive.WordID(number(q, "last"))})
	} else {
		page.Shift, err = s.deck.mixed(ctx, v, q.Has("rest"))
	}
	if errors.Is(err, archive.ErrNotFound) {
		return shiftPage{}, nil
	}
	if err != nil {
		return page, err
	}
	page.Form = newForm("text", page.Shift.Text)
	page.Clip = clip(page.Shift.Span)
	switch page.Shift.Task {
	case archive.Retype, archive.Measure:
		page.Mark = s.formMark(c)
	case archive.Second:
		page.Pieces = wordDiff(page.Shift.Quote, page.Shift.Fix)
	}
	return page, nil
}

// shiftAnswer answers POST /shifts: what someone heard. Then comes the next clip.
func (s *Server) shiftAnswer(c *gin.Context) error {
	in := posted(c)
	b := archive.Ballot{Interview: in.Get("of"), Version: number(in, "against"), First: archive.WordID(number(in, "first")), Last: archive.WordID(number(in, "last")), Key: in.Get("key")}
	after := "/shifts"
	if in.Get("task") == string(archive.Measure) {
		after = "/shifts?rest=1" // no two of these follow one another
	}
	told, err := s.shiftDo(c, in, b)
	if wantsJSON(c) {
		if err == nil {
			c.JSON(http.StatusOK, gin.H{"message": told.Text, "receipt": told.Link})
		}
		return err
	}
	if err == nil && in.Get("do") == "wrong" {
		q := url.Values{"of": {b.Interview}, "first": {strconv.Itoa(int(b.First))}, "last": {strconv.Itoa(int(b.Last))}}
		return s.redirect(c, "/shifts?"+q.Encode(), "Thank you. If you can tell what is said, please type it. Otherwise skip.")
	}
	if err == nil {
		return s.redirectTelling(c, after, told)
	}
	status, sentence, _, known := explain(err)
	switch {
	case !known || status == http.StatusTooManyRequests:
		return err
	case status != http.StatusUnprocessableEntity:
		return s.redirect(c, after, sentence) // it changed or was answered meanwhile: the next one
	}
	page, failed := s.shiftPage(c, in)
	if failed != nil || page.Shift == nil {
		return err
	}
	page.Form = sentForm(in)
	page.Form.refuse(err)
	s.render(c, status, "shift", "Ten-second shifts", page)
	return nil
}

func (s *Server) shiftDo(c *gin.Context, in url.Values, b archive.Ballot) (notice, error) {
	ctx, v := c.Request.Context(), s.viewer(c)
	next := notice{Text: "Thank you. Here is the next one."}
	var err error
	if in.Get("task") == string(archive.Measure) {
		next.Text = "Thank you. Your answer counts once someone else hears the same. Here is another clip."
		if in.Get("do") == "skip" {
			next.Text = "Skipped. Here is another one."
		}
		return next, s.sampleDo(c, in)
	}
	switch in.Get("do") {
	case "right", "wrong":
		b.Verdict = archive.Verdict(in.Get("do"))
		_, err = s.Archive.Vote(ctx, v, b)
	case "skip":
		next.Text, b.Verdict = "Skipped. Here is another one.", archive.Unsure
		_, err = s.Archive.Vote(ctx, v, b)
	case "agree", "disagree":
		_, err = s.Archive.Confirm(ctx, v, int64(number(in, "report")), in.Get("do") == "agree")
	case "fix", "silence":
		if err := s.checkMark(c, lineForm{Mark: in.Get("mark"), Trap: in.Get("website"), Key: b.Key}); err != nil {
			return next, err
		}
		f := archive.Fix{Interview: b.Interview, Against: b.Version, First: b.First, Last: b.Last, Text: in.Get("text"), Sure: ticked(in, "sure"), Key: b.Key}
		if in.Get("do") == "silence" {
			f.Text, f.Reason = "", archive.NeverSaid
		}
		var out archive.Outcome
		out, err = s.Archive.Fix(ctx, v, f)
		if errors.Is(err, archive.ErrUnchanged) { // they typed what it says: it is right
			b.Verdict = archive.Right
			_, err = s.Archive.Vote(ctx, v, b)
		}
		var late *archive.Conflict
		if errors.As(err, &late) && late.Receipt != "" { // the clip has gone by; the words are kept
			out.Receipt, err = late.Receipt, nil
			next.Text = "Someone changed these words while you listened. Yours are kept beside theirs. Here is the next one."
		}
		if out.Receipt != "" {
			next.Link, next.Label = "/receipts/"+out.Receipt, "See what becomes of your words"
		}
	default:
		err = archive.Invalid("do", "Please say what you heard.")
	}
	return next, err
}
