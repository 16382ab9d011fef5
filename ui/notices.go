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

const noticeLife = 2 * time.Minute

// redirect sends the browser on after a form was handled, with a sentence that
// the next page tells once.
func (s *Server) redirect(c *gin.Context, address, notice string) error {
	if notice != "" {
		text := base64.RawURLEncoding.EncodeToString([]byte(notice))
		s.setCookie(c, "notice", text+"."+s.sign(text), noticeLife)
	}
	c.Redirect(http.StatusSeeOther, address)
	return nil
}

// notice returns the sentence of the redirect that led here and forgets it.
func (s *Server) notice(c *gin.Context) string {
	text, mark, ok := strings.Cut(s.cookie(c, "notice"), ".")
	if !ok || !hmac.Equal([]byte(mark), []byte(s.sign(text))) {
		return ""
	}
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return ""
	}
	s.setCookie(c, "notice", "", -time.Second)
	return string(b)
}

// sign marks a notice as ours, so that no one can put words in the site's mouth
// by setting a cookie. The key is the archive's own, so every machine of a site
// knows it.
func (s *Server) sign(text string) string {
	m := hmac.New(sha256.New, []byte(s.Archive.Network("key of notices")))
	m.Write([]byte(text))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil)[:16])
}
