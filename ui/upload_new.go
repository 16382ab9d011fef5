package ui

import (
	"net/http"
	"net/url"
	"strings"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

type uploadPage struct {
	Form    form
	Terms   string
	MaxSize int64
	Arrived string // name of a recording that has arrived and waits for the form
}

// uploadNew answers GET /upload.
func (s *Server) uploadNew(c *gin.Context) error {
	s.render(c, http.StatusOK, "upload", "Upload an interview", uploadPage{Form: newForm("publish", "later"), Terms: TermsVersion, MaxSize: archive.MaxRecording})
	return nil
}

// intakeOf reads what a form says of an interview.
func intakeOf(in url.Values) archive.Intake {
	var themes []string
	for _, t := range strings.FieldsFunc(in.Get("themes"), func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		themes = append(themes, strings.TrimSpace(t))
	}
	return archive.Intake{
		Title: in.Get("title"), Summary: in.Get("summary"), Storyteller: in.Get("storyteller"), Interviewer: in.Get("interviewer"),
		Place: in.Get("place"), RecordedOn: in.Get("recorded_on"), Collection: in.Get("collection"), Language: in.Get("language"),
		Themes: themes, PublishWhenReady: in.Get("publish") == "ready", Agreed: ticked(in, "agreed"), Key: in.Get("key"),
	}
}

// factsOf is a form filled with what is known of an interview.
func factsOf(iv *archive.Interview) form {
	return newForm("title", iv.Title, "summary", iv.Summary, "storyteller", iv.Storyteller, "interviewer", iv.Interviewer, "place", iv.Place,
		"recorded_on", iv.RecordedOn, "collection", iv.Collection, "language", iv.Language, "themes", strings.Join(iv.Themes, ", "))
}
