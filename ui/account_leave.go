package ui

import (
	"encoding/json"
	"net/http"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// accountTake answers GET /account/everything: all that the person did and gave,
// as a file.
func (s *Server) accountTake(c *gin.Context) error {
	own, err := s.Archive.Own(c.Request.Context(), s.viewer(c))
	if err != nil {
		return err
	}
	body, err := json.MarshalIndent(shapeOwn(own), "", "  ")
	if err != nil {
		return err
	}
	sendFile(c, "my-earshot-account.json", "application/json; charset=utf-8", body)
	return nil
}

// leavePage asks a person who wants to close their account how.
type leavePage struct {
	Account *archive.Account
	archive.Parting
	Form form
}

func (s *Server) leavePage(c *gin.Context) (leavePage, error) {
	v := s.viewer(c)
	parting, err := s.Archive.Parting(c.Request.Context(), v)
	return leavePage{v.Account, parting, newForm("credit", "none")}, err
}

// leaveShow answers GET /account/leave.
func (s *Server) leaveShow(c *gin.Context) error {
	page, err := s.leavePage(c)
	if err != nil {
		return err
	}
	s.render(c, http.StatusOK, "leave", "Close your account", page)
	return nil
}

// leaveCreate answers POST /account/leave.
func (s *Server) leaveCreate(c *gin.Context) error {
	in := posted(c)
	err := s.leave(c, in.Get("password"), in.Get("credit"), ticked(in, "sure"))
	if err != nil {
		page, pageErr := s.leavePage(c)
		if pageErr != nil {
			return pageErr
		}
		page.Form = sentForm(in)
		page.Form.Values.Del("password")
		return s.again(c, err, &page.Form, "leave", "Close your account", func() any { return page })
	}
	s.setCookie(c, "session", "", -1)
	return s.redirect(c, "/", "Your account is closed. Thank you for all you gave.")
}

// leave closes the viewer's account. It asks for the present password, so that a
// browser left open or a token that was lost cannot do it.
func (s *Server) leave(c *gin.Context, password, credit string, sure bool) error {
	if credit != "name" && credit != "none" {
		return archive.Invalid("credit", "Please say how your work should be credited.")
	}
	if !sure {
		return archive.Invalid("sure", "Please tick that you are sure: a closed account cannot be opened again.")
	}
	if err := s.provePassword(c, "password", password); err != nil {
		return err
	}
	return s.Archive.Leave(c.Request.Context(), s.viewer(c), credit == "name")
}

// provePassword refuses anyone but who knows the viewer's present password, if
// there is one.
func (s *Server) provePassword(c *gin.Context, field, password string) error {
	acc := s.viewer(c).Account
	if acc.Password == "" {
		return nil
	}
	proof, err := s.tryPassword(c, acc.Name, password)
	if err != nil {
		return &archive.Problem{Kind: archive.ErrInvalid, Field: field, Sentence: "Your present password is not right."}
	}
	return s.Archive.SignOut(c.Request.Context(), proof)
}
