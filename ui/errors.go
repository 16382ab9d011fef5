package ui

import (
	"errors"
	"net/http"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// sentences maps the archive's errors to a status and a sentence for anyone.
// The first match counts; anything else is 500 with a request id and no inner
// text.
var sentences = []struct {
	err      error
	status   int
	sentence string
}{
	{archive.ErrNotFound, http.StatusNotFound, "There is nothing at this address."},
	{archive.ErrWithdrawn, http.StatusGone, "This interview was withdrawn. It can no longer be read or heard."},
	{archive.ErrSignIn, http.StatusUnauthorized, "Please sign in first."},
	{archive.ErrConflict, http.StatusConflict, "Someone changed these words while you were writing. Nothing you wrote is lost."},
	{archive.ErrUnchanged, http.StatusConflict, "It already says that."},
	{archive.ErrOwnWork, http.StatusForbidden, "Someone else has to confirm this."},
	{archive.ErrForbidden, http.StatusForbidden, "You may not do this."},
	{archive.ErrState, http.StatusConflict, "This is not possible at the moment."},
	{archive.ErrExists, http.StatusConflict, "This exists already."},
	{archive.ErrTooLarge, http.StatusRequestEntityTooLarge, "This is too large."},
	{archive.ErrInvalid, http.StatusUnprocessableEntity, "Something in this form cannot be used."},
	{errMethod, http.StatusMethodNotAllowed, "This address does not take that kind of request."},
	{errMedia, http.StatusUnsupportedMediaType, "Please send JSON."},
	{errTooMany, http.StatusTooManyRequests, "That was a lot at once. Please wait a minute and try again."},
	{archive.ErrNoRoom, http.StatusInsufficientStorage, "There is no room left on this server, so this was not kept. Please tell the people who look after it, and try again later."},
	{archive.ErrUnsureBlob, http.StatusServiceUnavailable, "The sound store does not answer at the moment. Please try again in a minute."},
}

var errMethod = errors.New("method not allowed")

var errTooMany = errors.New("too many requests")

// explain turns an error into what may be shown of it.
func explain(err error) (status int, sentence, field string, known bool) {
	var tooBig *http.MaxBytesError
	if errors.As(err, &tooBig) {
		return http.StatusRequestEntityTooLarge, "This is too large.", "", true
	}
	for _, s := range sentences {
		if !errors.Is(err, s.err) {
			continue
		}
		var p *archive.Problem
		if errors.As(err, &p) {
			return s.status, p.Sentence, p.Field, true
		}
		return s.status, s.sentence, "", true
	}
	return http.StatusInternalServerError, "Something went wrong on our side. Nothing you sent is shown as done.", "", false
}

// fail answers a request with an error: JSON under /api/, a page elsewhere.
func (s *Server) fail(c *gin.Context, err error) {
	status, sentence, field, known := explain(err)
	if !known || errors.Is(err, archive.ErrNoRoom) { // someone has to do something
		s.Log.Error("request failed", "id", requestID(c), "method", c.Request.Method, "path", c.FullPath(), "error", err)
	}
	if c.Writer.Written() {
		return
	}
	if wantsJSON(c) {
		body := gin.H{"error": sentence, "status": status, "request_id": requestID(c)}
		if field != "" {
			body["field"] = field
		}
		var conflict *archive.Conflict
		if errors.As(err, &conflict) {
			body["theirs"], body["yours"], body["before"], body["version"] = conflict.Theirs, conflict.Yours, conflict.Before, conflict.Now
			if conflict.Receipt != "" {
				body["receipt"], body["report"] = conflict.Receipt, conflict.Number
			}
		}
		c.JSON(status, body)
		return
	}
	page := errorPage{Status: status, Sentence: sentence, RequestID: requestID(c), Back: c.Request.Referer()}
	errors.As(err, &page.Conflict)
	if status == http.StatusUnauthorized {
		page.Next = c.Request.URL.RequestURI()
	}
	s.render(c, status, "error", "Sorry", page)
}

// errorPage is what the error template shows.
type errorPage struct {
	Status    int
	Sentence  string
	RequestID string
	Back      string // the page the person came from, if it is one of ours
	Next      string // where to go after signing in
	Conflict  *archive.Conflict
}
