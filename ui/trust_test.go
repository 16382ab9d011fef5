package ui

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"earshot/archive"
)

// A contributor is told in plain words how far they are, and sees no doors that
// are closed to them.
func TestAContributorIsToldHowFarTheyAre(t *testing.T) {
	r := newRig(t)
	kim := r.account("kim", "Kim", archive.Contributor)
	at := r.as(kim)
	page := at.get("/yours")
	page.wants(t, 200, "10 more accepted fixes and your fixes appear at once.")
	if strings.Contains(page.text, `href="/work"`) || strings.Contains(page.text, `href="/upload"`) {
		t.Error("the menu of a contributor leads to what is not theirs")
	}
	for _, path := range []string{"/work", "/upload", "/people", "/undo?report=1"} {
		at.get(path).wants(t, http.StatusForbidden)
	}
	at.get("/account").wants(t, 200, "Contributor")
	var last int
	for n := range 10 {
		line := r.line(r.short.ID, n)
		at.post("/interviews/"+r.short.ID+"/changes", "against", fmt.Sprint(r.look(r.short.ID).Version), "line", fmt.Sprint(line.ID), "text", line.Text()+" Yes", "key", archive.NewKey()).wants(t, http.StatusSeeOther)
		waiting, err := r.archive.Proposals(t.Context(), r.cleo, r.short.ID)
		r.must(err)
		fixed, err := r.archive.Answer(t.Context(), r.cleo, archive.Answer{Report: waiting[0].ID, State: archive.ReportFixed})
		r.must(err)
		last = fixed.Fixed
	}
	at.get("/yours").wants(t, 200, "Your fixes appear at once.")
	at.get("/interviews/"+r.short.ID).wants(t, 200, `data-may="correct"`)
	_, err := r.archive.Revert(t.Context(), r.bo, r.short.ID, last, "not said", "")
	r.must(err)
	at.get("/yours").wants(t, 200, "One of your fixes was taken back", "after 1 more accepted fix.")
	at.get("/interviews/"+r.short.ID).wants(t, 200, `data-may="suggest"`)
	for _, secret := range []string{"/reporters", "/api/v1/people"} {
		if strings.Contains(r.visitor().get(secret).text, "Kim") {
			t.Errorf("%s lists a contributor among those who look after interviews", secret)
		}
	}
	r.visitor().get("/yours").wants(t, 200, "What was reported from this browser")
}
