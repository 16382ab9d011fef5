package ui

import (
	"strings"
	"testing"

	"earshot/archive/export"
)

// TestEveryFormatIsOffered: the page, the page of a version and the API have all
// formats, and only who may take words away gets them.
func TestEveryFormatIsOffered(t *testing.T) {
	r := newRig(t, func(c *Config) { c.URL = "https://stories.example.org" })
	ann, at := r.visitor(), "/interviews/"+r.short.ID
	page, version := ann.get(at), ann.get(at+"/versions/0")
	for _, f := range export.Formats() {
		page.wants(t, 200, `href="`+at+"/transcript."+f.Ending+`">`+f.Name)
		version.wants(t, 200, `href="`+at+"/transcript."+f.Ending+`?version=0">`+f.Name)
		for _, path := range []string{at + "/transcript." + f.Ending, apiRoot + at + "/transcript?format=" + f.Ending} {
			a := ann.get(path)
			if a.wants(t, 200); len(a.text) < 100 {
				t.Errorf("%s answers %q", path, a.text)
			}
			if f.Ending == "json" {
				continue
			}
			if got := a.Header.Get("Content-Type"); got != f.Type || !strings.HasSuffix(a.Header.Get("Content-Disposition"), "-v0."+f.Ending+`"`) || a.Header.Get("Access-Control-Allow-Origin") != "*" {
				t.Errorf("%s is sent with %v", path, a.Header)
			}
		}
	}
	ann.get(at+"/transcript.iiif.json").wants(t, 200, `"https://stories.example.org`+at+`/sound"`, `"https://stories.example.org`+at+`/transcript.vtt?version=0"`)
	ann.get(at+"/transcript.md").wants(t, 200, "- Address: https://stories.example.org"+at)

	r.must(r.archive.Unpublish(t.Context(), r.ada, r.short.ID))
	for _, f := range export.Formats() {
		if a := ann.get(at + "/transcript." + f.Ending); a.StatusCode != 404 {
			t.Errorf("of an unpublished interview, %s answers %d", f.Ending, a.StatusCode)
		}
		if a := r.as(r.ada).get(at + "/transcript." + f.Ending); a.StatusCode != 200 || a.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("who looks after it gets %s with %d %v", f.Ending, a.StatusCode, a.Header)
		}
	}
}
