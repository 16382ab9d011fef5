package ui

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"earshot/archive"
)

func (b *browser) session() string {
	at, err := url.Parse(b.r.URL)
	b.r.must(err)
	for _, c := range b.Jar.Cookies(at) {
		if c.Name == "session" {
			return c.Value
		}
	}
	return ""
}

// A05 to A08: wrong names and passwords look alike, an old session ends at
// sign-in, and signing out kills it on the server.
func TestSignIn(t *testing.T) {
	r := newRig(t)
	b := r.visitor()
	wrong := b.post("/sign-in", "name", "ada", "password", "not it at all")
	unknown := b.post("/sign-in", "name", "nobody", "password", "not it at all")
	wrong.wants(t, http.StatusForbidden, "The name or the password is not right.", `value="ada"`)
	if strings.Contains(wrong.text, "not it at all") {
		t.Error("the password is written into the page")
	}
	if strings.ReplaceAll(unknown.text, "nobody", "ada") != wrong.text {
		cut := func(s string) string { return s[strings.Index(s, "<main"):strings.Index(s, "</main>")] }
		if strings.ReplaceAll(cut(unknown.text), "nobody", "ada") != cut(wrong.text) {
			t.Error("an unknown name is answered otherwise than a wrong password")
		}
	}
	in := b.post("/sign-in", "name", " ADA ", "password", testPassword, "next", "/upload")
	in.wants(t, http.StatusSeeOther)
	if in.Header.Get("Location") != "/upload" {
		t.Errorf("goes on to %q", in.Header.Get("Location"))
	}
	first := b.session()
	b.post("/sign-in", "name", "ada", "password", testPassword).wants(t, http.StatusSeeOther)
	if _, err := r.archive.Who(t.Context(), archive.Session, first); err == nil || b.session() == first {
		t.Error("the session from before the sign-in lives on")
	}
	second := b.session()
	b.get("/account").wants(t, 200, "You are signed in as <b>ada</b>")
	b.post("/sign-out").wants(t, http.StatusSeeOther)
	if _, err := r.archive.Who(t.Context(), archive.Session, second); err == nil {
		t.Error("signing out left the session alive")
	}
	b.get("/account").wants(t, http.StatusUnauthorized)
}

// A18: nobody is sent to another site after signing in.
func TestLocalAddress(t *testing.T) {
	for next, want := range map[string]string{"/work?x=1": "/work?x=1", "": "/", "//evil.example": "/", `/\evil.example`: "/", "https://evil.example": "/",
		"evil": "/", "/\t/evil.example": "/", "javascript:alert(1)": "/", "/%zz": "/"} {
		if got := localAddress(next, "/"); got != want {
			t.Errorf("localAddress(%q) = %q, want %q", next, got, want)
		}
	}
}

// A06: guessing slows down for the name and the network, signing in rightly
// does not, and time heals it.
func TestSignInSlowsDown(t *testing.T) {
	r := newRig(t)
	r.stop()
	b := r.visitor()
	for range 8 {
		b.post("/sign-in", "name", "ada", "password", testPassword).wants(t, http.StatusSeeOther)
	}
	b = r.visitor()
	for range 5 {
		b.post("/sign-in", "name", "ada", "password", "wrong").wants(t, http.StatusForbidden)
	}
	b.post("/sign-in", "name", "ada", "password", testPassword).wants(t, http.StatusTooManyRequests, "wait a few minutes")
	r.pass(time.Minute)
	b.post("/sign-in", "name", "ada", "password", testPassword).wants(t, http.StatusSeeOther)
}

// A01, A02: looking at a link does not use it up; using it does.
func TestSignInLink(t *testing.T) {
	r := newRig(t)
	admin := r.as(r.dan)
	page := admin.post("/people", "name", "eve", "display", "Eve", "role", "reporter")
	page.wants(t, 200, "Give this sign-in link to <b>Eve</b>")
	at := page.text[strings.Index(page.text, `href="/sign-in/`)+6:]
	at = at[:strings.IndexByte(at, '"')]
	b := r.visitor()
	b.get(at).wants(t, 200, "Press the button")
	b.get(at).wants(t, 200, "Press the button")
	b.post(at).wants(t, http.StatusSeeOther)
	b.get("/account").wants(t, 200, "eve")
	r.visitor().post(at).wants(t, http.StatusForbidden, "used already")
	admin.post("/people", "name", "eve", "role", "reporter").wants(t, http.StatusConflict, "has that sign-in name already", `value="eve"`)
	r.as(r.cleo).post("/people", "name", "mallory", "role", "administrator").wants(t, http.StatusForbidden)
}

// A09: a role taken away counts from the next request on.
func TestRoleTakenAway(t *testing.T) {
	r := newRig(t)
	cleo, admin := r.as(r.cleo), r.as(r.dan)
	cleo.get("/settings").wants(t, 200)
	admin.post("/people/"+r.cleo.Account.ID, "role", "reporter").wants(t, http.StatusSeeOther)
	cleo.get("/settings").wants(t, http.StatusForbidden)
	admin.post("/people/"+r.cleo.Account.ID, "role", "reporter", "disabled", "yes").wants(t, http.StatusSeeOther)
	cleo.get("/upload").wants(t, http.StatusUnauthorized)
	admin.post("/people/"+r.dan.Account.ID, "role", "reporter").wants(t, 422, "Another administrator")
}

func TestAccount(t *testing.T) {
	r := newRig(t)
	ada, other := r.as(r.ada), r.as(r.ada)
	ada.post("/account", "display", "Ada L", "password", "a new long password").wants(t, 422, "present password is not right", `value="Ada L"`)
	ada.post("/account", "display", "Ada L", "password", "short", "present", testPassword).wants(t, 422, "at least 10 characters")
	ada.post("/account", "display", "Ada L", "password", "a new long password", "present", testPassword).wants(t, http.StatusSeeOther)
	other.get("/account").wants(t, http.StatusUnauthorized) // A10
	page := ada.post("/account/tokens", "token", "my laptop")
	page.wants(t, 200, "Copy it now", "my laptop", "Ada L")
	at := strings.Index(page.text, `<code class="secret">`) + len(`<code class="secret">`)
	token := page.text[at : at+32]
	if acc, err := r.archive.Who(t.Context(), archive.Token, token); err != nil || acc.Name != "ada" {
		t.Fatalf("the token opens %v, %v", acc, err)
	}
	bo := r.as(r.bo)
	bo.post("/account/revoke", "hash", archive.HashSecret(token)).wants(t, http.StatusNotFound) // A16
	ada.post("/account/revoke", "hash", archive.HashSecret(token)).wants(t, http.StatusSeeOther)
	if _, err := r.archive.Who(t.Context(), archive.Token, token); err == nil {
		t.Error("a revoked token works")
	}
	ada.post("/account/tokens", "token", "").wants(t, 422, "give the token a name")
}
