package ui

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// agreementPage shows how many people have to agree, by collection.
type agreementPage struct {
	Form        form
	Rules       []archive.CollectionRule
	Collections []string
}

func (s *Server) agreementPage(c *gin.Context, f form) (agreementPage, error) {
	rules, err := s.Archive.Rules(c.Request.Context())
	if err != nil {
		return agreementPage{}, err
	}
	known, err := s.collections(c)
	return agreementPage{Form: f, Rules: rules, Collections: known}, err
}

// collections lists the names of all collections.
func (s *Server) collections(c *gin.Context) (names []string, err error) {
	all, err := s.catalogue.all(c.Request.Context())
	for _, iv := range all {
		if iv.Collection != "" {
			names = append(names, iv.Collection)
		}
	}
	slices.Sort(names)
	return slices.Compact(names), err
}

// agreementShow answers GET /settings/agreement. ?collection= fills the form with
// the rule of one.
func (s *Server) agreementShow(c *gin.Context) error {
	page, err := s.agreementPage(c, form{})
	if err != nil {
		return err
	}
	now := page.Rules[0]
	for _, r := range page.Rules {
		if r.Collection == c.Query("collection") {
			now = r
		}
	}
	page.Form = newForm("collection", c.Query("collection"), "trusted", strconv.Itoa(now.Trusted), "people", strconv.Itoa(now.People), "share", strconv.Itoa(now.Share))
	s.render(c, http.StatusOK, "agreement", "When words are settled", page)
	return nil
}

// agreementEdit answers POST /settings/agreement.
func (s *Server) agreementEdit(c *gin.Context) error {
	in := posted(c)
	rule := archive.CollectionRule{Collection: in.Get("collection"), Rule: archive.Rule{Trusted: number(in, "trusted"), People: number(in, "people"), Share: number(in, "share")}}
	err := s.Archive.SetRule(c.Request.Context(), s.viewer(c), rule)
	if err == nil {
		return s.redirect(c, "/settings/agreement", "The rule is saved. It counts from the next vote on.")
	}
	page, failed := s.agreementPage(c, sentForm(in))
	if failed != nil {
		return failed
	}
	status, rest := page.Form.refuse(err)
	if rest != nil {
		return rest
	}
	s.render(c, status, "agreement", "When words are settled", page)
	return nil
}

// number is a number someone typed; 0, which no rule allows, when it is none.
func number(in url.Values, name string) int {
	n, err := strconv.Atoi(in.Get(name))
	if err != nil {
		return 0
	}
	return n
}
