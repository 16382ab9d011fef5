package archive_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"earshot/archive"
)

// TestNobodyHasNoAccount: what belongs to an account is refused to who has none.
func TestNobodyHasNoAccount(t *testing.T) {
	h := newHouse(t)
	for name, err := range map[string]error{
		"change":  h.ChangeAccount(h.ctx, h.ann, "Ann", "", "", ""),
		"revoke":  h.Revoke(h.ctx, h.ann, "x"),
		"token":   errOf(h.NewToken(h.ctx, h.ann, "phone", "")),
		"secrets": errOf(h.Secrets(h.ctx, h.ann)),
	} {
		if !errors.Is(err, archive.ErrSignIn) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhoMayGiveRoles(t *testing.T) {
	h := newHouse(t)
	omar := h.other.Account.ID
	for name, c := range map[string]struct {
		by   archive.Viewer
		id   string
		role archive.Role
		want error
	}{
		"a visitor":      {h.ann, omar, archive.Administrator, archive.ErrForbidden},
		"oneself":        {h.other, omar, archive.Administrator, archive.ErrForbidden},
		"a custodian":    {h.custodian, omar, archive.Custodian, archive.ErrForbidden},
		"one's own":      {h.adm, h.adm.Account.ID, archive.ReporterRole, archive.ErrInvalid},
		"no role":        {h.adm, omar, "emperor", archive.ErrInvalid},
		"an empty role":  {h.adm, omar, "", archive.ErrInvalid},
		"visitor's role": {h.adm, omar, archive.Visitor, archive.ErrInvalid},
		"nobody":         {h.adm, "nobody", archive.Custodian, archive.ErrNotFound},
	} {
		if err := h.SetRole(h.ctx, c.by, c.id, c.role, false); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if now := must(h.Person(h.ctx, omar))(t); now.Role != archive.ReporterRole || now.Disabled {
		t.Errorf("Omar is %+v", now)
	}
}

// TestALockedAccountOpensNothing, by password, link, session or token, until it is
// open again.
func TestALockedAccountOpensNothing(t *testing.T) {
	h := newHouse(t)
	session, _, err := h.SignIn(h.ctx, "omar", "four random words omar", "here")
	if err != nil {
		t.Fatal(err)
	}
	token := must(h.NewToken(h.ctx, h.other, "phone", ""))(t)
	link := must(h.SignInLink(h.ctx, h.adm, "omar"))(t)
	lock := func(on bool) {
		t.Helper()
		if err := h.SetRole(h.ctx, h.adm, h.other.Account.ID, archive.ReporterRole, on); err != nil {
			t.Fatal(err)
		}
	}
	lock(true)
	for name, err := range map[string]error{
		"session": errOf(h.Who(h.ctx, archive.Session, session)),
		"token":   errOf(h.Who(h.ctx, archive.Token, token)),
	} {
		if !errors.Is(err, archive.ErrSignIn) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := h.SignIn(h.ctx, "omar", "four random words omar", "here"); !errors.Is(err, archive.ErrForbidden) {
		t.Errorf("password: %v", err)
	}
	if _, _, err := h.SignInByLink(h.ctx, link, "here"); !errors.Is(err, archive.ErrForbidden) {
		t.Errorf("link: %v", err)
	}
	lock(false)
	must(h.Who(h.ctx, archive.Token, token))(t)
}

// TestSessionsLiveByUse: one that is used stays for weeks and not for ever; a
// token has its own end, and one that was ended stays ended.
func TestSessionsLiveByUse(t *testing.T) {
	c := newClock()
	h := newHouse(t, c.set)
	used, _, _ := h.SignIn(h.ctx, "rosa", "four random words rosa", "used")
	idle, _, _ := h.SignIn(h.ctx, "rosa", "four random words rosa", "idle")
	step := archive.SessionIdle - time.Hour
	began := c.at
	for c.pass(step); c.at.Sub(began) < archive.SessionLimit; c.pass(step) {
		if _, err := h.Who(h.ctx, archive.Session, used); err != nil {
			t.Fatalf("after %v of use: %v", c.at.Sub(began), err)
		}
	}
	if _, err := h.Who(h.ctx, archive.Session, used); !errors.Is(err, archive.ErrSignIn) {
		t.Errorf("after %v of use: %v", c.at.Sub(began), err)
	}
	if _, err := h.Who(h.ctx, archive.Session, idle); !errors.Is(err, archive.ErrSignIn) {
		t.Errorf("an idle one: %v", err)
	}
}

func TestTokensAreOnesOwn(t *testing.T) {
	h := newHouse(t)
	for _, name := range []string{"", "  ", strings.Repeat("x", archive.MaxName+1)} {
		if _, err := h.NewToken(h.ctx, h.reporter, name, ""); !errors.Is(err, archive.ErrInvalid) && !errors.Is(err, archive.ErrTooLarge) {
			t.Errorf("a token named %.10q: %v", name, err)
		}
	}
	token := must(h.NewToken(h.ctx, h.reporter, "phone", ""))(t)
	hash := archive.HashSecret(token)
	if err := h.Revoke(h.ctx, h.other, hash); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("somebody else ends it: %v", err)
	}
	must(h.Who(h.ctx, archive.Token, token))(t)
	if _, err := h.Who(h.ctx, archive.Session, token); !errors.Is(err, archive.ErrSignIn) {
		t.Errorf("a token used as a session: %v", err)
	}
	if err := h.Revoke(h.ctx, h.reporter, hash); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Who(h.ctx, archive.Token, token); !errors.Is(err, archive.ErrSignIn) {
		t.Errorf("after its end: %v", err)
	}
	if err := h.Revoke(h.ctx, h.reporter, hash); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("ended twice: %v", err)
	}
}

// TestPeopleLookAfterWhatIsOpen: an interview stands beside its reporter once it
// is published, and no longer than that.
func TestPeopleLookAfterWhatIsOpen(t *testing.T) {
	h := newHouse(t)
	open := h.told("we did listening spaces")
	must(h.upload(archive.Intake{Title: "Waiting", Agreed: true}, "another sound"))(t)
	of := func() (titles []string) {
		t.Helper()
		people, by, err := h.People(h.ctx)
		if err != nil || len(people) != 4 {
			t.Fatalf("%d people, %v", len(people), err)
		}
		for _, iv := range by[h.reporter.Account.ID] {
			titles = append(titles, iv.Title)
		}
		return titles
	}
	if got := of(); len(got) != 1 || got[0] != "A talk" {
		t.Errorf("Rosa looks after %q", got)
	}
	if err := h.Unpublish(h.ctx, h.reporter, open.ID); err != nil {
		t.Fatal(err)
	}
	if got := of(); got != nil {
		t.Errorf("after it was closed: %q", got)
	}
}
