package ui

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// errMedia says that a body is of a kind the address does not take.
var errMedia = errors.New("unsupported media type")

// field is one value of a request: where it comes from and what it may be.
type field struct {
	where    string // path, query or json
	name     string
	at       []int
	typ      reflect.Type
	enum     []string
	need     bool
	min, max int // of a whole number; both 0: any
	fallback string
	doc      string
}

// plan is how a request is read into a struct. Fields are tagged path, query or
// json with their name; need:"true" for those that must be given; enum, min, max
// and default for what they may be.
type plan []field

func planOf(t reflect.Type) plan {
	var p plan
	for _, sf := range reflect.VisibleFields(t) {
		if sf.Anonymous {
			continue
		}
		f := field{at: sf.Index, typ: sf.Type, need: sf.Tag.Get("need") == "true", fallback: sf.Tag.Get("default"), doc: sf.Tag.Get("doc")}
		for _, where := range []string{"path", "query", "json"} {
			if name, ok := sf.Tag.Lookup(where); ok {
				f.where, f.name = where, strings.TrimSuffix(name, ",omitempty")
			}
		}
		if e := sf.Tag.Get("enum"); e != "" {
			f.enum = strings.Split(e, ",")
		}
		f.min, _ = strconv.Atoi(sf.Tag.Get("min"))
		f.max, _ = strconv.Atoi(sf.Tag.Get("max"))
		p = append(p, f)
	}
	return p
}

// of returns the fields that come from one place.
func (p plan) of(where string) plan {
	return slices.DeleteFunc(slices.Clone(p), func(f field) bool { return f.where != where })
}

// read fills in from a request. What is unknown, given twice or out of bounds is
// refused by name; nothing is guessed.
func (p plan) read(c *gin.Context, in reflect.Value, e endpoint) error {
	for _, f := range p.of("path") {
		if err := f.set(in, c.Param(f.name)); err != nil {
			return archive.ErrNotFound
		}
	}
	if err := p.of("query").readQuery(c.Request.URL.RawQuery, in); err != nil {
		return err
	}
	body := p.of("json")
	kind, _, _ := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if e.form && kind == "multipart/form-data" {
		return nil // the handler streams it
	}
	if e.method == http.MethodGet || e.method == http.MethodDelete {
		return nil
	}
	if e.form { // the route itself has no limit then
		c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, e.limit)
	}
	raw, err := io.ReadAll(c.Request.Body)
	var tooBig *http.MaxBytesError
	if errors.As(err, &tooBig) {
		return err
	}
	if err != nil {
		return archive.Invalid("", "The body ended before it was complete.")
	}
	if len(raw) == 0 && kind == "" && !body.needed() {
		return nil
	}
	if kind != "application/json" { // checked for empty bodies too: a form was read by now
		return &archive.Problem{Kind: errMedia, Sentence: "Please send JSON, with the header Content-Type: application/json."}
	}
	if len(raw) == 0 && !body.needed() {
		return nil
	}
	return body.readJSON(raw, in)
}

func (p plan) needed() bool { return slices.ContainsFunc(p, func(f field) bool { return f.need }) }

func (p plan) readQuery(raw string, in reflect.Value) error {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return archive.Invalid("", "The part of the address behind the question mark is not well formed.")
	}
	for name, given := range values {
		if !slices.ContainsFunc(p, func(f field) bool { return f.name == name }) {
			return archive.Invalid(printable(name), "There is no parameter “%s” here.", printable(name))
		}
		if len(given) > 1 {
			return archive.Invalid(name, "“%s” is given %d times; once is enough.", name, len(given))
		}
	}
	for _, f := range p {
		text := f.fallback
		if values.Has(f.name) {
			text = values.Get(f.name)
		}
		if text == "" && !f.need {
			continue
		}
		if err := f.set(in, text); err != nil {
			return err
		}
	}
	return nil
}

// set reads one value from text.
func (f field) set(in reflect.Value, text string) error {
	if !utf8.ValidString(text) {
		return archive.Invalid(f.name, "“%s” has bytes that are not letters.", f.name)
	}
	v := in.FieldByIndex(f.at)
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Bool:
		if text != "true" && text != "false" {
			return archive.Invalid(f.name, "“%s” is either true or false.", f.name)
		}
		v.SetBool(text == "true")
	case reflect.Int, reflect.Int64:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return archive.Invalid(f.name, "%s", f.bounds())
		}
		v.SetInt(n)
	case reflect.Slice:
		v.Set(reflect.Append(v, reflect.ValueOf(text)))
	default:
		panic(fmt.Sprintf("a request cannot hold a %s", v.Type()))
	}
	return f.check(v)
}

// check holds a value to what the field may be.
func (f field) check(v reflect.Value) error {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return nil
		}
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.String:
		if f.enum != nil && !slices.Contains(f.enum, v.String()) {
			return archive.Invalid(f.name, "“%s” is one of: %s.", f.name, strings.Join(f.enum, ", "))
		}
	case reflect.Int, reflect.Int64:
		if n := v.Int(); f.max != 0 && (n < int64(f.min) || n > int64(f.max)) {
			return archive.Invalid(f.name, "%s", f.bounds())
		}
	}
	return nil
}

func (f field) bounds() string {
	if f.max == 0 {
		return fmt.Sprintf("“%s” has to be a whole number.", f.name)
	}
	return fmt.Sprintf("“%s” has to be a whole number from %d to %d.", f.name, f.min, f.max)
}

// readJSON reads the one object of a body. Names are compared exactly and may
// stand once, other than encoding/json does by itself: two readers of one body
// must not understand it differently.
func (p plan) readJSON(raw []byte, in reflect.Value) error {
	if !utf8.Valid(raw) {
		return archive.Invalid("", "The body has bytes that are not UTF-8.")
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return archive.Invalid("", "The body has to be one JSON object.")
	}
	seen := map[string]bool{}
	for d.More() {
		t, err := d.Token()
		name, ok := t.(string)
		if err != nil || !ok {
			return errNotJSON(d)
		}
		i := slices.IndexFunc(p, func(f field) bool { return f.name == name })
		if i < 0 {
			return archive.Invalid(printable(name), "There is no field “%s” here.", printable(name))
		}
		if seen[name] {
			return archive.Invalid(name, "“%s” is given twice.", name)
		}
		seen[name] = true
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return errNotJSON(d)
		}
		if err := p[i].setJSON(in, value); err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil {
		return errNotJSON(d)
	}
	if _, err := d.Token(); err != io.EOF {
		return archive.Invalid("", "The body goes on behind its JSON object.")
	}
	for _, f := range p {
		if f.need && !seen[f.name] {
			return archive.Invalid(f.name, "“%s” is missing.", f.name)
		}
	}
	return nil
}

func errNotJSON(d *json.Decoder) error {
	return archive.Invalid("", "The body is not well-formed JSON near byte %d.", d.InputOffset())
}

func (f field) setJSON(in reflect.Value, value json.RawMessage) error {
	v := in.FieldByIndex(f.at)
	if string(value) == "null" && v.Kind() != reflect.Pointer {
		return archive.Invalid(f.name, "“%s” has to be %s.", f.name, kindName(f.typ))
	}
	if err := json.Unmarshal(value, v.Addr().Interface()); err != nil {
		return archive.Invalid(f.name, "“%s” has to be %s.", f.name, kindName(f.typ))
	}
	return f.check(v)
}

// kindName says in words what JSON value a type takes.
func kindName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return kindName(t.Elem())
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int64:
		return "a whole number"
	case reflect.Slice:
		return "a list of texts"
	default:
		return "a text"
	}
}

// printable makes a name that a stranger chose fit to repeat to them.
func printable(name string) string {
	name = strings.Map(func(r rune) rune {
		if !strconv.IsPrint(r) || r == utf8.RuneError {
			return '?'
		}
		return r
	}, name)
	if r := []rune(name); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return name
}
