package ui

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// What a page may load: its own files and nothing else, so that text which
// slipped through escaping could still not run or call out.
const contentPolicy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"

const (
	ordinaryBody = 256 << 10 // bytes of a form: the longest list people edit has 100,000 characters
	anyLength    = -1        // the handler counts the bytes itself
)

// How slowly a request's body may come. 200 senders of one byte in ten seconds
// must not hold their connections for ever.
const (
	bodyPause = 60 * time.Second // longest wait for the next bytes
	bodyGrace = 2 * time.Minute  // then at least slowest bytes a second on average
	slowest   = 1024             // bytes a second: the worst phone connection is five times faster
)

// request is what is known of the request being answered, for its log line.
type request struct {
	id        string
	route     string
	viewer    *archive.Viewer
	viewerErr error
}

type requestKey struct{}

// of returns what is known of a request. Outside of protect it is empty.
func of(c *gin.Context) *request {
	if r, ok := c.Request.Context().Value(requestKey{}).(*request); ok {
		return r
	}
	r := &request{id: archive.NewKey()}
	c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), requestKey{}, r))
	return r
}

// requestID names the request in answers and in the log.
func requestID(c *gin.Context) string { return of(c).id }

// wantsJSON tells whether a program is asking.
func wantsJSON(c *gin.Context) bool {
	accept := c.GetHeader("Accept")
	return strings.HasPrefix(c.Request.URL.Path, "/api/") ||
		(strings.Contains(accept, "application/json") && !strings.Contains(accept, "text/html"))
}

// protect wraps the engine in what holds for every request.
func (s *Server) protect(next http.Handler) http.Handler {
	foreign := http.NewCrossOriginProtection()
	foreign.SetDenyHandler(http.HandlerFunc(refuseForeign))
	guarded := foreign.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		info := &request{id: archive.NewKey()}
		r = r.WithContext(context.WithValue(r.Context(), requestKey{}, info))
		r.Header.Del("X-HTTP-Method-Override") // tusd would follow it
		r.Body = s.steady(w, r)
		s.secure(w.Header(), info.id)
		seen := &seenWriter{ResponseWriter: w}
		begun := s.Now()
		defer func() {
			if p := recover(); p != nil {
				s.recovered(seen, info, p)
			}
			s.logRequest(r, info, seen, s.Now().Sub(begun))
		}()
		guarded.ServeHTTP(seen, r)
	})
}

// refuseForeign answers what another site's page sent, before any handler is
// asked: in the API's own form under /api/.
func refuseForeign(w http.ResponseWriter, r *http.Request) {
	const sentence = "This came from a page of another site, so it was not used. Please open the page here and try again."
	if !strings.HasPrefix(r.URL.Path, "/api/") {
		http.Error(w, sentence, http.StatusForbidden)
		return
	}
	body, err := json.Marshal(apiError{Error: sentence, Status: http.StatusForbidden, RequestID: w.Header().Get("X-Request-Id")})
	if err != nil {
		panic(err) // strings and a number
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(http.StatusForbidden)
	_, _ = w.Write(body) // the sender may have gone
}

func (s *Server) secure(h http.Header, id string) {
	h.Set("Content-Security-Policy", contentPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	h.Set("X-Request-Id", id)
	if s.Secure {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

func (s *Server) recovered(w *seenWriter, info *request, p any) {
	if p == http.ErrAbortHandler {
		panic(p)
	}
	s.Log.Error("request panicked", "id", info.id, "route", info.route, "panic", p, "stack", string(debug.Stack()))
	if w.status == 0 {
		http.Error(w, "Something went wrong on our side. Request "+info.id+".", http.StatusInternalServerError)
	}
}

// logRequest writes the route's pattern, never the address: secrets of receipts
// and sign-in links stand in the path, and what people search for in the query.
func (s *Server) logRequest(r *http.Request, info *request, w *seenWriter, took time.Duration) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	who := "visitor"
	if info.viewer != nil && info.viewer.Account != nil {
		who = string(info.viewer.Account.Role)
	}
	s.Log.Debug("request", "id", info.id, "method", r.Method, "route", info.route, "status", w.status, "bytes", w.bytes, "ms", took.Milliseconds(), "who", who)
}

// seenWriter remembers what was answered.
type seenWriter struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (w *seenWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *seenWriter) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// ReadFrom lets net/http copy by its own fast path.
func (w *seenWriter) ReadFrom(r io.Reader) (int64, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := io.Copy(w.ResponseWriter, r)
	w.bytes += n
	return n, err
}

func (w *seenWriter) Flush()                      { _ = http.NewResponseController(w.ResponseWriter).Flush() }
func (w *seenWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// bound limits the body and reads a form, so that one which is too large or
// broken ends here and not as empty fields.
func bound(c *gin.Context, limit int64) error {
	if limit == anyLength || c.Request.Body == nil {
		return nil
	}
	if limit == 0 {
		limit = ordinaryBody
	}
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, limit)
	kind, _, _ := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if kind != "application/x-www-form-urlencoded" {
		return nil
	}
	err := c.Request.ParseForm()
	var tooBig *http.MaxBytesError
	if err == nil || errors.As(err, &tooBig) {
		return err
	}
	return archive.Invalid("", "The form did not arrive whole. Please send it again.")
}

// steadyBody gives each read of a body its time and the whole a least speed.
type steadyBody struct {
	io.ReadCloser
	control      *http.ResponseController
	begun        time.Time
	read         int64
	pause, grace time.Duration
}

func (s *Server) steady(w http.ResponseWriter, r *http.Request) io.ReadCloser {
	if r.Body == nil || r.Body == http.NoBody {
		return r.Body
	}
	return &steadyBody{ReadCloser: r.Body, control: http.NewResponseController(w), begun: time.Now(), pause: s.BodyPause, grace: s.BodyGrace}
}

// Read clears the deadline at the end: a deadline left behind would cut the
// connection while the answer is still being made.
func (b *steadyBody) Read(p []byte) (int, error) {
	until := time.Now().Add(b.pause)
	if least := b.begun.Add(b.grace + time.Duration(b.read/slowest)*time.Second); least.Before(until) {
		until = least
	}
	_ = b.control.SetReadDeadline(until) // unsupported only in tests without a connection
	n, err := b.ReadCloser.Read(p)
	b.read += int64(n)
	if err != nil {
		_ = b.control.SetReadDeadline(time.Time{})
	}
	return n, err
}
