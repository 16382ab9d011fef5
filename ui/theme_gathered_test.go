package ui

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"earshot/archive"
)

// theCard is the card of a results page that has some words.
func theCard(t *testing.T, page answer, words string) string {
	t.Helper()
	for _, card := range strings.Split(page.text, "<article ")[1:] {
		if strings.Contains(card, words) {
			return card
		}
	}
	t.Fatalf("no card has %q", words)
	return ""
}

// TestCardsTellInWhichThemesTheyAre has people gather one passage in a public, a
// shared and a private theme, and looks at the card as each of them.
func TestCardsTellInWhichThemesTheyAre(t *testing.T) {
	r := newRig(t)
	r.caughtUp()
	for _, c := range []struct {
		name  string
		share []string
	}{{"For everyone", []string{"public", "yes"}}, {"For Bo", []string{"people", "bo"}}, {"For Ada", nil}} {
		made, err := r.archive.MakeTheme(t.Context(), r.ada, archive.ThemeDraft{Name: c.name, Colour: "teal"}, "")
		r.must(err)
		if c.share != nil {
			r.as(r.ada).does("/themes/"+made.ID+"/edit", "share", c.share...).wants(t, http.StatusSeeOther)
		}
		_, err = r.archive.PickPassage(t.Context(), r.ada, archive.Pick{Theme: made.ID, Interview: r.short.ID, Span: archive.Span{End: 240}, Says: archive.Belongs})
		r.must(err)
	}
	for _, c := range []struct {
		who   string
		b     *browser
		api   *program
		names []string
	}{
		{"Ada", r.as(r.ada), r.program(r.ada), []string{"For Ada", "For Bo", "For everyone"}},
		{"Bo", r.as(r.bo), r.program(r.bo), []string{"For Bo", "For everyone"}},
		{"Cleo, who looks after the archive", r.as(r.cleo), r.program(r.cleo), []string{"For everyone"}},
		{"a visitor", r.visitor(), r.program(archive.Viewer{}), []string{"For everyone"}},
	} {
		for _, view := range []string{"", "&view=interviews"} {
			page := c.b.get("/search?q=lifting" + view)
			page.wants(t, 200)
			var names []string
			for _, m := range regexp.MustCompile(`<a href="/themes/\w{16}" dir="auto">([^<]*)</a>`).FindAllStringSubmatch(theCard(t, page, "<mark>lifting</mark>"), -1) {
				names = append(names, m[1])
			}
			if fmt.Sprint(names) != fmt.Sprint(c.names) {
				t.Errorf("%s, %q: the card names %q, want %q", c.who, view, names, c.names)
			}
			for _, name := range []string{"For Ada", "For Bo"} {
				if fmt.Sprint(c.names) != fmt.Sprint(names) && strings.Contains(page.text, name) {
					t.Errorf("%s: the page says %q", c.who, name)
				}
			}
		}
		var names []string
		for _, g := range as[apiResults](t, c.api.call(get, "/search?q=lifting&limit=1", nil), 200).Hits[0].Gathered {
			names = append(names, g.Name)
			if g.Colour != "teal" || g.Number != 1 || g.Page != "/themes/"+g.Theme || g.Public != (g.Name == "For everyone") {
				t.Errorf("%s: the API says %+v", c.who, g)
			}
		}
		if fmt.Sprint(names) != fmt.Sprint(c.names) {
			t.Errorf("%s: the API names %q, want %q", c.who, names, c.names)
		}
	}
	if page := r.visitor().get("/search?q=lifting").text; strings.Contains(page, "For Bo") || strings.Contains(page, "For Ada") || strings.Contains(page, `id="gather"`) {
		t.Error("a visitor's page names themes that are not theirs, or offers to gather")
	}
}

func TestAScriptGathersOnTheCard(t *testing.T) {
	r := newRig(t)
	r.caughtUp()
	at := r.theme()
	kim := r.as(r.account("kim", "Kim", archive.Contributor))
	kim.get("/search?q=lifting").wants(t, 200, `<template id="gather">`, "data-gather")
	ada := r.as(r.ada)
	ada.get("/search?q=lifting").wants(t, 200, `<option value="`+strings.TrimPrefix(at, "/themes/")+`">Being heard</option>`)
	send := func(b *browser, path string, pairs ...string) (a answer, told struct {
		Message, Theme, Gathered, Error string
		Number                          int
	}) {
		a = b.script(path, append(pairs, "interview", r.short.ID, "from", "0", "to", "30")...)
		r.must(json.Unmarshal([]byte(a.text), &told))
		return a, told
	}
	a, told := send(ada, "/themes/add", "theme", strings.TrimPrefix(at, "/themes/"), "key", "one")
	if a.StatusCode != 200 || told.Number != 1 || !strings.Contains(told.Gathered, ">Being heard</a>") {
		t.Errorf("added: %d %+v", a.StatusCode, told)
	}
	a, told = send(ada, at+"/passages/1", "do", "taken-back")
	if a.StatusCode != 200 || told.Gathered != "" {
		t.Errorf("taken back: %d %+v", a.StatusCode, told)
	}
	a, told = send(kim, "/themes/add", "theme", "new", "name", "A contributor’s", "key", "two")
	if a.StatusCode != 200 || !strings.Contains(told.Gathered, "A contributor’s") || strings.Contains(told.Gathered, "Being heard") {
		t.Errorf("a new one: %d %+v", a.StatusCode, told)
	}
	kim.get("/themes/"+told.Theme).wants(t, 200, "Passages (1)")
	for name, c := range map[string]struct {
		b     *browser
		pairs []string
		want  int
	}{
		"no name":             {ada, []string{"theme", "new"}, 422},
		"no theme":            {ada, nil, 422},
		"of someone else":     {kim, []string{"theme", strings.TrimPrefix(at, "/themes/")}, 404},
		"nobody signed in":    {r.visitor(), []string{"theme", "new", "name", "x"}, 401},
		"a theme of nobody's": {ada, []string{"theme", "nothing"}, 404},
	} {
		if a, told := send(c.b, "/themes/add", c.pairs...); a.StatusCode != c.want || told.Error == "" {
			t.Errorf("%s: %d %+v", name, a.StatusCode, told)
		}
	}
}
