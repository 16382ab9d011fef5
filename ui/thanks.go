package ui

import (
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

// thanks returns the words of a setting, or the usual ones.
func (s *Server) thanks(c *gin.Context, setting, usual string) (string, error) {
	words, err := s.Archive.Setting(c.Request.Context(), setting)
	if words == "" {
		words = usual
	}
	return words, err
}

// welcomes adds the words for newcomers to a message, when what they just sent is
// their first.
func (s *Server) welcomes(c *gin.Context, message string) (string, error) {
	newcomer, err := s.Archive.Newcomer(c.Request.Context(), s.viewer(c))
	if err != nil || !newcomer {
		return message, err
	}
	words, err := s.thanks(c, settingWelcome, welcomeWords)
	return message + " " + words, err
}

// settingWords are the settings that hold a few words, with the usual ones.
var settingWords = []struct{ name, usual string }{{settingWelcome, welcomeWords}, {settingThanks, thanksWords}}

// thanksEdit answers POST /settings/thanks.
func (s *Server) thanksEdit(c *gin.Context) error {
	for _, w := range settingWords {
		words, err := archive.CleanText(w.name, posted(c).Get(w.name), archive.MaxNote)
		if err != nil {
			return err
		}
		if err := s.Archive.SetSetting(c.Request.Context(), s.viewer(c), w.name, words); err != nil {
			return err
		}
	}
	return s.redirect(c, "/settings", "The words are saved. People read them from now on.")
}
