package ui

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"earshot/archive"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write openapi.json and other golden files anew")

// TestOpenAPI holds the document to the routes and to the types that they take
// and answer: both are read from the running code.
func TestOpenAPI(t *testing.T) {
	s := &Server{}
	want, err := json.MarshalIndent(describe(s.endpoints()), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, '\n')
	if *update {
		if err := os.WriteFile("openapi.json", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(openAPI, want) {
		t.Errorf("openapi.json is not what the routes say; run go test ./ui -run OpenAPI -update\n%s", cmp.Diff(strings.Split(string(openAPI), "\n"), strings.Split(string(want), "\n")))
	}
}

// TestOpenAPIRoutes looks at the document itself, as a reader of it would.
func TestOpenAPIRoutes(t *testing.T) {
	if *update {
		t.Skip("the document that was compiled in is the old one")
	}
	var doc struct {
		Paths map[string]map[string]struct {
			ID string `json:"operationId"`
		} `json:"paths"`
	}
	if err := json.Unmarshal(openAPI, &doc); err != nil {
		t.Fatal(err)
	}
	var described, routed []string
	for path, methods := range doc.Paths {
		for method := range methods {
			described = append(described, strings.ToUpper(method)+" "+apiRoot+path)
		}
	}
	s := &Server{}
	for _, r := range s.routes() {
		if strings.HasPrefix(r.path, apiRoot) {
			routed = append(routed, r.method+" "+openPath(r.path))
		}
	}
	slices.Sort(described)
	slices.Sort(routed)
	if diff := cmp.Diff(routed, described); diff != "" {
		t.Errorf("routes (-) and document (+) differ:\n%s", diff)
	}
}

// openPath writes a route's pattern as OpenAPI does: {id} for :id.
func openPath(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if name, ok := strings.CutPrefix(p, ":"); ok {
			parts[i] = "{" + name + "}"
		}
	}
	return strings.Join(parts, "/")
}

type object = map[string]any

// describer collects the schemas of the types it meets.
type describer struct{ schemas object }

func describe(all []endpoint) object {
	d := &describer{schemas: object{}}
	paths := object{}
	for _, e := range all {
		path := openPath(e.path)
		if paths[path] == nil {
			paths[path] = object{}
		}
		paths[path].(object)[strings.ToLower(e.method)] = d.operation(e)
	}
	failure := object{"description": "A refusal, with a sentence for a person.", "content": jsonOf(d.schema(reflect.TypeFor[apiError]()))}
	return object{
		"openapi": "3.1.0",
		"info": object{"title": "Earshot", "version": "1", "description": "What the site does, for programs. Anyone may read what is published, report errors and propose fixes. " +
			"For the rest send a token made on the account page as Authorization: Bearer. Unknown fields and parameters are refused. " +
			"Fields that end in _s are seconds. Fields may be added to answers; none is taken away within version 1."},
		"servers": []any{object{"url": apiRoot}},
		"paths":   paths,
		"components": object{
			"schemas":   d.schemas,
			"responses": object{"Refused": failure},
			"securitySchemes": object{
				"token":   object{"type": "http", "scheme": "bearer", "description": "A token made on the account page."},
				"session": object{"type": "apiKey", "in": "cookie", "name": "session", "description": "A browser that signed in, from this site's own pages."},
			},
		},
	}
}

func jsonOf(schema object) object { return object{"application/json": object{"schema": schema}} }

func (d *describer) operation(e endpoint) object {
	op := object{"operationId": e.id, "summary": e.summary, "tags": []string{e.tag}, "x-least-role": roleName(e.min)}
	op["security"] = []any{object{"token": []string{}}, object{"session": []string{}}}
	if e.min == archive.Visitor {
		op["security"] = []any{object{}, object{"token": []string{}}, object{"session": []string{}}}
	}
	p := planOf(e.in)
	var params []any
	for _, f := range p {
		if f.where == "json" {
			continue
		}
		schema := d.fieldSchema(f)
		param := object{"name": f.name, "in": f.where, "required": f.where == "path" || f.need, "schema": schema}
		if f.doc != "" {
			param["description"] = f.doc
		}
		params = append(params, param)
	}
	body := p.of("json")
	if slices.ContainsFunc(body, func(f field) bool { return f.name == "key" }) {
		params = append(params, object{"name": "Idempotency-Key", "in": "header", "required": false, "description": "The same as key in the body.",
			"schema": object{"type": "string", "maxLength": 64}})
	}
	if params != nil {
		op["parameters"] = params
	}
	if len(body) > 0 {
		op["requestBody"] = d.body(e, body)
	}
	op["responses"] = object{strconv.Itoa(e.status): d.success(e), "default": object{"$ref": "#/components/responses/Refused"}}
	return op
}

func roleName(r archive.Role) string {
	if r == archive.Visitor {
		return "visitor"
	}
	return string(r)
}

func (d *describer) success(e endpoint) object {
	out := object{"description": "Done."}
	switch {
	case e.status == 204:
		return out
	case e.out == reflect.TypeFor[nothing]() && e.media != nil:
		content := object{}
		for _, m := range e.media {
			content[m] = object{}
		}
		out["content"] = content
		return out
	case e.out == reflect.TypeFor[nothing]():
		out["content"] = jsonOf(object{"type": "object"})
		return out
	}
	content := jsonOf(d.schema(e.out))
	for _, m := range e.media {
		content[m] = object{"schema": object{"type": "string"}}
	}
	out["content"] = content
	return out
}

func (d *describer) body(e endpoint, p plan) object {
	content := jsonOf(d.input(p))
	if e.form {
		form := d.input(slices.DeleteFunc(slices.Clone(p), func(f field) bool { return f.name == "upload_id" }))
		props := form["properties"].(object)
		props["file"] = object{"type": "string", "contentMediaType": "application/octet-stream", "description": "The recording."}
		props["captions"] = object{"type": "string", "contentMediaType": "text/plain", "description": "WebVTT or SRT to use instead of recognition."}
		form["required"] = append(form["required"].([]string), "file")
		content["multipart/form-data"] = object{"schema": form}
	}
	return object{"required": p.needed(), "content": content}
}

// input is the schema of a body.
func (d *describer) input(p plan) object {
	props := object{}
	required := []string{}
	for _, f := range p {
		s := d.fieldSchema(f)
		if f.doc != "" {
			s["description"] = f.doc
		}
		props[f.name] = s
		if f.need {
			required = append(required, f.name)
		}
	}
	return object{"type": "object", "additionalProperties": false, "properties": props, "required": required}
}

func (d *describer) fieldSchema(f field) object {
	s := d.schema(f.typ)
	if f.enum != nil {
		s["enum"] = f.enum
	}
	if f.max != 0 && s["type"] == "integer" {
		s["minimum"], s["maximum"] = f.min, f.max
	}
	if f.max != 0 && s["type"] == "string" {
		s["maxLength"] = f.max
	}
	if f.fallback != "" {
		s["default"] = f.fallback
		if n, err := strconv.Atoi(f.fallback); err == nil {
			s["default"] = n
		}
	}
	return s
}

// enums are the named texts of the archive with all their values.
var enums = map[reflect.Type]any{
	reflect.TypeFor[archive.State]():       archive.States,
	reflect.TypeFor[archive.Reason]():      archive.Reasons,
	reflect.TypeFor[archive.Role]():        []archive.Role{archive.Contributor, archive.ReporterRole, archive.Custodian, archive.Administrator},
	reflect.TypeFor[archive.Kind]():        []archive.Kind{archive.MisHearing, archive.Amendment, archive.Removal},
	reflect.TypeFor[archive.Op]():          []archive.Op{archive.OpWords, archive.OpSplit, archive.OpMerge, archive.OpSpeaker, archive.OpAdd, archive.OpDelete, archive.OpTime, archive.OpBase},
	reflect.TypeFor[archive.Timing]():      []archive.Timing{archive.TimeRecognised, archive.TimeAligned, archive.TimeEstimated},
	reflect.TypeFor[archive.ReportState](): []archive.ReportState{archive.ReportReceived, archive.ReportListening, archive.ReportFixed, archive.ReportKept, archive.ReportPassed, archive.ReportWithdrawn},
}

// schema describes a type of an answer. Structs become named schemas.
func (d *describer) schema(t reflect.Type) object {
	if values, ok := enums[t]; ok {
		return object{"type": "string", "enum": values}
	}
	switch {
	case t == reflect.TypeFor[time.Time]():
		return object{"type": "string", "format": "date-time"}
	case t.Kind() == reflect.Pointer:
		return d.schema(t.Elem())
	case t.Kind() == reflect.Slice:
		return object{"type": "array", "items": d.schema(t.Elem())}
	case t.Kind() == reflect.Map:
		return object{"type": "object"}
	case t.Kind() == reflect.String:
		return object{"type": "string"}
	case t.Kind() == reflect.Bool:
		return object{"type": "boolean"}
	case t.Kind() == reflect.Float64:
		return object{"type": "number"}
	case t.Kind() == reflect.Int || t.Kind() == reflect.Int64:
		return object{"type": "integer"}
	}
	name := strings.TrimPrefix(t.Name(), "api")
	if _, have := d.schemas[name]; !have {
		d.schemas[name] = nil // a type may hold itself
		d.schemas[name] = d.structSchema(t)
	}
	return object{"$ref": "#/components/schemas/" + name}
}

func (d *describer) structSchema(t reflect.Type) object {
	props := object{}
	required := []string{}
	for _, sf := range reflect.VisibleFields(t) {
		if sf.Anonymous {
			continue
		}
		name, option, _ := strings.Cut(sf.Tag.Get("json"), ",")
		s := d.schema(sf.Type)
		if e := sf.Tag.Get("enum"); e != "" {
			s["enum"] = strings.Split(e, ",")
		}
		if doc := sf.Tag.Get("doc"); doc != "" {
			s["description"] = doc
		}
		props[name] = s
		if option == "" {
			required = append(required, name)
		}
	}
	return object{"type": "object", "additionalProperties": false, "properties": props, "required": required}
}
