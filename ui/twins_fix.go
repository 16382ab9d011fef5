package ui

import (
	"net/http"
	"slices"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// twinsDonePage tells what became of each place that was ticked.
type twinsDonePage struct {
	Change string
	Done   []doneTwin
}

type doneTwin struct {
	archive.TwinOutcome
	Line    string // where the words stand now
	Problem string
}

// twinsFix answers POST /twins: the ticked places are put right. It answers with
// the page itself, because that shows the receipts, which no address may hold all of.
func (s *Server) twinsFix(c *gin.Context) error {
	in := posted(c)
	interview, version, err := readChangeName(in.Get("change"))
	if err != nil {
		return err
	}
	chosen, err := readTwinNames(in["twin"])
	if err != nil {
		return err
	}
	v, err := s.author(c, in.Get("name"))
	if err != nil {
		return err
	}
	out, err := s.Archive.FixTwins(c.Request.Context(), v, archive.TwinFix{Interview: interview, Version: version, Chosen: chosen, Key: in.Get("key")})
	status, sentence, field, known := explain(err)
	if err != nil && known && status == http.StatusUnprocessableEntity {
		page, again := s.twinsPage(c, in.Get("change"), in.Get("skip"))
		if again != nil {
			return err
		}
		page.Problem, page.Name = &archive.Problem{Field: field, Sentence: sentence}, in.Get("name")
		for i := range page.Places {
			page.Places[i].Ticked = slices.Contains(in["twin"], page.Places[i].Value)
		}
		s.render(c, status, "twins", "Heard the same way", page)
		return nil
	}
	if err != nil {
		return err
	}
	page := twinsDonePage{Change: in.Get("change")}
	for _, o := range out {
		done := doneTwin{TwinOutcome: o}
		if _, done.Problem, _, known = explain(o.Err); o.Err == nil {
			done.Problem = ""
		} else if !known {
			return o.Err // sent again with the same key, the others are not made twice
		}
		if o.Change != nil {
			done.Line = s.linePlace(c, o.Change.Interview, touchedLines(o.Change))
		}
		page.Done = append(page.Done, done)
	}
	c.Header("Referrer-Policy", "no-referrer")
	s.render(c, http.StatusOK, "twins-done", "What became of them", page)
	return nil
}
