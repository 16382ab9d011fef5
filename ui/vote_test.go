package ui

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"earshot/archive"
)

func TestAnyoneMaySayThatALineIsRight(t *testing.T) {
	r := readingRig(t)
	at := "/interviews/" + r.short.ID
	l := r.line(r.short.ID, 7)
	id := fmt.Sprint(l.ID)
	reader := r.visitor().from("192.0.2.1")
	page := reader.get(at)
	page.wants(t, 200, `<form id="rights" method="post" action="`+at+`/votes">`, `form=rights name=line value=`+id+` aria-label="This is right: the line at 0:28"`, `<span class="st bare">`, "This text was made by a machine.")
	sent := reader.post(at+"/votes", "against", "0", "verdict", "right", "line", id)
	if want := at + "?t=28#l" + id; sent.Header.Get("Location") != want {
		t.Errorf("led to %q, not %q", sent.Header.Get("Location"), want)
	}
	after := reader.follow(sent)
	after.wants(t, 200, "Thank you.", "Checked by one person", "People have listened to and checked 4 seconds of 4 minutes.")
	if got := strings.Count(after.text, "Checked by one person"); got != 1 {
		t.Errorf("%d lines are checked", got)
	}
	if tag := r.visitor().get(at).Header.Get("ETag"); tag == page.Header.Get("ETag") {
		t.Error("the page of before the vote is still served")
	}
	for _, from := range []string{"198.51.100.7", "203.0.113.9"} {
		_, body := r.visitor().from(from).postJSON(at+"/votes", "against", "0", "verdict", "right", "line", id)
		line := body["lines"].([]any)[0].(map[string]any)
		if !strings.Contains(line["html"].(string), "Checked by ") {
			t.Errorf("a script was told %v", body)
		}
	}
	r.visitor().get(at).wants(t, 200, "Checked by 3 people")
	r.visitor().get("/interviews").wants(t, 200, "4 seconds checked")
	r.visitor().get("/api/v1/interviews/"+r.short.ID).wants(t, 200, `"checked_s":`)
	r.visitor().get("/api/v1/interviews/"+r.short.ID+"/transcript").wants(t, 200, `"level":"checked-by-more"`, `"people":3`, `"settled":true`)
	r.as(r.bo).post(at+"/changes", "against", "0", "line", id, "text", "It felt like listening spaces that nobody used before.").wants(t, 303)
	r.visitor().get(at).wants(t, 200, "Checked by one person") // who fixed it has listened
	reader.post(at+"/votes", "against", "0", "verdict", "right", "line", id).wants(t, 409, "Please listen to them once more.")
	reader.post(at+"/votes", "against", "1", "verdict", "perfect", "line", id).wants(t, 422)
	reader.post(at+"/votes", "against", "x", "verdict", "right", "line", id).wants(t, 422)

	draft := r.draft("Not yet open", 5)
	r.visitor().post("/interviews/"+draft.ID+"/votes", "against", "0", "verdict", "right", "line", "1").wants(t, 404)
}

func TestLevelsInWords(t *testing.T) {
	for _, c := range []struct {
		check archive.Check
		want  string
	}{
		{archive.Check{}, "Being checked"},
		{archive.Check{Level: archive.BeingChecked, People: 0}, "Being checked"},
		{archive.Check{Level: archive.CheckedOnce, People: 1}, "Checked by one person"},
		{archive.Check{Level: archive.Checked, People: 4}, "Checked by 4 people"},
	} {
		if got := levelWords(c.check); got != c.want {
			t.Errorf("%+v: %q, not %q", c, got, c.want)
		}
	}
}

func TestRulesAreSetByCustodians(t *testing.T) {
	r := newRig(t)
	r.as(r.ada).get("/settings/agreement").wants(t, 403)
	cleo := r.as(r.cleo)
	cleo.get("/settings").wants(t, 200, `href="/settings/agreement"`)
	cleo.get("/settings/agreement").wants(t, 200, "All others", "67 %", `value="Growing together"`)
	cleo.follow(cleo.post("/settings/agreement", "collection", "Growing together", "trusted", "3", "people", "5", "share", "80")).wants(t, 200, "The rule is saved.", "80 %")
	cleo.get("/settings/agreement?collection=Growing+together").wants(t, 200, `name="people" type="number" value="5"`)
	bad := cleo.post("/settings/agreement", "collection", "", "trusted", "1", "people", "many", "share", "80")
	bad.wants(t, http.StatusUnprocessableEntity, "Please give a number from 2 to 20.", `value="80"`)
}
