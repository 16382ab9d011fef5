package ui

import (
	"net/http"
	"strings"
	"testing"
)

func TestVocabularyPage(t *testing.T) {
	r, _ := liftingRig(t)
	r.as(r.bo).save(7, "It felt like listening spaces that nobody used before.").wants(t, http.StatusSeeOther)
	cleo := r.as(r.cleo)
	cleo.get("/vocabulary").wants(t, 200, "Growing together</h2>", "<b dir=\"auto\">listening</b>, heard as <span dir=\"auto\">lifting</span>", "learned, not yet checked",
		"Learned from 1 fix:", `href="/interviews/`+r.short.ID+`/history?v=1#v1"`)
	save := func(pairs ...string) answer { return cleo.post("/vocabulary", append(pairs, "do", "save")...) }
	save("collection", "Growing together", "was", "listening", "term", "listening spaces", "variants", "lifting, lifting spaces").wants(t, http.StatusSeeOther)
	save("term", "Leeds", "variants", "").wants(t, http.StatusSeeOther)
	page := cleo.get("/vocabulary")
	page.wants(t, 200, "The whole archive</h2>", ">Leeds</b>", "<b dir=\"auto\">listening spaces</b>, heard as <span dir=\"auto\">lifting, lifting spaces</span>")
	if strings.Contains(page.text, "not yet checked") {
		t.Error("what a custodian saved is not checked")
	}
	save("term", "a = b", "variants", "some way").wants(t, 422, "“a = b” cannot be used", `value="a = b"`, `value="some way"`)
	cleo.post("/vocabulary", "do", "remove", "was", "Leeds").wants(t, http.StatusSeeOther)
	cleo.post("/vocabulary", "do", "remove", "was", "Paris").wants(t, 404)
	cleo.post("/vocabulary", "do", "dance").wants(t, 422)
	if page := cleo.get("/vocabulary"); strings.Contains(page.text, "Leeds</b>") {
		t.Error("a term that was taken out is still there")
	}
	r.as(r.bo).get("/vocabulary").wants(t, 403)
	r.visitor().get("/vocabulary").wants(t, 401)
	r.as(r.bo).post("/vocabulary", "do", "save", "term", "x").wants(t, 403)
}

func TestAPIVocabulary(t *testing.T) {
	r := newRig(t)
	p := r.program(r.cleo)
	made := as[apiTerm](t, p.call(http.MethodPut, "/vocabulary", object{"term": "co-production", "variants": []string{"copro"}}), 200)
	if !made.Kept || made.Collection != "" || len(made.Variants) != 1 {
		t.Errorf("%+v", made)
	}
	for path, want := range map[string]int{"/vocabulary": 1, "/vocabulary?collection=": 1, "/vocabulary?collection=Growing": 0} {
		if got := as[apiTermList](t, p.call(get, path, nil), 200); len(got.Terms) != want {
			t.Errorf("%s lists %+v", path, got.Terms)
		}
	}
	if a := p.call(http.MethodDelete, "/vocabulary?term=Co+production", nil); a.StatusCode != http.StatusNoContent {
		t.Errorf("taken out: %d %s", a.StatusCode, a.text)
	}
	if got := as[apiTermList](t, p.call(get, "/vocabulary", nil), 200); len(got.Terms) != 0 {
		t.Errorf("still listed: %+v", got.Terms)
	}
}
