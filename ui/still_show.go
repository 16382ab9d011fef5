package ui

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// TermsVersion names the wording of templates/parts/terms.html. Change both
// together: every interview keeps the version its storyteller agreed to.
const TermsVersion = "2026-11"

type stillPage struct {
	Contact string
	Terms   string
}

// still answers with a page that says the same to everyone.
func (s *Server) still(name, title string) func(*gin.Context) error {
	return func(c *gin.Context) error {
		s.render(c, http.StatusOK, name, title, stillPage{Contact: s.Contact, Terms: TermsVersion})
		return nil
	}
}
