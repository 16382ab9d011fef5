package archive_test

import (
	"errors"
	"strings"
	"testing"

	"earshot/archive"
)

func TestSignIn(t *testing.T) {
	h := newHouse(t)
	secret, acc, err := h.SignIn(h.ctx, " Rosa ", "four random words rosa", "Firefox")
	if err != nil || acc.ID != h.reporter.Account.ID {
		t.Fatalf("signed in as %+v, %v", acc, err)
	}
	for name, try := range map[string][2]string{"wrong password": {"rosa", "four random words ros"}, "unknown": {"nobody", "four random words"}, "empty": {"", ""}} {
		if _, _, err := h.SignIn(h.ctx, try[0], try[1], ""); !errors.Is(err, archive.ErrForbidden) || err.Error() != "The name or the password is not right." {
			t.Errorf("%s: %v", name, err)
		}
	}
	if who := must(h.Who(h.ctx, archive.Session, secret))(t); who.Name != "rosa" {
		t.Errorf("the session is of %q", who.Name)
	}
	if _, err := h.Who(h.ctx, archive.Token, secret); !errors.Is(err, archive.ErrSignIn) {
		t.Errorf("a session used as a token: %v", err)
	}
	if err := h.SignOut(h.ctx, secret); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Who(h.ctx, archive.Session, secret); !errors.Is(err, archive.ErrSignIn) {
		t.Errorf("after signing out: %v", err)
	}
}

func TestALinkSignsInOnce(t *testing.T) {
	c := newClock()
	h := newHouse(t, c.set)
	if _, err := h.SignInLink(h.ctx, h.custodian, "rosa"); !errors.Is(err, archive.ErrForbidden) {
		t.Errorf("a custodian makes a link: %v", err)
	}
	link := must(h.SignInLink(h.ctx, h.adm, "rosa"))(t)
	session, _, err := h.SignInByLink(h.ctx, link, "")
	if err != nil {
		t.Fatal(err)
	}
	must(h.Who(h.ctx, archive.Session, session))(t)
	old := must(h.SignInLink(h.ctx, h.adm, "rosa"))(t)
	c.pass(archive.LinkLimit)
	for name, secret := range map[string]string{"used twice": link, "a session": session, "a guess": "guess", "too old": old} {
		if _, _, err := h.SignInByLink(h.ctx, secret, ""); !errors.Is(err, archive.ErrForbidden) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestANewPasswordEndsOtherSessions(t *testing.T) {
	h := newHouse(t)
	here, _, _ := h.SignIn(h.ctx, "rosa", "four random words rosa", "here")
	there, _, _ := h.SignIn(h.ctx, "rosa", "four random words rosa", "there")
	token := must(h.NewToken(h.ctx, h.reporter, "script", ""))(t)
	if err := h.ChangeAccount(h.ctx, h.reporter, "Rosa M", "I listen.", "another long password", here); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Who(h.ctx, archive.Session, there); !errors.Is(err, archive.ErrSignIn) {
		t.Errorf("the other session: %v", err)
	}
	if acc := must(h.Who(h.ctx, archive.Session, here))(t); acc.Display != "Rosa M" {
		t.Errorf("display name %q", acc.Display)
	}
	must(h.Who(h.ctx, archive.Token, token))(t)
	list := must(h.Secrets(h.ctx, h.reporter))(t)
	if len(list) != 2 {
		t.Fatalf("secrets: %+v", list)
	}
	if err := h.Revoke(h.ctx, h.other, archive.HashSecret(token)); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("someone else revokes: %v", err)
	}
	if err := h.Revoke(h.ctx, h.reporter, archive.HashSecret(token)); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Who(h.ctx, archive.Token, token); !errors.Is(err, archive.ErrSignIn) {
		t.Errorf("a revoked token: %v", err)
	}
}

func TestRolesAreTakenAwayAtOnce(t *testing.T) {
	h := newHouse(t)
	secret, _, _ := h.SignIn(h.ctx, "rosa", "four random words rosa", "")
	if err := h.SetRole(h.ctx, h.custodian, h.reporter.Account.ID, archive.Administrator, false); !errors.Is(err, archive.ErrForbidden) {
		t.Errorf("a custodian gives roles: %v", err)
	}
	if err := h.SetRole(h.ctx, h.adm, h.adm.Account.ID, archive.ReporterRole, false); !errors.Is(err, archive.ErrInvalid) {
		t.Errorf("the last administrator demotes themselves: %v", err)
	}
	if err := h.SetRole(h.ctx, h.adm, h.reporter.Account.ID, archive.ReporterRole, true); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Who(h.ctx, archive.Session, secret); !errors.Is(err, archive.ErrSignIn) {
		t.Errorf("a locked account: %v", err)
	}
	if _, _, err := h.SignIn(h.ctx, "rosa", "four random words rosa", ""); !errors.Is(err, archive.ErrForbidden) {
		t.Errorf("a locked account signs in: %v", err)
	}
}

func TestAccountsThatCannotBeMade(t *testing.T) {
	h := newHouse(t)
	cases := map[string]archive.NewAccount{
		"a name with spaces": {Name: "ro sa", Role: archive.ReporterRole},
		"no role":            {Name: "new"},
		"a made-up role":     {Name: "new", Role: "king"},
		"a short password":   {Name: "new", Role: archive.ReporterRole, Password: "short"},
		"a huge password":    {Name: "new", Role: archive.ReporterRole, Password: strings.Repeat("x", 600)},
		"a long name":        {Name: "new", Role: archive.ReporterRole, Display: strings.Repeat("x", 101)},
	}
	for name, n := range cases {
		if _, err := h.AddAccount(h.ctx, h.adm, n); !errors.Is(err, archive.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := h.AddAccount(h.ctx, h.adm, archive.NewAccount{Name: "ROSA", Role: archive.ReporterRole}); !errors.Is(err, archive.ErrExists) {
		t.Errorf("a taken name: %v", err)
	}
	if _, err := h.AddAccount(h.ctx, h.custodian, archive.NewAccount{Name: "new", Role: archive.ReporterRole}); !errors.Is(err, archive.ErrForbidden) {
		t.Errorf("a custodian adds people: %v", err)
	}
}

func TestSettingsBelongToCustodians(t *testing.T) {
	h := newHouse(t)
	if got := must(h.Setting(h.ctx, "synonyms"))(t); got != "" {
		t.Errorf("a setting never set is %q", got)
	}
	if err := h.SetSetting(h.ctx, h.reporter, "synonyms", "x"); !errors.Is(err, archive.ErrForbidden) {
		t.Errorf("a reporter sets it: %v", err)
	}
	if err := h.SetSetting(h.ctx, h.custodian, "synonyms", "copro = co-production"); err != nil {
		t.Fatal(err)
	}
	if got := must(h.Setting(h.ctx, "synonyms"))(t); got != "copro = co-production" {
		t.Errorf("it is %q", got)
	}
	if err := h.SetSetting(h.ctx, h.custodian, "synonyms", strings.Repeat("x", 100_001)); !errors.Is(err, archive.ErrTooLarge) {
		t.Errorf("a huge list: %v", err)
	}
}
