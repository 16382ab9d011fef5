package ui

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"earshot/archive"
)

// TestAPIAccounts: an administrator makes accounts, gives roles and takes them
// away; no answer tells what opens an account.
func TestAPIAccounts(t *testing.T) {
	r := newRig(t)
	dan, cleo := r.program(r.dan), r.program(r.cleo)
	eve := object{"sign_in_name": "eve", "name": "Eve", "about": "Leeds", "role": "reporter", "password": testPassword}
	for name, p := range map[string]*program{"a custodian": cleo, "a reporter": r.program(r.ada)} {
		for path, body := range map[string]any{"/accounts": eve, "/sign-in-links": object{"sign_in_name": "dan"}} {
			if e := as[apiError](t, p.call("POST", path, body), 403); e.Error == "" {
				t.Errorf("%s: POST %s: %+v", name, path, e)
			}
		}
		as[apiError](t, p.call(get, "/accounts", nil), 403)
	}

	made := as[apiAccount](t, dan.call("POST", "/accounts", eve), 201)
	if made.SignIn != "eve" || made.Name != "Eve" || made.Role != archive.ReporterRole || !made.Password || made.Disabled || made.Made.IsZero() {
		t.Errorf("made %+v", made)
	}
	for field, wrong := range map[string]object{
		"name":     {"sign_in_name": "eve", "role": "reporter"}, // the name is taken
		"role":     {"sign_in_name": "fay", "role": "emperor"},
		"password": {"sign_in_name": "fay", "role": "reporter", "password": "short"},
	} {
		a := dan.call("POST", "/accounts", wrong)
		if a.StatusCode != 422 && a.StatusCode != 409 {
			t.Errorf("a wrong %s: %d %s", field, a.StatusCode, a.text)
		}
	}

	list := dan.call(get, "/accounts", nil)
	var names []string
	for _, a := range as[apiAccountList](t, list, 200).Accounts {
		names = append(names, a.SignIn)
	}
	slices.Sort(names)
	if got := strings.Join(names, " "); got != "ada bo cleo dan eve" {
		t.Errorf("accounts: %s", got)
	}
	if strings.Contains(list.text, "argon2") || strings.Contains(list.text, testPassword) {
		t.Errorf("the list tells what a password is kept as: %s", list.text)
	}

	at := "/accounts/" + made.ID
	person, err := r.archive.Person(t.Context(), made.ID)
	r.must(err)
	her := r.program(archive.Viewer{Account: person})
	as[apiError](t, her.call(get, "/night-check", nil), 403)
	if got := as[apiAccount](t, dan.call("PATCH", at, object{"role": "custodian"}), 200); got.Role != archive.Custodian || got.Disabled {
		t.Errorf("raised: %+v", got)
	}
	as[any](t, her.call(get, "/night-check", nil), 200)
	if got := as[apiAccount](t, dan.call("PATCH", at, object{"disabled": true}), 200); got.Role != archive.Custodian || !got.Disabled {
		t.Errorf("disabled: %+v", got)
	}
	as[apiError](t, her.call(get, "/me", nil), 401)
	as[apiError](t, dan.call("PATCH", at, object{"role": "emperor"}), 422)
	as[apiError](t, dan.call("PATCH", "/accounts/nobody", object{"disabled": true}), 404)
	as[apiError](t, dan.call("PATCH", "/accounts/"+r.dan.Account.ID, object{"role": "reporter"}), 422) // another has to
}

// TestAPIPeople: the public sees who looks after interviews, and no one else.
func TestAPIPeople(t *testing.T) {
	r := newRig(t)
	helper := r.account("helper", "Helper", archive.Contributor)
	secret := r.draft("Never public", 2)
	anyone := r.program(archive.Viewer{})
	all := anyone.call(get, "/people", nil)
	var names []string
	for _, p := range as[apiMemberList](t, all, 200).People {
		names = append(names, p.Name)
	}
	slices.Sort(names)
	if got := strings.Join(names, " "); got != "Ada Bo Cleo Dan" {
		t.Errorf("people: %s", got)
	}
	if strings.Contains(all.text, secret.ID) || strings.Contains(all.text, "Never public") {
		t.Error("the list tells of a draft")
	}
	ada := as[apiMember](t, anyone.call(get, "/people/"+r.ada.Account.ID, nil), 200)
	if ada.Name != "Ada" || len(ada.Interviews) != 1 || ada.Interviews[0].ID != r.short.ID {
		t.Errorf("Ada: %+v", ada)
	}
	as[apiError](t, anyone.call(get, "/people/"+helper.Account.ID, nil), 404)
	as[apiError](t, anyone.call(get, "/people/nobody", nil), 404)
	r.must(r.archive.SetRole(t.Context(), r.dan, r.ada.Account.ID, archive.ReporterRole, true))
	as[apiError](t, anyone.call(get, "/people/"+r.ada.Account.ID, nil), 404)
}

func TestAPIMe(t *testing.T) {
	r := newRig(t)
	if me := as[apiMe](t, r.program(archive.Viewer{}).call(get, "/me", nil), 200); me.Role != "visitor" || me.Account != nil {
		t.Errorf("a visitor is %+v", me)
	}
	bo := r.program(r.bo)
	if me := as[apiMe](t, bo.call("PATCH", "/me", object{"about": "I garden."}), 200); me.Account.Name != "Bo" || me.Account.About != "I garden." {
		t.Errorf("only what was sent changes: %+v", me.Account)
	}
	if me := as[apiMe](t, bo.call("PATCH", "/me", object{"name": "Bo B."}), 200); me.Account.Name != "Bo B." || me.Account.About != "I garden." {
		t.Errorf("and the rest stays: %+v", me.Account)
	}
	if a := bo.call("PATCH", "/me", object{"name": strings.Repeat("x", 5000)}); a.StatusCode != 422 && a.StatusCode != 413 {
		t.Errorf("a very long name: %d", a.StatusCode)
	}
	as[apiError](t, r.program(archive.Viewer{}).call("PATCH", "/me", object{"name": "x"}), 401)
}

// TestAPIDescribesItself: the description is served as it was generated.
func TestAPIDescribesItself(t *testing.T) {
	r := newRig(t)
	a := r.visitor().get(apiRoot + "/openapi.json")
	a.wants(t, 200)
	if !bytes.Equal([]byte(a.text), openAPI) || !strings.Contains(a.Header.Get("Cache-Control"), "public") {
		t.Errorf("%d bytes of %d, %q", len(a.text), len(openAPI), a.Header.Get("Cache-Control"))
	}
}

// A sign-in link is told to an administrator alone, opens one account, once.
func TestAPISignInLinks(t *testing.T) {
	r := newRig(t)
	dan := r.program(r.dan)
	link := as[apiLink](t, dan.call("POST", "/sign-in-links", object{"sign_in_name": "bo"}), 201)
	if link.Account != "bo" || link.Minutes < 1 || !strings.HasPrefix(link.Path, "/sign-in/") {
		t.Errorf("link %+v", link)
	}
	as[apiError](t, dan.call("POST", "/sign-in-links", object{"sign_in_name": "nobody"}), 404)
	b := r.visitor()
	b.get(link.Path).wants(t, 200)
	if b.post(link.Path).StatusCode != 303 || !strings.Contains(b.get("/account").text, "Bo") {
		t.Error("the link does not sign in")
	}
	if other := r.visitor(); other.post(link.Path).StatusCode == 303 && strings.Contains(other.get("/account").text, "Bo") {
		t.Error("it signs in twice")
	}
}
