package ui

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
)

// notice is what just happened, and a link to what can be done about it.
type notice struct{ Text, Link, Label string }

const noticeLife = 2 * time.Minute

// redirect sends the browser on after a form was handled, with a sentence that
// the next page tells once.
func (s *Server) redirect(c *gin.Context, address, text string) error {
	return s.redirectTelling(c, address, notice{Text: text})
}

// redirectTelling is redirect with a link.
func (s *Server) redirectTelling(c *gin.Context, address string, n notice) error {
	if n.Text != "" {
		text := base64.RawURLEncoding.EncodeToString([]byte(n.Text + "\n" + n.Link + "\n" + n.Label))
		s.setCookie(c, "notice", text+"."+s.sign(text), noticeLife)
	}
	c.Redirect(http.StatusSeeOther, address)
	return nil
}

// notice returns what the redirect that led here tells, and forgets it.
func (s *Server) notice(c *gin.Context) (n notice) {
	text, mark, ok := strings.Cut(s.cookie(c, "notice"), ".")
	if !ok || !hmac.Equal([]byte(mark), []byte(s.sign(text))) {
		return n
	}
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return n
	}
	s.setCookie(c, "notice", "", -time.Second)
	n.Text, n.Link, _ = strings.Cut(string(b), "\n")
	n.Link, n.Label, _ = strings.Cut(n.Link, "\n")
	return n
}

// sign marks a notice as ours, so that no one can put words in the site's mouth
// by setting a cookie. The key is the archive's own, so every machine of a site
// knows it.
func (s *Server) sign(text string) string {
	m := hmac.New(sha256.New, []byte(s.Archive.Network("key of notices")))
	m.Write([]byte(text))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil)[:16])
}
