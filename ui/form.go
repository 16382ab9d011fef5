package ui

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// form is a form as its template shows it: what was typed, and what to mend.
type form struct {
	Key      string // the same key does the same thing once
	Values   url.Values
	Field    string // that the sentence is about; "" for the whole form
	Sentence string // what has to be mended; "" when nothing
}

// newForm is a form nobody has sent yet: name, value, name, value.
func newForm(pairs ...string) form {
	f := form{Key: archive.NewKey(), Values: url.Values{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		f.Values.Set(pairs[i], pairs[i+1])
	}
	return f
}

// sentForm is a form as it was sent, to be shown again when it cannot be used.
// Passwords are not shown again.
func sentForm(values url.Values) form {
	f := form{Key: values.Get("key"), Values: values}
	if f.Key == "" || len(f.Key) > 64 {
		f.Key = archive.NewKey()
	}
	return f
}

// Get is what stands in a field.
func (f form) Get(name string) string { return f.Values.Get(name) }

// Has tells whether a choice is made.
func (f form) Has(name, value string) bool { return slices.Contains(f.Values[name], value) }

// Problem is what to mend in a field, or "".
func (f form) Problem(name string) string {
	if f.Field == name {
		return f.Sentence
	}
	return ""
}

// refuse notes why a form cannot be used. Errors that no one can mend by typing
// are returned for the error page.
func (f *form) refuse(err error) (status int, rest error) {
	var p *archive.Problem
	var conflict *archive.Conflict
	if !errors.As(err, &p) && !errors.As(err, &conflict) && !errors.Is(err, errTooMany) {
		return 0, err
	}
	status, f.Sentence, f.Field, _ = explain(err)
	return status, nil
}

// again shows a form once more with what was typed and what to mend.
func (s *Server) again(c *gin.Context, err error, f *form, name, title string, page func() any) error {
	status, rest := f.refuse(err)
	if rest != nil {
		return rest
	}
	s.render(c, status, name, title, page())
	return nil
}

// localAddress is where to go on after a form: a path of this site, never
// another host, whatever was asked.
func localAddress(next, otherwise string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return otherwise
	}
	u, err := url.Parse(next)
	if err != nil || u.Host != "" || u.Scheme != "" {
		return otherwise
	}
	return u.String()
}

// ticked tells whether a box in a form is ticked.
func ticked(values url.Values, name string) bool { return values.Get(name) != "" }

// posted is the form that guard has read.
func posted(c *gin.Context) url.Values {
	if c.Request.Method == http.MethodGet {
		return c.Request.URL.Query()
	}
	return c.Request.PostForm
}
