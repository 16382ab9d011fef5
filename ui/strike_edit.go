package ui

import (
	"fmt"
	"strconv"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// strikeEdit answers POST /interviews/:id/strikes.
func (s *Server) strikeEdit(c *gin.Context) error {
	in, id := posted(c), c.Param("id")
	version, err := strconv.Atoi(in.Get("version"))
	if err != nil || version < 1 {
		return archive.Invalid("version", "Please choose a change of the history.")
	}
	on := in.Get("struck") != ""
	if err := s.Archive.StrikeOut(c.Request.Context(), s.viewer(c), id, version, on, in.Get("note")); err != nil {
		return err
	}
	told := fmt.Sprintf("What version %d wrote is struck out.", version)
	if !on {
		told = fmt.Sprintf("What version %d wrote is shown again.", version)
	}
	return s.redirect(c, fmt.Sprintf("/interviews/%s/history?v=%d#v%d", id, version, version), told)
}

type strikeAsk struct {
	byID
	Version int    `json:"version" need:"true" doc:"The change."`
	Struck  bool   `json:"struck" need:"true"`
	Note    string `json:"note" doc:"Why; needed to strike out."`
}

// apiStrike answers POST /interviews/:id/strikes.
func (s *Server) apiStrike(c *gin.Context, in *strikeAsk) (*apiInterview, error) {
	if err := s.Archive.StrikeOut(c.Request.Context(), s.viewer(c), in.ID, in.Version, in.Struck, in.Note); err != nil {
		return nil, err
	}
	return s.apiInterview(c, &in.byID)
}
