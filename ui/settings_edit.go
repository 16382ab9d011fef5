package ui

import (
	"net/http"
	"slices"

	"earshot/search"

	"github.com/gin-gonic/gin"
)

// settingSynonyms names the archive's own list of words that say the same thing.
const settingSynonyms = "synonyms"

type settingsPage struct {
	Form        form
	Collection  string // whose words of thanks are shown; "" is the site's
	Collections []string
}

// settingsPage adds to a form what it does not say itself.
func (s *Server) settingsPage(c *gin.Context, f form) (page settingsPage, err error) {
	page.Form = f
	if page.Collections, err = s.collections(c); err != nil {
		return page, err
	}
	if of := c.Query("collection"); slices.Contains(page.Collections, of) {
		page.Collection = of
	}
	return page, s.thanksForm(c, page.Collection, &page.Form)
}

// settingsShow answers GET /settings. ?collection= shows the thanks of one.
func (s *Server) settingsShow(c *gin.Context) error {
	list, err := s.Archive.Setting(c.Request.Context(), settingSynonyms)
	if err != nil {
		return err
	}
	page, err := s.settingsPage(c, newForm(settingSynonyms, list))
	if err != nil {
		return err
	}
	s.render(c, http.StatusOK, "settings", "Settings", page)
	return nil
}

// settingsEdit answers POST /settings. A list that search could not read is
// refused with the line that is wrong.
func (s *Server) settingsEdit(c *gin.Context) error {
	in := posted(c)
	list := in.Get(settingSynonyms)
	_, err := search.NewVariants(list)
	if err == nil {
		err = s.Archive.SetSetting(c.Request.Context(), s.viewer(c), settingSynonyms, list)
	}
	if err != nil {
		page, failed := s.settingsPage(c, sentForm(in))
		if failed != nil {
			return failed
		}
		_, rest := page.Form.refuse(err)
		if rest != nil {
			return rest
		}
		page.Form.Field = settingSynonyms
		s.render(c, http.StatusUnprocessableEntity, "settings", "Settings", page)
		return nil
	}
	return s.redirect(c, "/settings", "The list is saved. Searches use it from now on.")
}
