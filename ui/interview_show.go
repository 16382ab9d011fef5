package ui

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"time"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// bodyPlace stands in a page where its body goes. No text can hold it: a NUL
// never leaves html/template or bodyWriter.
const bodyPlace = "\x00body\x00"

// interviewPage is what the interview template shows around the transcript.
type interviewPage struct {
	*archive.Interview
	May       archive.Permissions
	Keeper    *archive.Account // who looks after it
	Facts     bodyFacts
	Body      template.HTML
	From      string // seconds to start at, "" for the beginning
	Word      string
	LastWord  string // of a run that begins with Word; "" when it is one word
	Standing  archive.Standing
	Reasons   []archive.Reason
	Paused    string    // why editing is held back
	ReadBack  time.Time // what is kept of it was last found right
	Described string    // state in words, when there is no transcript
}

// interviewShow answers GET /interviews/:id. ?t= starts at a second, ?w= at a
// word, ?v= shows an older version.
func (s *Server) interviewShow(c *gin.Context) error {
	ctx, v, id := c.Request.Context(), s.viewer(c), c.Param("id")
	if n, err := strconv.Atoi(c.Query("v")); err == nil && n >= 0 {
		c.Redirect(http.StatusSeeOther, "/interviews/"+id+"/versions/"+strconv.Itoa(n))
		return nil
	}
	iv, may, err := s.Archive.Interview(ctx, v, id)
	if err != nil {
		return err
	}
	if !may.Read {
		return archive.ErrWithdrawn
	}
	page := interviewPage{Interview: iv, May: may, Described: stateWords(iv.State), Reasons: archive.Reasons}
	page.Word, page.LastWord, _ = strings.Cut(c.Query("w"), "-")
	page.Word, page.LastWord = digits(page.Word), digits(page.LastWord)
	if t, err := strconv.ParseFloat(c.Query("t"), 64); err == nil && t > 0 && t < 1e7 {
		page.From = seconds(t)
	}
	if page.Keeper, err = s.Archive.Person(ctx, iv.Reporter); err != nil {
		page.Keeper = nil // an interview outlives the account that brought it
	} else if !page.Keeper.Left.IsZero() {
		page.Keeper = nil
	}
	if !iv.HasWords() {
		if page.Standing, err = s.Archive.Standing(ctx, id); err != nil {
			return err
		}
		s.render(c, http.StatusOK, "interview", iv.Title, page)
		return nil
	}
	if page.ReadBack, err = s.Archive.ReadBack(ctx, v, id); err != nil {
		return err
	}
	body, err := s.body(ctx, v, iv, may)
	if err != nil {
		return err
	}
	page.Facts, page.Body, page.Paused = body.facts, bodyPlace, s.paused(c)
	return s.sendInterview(c, page, body)
}

// sendInterview answers with the page around the kept body. Readers who are not
// signed in all see the same, so their browsers may keep it and ask again.
func (s *Server) sendInterview(c *gin.Context, page interviewPage, body *pageBody) error {
	c.Writer.Header().Add("Vary", "Accept-Encoding, Cookie")
	if s.viewer(c).Account == nil && s.cookie(c, "notice") == "" {
		tag := s.interviewTag(page, body)
		c.Header("ETag", tag)
		c.Header("Cache-Control", "private, no-cache")
		if sameTag(c.GetHeader("If-None-Match"), tag) {
			c.Status(http.StatusNotModified)
			return nil
		}
		if page.From == "" && page.Word == "" && takesGzip(c) {
			return s.sendWhole(c, page, body, tag)
		}
	} else {
		c.Header("Cache-Control", "private, no-store")
	}
	return s.sendAround(c, "interview", page.Title, page, body)
}

// sendAround answers with a page that has a body in its bodyPlace.
func (s *Server) sendAround(c *gin.Context, name, title string, page any, body *pageBody) error {
	head, tail, err := s.renderAround(c, name, title, page)
	if err != nil {
		return err
	}
	if takesGzip(c) {
		packed, err := splice(head, body, tail)
		if err != nil {
			return err
		}
		sendPacked(c, packed)
		return nil
	}
	c.Header("Content-Type", "text/html; charset=utf-8")
	c.Header("Content-Length", strconv.FormatInt(int64(len(head)+len(tail))+body.size, 10))
	c.Status(http.StatusOK)
	if _, err := c.Writer.Write(head); err != nil {
		return err
	}
	if err := body.plain(c.Writer); err != nil {
		return err
	}
	_, err = c.Writer.Write(tail)
	return err
}

// sendWhole answers with the page that every reader without an account sees,
// kept whole under its tag.
func (s *Server) sendWhole(c *gin.Context, page interviewPage, body *pageBody, tag string) error {
	key := pageKey{interview: page.ID, version: page.Version, changed: page.Changed.UnixMilli(), class: "whole " + tag}
	whole, err := s.pages.get(key, func() (*pageBody, error) {
		head, tail, err := s.renderAround(c, "interview", page.Title, page)
		if err != nil {
			return nil, err
		}
		packed, err := splice(head, body, tail)
		return &pageBody{packed: packed}, err
	})
	if err != nil {
		return err
	}
	sendPacked(c, whole.packed)
	return nil
}

func sendPacked(c *gin.Context, packed []byte) {
	c.Header("Content-Encoding", "gzip")
	c.Data(http.StatusOK, "text/html; charset=utf-8", packed)
}

// renderAround renders a page and returns what stands before and after its body.
func (s *Server) renderAround(c *gin.Context, name, title string, page any) (head, tail []byte, err error) {
	html, err := s.renderBytes(c, name, title, page)
	if err != nil {
		return nil, nil, err
	}
	head, tail, ok := bytes.Cut(html, []byte(bodyPlace))
	if !ok {
		return nil, nil, fmt.Errorf("the template %s has no place for the body", name)
	}
	return head, tail, nil
}

// interviewTag names what a reader without an account sees: the body, the words
// around it, and the build that wrote them.
func (s *Server) interviewTag(p interviewPage, body *pageBody) string {
	h := sha256.New()
	keeper := ""
	if p.Keeper != nil {
		keeper = p.Keeper.Display
	}
	fmt.Fprintf(h, "%q %q %q %d %v %q %d %q %q %q %d %08x", p.Paused, s.Name, p.ID, p.Changed.UnixMilli(), p.May, keeper, p.ReadBack.Unix(), p.From, p.Word, p.LastWord, body.size, body.crc)
	fmt.Fprintf(h, "%q %q %q", siteAssets.URL("css/site.css"), siteAssets.URL("css/interview.css")+siteAssets.URL("css/editor.css"), siteAssets.URL("js/interview.js"))
	return `W/"` + hex.EncodeToString(h.Sum(nil)[:12]) + `"`
}

// sameTag tells whether one of the tags in an If-None-Match is tag, compared
// weakly as RFC 9110 asks.
func sameTag(header, tag string) bool {
	for t := range strings.SplitSeq(header, ",") {
		t = strings.TrimSpace(t)
		if t == "*" || (t != "" && strings.TrimPrefix(t, "W/") == strings.TrimPrefix(tag, "W/")) {
			return true
		}
	}
	return false
}

// takesGzip tells whether the browser accepts gzip: named, and not with q=0.
func takesGzip(c *gin.Context) bool {
	for part := range strings.SplitSeq(c.GetHeader("Accept-Encoding"), ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			q = strings.ReplaceAll(q, " ", "")
			return q != "q=0" && !strings.HasPrefix(q, "q=0.000")
		}
	}
	return false
}

// digits keeps a number from an address and nothing else.
func digits(s string) string {
	if n, err := strconv.Atoi(s); err == nil && n > 0 {
		return strconv.Itoa(n)
	}
	return ""
}
