package ui

import (
	"strings"
	"testing"

	"earshot/archive"
)

// TestMethodsNoteOfAnInterview: what it says follows what people do.
func TestMethodsNoteOfAnInterview(t *testing.T) {
	r := readingRig(t)
	at := "/interviews/" + r.short.ID
	ann := r.visitor().from("192.0.2.1")
	ann.get(at).wants(t, 200, `href="`+at+`/methods"`)
	ann.get("/accuracy").wants(t, 200, `href="/methods"`)
	ann.get(at+"/quotes/0.21-24").wants(t, 200, `href="`+at+`/methods"`)
	ann.get(at+"/methods").wants(t, 200, "version 0 of the transcript", "A machine wrote down what it heard", "2 people who may change words themselves", "3 people of any kind", "67 percent",
		"Nobody has changed anything yet.", "Nobody has said yet of any line", "too few clips were checked to say how right the words are: 0 of the 10", `href="`+at+`/methods.txt"`, "never quoted")

	_, err := r.archive.Fix(t.Context(), r.bo, archive.Fix{Interview: r.short.ID, Line: 3, First: 24, Last: 24, Text: "patch"})
	r.must(err)
	r.as(r.cleo).post(at+"/votes", "against", "1", "line", "3", "verdict", "right").wants(t, 303)
	r.must(r.archive.SetRule(t.Context(), r.cleo, archive.CollectionRule{Rule: archive.Rule{Trusted: 4, People: 5, Share: 80}}))
	text := ann.get(at + "/methods.txt")
	text.wants(t, 200, "version 1 of the transcript", "changed 1 time, by Bo.", "People have listened to and checked ", "until 4 people", "or 5 people", "80 percent")
	if got := text.Header.Get("Content-Type"); got != "text/plain; charset=utf-8" || strings.Contains(text.text, "<") {
		t.Errorf("as text it is %s: %s", got, excerpt(text.text))
	}
	ann.get(apiRoot+at+"/methods").wants(t, 200, `"How much people checked"`, "changed 1 time, by Bo.")
}

// TestMethodsNoteTellsNothingOfWhatIsNotOpen: neither words that were taken out
// nor interviews that are not public.
func TestMethodsNoteTellsNothingOfWhatIsNotOpen(t *testing.T) {
	r := readingRig(t)
	at, ann := "/interviews/"+r.short.ID, r.visitor()
	ann.get("/methods").wants(t, 200, "1 interview that is open to everyone", "In the whole archive, too few clips")
	r.must(r.archive.SetRule(t.Context(), r.cleo, archive.CollectionRule{Collection: "A secret collection", Rule: archive.DefaultRule}))
	_, err := r.archive.Fix(t.Context(), r.ada, archive.Fix{Interview: r.short.ID, Line: 3, First: 24, Last: 24, Kind: archive.Removal, Note: "asked to", Sure: true})
	r.must(err)
	ann.get(at+"/methods").wants(t, 200, "Some words of this interview were removed or are hidden.")
	r.must(r.archive.Unpublish(t.Context(), r.ada, r.short.ID))
	for _, path := range []string{at + "/methods", at + "/methods.txt", apiRoot + at + "/methods"} {
		if a := ann.get(path); a.StatusCode != 404 || strings.Contains(a.text, "allotment") {
			t.Errorf("%s answers %d", path, a.StatusCode)
		}
		r.as(r.ada).get(path).wants(t, 200, "How the words of")
	}
	for _, path := range []string{"/methods", "/methods.txt", apiRoot + "/methods"} {
		for name, b := range map[string]*browser{"a visitor": ann, "its reporter": r.as(r.ada)} {
			a := b.get(path)
			if a.wants(t, 200, "0 interviews that are open"); strings.Contains(a.text, "allotment") || strings.Contains(a.text, "secret") {
				t.Errorf("%s reads at %s: %s", name, path, a.text)
			}
		}
	}
}

// TestMethodsNoteGivesFiguresOnceThereAreEnough: with ten clips there is an
// interval, for the archive and for the interview each by its own clips.
func TestMethodsNoteGivesFiguresOnceThereAreEnough(t *testing.T) {
	r := readingRig(t)
	r.interview("Talking about the café", 60)
	r.visitor().get("/methods").wants(t, 200, "The words of 2 interviews: ", "Accuracy: not measured.")
	mended := func(s string) string { return s + " indeed" }
	r.as(r.bo).hearSamples(mended)
	r.as(r.cleo).hearSamples(mended)
	ann := r.visitor()
	ann.get("/methods.txt").wants(t, 200, "2 interviews that are open to everyone", "In the whole archive, measured on 16 clips. As the machine heard it: About ", "wrong: between ", "The words of 2 interviews: ", "Accuracy: told below.")
	ann.get("/interviews/"+r.short.ID+"/methods.txt").wants(t, 200, "In this interview, too few clips were checked to say how right the words are: 8 of the 10", "In the whole archive, measured on 16 clips.")
}
