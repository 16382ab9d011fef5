package ui

import (
	"net/http"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

type peoplePage struct {
	People []*archive.Account
	Form   form
	Link   string // a sign-in link just made, shown this once
	For    string // whom it is for
	Me     string
	Roles  []archive.Role
}

var roles = []archive.Role{archive.Contributor, archive.ReporterRole, archive.Custodian, archive.Administrator}

func (s *Server) peoplePage(c *gin.Context) (peoplePage, error) {
	people, _, err := s.Archive.People(c.Request.Context())
	return peoplePage{People: people, Form: newForm("role", string(archive.ReporterRole)), Me: s.viewer(c).Account.ID, Roles: roles}, err
}

// peopleShow answers GET /people.
func (s *Server) peopleShow(c *gin.Context) error {
	page, err := s.peoplePage(c)
	if err != nil {
		return err
	}
	s.render(c, http.StatusOK, "people", "People", page)
	return nil
}

// personCreate answers POST /people: makes an account and the link that signs
// its person in for the first time.
func (s *Server) personCreate(c *gin.Context) error {
	in := posted(c)
	acc, err := s.Archive.AddAccount(c.Request.Context(), s.viewer(c), archive.NewAccount{Name: in.Get("name"), Display: in.Get("display"), Role: archive.Role(in.Get("role")), Key: sentForm(in).Key})
	if err != nil {
		page, pageErr := s.peoplePage(c)
		if pageErr != nil {
			return pageErr
		}
		page.Form = sentForm(in)
		return s.again(c, err, &page.Form, "people", "People", func() any { return page })
	}
	return s.showLink(c, acc)
}

// personLink answers POST /people/:id/link: a new sign-in link for someone.
func (s *Server) personLink(c *gin.Context) error {
	acc, err := s.Archive.Person(c.Request.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	return s.showLink(c, acc)
}

func (s *Server) showLink(c *gin.Context, acc *archive.Account) error {
	secret, err := s.Archive.SignInLink(c.Request.Context(), s.viewer(c), acc.Name)
	if err != nil {
		return err
	}
	page, err := s.peoplePage(c)
	if err != nil {
		return err
	}
	page.Link, page.For = "/sign-in/"+secret, acc.Display
	s.render(c, http.StatusOK, "people", "People", page)
	return nil
}

// personEdit answers POST /people/:id: what someone may do, or that they may do
// nothing any more.
func (s *Server) personEdit(c *gin.Context) error {
	in := posted(c)
	err := s.Archive.SetRole(c.Request.Context(), s.viewer(c), c.Param("id"), archive.Role(in.Get("role")), ticked(in, "disabled"))
	if err != nil {
		return err
	}
	return s.redirect(c, "/people", "Saved. It counts from now on.")
}
