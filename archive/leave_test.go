package archive_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/archive"
)

// busy is someone who did a little of everything that people with an account do.
func (h *house) busy(iv *archive.Interview) (v archive.Viewer, alone, shared *archive.Theme) {
	h.t.Helper()
	acc := must(h.AddAccount(h.ctx, archive.System, archive.NewAccount{Name: "zebedee@example.org", Display: "Zebedee", About: "Zebedee likes trains.", Role: archive.ReporterRole, Password: "four random words zeb"}))(h.t)
	v = archive.Viewer{Account: acc}
	must(h.Fix(h.ctx, v, archive.Fix{Interview: iv.ID, First: 3, Last: 3, Text: "listening"}))(h.t)
	_, receipt, err := h.Report(h.ctx, v, archive.Complaint{Interview: iv.ID, Version: 1, First: 1, Last: 1, Reason: archive.WrongWord, Note: "sounds like they"})
	if err == nil {
		err = h.WriteTo(h.ctx, receipt, "zebedee@example.org")
	}
	if err != nil {
		h.t.Fatal(err)
	}
	must(h.Vote(h.ctx, v, archive.Ballot{Interview: iv.ID, Version: 1, Line: 2, Verdict: archive.Right}))(h.t)
	must(h.KeepSearch(h.ctx, v, "Trains", archive.Asked{Query: "trains"}, ""))(h.t)
	alone, shared = h.theme(v, "My own"), h.theme(v, "Ours")
	must(h.ShareTheme(h.ctx, v, shared.ID, false, []archive.ThemeInvitation{{Name: "cleo"}, {Name: "omar", Code: true}}))(h.t)
	h.pick(v, alone, iv, 1, 2, archive.Belongs)
	h.pick(v, shared, iv, 1, 2, archive.Belongs)
	must(h.NewToken(h.ctx, v, "phone", ""))(h.t)
	return v, alone, shared
}

// naming lists the objects of the bucket that still say something.
func (h *house) naming(what string) (keys []string) {
	h.t.Helper()
	for _, folder := range []string{"interviews/", "people/", "themes/", "searches/"} {
		err := bucket.List(h.ctx, folder, func(b archive.Blob) error {
			if strings.Contains(strings.ToLower(h.object(b.Key)), what) {
				keys = append(keys, b.Key)
			}
			return nil
		})
		if err != nil {
			h.t.Fatal(err)
		}
	}
	return keys
}

func TestWhoLeavesIsForgottenAndTheirWorkStays(t *testing.T) {
	h := ownHouse(t)
	iv := h.told("we did lifting spaces", "and it was good")
	v, alone, shared := h.busy(iv)
	session, _, err := h.SignIn(h.ctx, "zebedee@example.org", "four random words zeb", "")
	if err != nil {
		t.Fatal(err)
	}
	h.runMirrors()
	if len(h.naming("zebedee")) < 3 {
		t.Fatal("the records do not name them, so that the rest of this says nothing")
	}
	if err := h.Leave(h.ctx, v, false); err != nil {
		t.Fatal(err)
	}
	if keys := h.naming("zebedee"); strings.Contains(strings.Join(keys, " "), "people/") {
		t.Errorf("told that it is done while the bucket holds %q", keys)
	}
	h.runMirrors()
	n := h.afterTheFire()
	if _, wrong := n.rebuild(); wrong[iv.ID] != nil {
		t.Fatal(wrong)
	}
	for name, h := range map[string]*house{"after": h, "rebuilt": n} {
		if keys := h.naming("zebedee"); len(keys) > 0 {
			t.Errorf("%s: the bucket names them in %q", name, keys)
		}
		acc := must(h.Person(h.ctx, v.Account.ID))(t)
		if acc.Display != archive.FormerContributor || acc.About != "" || acc.Left.IsZero() || acc.Password != "" || strings.Contains(acc.Name, "zeb") {
			t.Errorf("%s: the account is %+v", name, acc)
		}
		if _, err := h.Who(h.ctx, archive.Session, session); !errors.Is(err, archive.ErrSignIn) {
			t.Errorf("%s: their session: %v", name, err)
		}
		_, _, changes, err := h.History(h.ctx, h.ann, iv.ID)
		if err != nil {
			t.Fatal(err)
		}
		if got := archive.Credits(changes).String(); got != archive.FormerContributor || !strings.Contains(h.reads(h.ann, iv.ID, -1), "did listening spaces") {
			t.Errorf("%s: credit %q for %q", name, got, h.reads(h.ann, iv.ID, -1))
		}
		if _, err := h.Theme(h.ctx, v, alone.ID); !errors.Is(err, archive.ErrNotFound) {
			t.Errorf("%s: a theme that nobody else read: %v", name, err)
		}
		view := must(h.Theme(h.ctx, archive.Viewer{Account: h.other.Account}, shared.ID))(t)
		if !view.May.Edit || len(view.With) != 1 || view.With[0].Account != h.custodian.Account.ID || view.Passages != 1 {
			t.Errorf("%s: the theme that Omar works on: %+v, may %+v", name, view.Theme, view.May)
		}
		err = h.store.View(h.ctx, func(tx archive.Tx) error {
			reports, err := tx.Reports(archive.ReportQuery{Interview: iv.ID})
			if err != nil || len(reports) != 1 || reports[0].By.Name != archive.FormerContributor {
				t.Errorf("%s: reports %+v, %v", name, reports, err)
			}
			if _, err := tx.Address(reports[0].Receipt); !errors.Is(err, archive.ErrNotFound) {
				t.Errorf("%s: the mail address is there: %v", name, err)
			}
			secrets, err := tx.Secrets(v.Account.ID)
			searches, err2 := tx.KeptSearches(v.Account.ID)
			if len(secrets)+len(searches) > 0 {
				t.Errorf("%s: secrets %+v, searches %+v", name, secrets, searches)
			}
			return errors.Join(err, err2)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := h.SetRole(h.ctx, h.adm, v.Account.ID, archive.ReporterRole, false); !errors.Is(err, archive.ErrState) {
		t.Errorf("an administrator opens it again: %v", err)
	}
	must(h.AddAccount(h.ctx, h.adm, archive.NewAccount{Name: "zebedee@example.org", Role: archive.Contributor}))(t) // the name is free
}

// What the bucket still holds of a person when the store is lost right after they
// left does not bring them back.
func TestARebuildForgetsWhoLeft(t *testing.T) {
	h := ownHouse(t)
	iv := h.told("we did lifting spaces", "and it was good")
	v, alone, _ := h.busy(iv)
	h.runMirrors()
	if err := h.Leave(h.ctx, v, false); err != nil {
		t.Fatal(err)
	}
	n := h.afterTheFire()
	n.rebuild()
	n.runMirrors()
	if keys := n.naming("zebedee"); len(keys) > 0 {
		t.Errorf("the bucket names them in %q", keys)
	}
	if _, err := n.Theme(n.ctx, v, alone.ID); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("their own theme: %v", err)
	}
	if all := must(n.KeptSearches(n.ctx, v))(t); len(all) > 0 {
		t.Errorf("their searches: %+v", all)
	}
}

func TestWhoLeavesMayKeepTheirName(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we did lifting spaces", "and it was good")
	v, _, _ := h.busy(iv)
	if err := h.Leave(h.ctx, v, true); err != nil {
		t.Fatal(err)
	}
	_, _, changes, err := h.History(h.ctx, h.ann, iv.ID)
	acc := must(h.Person(h.ctx, v.Account.ID))(t)
	if err != nil || archive.Credits(changes).String() != "Zebedee" || acc.Display != "Zebedee" || acc.About != "" || strings.Contains(acc.Name, "zeb") {
		t.Errorf("credit %v, account %+v, %v", archive.Credits(changes), acc, err)
	}
	if err := h.Leave(h.ctx, v, false); err != nil {
		t.Errorf("sent again: %v", err)
	}
	if acc := must(h.Person(h.ctx, v.Account.ID))(t); acc.Display != "Zebedee" {
		t.Errorf("sent again, it says %q", acc.Display)
	}
}

func TestTheLastAdministratorCannotLeave(t *testing.T) {
	h := newHouse(t)
	if p := must(h.Parting(h.ctx, h.adm))(t); !p.Last {
		t.Error("they are not told before")
	}
	second := must(h.AddAccount(h.ctx, h.adm, archive.NewAccount{Name: "abe", Role: archive.Administrator}))(t)
	if err := h.SetRole(h.ctx, h.adm, second.ID, archive.Administrator, true); err != nil {
		t.Fatal(err)
	}
	if err := h.Leave(h.ctx, h.adm, false); !errors.Is(err, archive.ErrState) {
		t.Errorf("besides one who may not sign in: %v", err)
	}
	if err := h.SetRole(h.ctx, h.adm, second.ID, archive.Administrator, false); err != nil {
		t.Fatal(err)
	}
	if p := must(h.Parting(h.ctx, h.adm))(t); p.Last {
		t.Error("there is another one")
	}
	if err := h.Leave(h.ctx, h.adm, false); err != nil {
		t.Error(err)
	}
	for name, v := range map[string]archive.Viewer{"a visitor": h.ann, "Earshot": archive.System} {
		if err := h.Leave(h.ctx, v, false); err == nil {
			t.Errorf("%s leaves", name)
		}
	}
}

// What someone accepted while they looked after interviews counts on when they are
// gone: the people they trusted did nothing wrong.
func TestTrustOutlivesWhoGaveIt(t *testing.T) {
	h := newHouse(t)
	iv := h.garden(30)
	kim := h.contributor("kim")
	for n := range archive.TrustAfter {
		h.accepted(kim, iv.ID, n+1)
	}
	if err := h.Leave(h.ctx, h.custodian, false); err != nil {
		t.Fatal(err)
	}
	if got := must(h.Fix(h.ctx, kim, h.rightLine(iv.ID, 20)))(t); got.Change == nil {
		t.Error("a trusted person's fix waits")
	}
}

// TestOneTakesEverythingAway gathers all that someone did, without words that
// became private since.
func TestOneTakesEverythingAway(t *testing.T) {
	h := newHouse(t)
	iv, other := h.told("we did lifting spaces", "and it was good"), h.told("the second talk")
	v, _, _ := h.busy(iv)
	must(h.Fix(h.ctx, v, archive.Fix{Interview: other.ID, First: 1, Last: 1, Text: "zqgone"}))(t)
	own := must(h.Own(h.ctx, v))(t)
	// A fix and a report count as votes too.
	got := []int{len(own.Changes), len(own.Reports), len(own.Votes), len(own.Themes), len(own.Codings), len(own.Searches), len(own.Secrets)}
	if want := []int{2, 1, 4, 2, 2, 1, 1}; !slices.Equal(got, want) {
		t.Errorf("changes, reports, votes, themes, codings, searches, secrets: %v, want %v", got, want)
	}
	if own.Reports[0].Mail != "zebedee@example.org" || own.Reports[0].Note != "sounds like they" || own.Account.About == "" {
		t.Errorf("report %+v of %+v", own.Reports[0], own.Account)
	}

	if err := h.Unpublish(h.ctx, h.reporter, other.ID); err != nil {
		t.Fatal(err)
	}
	must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, Against: 1, First: own.Changes[0].Edits[0].Words[0].ID, Last: own.Changes[0].Edits[0].Words[0].ID, Kind: archive.Removal, Note: "asked to"}))(t)
	all, err := json.Marshal(must(h.Own(h.ctx, v))(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"zqgone", "listening", "second talk"} {
		if strings.Contains(string(all), secret) {
			t.Errorf("it tells %q, which they may not read any more", secret)
		}
	}
	if _, err := h.Own(h.ctx, h.ann); !errors.Is(err, archive.ErrSignIn) {
		t.Errorf("a visitor: %v", err)
	}
}

// A token is made once by one key, and one that was ended stays ended.
func TestATokenIsMadeOnceByOneKey(t *testing.T) {
	c := newClock()
	h := newHouse(t, c.set)
	first := must(h.NewToken(h.ctx, h.reporter, "phone", "k"))(t)
	if again := must(h.NewToken(h.ctx, h.reporter, "phone", "k"))(t); again != first || len(must(h.Secrets(h.ctx, h.reporter))(t)) != 1 {
		t.Errorf("sent again, it made %q besides %q", again, first)
	}
	if others := must(h.NewToken(h.ctx, h.other, "phone", "k"))(t); others == first {
		t.Error("someone else's key gives the same token")
	}
	if err := h.Revoke(h.ctx, h.reporter, archive.HashSecret(first)); err != nil {
		t.Fatal(err)
	}
	must(h.NewToken(h.ctx, h.reporter, "tablet", ""))(t) // old secrets are dropped now
	if _, err := h.NewToken(h.ctx, h.reporter, "phone", "k"); !errors.Is(err, archive.ErrState) {
		t.Errorf("ended, and asked for again: %v", err)
	}
	if _, err := h.Who(h.ctx, archive.Token, first); !errors.Is(err, archive.ErrSignIn) {
		t.Errorf("an ended token: %v", err)
	}
	if err := h.Revoke(h.ctx, h.reporter, archive.HashSecret(first)); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("ended twice: %v", err)
	}
	c.pass(time.Hour)
	if n := len(must(h.Secrets(h.ctx, h.reporter))(t)); n != 1 {
		t.Errorf("%d are listed", n)
	}
}

func TestAnAccountIsMadeOnceByOneKey(t *testing.T) {
	h := newHouse(t)
	ask := archive.NewAccount{Name: "eve", Role: archive.Contributor, Key: "k"}
	first := must(h.AddAccount(h.ctx, h.adm, ask))(t)
	if again := must(h.AddAccount(h.ctx, h.adm, ask))(t); again.ID != first.ID {
		t.Errorf("sent again, it made %+v", again)
	}
	ask.Key = "other"
	if _, err := h.AddAccount(h.ctx, h.adm, ask); !errors.Is(err, archive.ErrExists) {
		t.Errorf("another request for the same name: %v", err)
	}
}

// What was struck out or taken from the public stays so when the store is lost
// right after it was done, before any job has run.
func TestWhatIsTakenFromThePublicOutlivesTheStore(t *testing.T) {
	h := ownHouse(t)
	struck, removed, hidden, gone, back := h.told("we heard the bird"), h.told("we heard the bird"), h.told(strings.Repeat("many words ", 60)+"bird"), h.told("a bird"), h.told("a bird")
	must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: struck.ID, First: 4, Last: 4, Text: "swine"}))(t)
	must(h.Revert(h.ctx, h.other, struck.ID, 1, "no", ""))(t)
	h.mirrored(struck, removed, hidden, gone, back)
	_, _, err := h.Report(h.ctx, h.other, archive.Complaint{Interview: hidden.ID, First: 1, Last: 1, Reason: archive.Harm, Hide: true})
	must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: removed.ID, First: 4, Last: 4, Kind: archive.Removal, Note: "asked to"}))(t)
	err = errors.Join(err, h.StrikeOut(h.ctx, h.custodian, struck.ID, 1, true, "spam"),
		h.Withdraw(h.ctx, h.reporter, gone.ID, "asked to"), h.Unpublish(h.ctx, h.reporter, back.ID))
	if err != nil {
		t.Fatal(err)
	}
	n := h.afterTheFire()
	n.rebuild()
	if s := n.sayings(n.ann, struck.ID); strings.Contains(s, "swine") {
		t.Errorf("struck out words are back: %s", s)
	}
	if s := n.reads(n.ann, removed.ID, -1); strings.Contains(s, "bird") {
		t.Errorf("removed words are back: %s", s)
	}
	if iv := must3(n.Interview(n.ctx, archive.System, hidden.ID))(t); len(iv.Hidden) != 1 {
		t.Error("hidden words are shown")
	}
	for _, iv := range []*archive.Interview{gone, back} {
		if _, err := n.Read(n.ctx, n.ann, iv.ID, -1); err == nil {
			t.Error("an interview that was taken from the public is open")
		}
	}
}
