package ui

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// quotePage is quoted words and what became of them.
type quotePage struct {
	*archive.Quote
	Title     string
	Pieces    []piece // what the transcript says otherwise now
	Renamed   bool    // the words are the same, and someone else is said to speak
	Clip      string  // media fragment of the words, with a breath around them
	Read      string  // address of the words in the reading page
	Foreign   string
	Citations citations
	Newer     string // address of a quote of what stands there now
}

// quoteShow answers GET /interviews/:id/quotes/:quote. Who may not read the
// interview is told no more than that.
func (s *Server) quoteShow(c *gin.Context) error {
	at, err := archive.ParseAnchor(c.Param("quote"))
	if err != nil {
		return err
	}
	id := c.Param("id")
	q, err := s.Archive.Quote(c.Request.Context(), s.viewer(c), id, at)
	if errors.Is(err, archive.ErrNotFound) || errors.Is(err, archive.ErrForbidden) {
		return &archive.Problem{Kind: archive.ErrNotFound, Sentence: "There is no quote at this address, or its interview is not open to everyone now."}
	}
	if err != nil {
		return err
	}
	page := quotePage{Quote: q, Title: q.Interview.Title}
	c.Header("Cache-Control", "private, no-store")
	if q.State == archive.QuoteWithheld && q.Then == nil {
		s.render(c, http.StatusOK, "quote", "A quote that cannot be shown", page)
		return nil
	}
	if err := page.fill(s, c); err != nil {
		return err
	}
	s.render(c, http.StatusOK, "quote", "Quote from “"+page.Title+"”", page)
	return nil
}

// fill adds what is made of words that the viewer may read.
func (p *quotePage) fill(s *Server, c *gin.Context) error {
	q := p.Quote
	then, now := turnsText(q.Then), turnsText(q.Now)
	if then != now {
		p.Pieces = wordDiff(then, now)
	}
	p.Renamed = then == now && q.State == archive.QuoteChanged
	span := q.Span
	p.Read = "/interviews/" + q.Interview.ID + "?t=" + seconds(max(q.Span.Start-breath, 0))
	if len(q.Now) > 0 {
		span = q.NowSpan
		words := strconv.Itoa(int(q.NowAt.First)) + "-" + strconv.Itoa(int(q.NowAt.Last))
		p.Read = "/interviews/" + q.Interview.ID + "?" + url.Values{"w": {words}, "t": {seconds(max(span.Start-breath, 0))}}.Encode()
		if line := s.lineOf(c, q.Interview.ID, q.NowAt.First); line > 0 {
			p.Read += "#l" + strconv.Itoa(int(line))
		}
	}
	if q.May.Listen {
		p.Clip = clip(span)
	}
	if q.State == archive.QuoteChanged {
		p.Newer = quoteAddress(q.Interview.ID, q.NowAt)
	}
	src, err := s.quoteSource(c, q)
	if err != nil {
		return err
	}
	if lang := src.Language; lang != "en" && lang != "" {
		p.Foreign = lang
	}
	p.Citations = citationsOf(src, filesAt("/interviews/"+q.Interview.ID, url.Values{"quote": {q.At.String()}}))
	return nil
}

// lineOf is the line of the newest version that a word stands on; 0 when none.
func (s *Server) lineOf(c *gin.Context, id string, word archive.WordID) archive.LineID {
	r, err := s.Archive.Read(c.Request.Context(), s.viewer(c), id, -1)
	if err != nil || r.Transcript == nil {
		return 0
	}
	for _, l := range r.Transcript.Lines {
		for _, w := range l.Words {
			if w.ID == word {
				return l.ID
			}
		}
	}
	return 0
}

func turnsText(turns []archive.Turn) string {
	var words []archive.Word
	for _, t := range turns {
		words = append(words, t.Words...)
	}
	return archive.JoinWords(words)
}

const quotedLines = 50 // that the form can add to a line

// quoteChoose answers GET /interviews/:id/quote, the form of a line's page, with
// the address of the quote. Words are named by their numbers on the line, and
// the lines behind it by how many they are.
func (s *Server) quoteChoose(c *gin.Context) error {
	line, err := strconv.Atoi(c.Query("line"))
	version, err2 := strconv.Atoi(c.Query("against"))
	if err != nil || err2 != nil || version < 0 {
		return archive.ErrNotFound
	}
	r, err := s.Archive.Read(c.Request.Context(), s.viewer(c), c.Param("id"), version)
	if err != nil {
		return err
	}
	if r.Transcript == nil {
		return archive.ErrNotFound
	}
	i := r.Transcript.LineIndex(archive.LineID(line))
	if i < 0 || len(r.Transcript.Lines[i].Words) == 0 {
		return archive.ErrNotFound
	}
	f := lineForm{From: c.Query("from"), To: c.Query("to")}
	if err := f.choose(r.Transcript.Lines[i]); err != nil {
		return err
	}
	more := 0
	if q := c.Query("more"); q != "" {
		if more, err = strconv.Atoi(q); err != nil || more < 0 || more > quotedLines {
			return archive.Invalid("more", "Please choose from 0 to %d lines.", quotedLines)
		}
	}
	for _, l := range r.Transcript.Lines[i+1 : min(i+1+more, len(r.Transcript.Lines))] {
		if n := len(l.Words); n > 0 {
			f.Last = l.Words[n-1].ID
		}
	}
	c.Redirect(http.StatusSeeOther, quoteAddress(r.Interview.ID, archive.Anchor{Version: r.Transcript.Version, First: f.First, Last: f.Last}))
	return nil
}
