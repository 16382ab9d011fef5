package ui

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/url"
	"os"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

const (
	formOverhead = archive.MaxCaptions + 1<<20 // bytes of a form besides its recording
	maxField     = 64 << 10                    // bytes of one text field; archive caps each far below
	maxFields    = 40
)

// sentUpload is an upload form as it arrived.
type sentUpload struct {
	values   url.Values
	sound    *spooled // nil when no file came
	captions []byte
}

// uploadCreate answers POST /upload: a form with the recording in it, streamed,
// or one that names an upload which arrived before.
func (s *Server) uploadCreate(c *gin.Context) error {
	up, err := s.readUpload(c)
	page := uploadPage{Form: sentForm(up.values), Terms: TermsVersion, MaxSize: archive.MaxRecording}
	page.Form.Values.Set("key", page.Form.Key)
	if err == nil {
		var iv *archive.Interview
		if iv, err = s.acceptUpload(c, &up, page.Form.Key); err == nil {
			return s.redirect(c, "/interviews/"+iv.ID, "Thank you. The recording is safe, and is being turned into words.")
		}
	}
	if up.sound != nil {
		page.Arrived = s.keepArrived(c, &up, err, &page.Form)
	}
	return s.again(c, err, &page.Form, "upload", "Upload an interview", func() any { return page })
}

// acceptUpload makes the interview. A form that is sent again after its
// recording was taken in gets the interview that was made of it.
func (s *Server) acceptUpload(c *gin.Context, up *sentUpload, key string) (*archive.Interview, error) {
	ctx, account := c.Request.Context(), s.viewer(c).Account.ID
	if id := up.values.Get("upload_id"); up.sound == nil && id != "" {
		if made := s.uploads.made(account, id); made != "" {
			iv, _, err := s.Archive.Interview(ctx, s.viewer(c), made)
			return iv, err
		}
		sound, err := s.uploads.finished(ctx, account, id)
		if errors.Is(err, archive.ErrNotFound) {
			return nil, archive.Invalid("file", "The recording is not here any more. Please choose the file again.")
		}
		if err != nil {
			return nil, err
		}
		up.sound = sound
	}
	if up.sound == nil {
		return nil, archive.Invalid("file", "Please choose a recording.")
	}
	if want := up.values.Get("sha256"); want != "" && want != up.sound.sha256 {
		return nil, damagedOnTheWay()
	}
	in := intakeOf(up.values)
	in.Key, in.Captions = key, up.captions
	iv, err := s.takeIn(c, up.sound, in)
	if err != nil {
		return nil, err
	}
	up.sound.became(iv.ID)
	return iv, nil
}

// keepArrived decides what happens to a recording whose form cannot be used: one
// that is no recording goes, any other waits, so that nobody sends it twice. It
// returns the name of a waiting recording.
func (s *Server) keepArrived(c *gin.Context, up *sentUpload, cause error, f *form) string {
	var p *archive.Problem
	if errors.As(cause, &p) && (p.Field == "file" || p.Field == "") {
		up.sound.done(true)
		f.Values.Del("upload_id")
		return ""
	}
	id, err := s.uploads.wait(c.Request.Context(), s.viewer(c).Account.ID, up.sound)
	if err != nil {
		s.Log.Warn("a recording could not wait for its form", "id", requestID(c), "error", err)
		up.sound.done(true)
		f.Values.Del("upload_id")
		return ""
	}
	f.Values.Set("upload_id", id)
	return up.sound.name
}

// readUpload reads a form of either kind. What was read is returned with an
// error too, so that it can be shown again.
func (s *Server) readUpload(c *gin.Context) (sentUpload, error) {
	up := sentUpload{values: url.Values{}}
	kind, _, _ := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if kind != "multipart/form-data" {
		err := bound(c, ordinaryBody)
		up.values = c.Request.PostForm
		if up.values == nil {
			up.values = url.Values{}
		}
		return up, err
	}
	if c.Request.ContentLength > archive.MaxRecording+formOverhead {
		return up, &archive.Problem{Kind: archive.ErrTooLarge, Field: "file", Sentence: "The recording is over 2 GB. Please upload it in parts."}
	}
	if err := bound(c, archive.MaxRecording+formOverhead); err != nil {
		return up, err
	}
	parts, err := c.Request.MultipartReader()
	if err != nil {
		return up, archive.Invalid("", "The form did not arrive whole. Please send it again.")
	}
	err = s.readParts(parts, &up)
	if err != nil && up.sound != nil {
		up.sound.done(true)
		up.sound = nil
	}
	return up, err
}

// readParts takes the parts in whatever order they come.
func (s *Server) readParts(parts *multipart.Reader, up *sentUpload) error {
	for range maxFields {
		p, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return notWhole(err)
		}
		switch name := p.FormName(); {
		case name == "file" && p.FileName() == "": // the field was left empty
		case name == "file" && up.sound == nil:
			if up.sound, err = s.uploads.receive(p.FileName(), p); err != nil {
				return notWhole(err)
			}
		case name == "captions":
			if up.captions, err = atMost(p, archive.MaxCaptions, "captions", "The captions file is over 4 MB."); err != nil {
				return err
			}
		case name != "":
			b, err := atMost(p, maxField, name, "This is too long.")
			if err != nil {
				return err
			}
			up.values.Add(name, string(b))
		}
	}
	return archive.Invalid("", "The form has too many parts.")
}

// notWhole makes a connection that broke or was too slow a sentence, and leaves
// our own errors.
func notWhole(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, multipart.ErrMessageTooLarge) {
		return archive.Invalid("file", "The recording did not arrive whole. Please send it again.")
	}
	return err
}

// atMost reads a whole part that must be small.
func atMost(r io.Reader, limit int64, field, sentence string) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, notWhole(err)
	}
	if int64(len(b)) > limit {
		return nil, &archive.Problem{Kind: archive.ErrTooLarge, Field: field, Sentence: sentence}
	}
	return b, nil
}
