package ui

import (
	"fmt"
	"strings"
	"testing"

	"earshot/archive"
)

// pick puts one word of an interview into a theme, as Ada.
func (r *rig) pick(theme string, word archive.WordID) {
	r.t.Helper()
	_, err := r.archive.PickPassage(r.t.Context(), r.ada, archive.Pick{Theme: strings.TrimPrefix(theme, "/themes/"), Interview: r.short.ID, First: word, Last: word, Says: archive.Belongs})
	r.must(err)
}

// TestAThemeInParts: what is behind the first page is on the next, each once.
func TestAThemeInParts(t *testing.T) {
	r := newRig(t)
	ada, at := r.as(r.ada), r.theme()
	words := map[archive.WordID]bool{}
	for i := range passagesShown + 3 {
		word := r.line(r.short.ID, i).Words[0]
		words[word.ID] = true
		r.pick(at, word.ID)
	}
	first := ada.get(at)
	first.wants(t, 200, fmt.Sprintf("Passages (%d)", len(words)), `href="`+at+"?after=")
	i := strings.Index(first.text, at+"?after=")
	next, _, _ := strings.Cut(first.text[i:], `"`)
	second := ada.get(next)
	second.wants(t, 200)
	if strings.Contains(second.text, `href="`+at+"?after=") {
		t.Error("there is a third page of two")
	}
	for id := range words {
		link := fmt.Sprintf("w=%d#", id)
		if a, b := strings.Contains(first.text, link), strings.Contains(second.text, link); a == b {
			t.Errorf("word %d is on the first page: %v, on the second: %v", id, a, b)
		}
	}
	ada.get(at+"?show=left&after=x").wants(t, 404)
}

// TestAThemeOpenToEveryone: the public reads what is in it, and not what people
// left out, took back or have still to decide.
func TestAThemeOpenToEveryone(t *testing.T) {
	r := newRig(t)
	r.caughtUp()
	ada, at := r.as(r.ada), r.theme("query", "neighbour")
	r.pick(at, r.line(r.short.ID, 1).Words[2].ID)
	r.pick(at, r.line(r.short.ID, 3).Words[0].ID)
	ada.does(at+"/passages/2", "not-this").wants(t, 303)
	ada.does(at+"/edit", "share", "public", "yes").wants(t, 303)
	anyone := r.visitor()
	anyone.get(at).wants(t, 200, "Passages (1)", "neighbour")
	anyone.get(at+"?show=changed").wants(t, 200, "Changed by corrections (0)")
	for _, view := range []string{"decide", "left", "taken"} {
		anyone.get(at+"?show="+view).wants(t, 404)
	}
	if page := anyone.get(at); strings.Contains(page.text, "To decide") || strings.Contains(page.text, "Left out") {
		t.Error("the public is shown the way to what is not theirs")
	}
}
