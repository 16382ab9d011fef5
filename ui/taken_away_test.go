package ui

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"earshot/archive"
	"earshot/archive/export"
)

// elements reads XML to its end and names its elements.
func elements(t *testing.T, what string, body []byte) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	for d := xml.NewDecoder(bytes.NewReader(body)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return found
		}
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if e, ok := token.(xml.StartElement); ok {
			found[strings.ToLower(e.Name.Local)] = true
		}
	}
}

// T01, T02, T03, T04 and T05 once more, in what people take away: each file and
// feed reads as what it is, and nothing that was typed is a part of it.
func TestTextIsOnlyTextInWhatIsTakenAway(t *testing.T) {
	r := readingRig(t)
	at := "/interviews/" + r.short.ID
	bo := r.as(r.bo)
	for i, s := range nasty {
		l := r.line(r.short.ID, i)
		bo.post(at+"/changes", "against", r.version(r.short.ID), "line", fmt.Sprint(l.ID), "text", s+" said", "note", s).wants(t, 303)
		bo.post(at+"/shape", "against", r.version(r.short.ID), "line", fmt.Sprint(l.ID), "op", "speaker", "speaker", s, "reach", "line").wants(t, 303)
	}
	_, err := r.archive.Describe(t.Context(), r.ada, r.short.ID, archive.Intake{Title: nasty[0], Summary: nasty[4], Storyteller: nasty[5], Interviewer: nasty[6], Place: nasty[3], Themes: nasty[:5]})
	r.must(err)
	r.caughtUp()
	files := []string{"/said.atom"}
	for _, f := range export.Formats() {
		files = append(files, at+"/transcript."+f.Ending)
	}
	saved := r.visitor().get("/searches/new?q=said")
	saved.wants(t, http.StatusSeeOther)
	files = append(files, saved.Header.Get("Location")+"/feed.atom")
	read := 0
	for _, file := range files {
		a := r.visitor().get(file)
		a.wants(t, http.StatusOK)
		parts := map[string][]byte{file: []byte(a.text)}
		if strings.HasPrefix(a.text, "PK") {
			z, err := zip.NewReader(strings.NewReader(a.text), int64(len(a.text)))
			r.must(err)
			for _, f := range z.File {
				in, err := f.Open()
				r.must(err)
				body, err := io.ReadAll(in)
				r.must(errors.Join(err, in.Close()))
				parts[file+"/"+f.Name] = body
			}
		}
		for name, body := range parts {
			switch {
			case strings.HasSuffix(name, ".atom") || strings.HasSuffix(name, ".xml"):
				read++
				for e := range elements(t, name, body) {
					if e == "img" || e == "script" || e == "style" && strings.HasSuffix(name, ".atom") {
						t.Errorf("%s has an element %s", name, e)
					}
				}
			case strings.HasSuffix(name, ".json"):
				read++
				if !json.Valid(body) {
					t.Errorf("%s is not JSON", name)
				}
			}
			if bytes.Contains(body, []byte("\u202e")) {
				t.Errorf("%s has a control that turns the text round", name)
			}
		}
	}
	if read < 5 {
		t.Errorf("only %d of %d files could be read by machines", read, len(files))
	}
}

// A03: a link to sign in with is for one day.
func TestSignInLinkEnds(t *testing.T) {
	r := newRig(t)
	r.stop()
	page := r.as(r.dan).post("/people", "name", "eve", "display", "Eve", "role", "reporter")
	_, rest, _ := strings.Cut(page.text, `href="/sign-in/`)
	link, _, _ := strings.Cut(rest, `"`)
	r.pass(archive.LinkLimit + time.Second)
	r.visitor().post("/sign-in/"+link).wants(t, http.StatusForbidden)
}
