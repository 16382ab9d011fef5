package ui

import (
	"fmt"
	"strings"
	"testing"

	"earshot/archive"
)

func TestCompareTwoVersions(t *testing.T) {
	r := newRig(t)
	id := r.short.ID
	at := "/interviews/" + id
	fix := func(line archive.LineID, text string) {
		t.Helper()
		_, err := r.archive.Fix(t.Context(), r.ada, archive.Fix{Interview: id, Against: r.look(id).Version, Line: line, Text: text})
		r.must(err)
	}
	reader := r.visitor()
	fix(8, "It felt like <b>listening</b> spaces that nobody used before.")
	_, err := r.archive.Reshape(t.Context(), r.ada, archive.Shape{Interview: id, Against: 1, Op: archive.OpSpeaker, Line: 2, Speaker: "Hope", Reach: archive.ThisLine})
	r.must(err)
	fix(1, "So how did you come to the garden?")

	history := reader.get(at + "/history")
	history.wants(t, 200, `action="`+at+`/compare"`, `name="to" type="number" inputmode="numeric" min="0" max="3" value="3"`)
	if got := reader.get(at + "/compare?from=0&to=3"); got.StatusCode != 303 || got.Header.Get("Location") != at+"/versions/0..3" {
		t.Errorf("the form leads to %d %s", got.StatusCode, got.Header.Get("Location"))
	}
	whole := reader.get(at + "/versions/0..3")
	whole.wants(t, 200, "3 places differ", "Taken away: </span>first", "Taken away: </span>lifting", "Put in: </span>&lt;b&gt;listening&lt;/b&gt;", ">Grace</del>", ">Hope</ins>", "#l8", "It felt like")
	part := reader.get(at + "/versions/1..2")
	part.wants(t, 200, "1 place differs", ">Hope</ins>")
	if strings.Contains(part.text, "listening") || strings.Contains(part.text, "first") {
		t.Error("it shows what did not change between the two")
	}
	reader.get(at+"/versions/3..0").wants(t, 200, "Put in: </span>lifting")
	reader.get(at+"/versions/2..2").wants(t, 200, "They say the same.")
	for _, bad := range []string{"0..4", "0..x", "..", "-1..2", "0..1..2", "1..", "99999999999999999999..0"} {
		if got := reader.get(at + "/versions/" + bad); got.StatusCode != 404 {
			t.Errorf("%s: status %d", bad, got.StatusCode)
		}
	}
	reader.get(at+"/compare?from=&to=3").wants(t, 422, "two version numbers")
	reader.get(at+"/compare?from=-1&to=x").wants(t, 422)

	found := as[apiComparison](t, r.program(archive.Viewer{}).call(get, at+"/compare?from=0&to=3&limit=2", nil), 200)
	if found.Total != 3 || len(found.Differences) != 2 || found.Differences[1].Speaker == nil || found.Differences[0].Before != "first" {
		t.Errorf("%+v", found)
	}
	rest := as[apiComparison](t, r.program(archive.Viewer{}).call(get, at+"/compare?from=0&to=3&after=2", nil), 200)
	if len(rest.Differences) != 1 || rest.Differences[0].After != "<b>listening</b>" || rest.Differences[0].Line != 8 {
		t.Errorf("%+v", rest)
	}
	as[apiError](t, r.program(archive.Viewer{}).call(get, at+"/compare?from=0&to=4", nil), 404)
}

// Many differences come in pages, and none is on two or on none of them.
func TestCompareInPages(t *testing.T) {
	r := newRig(t)
	iv := r.interview("A long one", differencesShown+20)
	at := "/interviews/" + iv.ID
	for n := range differencesShown + 20 {
		_, err := r.archive.Fix(t.Context(), r.ada, archive.Fix{Interview: iv.ID, Against: n, Line: archive.LineID(n + 1), Text: fmt.Sprintf("Changed %d.", n)})
		r.must(err)
	}
	path := fmt.Sprintf("%s/versions/0..%d", at, differencesShown+20)
	first, second := r.visitor().get(path), r.visitor().get(fmt.Sprintf("%s?n=%d", path, differencesShown))
	first.wants(t, 200, fmt.Sprintf("%d places differ", differencesShown+20), fmt.Sprintf("?n=%d", differencesShown))
	second.wants(t, 200)
	if a, b := strings.Count(first.text, "Hear it at"), strings.Count(second.text, "Hear it at"); a != differencesShown || b != 20 {
		t.Errorf("%d and %d differences", a, b)
	}
	if strings.Contains(second.text, "More differences") {
		t.Error("the last page has another")
	}
}
