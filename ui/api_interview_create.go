package ui

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// intake is what a program says of a recording it adds.
type intake struct {
	keyed
	Title            string   `json:"title" need:"true"`
	Summary          string   `json:"summary"`
	Storyteller      string   `json:"storyteller"`
	Interviewer      string   `json:"interviewer"`
	Place            string   `json:"place"`
	RecordedOn       string   `json:"recorded_on" doc:"2006-01-02, 2006-01 or 2006."`
	Collection       string   `json:"collection"`
	Themes           []string `json:"themes" doc:"In a form: one field a theme."`
	Language         string   `json:"language" doc:"BCP 47; absent lets the engine detect it."`
	PublishWhenReady bool     `json:"publish_when_ready"`
	Agreed           bool     `json:"agreed" need:"true" doc:"The storyteller agreed to the terms."`
	Reporter         string   `json:"reporter" doc:"Sign-in name of who will look after it; absent, the caller does. For administrators."`
	UploadID         string   `json:"upload_id" doc:"Of a finished upload of /uploads/; only in JSON."`
}

func (in *intake) archive(key string, captions []byte) archive.Intake {
	return archive.Intake{
		Title: in.Title, Summary: in.Summary, Storyteller: in.Storyteller, Interviewer: in.Interviewer, Place: in.Place, RecordedOn: in.RecordedOn,
		Collection: in.Collection, Language: in.Language, Themes: in.Themes, PublishWhenReady: in.PublishWhenReady, Agreed: in.Agreed, Captions: captions, Key: key, Reporter: in.Reporter,
	}
}

// apiInterviewCreate answers POST /interviews.
func (s *Server) apiInterviewCreate(c *gin.Context, in *intake) (*apiInterview, error) {
	var sound *spooled
	var captions []byte
	var err error
	if kind, _, _ := mime.ParseMediaType(c.GetHeader("Content-Type")); kind == "multipart/form-data" {
		sound, captions, err = s.readIntakeForm(c, in)
	} else {
		if made := s.uploads.made(s.viewer(c).Account.ID, in.UploadID); made != "" {
			return s.oneInterview(c, made) // sent again after it was taken in
		}
		sound, err = s.uploads.finished(c.Request.Context(), s.viewer(c).Account.ID, in.UploadID)
		if errors.Is(err, archive.ErrNotFound) {
			err = archive.Invalid("upload_id", "There is no finished upload with this id. Send the recording as a form, or upload it to /uploads/ first.")
		}
	}
	if err != nil {
		return nil, err
	}
	key, err := s.keyOf(c, in.keyed)
	var iv *archive.Interview
	if err == nil {
		iv, err = s.takeIn(c, sound, in.archive(key, captions))
	}
	if err != nil {
		var p *archive.Problem
		noSound := errors.As(err, &p) && p.Field == "file"
		sound.done(in.UploadID == "" || noSound) // another upload waits for a better request
		return nil, err
	}
	sound.became(iv.ID)
	return s.oneInterview(c, iv.ID)
}

// takeIn makes an interview of a file that arrived whole.
func (s *Server) takeIn(c *gin.Context, sound *spooled, in archive.Intake) (*archive.Interview, error) {
	ctx := c.Request.Context()
	if err := s.Archive.CheckIntake(ctx, s.viewer(c), in); err != nil {
		return nil, err
	}
	kind, err := s.Identify(sound, sound.size)
	if err != nil {
		return nil, err
	}
	rec, err := s.Archive.KeepRecording(ctx, sound.name, kind, sound.sha256, sound.size, io.NewSectionReader(sound, 0, sound.size))
	if err != nil {
		return nil, err
	}
	return s.Archive.Receive(ctx, s.viewer(c), in, rec)
}

const maxParts = 100 // of a form: 14 fields, 20 themes and room to spare

// readIntakeForm streams a form: fields into in, the recording to the spool. The
// caller removes the recording.
func (s *Server) readIntakeForm(c *gin.Context, in *intake) (sound *spooled, captions []byte, err error) {
	parts, err := c.Request.MultipartReader()
	if err != nil {
		return nil, nil, archive.Invalid("", "The form is not well formed.")
	}
	defer func() {
		if err != nil && sound != nil {
			sound.done(true)
		}
	}()
	form := intakeForm{plan: planOf(reflect.TypeFor[intake]()).of("json"), in: reflect.ValueOf(in).Elem(), seen: map[string]bool{}}
	for n := 0; ; n++ {
		p, err := parts.NextRawPart()
		if err == io.EOF {
			break
		}
		if err != nil || n == maxParts {
			return sound, nil, archive.Invalid("", "The form is not well formed, or did not arrive whole.")
		}
		switch {
		case p.FormName() == "file" && sound == nil:
			sound, err = s.uploads.receive(p.FileName(), p)
		case p.FormName() == "captions" && captions == nil:
			captions, err = readPart(p, archive.MaxCaptions)
		default:
			err = form.set(p)
		}
		if err != nil {
			return sound, nil, notWhole(err)
		}
	}
	if sound == nil {
		return nil, nil, archive.Invalid("file", "The form has no part named file.")
	}
	return sound, captions, form.missing()
}

// intakeForm fills an intake from the parts of a form.
type intakeForm struct {
	plan plan
	in   reflect.Value
	seen map[string]bool
}

func (f intakeForm) set(p *multipart.Part) error {
	name := p.FormName()
	i := slices.IndexFunc(f.plan, func(f field) bool { return f.name == name })
	if i < 0 || name == "upload_id" {
		return archive.Invalid(printable(name), "There is no field “%s” in this form.", printable(name))
	}
	if f.seen[name] && f.plan[i].typ.Kind() != reflect.Slice {
		return archive.Invalid(name, "“%s” is given twice.", name)
	}
	f.seen[name] = true
	text, err := readPart(p, maxBody)
	if err != nil {
		return err
	}
	return f.plan[i].set(f.in, strings.TrimSpace(string(text)))
}

func (f intakeForm) missing() error {
	for _, want := range f.plan {
		if want.need && !f.seen[want.name] {
			return archive.Invalid(want.name, "“%s” is missing.", want.name)
		}
	}
	return nil
}

func readPart(p *multipart.Part, limit int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(p, limit+1))
	if err != nil {
		return nil, archive.Invalid(printable(p.FormName()), "The form did not arrive whole.")
	}
	if int64(len(b)) > limit {
		return nil, fmt.Errorf("part %s: %w", printable(p.FormName()), &http.MaxBytesError{Limit: limit})
	}
	return b, nil
}
