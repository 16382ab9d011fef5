package ui

import (
	"net/http"
	"strings"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

type signInPage struct {
	Form form
	Next string
}

// signInShow answers GET /sign-in.
func (s *Server) signInShow(c *gin.Context) error {
	next := localAddress(c.Query("next"), "/")
	if s.viewer(c).Account != nil {
		return s.redirect(c, next, "")
	}
	s.render(c, http.StatusOK, "sign-in", "Sign in", signInPage{Form: newForm(), Next: next})
	return nil
}

// sessionCreate answers POST /sign-in. Tries are counted by name and by network;
// the right password gives them back, so only guessing slows down and no one can
// lock another person out for good.
func (s *Server) sessionCreate(c *gin.Context) error {
	in := posted(c)
	page := signInPage{Form: sentForm(in), Next: localAddress(in.Get("next"), "/")}
	secret, err := s.tryPassword(c, in.Get("name"), in.Get("password"))
	if err != nil {
		page.Form.Values.Del("password")
		return s.again(c, err, &page.Form, "sign-in", "Sign in", func() any { return page })
	}
	return s.begin(c, secret, page.Next)
}

// tryPassword opens a session for the right password and counts wrong ones.
func (s *Server) tryPassword(c *gin.Context, name, password string) (string, error) {
	callers := []string{"n:" + network(c.ClientIP()), "name:" + archive.HashSecret(strings.ToLower(strings.TrimSpace(name)))}
	for i, who := range callers {
		if err := s.limits.takeFor(costSignIn, who); err != nil {
			for _, before := range callers[:i] {
				s.limits.giveBack(costSignIn, before)
			}
			return "", &archive.Problem{Kind: errTooMany, Sentence: "There were many wrong tries. Please wait a few minutes, or ask for a sign-in link."}
		}
	}
	secret, _, err := s.Archive.SignIn(c.Request.Context(), name, password, browserName(c))
	if err == nil {
		for _, who := range callers {
			s.limits.giveBack(costSignIn, who)
		}
	}
	return secret, err
}

// begin starts a session in this browser. A session that was there before ends,
// so that one planted by someone else is worth nothing.
func (s *Server) begin(c *gin.Context, secret, next string) error {
	if old := s.cookie(c, "session"); old != "" {
		if err := s.Archive.SignOut(c.Request.Context(), old); err != nil {
			return err
		}
	}
	s.setCookie(c, "session", secret, archive.SessionLimit)
	return s.redirect(c, next, "You are signed in.")
}

// browserName is what the account page lists a session under.
func browserName(c *gin.Context) string {
	agent := c.GetHeader("User-Agent")
	name := "A browser"
	for _, known := range []string{"Firefox", "Edg", "OPR", "Chrome", "Safari"} {
		if strings.Contains(agent, known) {
			name = strings.NewReplacer("Edg", "Edge", "OPR", "Opera").Replace(known)
			break
		}
	}
	for _, system := range []string{"Android", "iPhone", "iPad", "Windows", "Macintosh", "Linux"} {
		if strings.Contains(agent, system) {
			return name + " on " + system
		}
	}
	return name
}

type linkPage struct{ Secret string }

// linkShow answers GET /sign-in/:secret with a button. Mail programs open links
// to look at them: only the button uses the link up.
func (s *Server) linkShow(c *gin.Context) error {
	c.Header("Referrer-Policy", "no-referrer")
	s.render(c, http.StatusOK, "sign-in-link", "Sign in", linkPage{Secret: c.Param("secret")})
	return nil
}

// linkUse answers POST /sign-in/:secret.
func (s *Server) linkUse(c *gin.Context) error {
	secret, _, err := s.Archive.SignInByLink(c.Request.Context(), c.Param("secret"), browserName(c))
	if err != nil {
		return err
	}
	return s.begin(c, secret, "/account")
}

// sessionDelete answers POST /sign-out.
func (s *Server) sessionDelete(c *gin.Context) error {
	if secret := s.cookie(c, "session"); secret != "" {
		if err := s.Archive.SignOut(c.Request.Context(), secret); err != nil {
			return err
		}
	}
	s.setCookie(c, "session", "", -1)
	return s.redirect(c, "/", "You are signed out.")
}
