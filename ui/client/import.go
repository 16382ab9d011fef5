package client

import (
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"
)

// Intake is what is said of a recording that is imported. Title and Agreed are
// needed.
type Intake struct {
	Title, Summary, Storyteller, Interviewer string
	Place, RecordedOn, Collection, Language  string
	Themes                                   []string
	PublishWhenReady                         bool
	Agreed                                   bool   // the storyteller agreed to the terms
	Reporter                                 string // sign-in name of who will look after it; "" is the caller
	Captions                                 []byte // WebVTT or SRT to use instead of recognition
	Key                                      string // the same key imports once, however often it is sent
}

// Import sends a recording and returns the interview that was made of it. It
// streams r; progress, which may be nil, is told the bytes sent so far.
func (c *Client) Import(ctx context.Context, in Intake, name string, r io.Reader, progress func(sent int64)) (Interview, error) {
	body, w := io.Pipe()
	form := multipart.NewWriter(w)
	go func() {
		err := in.write(form)
		if err == nil {
			var part io.Writer
			if part, err = form.CreateFormFile("file", name); err == nil {
				_, err = io.Copy(part, &counted{r, 0, progress})
			}
		}
		if err == nil {
			err = form.Close()
		}
		w.CloseWithError(err) // nil is io.EOF: the form is whole
	}()
	defer body.Close() // the server may refuse before it read everything
	resp, err := c.send(ctx, http.MethodPost, root+"/interviews", http.Header{"Content-Type": {form.FormDataContentType()}}, body)
	if err != nil {
		return Interview{}, err
	}
	defer resp.Body.Close()
	return decodeInterview(resp.Body)
}

// write puts the fields before the recording, so that the server knows them
// first.
func (in Intake) write(form *multipart.Writer) error {
	fields := [][2]string{
		{"title", in.Title}, {"summary", in.Summary}, {"storyteller", in.Storyteller}, {"interviewer", in.Interviewer}, {"place", in.Place},
		{"recorded_on", in.RecordedOn}, {"collection", in.Collection}, {"language", in.Language}, {"key", in.Key}, {"reporter", in.Reporter},
	}
	for _, theme := range in.Themes {
		fields = append(fields, [2]string{"themes", theme})
	}
	fields = append(fields, [2]string{"publish_when_ready", strconv.FormatBool(in.PublishWhenReady)}, [2]string{"agreed", strconv.FormatBool(in.Agreed)})
	for _, f := range fields {
		if f[1] == "" {
			continue
		}
		if err := form.WriteField(f[0], f[1]); err != nil {
			return err
		}
	}
	if len(in.Captions) == 0 {
		return nil
	}
	part, err := form.CreateFormFile("captions", "captions")
	if err == nil {
		_, err = part.Write(in.Captions)
	}
	return err
}

// counted tells how much was read.
type counted struct {
	r    io.Reader
	n    int64
	tell func(int64)
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	if n > 0 && c.tell != nil {
		c.tell(c.n)
	}
	return n, err
}
