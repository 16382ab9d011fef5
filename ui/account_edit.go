package ui

import (
	"net/http"
	"strings"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

type accountPage struct {
	Account  *archive.Account
	Form     form
	Token    form
	Secret   string // a new token, shown this once
	Sessions []heldSecret
	Tokens   []heldSecret
}

type heldSecret struct {
	*archive.Secret
	Here bool // the session of this browser
}

func (s *Server) accountPage(c *gin.Context) (accountPage, error) {
	acc := s.viewer(c).Account
	page := accountPage{Account: acc, Form: newForm("display", acc.Display, "about", acc.About), Token: newForm()}
	held, err := s.Archive.Secrets(c.Request.Context(), s.viewer(c))
	here := archive.HashSecret(s.cookie(c, "session"))
	for _, h := range held {
		switch h.Purpose {
		case archive.Session:
			page.Sessions = append(page.Sessions, heldSecret{h, h.Hash == here})
		case archive.Token:
			page.Tokens = append(page.Tokens, heldSecret{Secret: h})
		}
	}
	return page, err
}

// accountShow answers GET /account.
func (s *Server) accountShow(c *gin.Context) error {
	page, err := s.accountPage(c)
	if err != nil {
		return err
	}
	s.render(c, http.StatusOK, "account", "Your account", page)
	return nil
}

// accountEdit answers POST /account. A new password needs the present one, so
// that a browser left open does not give the account away.
func (s *Server) accountEdit(c *gin.Context) error {
	in := posted(c)
	page, err := s.accountPage(c)
	if err != nil {
		return err
	}
	page.Form = sentForm(in)
	fail := func(err error) error {
		page.Form.Values.Del("password")
		page.Form.Values.Del("present")
		return s.again(c, err, &page.Form, "account", "Your account", func() any { return page })
	}
	if in.Get("password") != "" {
		if err := s.provePassword(c, "present", in.Get("present")); err != nil {
			return fail(err)
		}
	}
	err = s.Archive.ChangeAccount(c.Request.Context(), s.viewer(c), in.Get("display"), in.Get("about"), in.Get("password"), s.cookie(c, "session"))
	if err != nil {
		return fail(err)
	}
	notice := "Your account is saved."
	if in.Get("password") != "" {
		notice = "Your new password is saved. All your other browsers are signed out."
	}
	return s.redirect(c, "/account", notice)
}

// tokenCreate answers POST /account/tokens with the page that shows the token.
func (s *Server) tokenCreate(c *gin.Context) error {
	in := posted(c)
	sent := sentForm(in)
	secret, err := s.Archive.NewToken(c.Request.Context(), s.viewer(c), in.Get("token"), sent.Key)
	page, pageErr := s.accountPage(c)
	if pageErr != nil {
		return pageErr
	}
	if err != nil {
		page.Token = sent
		return s.again(c, err, &page.Token, "account", "Your account", func() any { return page })
	}
	page.Secret = secret
	s.render(c, http.StatusOK, "account", "Your account", page)
	return nil
}

// secretRevoke answers POST /account/revoke: ends a session or token.
func (s *Server) secretRevoke(c *gin.Context) error {
	if err := s.Archive.Revoke(c.Request.Context(), s.viewer(c), strings.TrimSpace(posted(c).Get("hash"))); err != nil {
		return err
	}
	return s.redirect(c, "/account", "It is ended. Nothing can use it any more.")
}
