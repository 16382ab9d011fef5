package ui

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// samplePage is one clip drawn by lot, with room for what a person hears.
type samplePage struct {
	Sample *archive.SampleShift // nil: none waits
	Form   form
	Clip   string
	Behind string // of the lot that this one was asked behind
	Mark   string
}

// sampleShow answers GET /accuracy/clip. ?behind= passes over the lots up to one.
func (s *Server) sampleShow(c *gin.Context) error {
	page, err := s.samplePage(c, c.Query("behind"))
	if err != nil {
		return err
	}
	return s.renderSample(c, http.StatusOK, page)
}

func (s *Server) renderSample(c *gin.Context, status int, page samplePage) error {
	c.Header("Cache-Control", "private, no-store")
	s.render(c, status, "sample", "What is said here?", page)
	return nil
}

func (s *Server) samplePage(c *gin.Context, behind string) (page samplePage, err error) {
	lot, err := readLot(behind)
	if err != nil {
		return page, err
	}
	page.Behind = behind
	page.Sample, err = s.deck.nextSample(c.Request.Context(), s.viewer(c), lot)
	if errors.Is(err, archive.ErrNotFound) {
		return page, nil
	}
	if err != nil {
		return page, err
	}
	page.Form, page.Clip, page.Mark = newForm("text", page.Sample.Text), clip(page.Sample.Span), s.formMark(c)
	return page, nil
}

// readLot reads a lot from an address; "" is before all.
func readLot(text string) (uint64, error) {
	if text == "" {
		return 0, nil
	}
	lot, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0, archive.Invalid("behind", "This address is not one of ours. Please begin again.")
	}
	return lot, nil
}

// sampleAnswer answers POST /accuracy/clip: what someone heard. Then comes the next.
func (s *Server) sampleAnswer(c *gin.Context) error {
	in := posted(c)
	err := s.sampleDo(c, in)
	next := "/accuracy/clip?" + url.Values{"behind": {in.Get("behind")}}.Encode()
	if err == nil {
		return s.redirect(c, next, "Thank you. Your answer counts once someone else hears the same. Here is another clip.")
	}
	status, sentence, _, known := explain(err)
	switch {
	case !known || status == http.StatusTooManyRequests:
		return err
	case status != http.StatusUnprocessableEntity:
		return s.redirect(c, next, sentence)
	}
	page, failed := s.samplePage(c, in.Get("behind"))
	if failed != nil || page.Sample == nil {
		return err
	}
	page.Form = sentForm(in)
	page.Form.refuse(err)
	return s.renderSample(c, status, page)
}
