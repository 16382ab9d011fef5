package archive_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"earshot/archive"
)

// clock is a time that tests move.
type clock struct{ at time.Time }

func newClock() *clock { return &clock{time.Date(2026, 3, 4, 10, 0, 0, 0, time.UTC)} }

func (c *clock) set(o *archive.Options) { o.Now = func() time.Time { return c.at } }
func (c *clock) pass(d time.Duration)   { c.at = c.at.Add(d) }

// line fixes a whole line.
func line(iv *archive.Interview, n int, text string) archive.Fix {
	return archive.Fix{Interview: iv.ID, Against: iv.Version, Line: archive.LineID(n), Text: text}
}

func sentence(err error) *archive.Problem {
	p := &archive.Problem{}
	errors.As(err, &p)
	return p
}

func TestWhatMayIdentifySomeoneIsAsked(t *testing.T) {
	h := newHouse(t)
	iv := h.told("she came to the garden", "and we talked")
	f := line(iv, 1, "Wendy Okafor came to the garden")
	if p := sentence(second(h.Fix(h.ctx, h.reporter, f))); p.Field != "sure" || !strings.Contains(p.Sentence, "full name") {
		t.Fatalf("a reporter is not asked: %v", p)
	}
	f.Sure = true
	if out := must(h.Fix(h.ctx, h.reporter, f))(t); out.Change == nil || strings.Join(out.Change.Rules, " ") != "full-name" {
		t.Errorf("after listening: %+v", out.Change)
	}
	iv.Version = 1
	out := must(h.Fix(h.ctx, h.ann, line(iv, 2, "and we rang 0113 496 0999")))(t)
	if out.Report == nil || !out.Report.Held {
		t.Fatalf("a visitor's phone number is not held: %+v", out)
	}
	for who, v := range map[string]archive.Viewer{"its author": h.ann, "a visitor": h.ben, "another reporter": h.other} {
		if open := must(h.Proposals(h.ctx, v, iv.ID))(t); len(open) != 0 {
			t.Errorf("%s is shown %q", who, open[0].Fix)
		}
		if _, err := h.Confirm(h.ctx, v, out.Report.ID, true); err == nil {
			t.Errorf("%s confirms a held fix", who)
		}
	}
	if open := must(h.Proposals(h.ctx, h.custodian, iv.ID))(t); len(open) != 1 {
		t.Errorf("a custodian sees %d", len(open))
	}
	must(h.Answer(h.ctx, h.custodian, archive.Answer{Report: out.Report.ID, State: archive.ReportFixed}))(t)
	got := fmt.Sprint(h.counts())
	if want := "map[reversed/phone:1 rule/full-name:1 rule/phone:1 sure/full-name:1]"; got != want {
		t.Errorf("the log says %s, want %s", got, want)
	}
	if err := h.MirrorInterview(h.ctx, iv.ID); err != nil {
		t.Fatal(err)
	}
	if log := h.object("interviews/" + iv.ID + "/acts.jsonl"); strings.Count(log, "\n") != 4 {
		t.Errorf("in the bucket:\n%s", log)
	}
}

func second[T any](_ T, err error) error { return err }

// counts is what the log counts, by kind and rule.
func (h *house) counts() map[string]int {
	all := map[string]int{}
	err := h.store.View(h.ctx, func(tx archive.Tx) error {
		counts, err := tx.CountActs()
		for _, c := range counts {
			all[strings.TrimSuffix(string(c.Kind)+"/"+c.Rule, "/")] += c.Acts
		}
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return all
}

// T19, T20: what is refused, what waits, and what a stolen account cannot paste.
func TestLinksAndPastedText(t *testing.T) {
	h := newHouse(t)
	var lines []string
	for i := range 12 {
		lines = append(lines, fmt.Sprintf("this is sentence number %d", i), "we need lifting spaces here")
	}
	iv := h.told(lines...)
	if p := sentence(second(h.Fix(h.ctx, h.ann, line(iv, 1, strings.Repeat("www.example.com ", 20))))); p.Field != "text" {
		t.Errorf("twenty links: %v", p)
	}
	if out := must(h.Fix(h.ctx, h.ann, line(iv, 1, "this is www.example.com")))(t); !out.Report.Held {
		t.Error("a visitor's link is shown")
	}
	for n, v := range []archive.Viewer{h.ben, h.reporter} { // the reporter's fixes stand, so nobody could ask for them again
		held := 0
		for i := range 10 {
			iv = must3(h.Interview(h.ctx, archive.System, iv.ID))(t)
			out := must(h.Fix(h.ctx, v, line(iv, 2*i+1, "buy our splendid garden gnomes")))(t)
			if out.Report != nil && out.Report.Held {
				held++
			}
		}
		if held != 5 {
			t.Errorf("person %d: %d of 10 pasted fixes are held, want 5", n+1, held)
		}
	}
	for i := range 10 { // one mishearing fixed ten times is honest work
		iv = must3(h.Interview(h.ctx, archive.System, iv.ID))(t)
		if out := must(h.Fix(h.ctx, h.reporter, line(iv, 2*i+2, "we need listening spaces here")))(t); out.Change == nil {
			t.Fatalf("fix %d of a repeated mishearing waits", i)
		}
	}
}

func TestProtectedTranscript(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we heard the bird")
	if err := h.Protect(h.ctx, h.reporter, iv.ID, true, "mine"); !errors.Is(err, archive.ErrForbidden) {
		t.Errorf("a reporter protects: %v", err)
	}
	if p := sentence(h.Protect(h.ctx, h.custodian, iv.ID, true, "")); p.Field != "note" {
		t.Errorf("without a reason: %v", p)
	}
	if err := h.Protect(h.ctx, h.custodian, iv.ID, true, "a revert war"); err != nil {
		t.Fatal(err)
	}
	if out := must(h.Fix(h.ctx, h.reporter, line(iv, 1, "we heard the birds")))(t); out.Report == nil {
		t.Error("a reporter's fix does not wait")
	}
	amended := line(iv, 1, "we heard a bird")
	amended.Kind = archive.Amendment
	if out := must(h.Fix(h.ctx, h.reporter, amended))(t); out.Change == nil {
		t.Error("the storyteller's own words are locked")
	}
	if _, err := h.Revert(h.ctx, h.reporter, iv.ID, 1, "", ""); !errors.Is(err, archive.ErrForbidden) {
		t.Errorf("a reporter takes back: %v", err)
	}
	iv.Version = 1
	if out := must(h.Fix(h.ctx, h.custodian, line(iv, 1, "we heard two birds")))(t); out.Change == nil {
		t.Error("a custodian's fix waits")
	}
	if err := h.Protect(h.ctx, h.custodian, iv.ID, false, ""); err != nil {
		t.Fatal(err)
	}
	iv.Version = 2
	if out := must(h.Fix(h.ctx, h.reporter, line(iv, 1, "we heard three birds")))(t); out.Change == nil {
		t.Error("a reporter's fix waits after the protection")
	}
}

func TestFreezeAndBrake(t *testing.T) {
	c := newClock()
	h := newHouse(t, c.set, func(o *archive.Options) { o.Surge = 40 })
	iv := h.told("we heard the bird", "and then we left")
	if err := h.Freeze(h.ctx, h.reporter, "no"); !errors.Is(err, archive.ErrForbidden) {
		t.Errorf("a reporter freezes: %v", err)
	}
	if err := h.Freeze(h.ctx, h.custodian, "We move to a new machine."); err != nil {
		t.Fatal(err)
	}
	for who, v := range map[string]archive.Viewer{"reporter": h.reporter, "visitor": h.ann} {
		if err := second(h.Fix(h.ctx, v, line(iv, 1, "we heard the birds"))); !errors.Is(err, archive.ErrState) || !strings.Contains(err.Error(), "We move to a new machine.") {
			t.Errorf("%s: %v", who, err)
		}
	}
	if _, _, err := h.Report(h.ctx, h.ann, archive.Complaint{Interview: iv.ID, First: 1, Last: 2, Reason: archive.PrivateName}); err != nil {
		t.Errorf("a report while editing is stopped: %v", err)
	}
	if err := h.Thaw(h.ctx, h.custodian); err != nil {
		t.Fatal(err)
	}
	for i := range 50 {
		v := archive.Viewer{Visitor: fmt.Sprint("bot", i), Network: "net-bots"}
		if err := second(h.Fix(h.ctx, v, line(iv, 2, fmt.Sprintf("and then %d left", i)))); err != nil {
			t.Fatal(err)
		}
	}
	if p := must(h.Pause(h.ctx))(t); p.Braked.IsZero() {
		t.Fatal("no brake after fifty fixes at once")
	}
	if out := must(h.Fix(h.ctx, h.reporter, line(iv, 1, "we heard the birds")))(t); out.Report == nil {
		t.Error("a reporter's fix applies while the brake is on")
	}
	if out := must(h.Fix(h.ctx, h.custodian, line(iv, 1, "we heard a bird")))(t); out.Change == nil {
		t.Error("a custodian's fix waits")
	}
	c.pass(16 * time.Minute)
	iv.Version = 1
	if out := must(h.Fix(h.ctx, h.reporter, line(iv, 1, "we heard those birds")))(t); out.Change == nil {
		t.Error("the brake does not let go")
	}
	if got := h.counts(); got["brake"] != 1 || got["freeze"] != 1 || got["thaw"] != 1 {
		t.Errorf("the log counts %v", got)
	}
	if err := h.MirrorPeople(h.ctx); err != nil || !strings.Contains(h.object("people/acts.jsonl"), "We move to a new machine.") {
		t.Errorf("the site's log is not in the bucket: %v", err)
	}
}
