package ui

import (
	"fmt"
	"strings"
	"testing"
)

func TestCustodiansTakeEverythingBack(t *testing.T) {
	r := readingRig(t)
	at, bo, cleo := "/interviews/"+r.short.ID, r.as(r.bo), r.as(r.cleo)
	fix := func(b *browser, n int, text string) {
		t.Helper()
		b.post(at+"/changes", "against", r.version(r.short.ID), "line", fmt.Sprint(r.line(r.short.ID, n).ID), "text", text).wants(t, 303)
	}
	fix(bo, 1, "Well my enemy knocked on the door one morning.")
	fix(bo, 2, "She said there is no plot going spare you know.")
	fix(r.visitor().from("192.0.2.1"), 3, "I had never stolen anything in my life before.")
	cleo.get(at+"/history").wants(t, 200, "Everything by Bo")
	r.as(r.ada).get("/undo?interview="+r.short.ID+"&version=1").wants(t, 403)
	r.visitor().get("/undo?interview="+r.short.ID+"&version=1").wants(t, 401)
	page := cleo.get("/undo?interview=" + r.short.ID + "&version=1")
	page.wants(t, 200, "2 changes stand", "enemy", "Take everything back")
	cleo.post("/undo", "interview", r.short.ID, "version", "1").wants(t, 422, "Please say why")
	cleo.follow(cleo.post("/undo", "interview", r.short.ID, "version", "1", "note", "not what was said")).wants(t, 200, "2 changes are taken back", "0 changes stand")
	r.visitor().get(at).wants(t, 200, "Well my neighbour knocked", "there is a plot going spare")
	cleo.get("/work").wants(t, 200, "Everything by a visitor")
	cleo.get("/undo?report=1&network=yes").wants(t, 200, "Everyone on the network of", "stolen anything")
	cleo.follow(cleo.post("/undo", "report", "1", "network", "yes", "note", "a flood")).wants(t, 200, "1 open report is withdrawn")
	if page := cleo.get("/undo?report=1"); strings.Contains(page.text, "192.0.2") {
		t.Error("a page shows an address")
	}
	if a := r.visitor().get(at); strings.Contains(a.text, "stolen anything") {
		t.Error("a withdrawn fix is still proposed")
	}
}

func TestCustodiansStrikeOut(t *testing.T) {
	r := readingRig(t)
	at, bo, cleo := "/interviews/"+r.short.ID, r.as(r.bo), r.as(r.cleo)
	fix := func(n int, text string) {
		t.Helper()
		bo.post(at+"/changes", "against", r.version(r.short.ID), "line", fmt.Sprint(r.line(r.short.ID, n).ID), "text", text).wants(t, 303)
	}
	fix(1, "Well my enemy knocked on the door one morning.")
	fix(2, "She said there is a swindle going spare you know.")
	unread := func(word string, shown bool) {
		t.Helper()
		for _, path := range []string{at + "/history", at + "/versions/2", at + "/transcript.txt?version=2", "/api/v1" + at + "/changes", "/api/v1" + at + "/transcript?version=2", "/reporters/" + r.bo.Account.ID + "/changes"} {
			for name, b := range map[string]*browser{"a visitor": r.visitor(), "its author": bo} {
				if got := strings.Contains(b.get(path).text, word); got != shown {
					t.Errorf("%s reads %q on %s: %v", name, word, path, got)
				}
			}
		}
	}
	unread("enemy", true)
	cleo.get("/undo?interview="+r.short.ID+"&version=1").wants(t, 200, "Also strike out what they wrote: 2 changes")
	told := cleo.follow(cleo.post("/undo", "interview", r.short.ID, "version", "1", "note", "abuse", "strike", "yes"))
	told.wants(t, 200, "2 changes are taken back", "What 2 changes wrote is struck out")
	unread("enemy", false)
	unread("swindle", false)
	r.visitor().get(at+"/history").wants(t, 200, "A custodian struck out what this change wrote", "neighbour")
	cleo.get(at+"/history").wants(t, 200, "enemy", "Show what version 1 wrote again", "Strike out what version 3 wrote")
	r.visitor().get("/log").wants(t, 200, "What changes wrote was struck out of the public history")

	r.visitor().post(at+"/strikes", "version", "1").wants(t, 401)
	r.as(r.ada).post(at+"/strikes", "version", "1").wants(t, 403)
	cleo.post(at+"/strikes", "version", "x").wants(t, 422)
	cleo.follow(cleo.post(at+"/strikes", "version", "1")).wants(t, 200, "What version 1 wrote is shown again")
	unread("enemy", true)
	unread("swindle", false)
	cleo.post(at+"/strikes", "version", "1", "struck", "yes").wants(t, 422, "Please say why")
	cleo.follow(cleo.post(at+"/strikes", "version", "1", "struck", "yes", "note", "abuse")).wants(t, 200, "What version 1 wrote is struck out")
	unread("enemy", false)
}

func TestEditingIsHeldBack(t *testing.T) {
	r := readingRig(t)
	at, bo, cleo := "/interviews/"+r.short.ID, r.as(r.bo), r.as(r.cleo)
	fix := []string{"against", "0", "line", fmt.Sprint(r.line(r.short.ID, 1).ID), "text", "Well my neighbours knocked on the door one morning."}
	reader := r.visitor()
	tag := reader.get(at).Header.Get("ETag")
	bo.post("/pause", "do", "freeze", "note", "no").wants(t, 403)
	cleo.follow(cleo.post("/pause", "do", "freeze", "note", "We mend something.")).wants(t, 200, "Let editing go on", "We mend something.")
	page := reader.get(at)
	page.wants(t, 200, "Editing is stopped at the moment: We mend something.")
	if page.Header.Get("ETag") == tag {
		t.Error("a kept page would not tell")
	}
	for _, b := range []*browser{bo, reader} {
		b.post(at+"/changes", fix...).wants(t, 409, "We mend something.", "neighbours knocked")
	}
	reader.post(at+"/report", "against", "0", "line", fix[3], "reason", "wrong-word").wants(t, 303)
	cleo.post("/pause", "do", "thaw").wants(t, 303)
	cleo.post(at+"/protect", "protect", "yes", "note", "a revert war").wants(t, 303)
	cleo.get(at+"/manage").wants(t, 200, "This transcript is protected", "a revert war")
	bo.follow(bo.post(at+"/changes", fix...)).wants(t, 200, "waits for someone else")
	cleo.post(at+"/protect", "protect", "no").wants(t, 303)
	bo.post(at+"/changes", fix...).wants(t, 303)
	reader.get(at).wants(t, 200, "neighbours knocked")
}
