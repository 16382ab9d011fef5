package ui

import (
	"net/url"
	"slices"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// The archive's own people write how they thank: for someone's first report or
// fix, and for each one that was accepted.
const (
	settingWelcome = "thanks-first"
	settingThanks  = "thanks"
)

const (
	welcomeWords = "This is your first one here: welcome, and thank you for listening so closely."
	thanksWords  = "Thank you. Because of you these words say what was said."
)

// thanks returns the words of a setting: those of a collection, or else the
// site's, or else the usual ones.
func (s *Server) thanks(c *gin.Context, setting, collection, usual string) (string, error) {
	names := []string{setting}
	if collection != "" {
		names = []string{thanksOf(setting, collection), setting}
	}
	for _, name := range names {
		if words, err := s.Archive.Setting(c.Request.Context(), name); words != "" || err != nil {
			return words, err
		}
	}
	return usual, nil
}

// thanksOf names the words of one collection.
func thanksOf(setting, collection string) string {
	if collection == "" {
		return setting
	}
	return setting + "/" + collection
}

// welcomes adds the words for newcomers to a message, when what they just sent is
// their first.
func (s *Server) welcomes(c *gin.Context, interview, message string) (string, error) {
	newcomer, err := s.Archive.Newcomer(c.Request.Context(), s.viewer(c))
	if err != nil || !newcomer {
		return message, err
	}
	collection := ""
	if iv, _, err := s.Archive.Interview(c.Request.Context(), s.viewer(c), interview); err == nil { // a receipt outlives the interview
		collection = iv.Collection
	}
	words, err := s.thanks(c, settingWelcome, collection, welcomeWords)
	return message + " " + words, err
}

// settingWords are the settings that hold a few words, with the usual ones.
var settingWords = []struct{ name, usual string }{{settingWelcome, welcomeWords}, {settingThanks, thanksWords}}

// thanksForm adds the words of a collection to a form, as they are kept: empty
// where those of the site count. With "" they are the site's.
func (s *Server) thanksForm(c *gin.Context, collection string, f *form) (err error) {
	for _, w := range settingWords {
		var words string
		if collection == "" {
			words, err = s.thanks(c, w.name, "", w.usual)
		} else {
			words, err = s.Archive.Setting(c.Request.Context(), thanksOf(w.name, collection))
		}
		if err != nil {
			return err
		}
		f.Values.Set(w.name, words)
	}
	return nil
}

// thanksEdit answers POST /settings/thanks.
func (s *Server) thanksEdit(c *gin.Context) error {
	collection := posted(c).Get("collection")
	known, err := s.collections(c)
	if err != nil {
		return err
	}
	if collection != "" && !slices.Contains(known, collection) {
		return archive.Invalid("collection", "There is no collection of that name.")
	}
	for _, w := range settingWords {
		words, err := archive.CleanText(w.name, posted(c).Get(w.name), archive.MaxNote)
		if err != nil {
			return err
		}
		if err := s.Archive.SetSetting(c.Request.Context(), s.viewer(c), thanksOf(w.name, collection), words); err != nil {
			return err
		}
	}
	address := "/settings"
	if collection != "" {
		address += "?" + url.Values{"collection": {collection}}.Encode()
	}
	return s.redirect(c, address, "The words are saved. People read them from now on.")
}
