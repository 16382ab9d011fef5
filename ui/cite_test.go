package ui

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"earshot/archive"
)

// TestAQuoteThroughItsLife follows a quote as a visitor without script makes and
// opens it.
func TestAQuoteThroughItsLife(t *testing.T) {
	r := newRig(t)
	ann, at := r.visitor(), "/interviews/"+r.short.ID
	ann.get(at+"/lines/3/fix").wants(t, 200, "Quote these words")
	made := ann.get(at + "/quote?line=3&against=0&from=3&to=6")
	made.wants(t, 303)
	quote := made.Header.Get("Location")
	if want := at + "/quotes/0.21-24"; quote != want {
		t.Fatalf("the quote is at %s, not %s", quote, want)
	}
	ann.get(quote).wants(t, 200, "there is a plot", "They still stand", "as the machine heard them", "Grace", "sound#t=", "0.21-24", `href="`+at+`?t=8.54&amp;w=21-24#l3"`)
	if more := ann.get(at + "/quote?line=3&against=0&from=3&to=6&more=1").Header.Get("Location"); more != at+"/quotes/0.21-37" {
		t.Errorf("over two lines it is at %s", more)
	}
	_, err := r.archive.Fix(t.Context(), r.bo, archive.Fix{Interview: r.short.ID, First: 24, Last: 24, Line: 3, Text: "patch"})
	r.must(err)
	ann.get(quote).wants(t, 200, "</span>plot<", "</span>patch<", "by <bdi>Bo</bdi>", "Quote what stands there now")
	ann.get(at+"?w=21-24").wants(t, 200, `data-word="21"`, `data-last-word="24"`)
	for _, wrong := range []string{"/quotes/0.24-21", "/quotes/9.1-2", "/quotes/0.1", "/quotes/0.01-2", "/quotes/x", "/quote?line=x&against=0", "/quote?line=1&against=99", "/quote?line=999&against=0"} {
		ann.get(at+wrong).wants(t, 404)
	}
	ann.get(at+"/quote?line=1&against=0&from=0").wants(t, 422, "from 1 to")
	ann.get(at+"/quote?line=1&against=0&more=-1").wants(t, 422)

	r.must(r.archive.Unpublish(t.Context(), r.ada, r.short.ID))
	gone := ann.get(quote)
	gone.wants(t, 404, "not open to everyone now")
	r.must(r.archive.Withdraw(t.Context(), r.ada, r.short.ID, "asked to"))
	if a := ann.get(quote); a.StatusCode != 410 || strings.Contains(gone.text+a.text, "plot") || strings.Contains(gone.text, r.short.Title) {
		t.Errorf("of a withdrawn interview: %d %s", a.StatusCode, excerpt(gone.text+a.text))
	}
}

func TestCitationsCanBeTakenAway(t *testing.T) {
	r := newRig(t, func(c *Config) { c.URL = "https://stories.example.org" })
	ann, at := r.visitor(), "/interviews/"+r.short.ID
	ann.get(at).wants(t, 200, `href="`+at+`/cite"`)
	page := ann.get(at + "/cite")
	page.wants(t, 200, "Grace. “Talking about the allotment.”", "transcript, version 0", "https://stories.example.org"+at+".", "BibTeX", "DataCite", `readonly`)
	ann.get(at+"/cite?version=0").wants(t, 200, "https://stories.example.org"+at+"/versions/0")
	for form, want := range map[string]string{"note": "interview by Ada", "bibliography": "Interview by Ada.", "bibtex": "@misc{interview-" + r.short.ID + "-v0", "ris": "AU  - Grace", "datacite": "kernel-4", "jsonld": "AudioObject"} {
		a := ann.get(at + "/cite?format=" + form)
		if a.wants(t, 200, want); !strings.HasPrefix(a.Header.Get("Content-Disposition"), "attachment; filename=\"interview-") {
			t.Errorf("%s is not a file: %v", form, a.Header)
		}
		ann.get(at+"/cite?quote=0.1-3&format="+form).wants(t, 200)
	}
	ann.get(at+"/cite?quote=0.1-3&format=jsonld").wants(t, 200, `"Clip"`, "sound#t=0,1.24")
	ann.get(at+"/cite?format=pdf").wants(t, 422)
	ann.get(at+"/cite?version=7").wants(t, 404)

	words := ann.get(at + "/versions/0/words")
	words.wants(t, 200, "Ada\tSo how did you first come to the garden?\nGrace\t")
	sum := sha256.Sum256([]byte(words.text))
	hash := hex.EncodeToString(sum[:])
	for _, path := range []string{"/versions/0", "/cite", "/cite?version=0&format=ris", "/quotes/0.1-3"} {
		ann.get(at+path).wants(t, 200, hash)
	}
	got := as[apiCitation](t, r.program(archive.Viewer{}).call(get, at+"/citation?version=0", nil), 200)
	if got.SHA256 != hash || got.Version != 0 || !strings.Contains(got.BibTeX, "{{Grace}}") || got.DataCite["publisher"] == nil {
		t.Errorf("the API says %+v", got)
	}
	q := as[apiQuote](t, r.program(archive.Viewer{}).call(get, at+"/quotes/0.1-3", nil), 200)
	if q.State != "stands" || q.Quoted.Turns[0] != (apiTurn{"Ada", "So how did"}) || q.Now.First != 1 {
		t.Errorf("the API says %+v", q)
	}
}

// TestNoCitationTellsHiddenWords hides and removes words and looks for them in
// all that cites them, and in the hash: who guesses the words must not be able
// to see in it that the guess is right.
func TestNoCitationTellsHiddenWords(t *testing.T) {
	r := newRig(t)
	r.must(r.archive.Unpublish(t.Context(), r.ada, r.short.ID))
	id := r.interview("Hiding", 60).ID
	at, ann, bo := "/interviews/"+id, r.visitor(), r.as(r.bo)
	before := ann.get(at + "/versions/0/words").text
	hash := regexp.MustCompile(`[0-9a-f]{64}`)
	was := hash.FindString(ann.get(at + "/versions/0").text)
	// Line 8: "It felt like lifting spaces that nobody used before."
	line, err := r.archive.Read(t.Context(), r.ada, id, 0)
	r.must(err)
	w := line.Transcript.Lines[7].Words
	quote := fmt.Sprintf("0.%d-%d", w[1].ID, w[5].ID)
	ann.get(at+"/quotes/"+quote).wants(t, 200, "felt like lifting spaces")
	ann.post(at+"/report", "against", "0", "line", "8", "first", fmt.Sprint(w[3].ID), "last", fmt.Sprint(w[4].ID), "reason", "harm", "hide", "yes", "seen", "999").wants(t, 303)

	look := func(secret string) {
		t.Helper()
		for _, b := range []*browser{ann, bo} {
			for _, path := range []string{"/quotes/" + quote, "/cite?quote=" + quote, "/cite?format=jsonld&quote=" + quote, "/cite?format=ris&quote=" + quote, "/cite", "/versions/0", "/versions/0/words"} {
				a := b.get(at + path)
				if one := strings.Count(a.text, secret); one > strings.Count(before, secret)-1 || (strings.Contains(path, "quote") && one > 0) || a.StatusCode >= 500 {
					t.Errorf("%s: %d, and it says %q %d times: %s", path, a.StatusCode, secret, one, excerpt(a.text))
				}
				if strings.Contains(a.text, was) {
					t.Errorf("%s still has the hash of the words", path)
				}
			}
			b.get("/api/v1"+at+"/quotes/"+quote).wants(t, 200, `"state":"withheld"`)
			if a := b.get("/api/v1" + at + "/quotes/" + quote); strings.Contains(a.text, "felt") {
				t.Errorf("the API tells %s", a.text)
			}
			b.get("/api/v1"+at+"/citation?quote="+quote).wants(t, 403)
		}
	}
	look("lifting spaces")
	ann.get(at+"/quotes/"+quote).wants(t, 200, "cannot be shown")
	r.as(r.ada).get(at+"/quotes/"+quote).wants(t, 200, "felt like lifting spaces", "Only people who decide")
	_, err = r.archive.Fix(t.Context(), r.ada, archive.Fix{Interview: id, First: w[3].ID, Last: w[4].ID, Line: 8, Kind: archive.Removal, Note: "asked"})
	r.must(err)
	look("lifting spaces")
}

// TestCitingInBrowser runs the spec of quotes and citations.
func TestCitingInBrowser(t *testing.T) {
	inBrowser(t, func(r *rig) map[string]any { return map[string]any{"interview": r.short.ID} }, "cite")
}
