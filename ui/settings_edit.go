package ui

import (
	"net/http"

	"earshot/search"

	"github.com/gin-gonic/gin"
)

// settingSynonyms names the archive's own list of words that say the same thing.
const settingSynonyms = "synonyms"

type settingsPage struct{ Form form }

// settingsShow answers GET /settings.
func (s *Server) settingsShow(c *gin.Context) error {
	list, err := s.Archive.Setting(c.Request.Context(), settingSynonyms)
	if err != nil {
		return err
	}
	page := settingsPage{newForm(settingSynonyms, list)}
	for _, w := range settingWords {
		words, err := s.thanks(c, w.name, w.usual)
		if err != nil {
			return err
		}
		page.Form.Values.Set(w.name, words)
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
		page := settingsPage{sentForm(in)}
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
