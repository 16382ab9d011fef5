package ui

import (
	"fmt"
	"strings"
	"testing"
)

func TestTheLifeOfALineAndOfAPerson(t *testing.T) {
	r := readingRig(t)
	at, bo, ada := "/interviews/"+r.short.ID, r.as(r.bo), r.as(r.ada)
	l := r.line(r.short.ID, 7)
	bo.post(at+"/changes", "against", "0", "line", fmt.Sprint(l.ID), "text", strings.Replace(l.Text(), "lifting", "listening", 1)).wants(t, 303)
	bo.post(at+"/changes", "against", "1", "line", fmt.Sprint(r.line(r.short.ID, 2).ID), "text", "She said nothing.").wants(t, 303)
	life := fmt.Sprintf("%s/lines/%d/history", at, l.ID)
	reader := r.visitor()
	page := reader.get(life)
	page.wants(t, 200, "The life of one line", "It felt like listening spaces", "Taken away: </span>lifting", `preload="none"`, "/reporters/"+r.bo.Account.ID+"/changes")
	if strings.Contains(page.text, "She said nothing") {
		t.Error("the story of a line tells of another one")
	}
	reader.get(at+"/lines/9999/history").wants(t, 404)
	reader.get(at+"/lines/x/history").wants(t, 404)
	reader.get(at+"/history").wants(t, 200, fmt.Sprintf(`href="%s"`, life))

	ada.post(at+"/revert", "version", "1", "key", "k1").wants(t, 303)
	ada.get(life).wants(t, 200, "Taken back by", `name="version" value="3"`, "Apply version 1 again")
	ada.post(at+"/revert", "version", "3", "key", "k2").wants(t, 303)
	reader.get(at).wants(t, 200, "It felt like listening spaces")
	again := ada.get(life)
	again.wants(t, 200, "Take version 1 back", "took back version 3")
	if n := strings.Count(again.text, "Taken back by"); n != 1 {
		t.Errorf("%d entries say they are taken back", n)
	}

	draft := r.draft("For its people only", 12)
	ada.post("/interviews/"+draft.ID+"/changes", "against", "0", "line", fmt.Sprint(r.line(draft.ID, 3).ID), "text", "I had grown Xylophonia.").wants(t, 303)
	work := "/reporters/" + r.ada.Account.ID + "/changes"
	ada.get(work).wants(t, 200, "Xylophonia", "For its people only")
	if page := reader.get(work); strings.Contains(page.text, "Xylophonia") || strings.Contains(page.text, "For its people") || page.StatusCode != 200 {
		t.Errorf("a visitor reads of a draft: %s", excerpt(page.text))
	}
	reader.get("/reporters/"+r.bo.Account.ID+"/changes").wants(t, 200, "What <span dir=\"auto\">Bo</span> changed", "listening")
	reader.get("/reporters/nobody/changes").wants(t, 404)
	reader.get(work+"?skip=-1").wants(t, 404)
	reader.get("/log").wants(t, 200)
}
