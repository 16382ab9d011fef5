package ui

import (
	"net/http"
	"slices"
	"strings"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// reporterCard is a person and what they look after, as anyone may see it.
type reporterCard struct {
	*archive.Account
	Interviews []*archive.Interview
	Care       archive.Care
}

// reporterCards are everyone who looks after an interview, or may, by name.
func (s *Server) reporterCards(c *gin.Context) ([]reporterCard, error) {
	people, of, err := s.Archive.People(c.Request.Context())
	if err != nil {
		return nil, err
	}
	var out []reporterCard
	for _, p := range people {
		if len(of[p.ID]) > 0 || (!p.Disabled && p.Role.AtLeast(archive.ReporterRole)) {
			out = append(out, reporterCard{Account: p, Interviews: of[p.ID]})
		}
	}
	slices.SortStableFunc(out, func(a, b reporterCard) int {
		return strings.Compare(strings.ToLower(a.Display), strings.ToLower(b.Display))
	})
	return out, nil
}

// reporterList answers GET /reporters.
func (s *Server) reporterList(c *gin.Context) error {
	cards, err := s.reporterCards(c)
	if err != nil {
		return err
	}
	s.render(c, http.StatusOK, "reporters", "Reporters", cards)
	return nil
}

// reporterShow answers GET /reporters/:id.
func (s *Server) reporterShow(c *gin.Context) error {
	acc, err := s.Archive.Person(c.Request.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	all, err := s.catalogue.all(c.Request.Context())
	if err != nil {
		return err
	}
	card := reporterCard{Account: acc}
	if card.Care, err = s.Archive.CareOf(c.Request.Context(), acc.ID); err != nil {
		return err
	}
	for _, iv := range listed(all, archive.Viewer{}) {
		if iv.Reporter == acc.ID {
			card.Interviews = append(card.Interviews, iv)
		}
	}
	s.render(c, http.StatusOK, "reporter", acc.Display, card)
	return nil
}
