package ui

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"earshot/archive"
)

// dated asks for a dated link to a question.
func (b *browser) dated(query string) string {
	b.r.t.Helper()
	made := b.get("/searches/new?q=" + query)
	made.wants(b.r.t, http.StatusSeeOther)
	return strings.TrimPrefix(made.Header.Get("Location"), "/searches/")
}

func TestAListOfOnesOwnSearches(t *testing.T) {
	r := newRig(t)
	r.caughtUp()
	r.pass(time.Minute) // everything was published before
	ada, bo := r.as(r.ada), r.as(r.bo)
	ada.get("/searches").wants(t, 200, "There are none yet")
	r.visitor().get("/searches").wants(t, 401)
	id := ada.dated("kettle")
	r.visitor().get("/searches/"+id).wants(t, 200, "Sign in</a> to keep it")
	ada.get("/searches/"+id).wants(t, 200, "Keep it in your list")
	r.visitor().post("/searches", "search", id, "name", "x").wants(t, 401)
	ada.post("/searches", "search", "x.y", "name", "x").wants(t, 404)
	ada.post("/searches", "search", id, "name", strings.Repeat("x", archive.MaxName+1), "key", "a").wants(t, 422, "Keep it in your list", "characters")
	for range 2 { // pressed twice
		ada.post("/searches", "search", id, "name", "Tea <b>", "key", "one").wants(t, http.StatusSeeOther)
	}
	ada.post("/searches", "search", id, "name", "Again", "key", "two").wants(t, http.StatusSeeOther)
	list := ada.get("/searches")
	list.wants(t, 200, "in your list already, as “Tea &lt;b&gt;”", "Tea &lt;b&gt;", "Nothing new since")
	at := regexp.MustCompile(`/searches/kept/\w+`).FindString(list.text)
	ada.get("/searches/"+id).wants(t, 200, `href="`+at+`"`)
	bo.get("/searches").wants(t, 200, "There are none yet")
	bo.get(at).wants(t, 404)
	bo.does(at, "rename", "name", "Mine").wants(t, 404)
	bo.does(at, "forget").wants(t, http.StatusSeeOther)

	ada.get(at).wants(t, 200, "Nothing new yet")
	r.pass(2 * time.Hour)
	_, err := r.archive.Fix(t.Context(), r.bo, archive.Fix{Interview: r.short.ID, Line: 2, Text: "Well my neighbour knocked with a kettle one morning."})
	r.must(err)
	r.caughtUp()
	r.pass(time.Minute)
	ada.get("/searches").wants(t, 200, "1 new</span>")
	for range 2 { // loaded again: still new
		ada.get(at).wants(t, 200, "knocked with a kettle", "New since your last visit")
	}
	r.pass(2 * time.Hour)
	ada.get("/searches").wants(t, 200, "Nothing new since")

	ada.does(at, "rename", "name", "").wants(t, 422, "give the search a name")
	ada.does(at, "rename", "name", "Kettles").wants(t, http.StatusSeeOther)
	ada.does(at, "dance").wants(t, 422)
	r.must(r.archive.Unpublish(t.Context(), r.ada, r.short.ID)) // the index still has it
	if page := ada.get(at); strings.Contains(page.text, "knocked with a kettle") {
		t.Error("words of an interview that is not open any more are told")
	}
	ada.does(at, "forget").wants(t, http.StatusSeeOther)
	ada.get("/searches").wants(t, 200, "There are none yet", "is not in your list any more", "Save it again")
}

// TestAForgedSearchIsAskedAnew keeps a link with numbers that nobody vouches for.
func TestAForgedSearchIsAskedAnew(t *testing.T) {
	r := newRig(t)
	r.caughtUp()
	kim := r.as(r.account("kim", "Kim", archive.Contributor))
	text, _, _ := strings.Cut(kim.dated("kettle"), ".")
	kim.post("/searches", "search", text+".x", "key", "k").wants(t, http.StatusSeeOther)
	at := regexp.MustCompile(`/searches/kept/\w+`).FindString(kim.get("/searches").text)
	link := regexp.MustCompile(`/searches/[\w-]+\.[\w-]+`).FindString(kim.get(at).text)
	if page := kim.get(link); strings.Contains(page.text, "cannot vouch") || !strings.Contains(page.text, "this found") {
		t.Errorf("its link is not vouched for: %s", excerpt(page.text))
	}
}

func TestAPIKeptSearches(t *testing.T) {
	r := newRig(t)
	r.caughtUp()
	r.pass(time.Minute)
	ada, bo := r.program(r.ada), r.program(r.bo)
	kept := as[apiKept](t, ada.call(post, "/me/searches", object{"q": "kettle", "sort": "date", "variants": false, "name": "Tea", "key": "k"}), 201)
	again := as[apiKept](t, ada.call(post, "/me/searches", object{"q": "kettle", "sort": "date", "variants": false, "key": "k"}), 201)
	if kept.ID != again.ID || kept.Name != "Tea" || kept.Q != "kettle" || kept.Sort != "date" || kept.Variants || kept.Found == 0 {
		t.Errorf("kept %+v, then %+v", kept, again)
	}
	at := "/me/searches/" + kept.ID
	for _, a := range []apiReply{bo.call(get, at, nil), bo.call(http.MethodPatch, at, object{"name": "x"})} {
		if a.StatusCode != 404 {
			t.Errorf("someone else: %d", a.StatusCode)
		}
	}
	r.pass(2 * time.Hour)
	as[apiKept](t, ada.call(get, at, nil), 200)
	r.pass(2 * time.Hour)
	_, err := r.archive.Fix(t.Context(), r.bo, archive.Fix{Interview: r.short.ID, Line: 2, Text: "Well my neighbour knocked with a kettle one morning."})
	r.must(err)
	r.caughtUp()
	list := as[apiKeptSearches](t, ada.call(get, "/me/searches", nil), 200).Searches
	if len(list) != 1 || list[0].New == nil || *list[0].New != 1 || len(list[0].Hits) != 0 {
		t.Errorf("listed: %+v", list)
	}
	if one := as[apiKept](t, ada.call(get, at, nil), 200); len(one.Hits) != 1 || !strings.Contains(one.Hits[0].Text, "knocked with a kettle") {
		t.Errorf("looked at: %+v", one)
	}
	if named := as[apiKept](t, ada.call(http.MethodPatch, at, object{"name": "Kettles"}), 200); named.Name != "Kettles" {
		t.Errorf("renamed: %+v", named)
	}
	for range 2 {
		if a := ada.call(http.MethodDelete, at, nil); a.StatusCode != 204 {
			t.Errorf("forgotten: %d", a.StatusCode)
		}
	}
	if list := as[apiKeptSearches](t, ada.call(get, "/me/searches", nil), 200).Searches; len(list) != 0 {
		t.Errorf("still listed: %+v", list)
	}
}
