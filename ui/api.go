package ui

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"reflect"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// endpoint is one method and path of /api/v1, with all that the OpenAPI document
// says of it: a test makes the document from these and from the types in and
// out, so it cannot say anything else than what the server does.
type endpoint struct {
	method, path string
	id, summary  string // operationId, and one sentence
	tag          string
	min          archive.Role
	cost         cost
	status       int   // of success; 0 means 200
	limit        int64 // most bytes of a JSON body; 0 means maxBody
	form         bool  // multipart/form-data with a file is taken too
	media        []string
	in, out      reflect.Type
	handle       func(*gin.Context) error
}

// maxBody holds the longest fix and note, each letter written as two \u escapes.
const maxBody = 64 << 10

// nothing is the in or out of an endpoint that has none.
type nothing struct{}

// calls makes an endpoint of a function from what is sent to what is answered.
func calls[In, Out any](e endpoint, fn func(*gin.Context, *In) (*Out, error)) endpoint {
	e.in, e.out = reflect.TypeFor[In](), reflect.TypeFor[Out]()
	p := planOf(e.in)
	if e.status == 0 {
		e.status = http.StatusOK
	}
	if e.limit == 0 {
		e.limit = maxBody
	}
	e.handle = func(c *gin.Context) error {
		c.Header("Cache-Control", "private, no-store")
		in := new(In)
		if err := p.read(c, reflect.ValueOf(in).Elem(), e); err != nil {
			return err
		}
		out, err := fn(c, in)
		switch {
		case err != nil:
			return err
		case c.Writer.Written() || c.Writer.Status() == http.StatusNotModified:
		case e.status == http.StatusNoContent:
			c.Status(e.status)
			c.Writer.WriteHeaderNow()
		default:
			c.JSON(e.status, out)
		}
		return nil
	}
	return e
}

// apiRoutes lists the routes of /api/v1.
func (s *Server) apiRoutes() []route {
	var all []route
	for _, e := range s.endpoints() {
		r := route{method: e.method, path: apiRoot + e.path, handle: e.handle, min: e.min, cost: e.cost, body: e.limit}
		if e.form {
			r.body = anyLength
		}
		all = append(all, r)
	}
	return all
}

const apiRoot = "/api/v1"

// keyed is an idempotency key in a body. The header Idempotency-Key says the same.
type keyed struct {
	Key string `json:"key" max:"64" doc:"The same key makes a repeated request do its work once. The header Idempotency-Key says the same."`
}

// keyOf returns the request's idempotency key, made the caller's own: another
// person who happens to choose the same key must not be answered with this
// person's change, report or receipt.
func (s *Server) keyOf(c *gin.Context, k keyed) (string, error) {
	key := c.GetHeader("Idempotency-Key")
	if key == "" {
		key = k.Key
	}
	if key == "" {
		return "", nil
	}
	if len(key) > 64 || (k.Key != "" && k.Key != key) {
		return "", archive.Invalid("key", "A request has one key of at most 64 characters.")
	}
	a := s.viewer(c).Author()
	who := a.Account
	if who == "" {
		// A visitor's first request brings no cookie, and neither does the second
		// when the answer that would have set it was lost.
		if who = s.cookie(c, "visitor"); who == "" {
			who = a.Network
		}
	}
	sum := sha256.Sum256([]byte(who + "\x00" + key))
	return "api-" + hex.EncodeToString(sum[:16]), nil
}
