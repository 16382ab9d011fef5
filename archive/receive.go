package archive

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Limits on what one upload may bring.
const (
	MaxRecording = 2 << 30 // bytes
	MaxCaptions  = 4 << 20 // bytes
	maxThemes    = 20
)

// Intake is what a reporter says of a recording.
type Intake struct {
	Title, Summary, Storyteller, Interviewer string
	Place, RecordedOn, Collection, Language  string
	Themes                                   []string
	PublishWhenReady                         bool   // else it waits as a draft for its reporter
	Agreed                                   bool   // the storyteller agreed to the terms
	Captions                                 []byte // WebVTT or SRT to use instead of recognition
	Key                                      string // the same key gives the same interview
	Reporter                                 string // sign-in name of who will look after it; "" is the viewer. For administrators
}

// KeepRecording streams a recording to the bucket. sha256 and size are of the
// bytes, already counted on the way in; the same bytes are stored once.
func (a *Archive) KeepRecording(ctx context.Context, name, mediaType, sha256 string, size int64, r io.Reader) (Recording, error) {
	name, err := CleanText("file", strings.ToValidUTF8(name, "\ufffd"), 4096)
	if err != nil {
		return Recording{}, err
	}
	rec := Recording{Key: "recordings/" + sha256, Name: shorten(name, 200), Type: mediaType, Size: size, SHA256: sha256}
	if have, err := a.blobs.Stat(ctx, rec.Key); err == nil && have.Size == size && have.SHA256 == sha256 {
		return rec, nil
	}
	var blob Blob
	if h, ok := a.blobs.(HashedPutter); ok {
		blob, err = h.PutHashed(ctx, rec.Key, mediaType, sha256, r)
	} else {
		blob, err = a.blobs.Put(ctx, rec.Key, mediaType, r)
	}
	if err != nil {
		return Recording{}, fmt.Errorf("keep recording: %w", err)
	}
	if blob.Size != size || blob.SHA256 != sha256 {
		return Recording{}, fmt.Errorf("keep recording: %d bytes became %d: %w", size, blob.Size, ErrDamaged)
	}
	return rec, nil
}

// CheckIntake tells whether Receive would accept what is said of a recording, so
// that nothing is kept of one that will be refused.
func (a *Archive) CheckIntake(ctx context.Context, v Viewer, in Intake) error {
	_, err := a.accept(ctx, v, in)
	return err
}

// accept returns the interview that an intake describes, or why it is refused.
func (a *Archive) accept(ctx context.Context, v Viewer, in Intake) (*Interview, error) {
	if !v.Role().AtLeast(ReporterRole) {
		return nil, ErrSignIn
	}
	if !in.Agreed {
		return nil, Invalid("agreed", "Please confirm that the storyteller agreed to the terms before you upload.")
	}
	if len(in.Captions) > MaxCaptions {
		return nil, &Problem{Kind: ErrTooLarge, Field: "captions", Sentence: "The captions file is over 4 MB."}
	}
	reporter, err := a.reporterOf(ctx, v, in.Reporter)
	if err != nil {
		return nil, err
	}
	iv := &Interview{ID: NewKey(), Reporter: reporter, State: Received, PublishWhenReady: in.PublishWhenReady, Run: 1}
	if in.Key != "" {
		iv.ID = a.derive("interview", v.Account.ID, in.Key)[:16]
	}
	return iv, a.describe(iv, in)
}

// reporterOf is the account that will look after a recording.
func (a *Archive) reporterOf(ctx context.Context, v Viewer, name string) (id string, err error) {
	if name == "" {
		return v.Account.ID, nil
	}
	if !v.Role().AtLeast(Administrator) {
		return "", &Problem{Kind: ErrForbidden, Field: "reporter", Sentence: "Only an administrator can say that someone else looks after a recording."}
	}
	name = strings.ToLower(strings.TrimSpace(name))
	err = a.store.View(ctx, func(tx Tx) error {
		acc, err := tx.AccountByName(name)
		if err == nil {
			id = acc.ID
		}
		return err
	})
	if errors.Is(err, ErrNotFound) {
		err = &Problem{Kind: ErrNotFound, Field: "reporter", Sentence: fmt.Sprintf("Nobody here signs in with the name “%s”.", shorten(name, MaxName))}
	}
	return id, err
}

// Receive makes an interview of a kept recording and queues its work, in one
// transaction. When it returns, the upload is acknowledged for good.
func (a *Archive) Receive(ctx context.Context, v Viewer, in Intake, rec Recording) (*Interview, error) {
	iv, err := a.accept(ctx, v, in)
	if err != nil {
		return nil, err
	}
	iv.Recording = rec
	if len(in.Captions) > 0 {
		iv.Captions = "captions/" + iv.ID
		if _, err := a.blobs.Put(ctx, iv.Captions, "text/plain; charset=utf-8", strings.NewReader(string(in.Captions))); err != nil {
			return nil, fmt.Errorf("keep captions: %w", err)
		}
	}
	now := a.now()
	iv.Received, iv.Agreement = now, Agreement{Wording: a.opt.Terms, By: v.Account.ID, At: now}
	err = a.update(ctx, func(tx Tx) error {
		if have, err := tx.Interview(iv.ID); err == nil {
			iv = have
			return nil
		} else if !errors.Is(err, ErrNotFound) {
			return err
		}
		queued := *iv
		if err := a.queue(tx, &queued); err != nil {
			return err
		}
		iv = &queued
		return tx.Enqueue(Job{Kind: JobListen, Interview: iv.ID, Run: iv.Run})
	})
	if err != nil {
		return nil, fmt.Errorf("receive: %w", err)
	}
	return iv, nil
}

// queue moves an interview to Queued and inserts its first job.
func (a *Archive) queue(tx Tx, iv *Interview) error {
	if err := iv.become(Queued); err != nil {
		return err
	}
	iv.Reason, iv.Progress = "", Progress{}
	if err := a.touch(tx, iv); err != nil {
		return err
	}
	return tx.Enqueue(Job{Kind: JobPrepare, Interview: iv.ID, Run: iv.Run})
}

var dateForm = regexp.MustCompile(`^\d{4}(-\d{2}(-\d{2})?)?$`)
var languageForm = regexp.MustCompile(`^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$`)

// describe checks the facts of an intake and writes them to iv.
func (a *Archive) describe(iv *Interview, in Intake) error {
	texts := []struct {
		field string
		from  string
		limit int
		to    *string
	}{
		{"title", in.Title, 200, &iv.Title}, {"summary", in.Summary, MaxNote, &iv.Summary},
		{"storyteller", in.Storyteller, MaxName, &iv.Storyteller}, {"interviewer", in.Interviewer, MaxName, &iv.Interviewer},
		{"place", in.Place, MaxName, &iv.Place}, {"collection", in.Collection, MaxName, &iv.Collection},
	}
	for _, t := range texts {
		s, err := a.say(t.field, t.from, t.limit)
		if err != nil {
			return err
		}
		*t.to = s
	}
	if iv.Title == "" {
		return Invalid("title", "Please give the interview a title.")
	}
	if iv.RecordedOn = strings.TrimSpace(in.RecordedOn); iv.RecordedOn != "" && !validDate(iv.RecordedOn) {
		return Invalid("recorded_on", "Please write the date as year-month-day, like 2024-05-31.")
	}
	if iv.Language = strings.TrimSpace(in.Language); iv.Language != "" && !languageForm.MatchString(iv.Language) {
		return Invalid("language", "Please write the language as a short code, like en or de.")
	}
	iv.Themes = nil
	for _, theme := range in.Themes {
		theme, err := a.say("themes", theme, MaxName)
		if err != nil {
			return err
		}
		if theme != "" && !slices.Contains(iv.Themes, theme) {
			iv.Themes = append(iv.Themes, theme)
		}
	}
	if len(iv.Themes) > maxThemes {
		return Invalid("themes", "An interview can have at most %d themes.", maxThemes)
	}
	return nil
}

func validDate(s string) bool {
	if !dateForm.MatchString(s) {
		return false
	}
	_, err := time.Parse("2006-01-02"[:len(s)], s)
	return err == nil
}

// shorten keeps the end of a long file name, where its kind is.
func shorten(s string, limit int) string {
	r := []rune(s)
	if len(r) <= limit {
		return s
	}
	return "…" + string(r[len(r)-limit+1:])
}
