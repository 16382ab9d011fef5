package ui

import (
	"strings"
	"testing"

	"earshot/archive"
)

// Every page is rendered with real data, for everyone who may see it.
func TestPages(t *testing.T) {
	r := newRig(t)
	r.draft("Not open yet", 12)
	waiting := r.queued("Waiting for the engine")
	_, err := r.archive.Fix(t.Context(), r.ada, archive.Fix{Interview: r.short.ID, Line: 8, Text: "It felt like listening spaces that nobody used before."})
	r.must(err)
	_, _, err = r.archive.Report(t.Context(), archive.Viewer{Visitor: "v"}, archive.Complaint{Interview: r.short.ID, First: 2, Last: 3, Reason: archive.Else, Note: "I hear another word."})
	r.must(err)
	r.caughtUp()
	admin, visitor := r.as(r.dan), r.visitor()
	for _, p := range []struct{ path, has string }{
		{"/", "<ins dir=\"auto\"><span class=\"hidden\">Now it says: </span>listening</ins>"},
		{"/about", "Storytellers"}, {"/about", `href="/api/v1/openapi.json"`}, {"/access", "keyboard alone"}, {"/terms", TermsVersion},
		{"/interviews", "Talking about the allotment"}, {"/interviews?theme=gardens&place=leeds&year=2024&state=corrected", "1 interview fits"},
		{"/interviews?text=nowhere", "Nothing fits all of that"},
		{"/search", "How to ask"}, {"/search?q=kettle", "<mark>kettle</mark>"}, {"/search?q=lifting", "Only the machine heard it so."},
		{"/search?q=nosuchword", "No passage has that."},
		{"/reporters", "Ada"}, {"/reporters/" + r.ada.Account.ID, "Looks after 1 open interview"},
		{"/sign-in", "Sign-in name"}, {"/sign-in/abc", "The link works once, and only for ten minutes"},
	} {
		page := visitor.get(p.path)
		page.wants(t, 200, p.has, `<html lang="en">`, `<h1`, `</h1>`)
		if strings.Contains(page.text, "Not open yet") || strings.Contains(page.text, "Waiting for the engine") {
			t.Errorf("%s shows a visitor what is not open", p.path)
		}
	}
	for _, p := range []struct{ path, has string }{
		{"/account", "Tokens for programs"}, {"/upload", "The storyteller agreed to this."}, {"/work", "I hear another word."},
		{"/people", "Add and make a sign-in link"}, {"/settings", "Words that say the same thing"},
		{"/interviews/" + r.short.ID + "/manage", "Hide it now"}, {"/interviews", "Not open yet"},
		{"/interviews/" + waiting.ID, `http-equiv="refresh"`}, {"/interviews/" + waiting.ID + "/manage", "The recording is safe."},
	} {
		admin.get(p.path).wants(t, 200, p.has)
	}
}
