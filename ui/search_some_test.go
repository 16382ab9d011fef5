package ui

import (
	"strings"
	"testing"
)

// TestSomeWordsPage: a whole sentence finds what says a part of it, and the page
// says so, offers no file of other passages, and a saved search that waits.
func TestSomeWordsPage(t *testing.T) {
	r := newRig(t)
	r.recorded("Beans", "Grace", "Leeds", "2019", 24, "gardens")
	r.caughtUp()
	page := r.find("q", "allotment kettledrums trombone lifting")
	page.wants(t, 200, "No passage has all of these words.", "some of them", "<mark>", "Save this search</a>, and its page and its feed")
	for _, file := range []string{"/search.csv", "/themes/words"} {
		if strings.Contains(page.text, file) {
			t.Errorf("%s has other passages, or none", file)
		}
	}
	for _, view := range []string{"lines", "overview"} {
		r.find("q", "allotment kettledrums trombone lifting", "view", view).wants(t, 200, "No passage has that.")
	}
	found := r.visitor().get("/api/v1/search?some=true&q=allotment+kettledrums+trombone+lifting")
	found.wants(t, 200, `"matched":"some"`, `"total":0`)
	if plain := r.visitor().get("/api/v1/search?q=allotment+kettledrums+trombone+lifting"); strings.Contains(plain.text, `"some"`) {
		t.Error("nobody asked for some of the words")
	}
	saved := r.visitor().get("/api/v1/searches?q=allotment+kettledrums+trombone+lifting")
	saved.wants(t, 200, `"found":0`, `"now":0`, `"new":[]`)
}

// TestSearchWords: words that stand out in an answer, with how many passages were
// looked at.
func TestSearchWords(t *testing.T) {
	r := newRig(t)
	r.recorded("Beans", "Grace", "Leeds", "2019", 24, "gardens")
	r.caughtUp()
	r.visitor().get("/api/v1/search/words?q=lifting").wants(t, 200, `"looked_at":`, `"beside":`, `"words":`)
	r.visitor().get("/api/v1/search/words?q=unheardof").wants(t, 200, `"looked_at":0,"total":0,"words":[],"beside":[]`)
	r.visitor().get("/api/v1/search/words?q=").wants(t, 422)
	lines := r.visitor().get("/api/v1/search/lines?q=ferry&misheard=false")
	if strings.Contains(lines.text, `"misheard":true`) {
		t.Error("a guess that was not asked for")
	}
}
