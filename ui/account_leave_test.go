package ui

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"earshot/archive"
)

// leaver is a reporter who put a word right in the short interview.
func (r *rig) leaver() archive.Viewer {
	r.t.Helper()
	zeb := r.account("zeb@example.org", "Zebedee", archive.ReporterRole)
	_, err := r.archive.Fix(r.t.Context(), zeb, archive.Fix{Interview: r.short.ID, Line: 2, Text: "Well my neighbour knocked with a kettle one morning."})
	r.must(err)
	return zeb
}

func TestSomeoneClosesTheirAccount(t *testing.T) {
	r := newRig(t)
	zeb := r.leaver()
	b, visitor := r.as(zeb), r.visitor()
	visitor.get("/interviews/"+r.short.ID).wants(t, 200, "Zebedee")
	b.get("/account").wants(t, 200, "Close your account", "Take everything you did with you")
	b.get("/account/leave").wants(t, 200, "What stays", "Zebedee</bdi>, as it is now")
	b.post("/account/leave", "credit", "none", "password", testPassword).wants(t, 422, "tick that you are sure")
	b.post("/account/leave", "credit", "none", "sure", "yes", "password", "a guess of mine").wants(t, 422, "password is not right")
	b.post("/account/leave", "credit", "else", "sure", "yes", "password", testPassword).wants(t, 422, "should be credited")
	b.get("/account").wants(t, 200)
	b.post("/account/leave", "credit", "none", "sure", "yes", "password", testPassword).wants(t, http.StatusSeeOther)
	b.get("/").wants(t, 200, "Your account is closed", "Sign in")
	b.get("/account").wants(t, 401)
	b.post("/sign-in", "name", "zeb@example.org", "password", testPassword).wants(t, 403)
	custodian, admin := r.as(r.cleo), r.as(r.dan)
	for name, page := range map[string]answer{
		"the interview": visitor.get("/interviews/" + r.short.ID), "its history": custodian.get("/interviews/" + r.short.ID + "/history"),
		"reporters": visitor.get("/reporters"), "people": admin.get("/people"), "their page": visitor.get("/reporters/" + zeb.Account.ID),
		"their changes": visitor.get("/reporters/" + zeb.Account.ID + "/changes"),
	} {
		if strings.Contains(page.text, "Zebedee") || strings.Contains(page.text, "zeb@example.org") || page.StatusCode >= 500 {
			t.Errorf("%s (status %d) names them: %s", name, page.StatusCode, excerpt(page.text))
		}
	}
	visitor.get("/interviews/"+r.short.ID).wants(t, 200, archive.FormerContributor, "kettle")
}

func TestTheLastAdministratorIsToldToStay(t *testing.T) {
	r := newRig(t)
	b := r.as(r.dan)
	b.get("/account/leave").wants(t, 200, "You are the only administrator")
	b.post("/account/leave", "credit", "none", "sure", "yes", "password", testPassword).wants(t, 409, "only administrator")
	b.get("/people").wants(t, 200)
}

func TestAPILeaves(t *testing.T) {
	r := newRig(t)
	zeb := r.leaver()
	p := r.program(zeb)
	own := as[apiOwn](t, p.call(get, "/me/everything", nil), 200)
	if len(own.Changes) != 1 || own.Changes[0].By.Name != "Zebedee" || len(own.Tokens) != 1 || own.Account.SignIn != "zeb@example.org" {
		t.Errorf("everything: %+v", own)
	}
	file := r.as(zeb).get("/account/everything")
	var same apiOwn
	if err := json.Unmarshal([]byte(file.text), &same); err != nil || len(same.Changes) != 1 || !strings.HasPrefix(file.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("the file: %v, %+v", err, same)
	}
	if a := p.call(post, "/me/leave", object{"credit": "name", "sure": true, "password": "a guess of mine"}); a.StatusCode != 422 {
		t.Errorf("with a guess: %d", a.StatusCode)
	}
	if a := p.call(post, "/me/leave", object{"credit": "name", "sure": true, "password": testPassword}); a.StatusCode != 204 {
		t.Errorf("left: %d", a.StatusCode)
	}
	if a := p.call(get, "/me/everything", nil); a.StatusCode != 401 {
		t.Errorf("a token afterwards: %d", a.StatusCode)
	}
	if a := r.program(r.dan).call(http.MethodPatch, "/accounts/"+zeb.Account.ID, object{"disabled": false}); a.StatusCode != 409 {
		t.Errorf("opened again: %d", a.StatusCode)
	}
	r.visitor().get("/interviews/"+r.short.ID).wants(t, 200, "Zebedee")
}

// A token and an account are made once, however often a form or a call is sent.
func TestTokensAndAccountsAreMadeOnce(t *testing.T) {
	r := newRig(t)
	ada, dan := r.as(r.ada), r.as(r.dan)
	first := ada.post("/account/tokens", "token", "phone", "key", "k")
	first.wants(t, 200, "Here is the new token")
	again := ada.post("/account/tokens", "token", "phone", "key", "k")
	again.wants(t, 200)
	if strings.Count(again.text, "phone<br>") != 1 || secretIn(first.text) != secretIn(again.text) || secretIn(first.text) == "" {
		t.Errorf("sent twice: %q, then %q", secretIn(first.text), secretIn(again.text))
	}
	for range 2 {
		dan.post("/people", "name", "eve", "role", "reporter", "key", "k").wants(t, 200, "Give this sign-in link")
	}
	dan.post("/people", "name", "eve", "role", "reporter", "key", "other").wants(t, 409, "has that sign-in name already")
	p := r.program(r.dan)
	one := as[apiNewToken](t, p.call(post, "/tokens", object{"name": "x", "key": "k"}), 201)
	two := as[apiNewToken](t, p.call(post, "/tokens", object{"name": "x", "key": "k"}), 201)
	if one.Token != two.Token {
		t.Error("one call sent twice made two tokens")
	}
	made := as[apiAccount](t, p.call(post, "/accounts", object{"sign_in_name": "fay", "role": "reporter", "key": "k"}), 201)
	same := as[apiAccount](t, p.call(post, "/accounts", object{"sign_in_name": "fay", "role": "reporter", "key": "k"}), 201)
	if made.ID != same.ID {
		t.Error("one call sent twice made two accounts")
	}
}

// secretIn is the token that a page shows.
func secretIn(page string) string {
	_, rest, _ := strings.Cut(page, `<code class="secret">`)
	secret, _, _ := strings.Cut(rest, "<")
	return secret
}

// P2: the page of an interview says when what is kept of it was last found right.
func TestAPageSaysWhenTheInterviewWasReadBack(t *testing.T) {
	r := newRig(t)
	r.stop()
	at := "/interviews/" + r.short.ID
	if page := r.visitor().get(at); strings.Contains(page.text, "last read back") {
		t.Error("it says so before the first night")
	}
	r.must(r.archive.MirrorPeople(t.Context()))
	r.must(r.archive.MirrorInterview(t.Context(), r.short.ID))
	_, err := r.archive.CheckNight(t.Context(), archive.Night{})
	r.must(err)
	r.visitor().get(at).wants(t, 200, "last read back, and found as they were kept, on "+day(r.now()))
	one := as[apiInterview](t, r.program(archive.Viewer{}).call(get, at, nil), 200)
	if one.ReadBack == nil || !one.ReadBack.Equal(r.now().UTC().Truncate(1e6)) {
		t.Errorf("the API says %v", one.ReadBack)
	}
}
