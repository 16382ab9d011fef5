package ui

import (
	"net/http"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

const (
	homeInterviews = 6
	homeChanges    = 5
)

type homePage struct {
	Latest  []*archive.Interview
	Changes []madeChange
	Totals  totals
}

// madeChange is one correction as the home page tells it.
type madeChange struct {
	*archive.Change
	Title       string
	Was, Now    string
	LineAddress string
}

// homeShow answers GET /.
func (s *Server) homeShow(c *gin.Context) error {
	all, err := s.catalogue.all(c.Request.Context())
	if err != nil {
		return err
	}
	page := homePage{}
	page.Latest, page.Totals = published(all)
	page.Latest = page.Latest[:min(len(page.Latest), homeInterviews)]
	if page.Changes, err = s.latestChanges(c); err != nil {
		return err
	}
	s.render(c, http.StatusOK, "home", "", page)
	return nil
}

// latestChanges are the newest corrections of words as any visitor may see them.
func (s *Server) latestChanges(c *gin.Context) ([]madeChange, error) {
	changes, interviews, err := s.Archive.Latest(c.Request.Context(), archive.Viewer{}, 4*homeChanges)
	if err != nil {
		return nil, err
	}
	var out []madeChange
	for _, ch := range changes {
		if ch.Op != archive.OpWords || ch.Kind != archive.MisHearing || len(ch.Edits) == 0 || len(out) == homeChanges {
			continue
		}
		e := ch.Edits[0]
		iv := interviews[ch.Interview]
		out = append(out, madeChange{Change: ch, Title: iv.Title, Was: archive.JoinWords(e.Before), Now: archive.JoinWords(e.Words),
			LineAddress: "/interviews/" + iv.ID + "/history"})
	}
	return out, nil
}
