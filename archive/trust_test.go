package archive_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"earshot/archive"
)

// contributor is someone with an account who looks after no interview.
func (h *house) contributor(name string) archive.Viewer {
	h.t.Helper()
	acc := must(h.AddAccount(h.ctx, archive.System, archive.NewAccount{Name: name, Display: name, Role: archive.Contributor}))(h.t)
	return archive.Viewer{Account: acc, Network: "net-" + name}
}

// garden is an interview with so many lines that are misheard alike.
func (h *house) garden(lines int) *archive.Interview {
	h.t.Helper()
	var all []string
	for i := range lines {
		all = append(all, fmt.Sprintf("line %s has lifting spaces in it", letter(i)))
	}
	return h.told(all...)
}

func letter(i int) string { return string(rune('a'+i/26)) + string(rune('a'+i%26)) }

// rightLine is a fix of line n (from 1) as of now.
func (h *house) rightLine(id string, n int) archive.Fix {
	h.t.Helper()
	iv := must3(h.Interview(h.ctx, archive.System, id))(h.t)
	return line(iv, n, fmt.Sprintf("line %s has listening spaces in it", letter(n-1)))
}

// accepted sends a fix of line n that a reporter accepts, and returns its version.
func (h *house) accepted(v archive.Viewer, id string, n int) int {
	h.t.Helper()
	out := must(h.Fix(h.ctx, v, h.rightLine(id, n)))(h.t)
	if out.Report == nil {
		h.t.Fatalf("fix %d applied at once", n)
	}
	return must(h.Answer(h.ctx, h.custodian, archive.Answer{Report: out.Report.ID, State: archive.ReportFixed}))(h.t).Fixed
}

func (h *house) earned(v archive.Viewer) archive.Earned {
	h.t.Helper()
	return *must(h.Earned(h.ctx, v))(h.t)
}

func TestTrustIsEarnedAndLostByItself(t *testing.T) {
	c := newClock()
	h := newHouse(t, c.set)
	iv := h.garden(30)
	kim := h.contributor("kim")
	if got := h.earned(kim); got != (archive.Earned{Left: 10}) {
		t.Errorf("at first: %+v", got)
	}
	var versions []int
	for n := 1; n <= 10; n++ {
		versions = append(versions, h.accepted(kim, iv.ID, n))
		c.pass(time.Hour)
	}
	if got := h.earned(kim); got != (archive.Earned{Direct: true}) {
		t.Errorf("after ten: %+v", got)
	}
	if out := must(h.Fix(h.ctx, kim, h.rightLine(iv.ID, 11)))(t); out.Change == nil {
		t.Fatal("the fix of a trusted contributor waits")
	}
	if _, p, err := h.Interview(h.ctx, kim, iv.ID); err != nil || !p.Correct || p.Manage || p.Remove {
		t.Errorf("trust gives %+v, %v", p, err)
	}

	must(h.Revert(h.ctx, h.reporter, iv.ID, versions[3], "she does say lifting", ""))(t)
	if got := h.earned(kim); got.Direct || got.Left != 1 || !got.Until.Equal(c.at.Add(archive.TrustWindow)) {
		t.Errorf("after one was taken back: %+v", got)
	}
	if out := must(h.Fix(h.ctx, kim, h.rightLine(iv.ID, 12)))(t); out.Report == nil {
		t.Error("a fix applies without trust")
	}
	h.accepted(kim, iv.ID, 13)
	if got := h.earned(kim); got.Direct || got.Left != 0 {
		t.Errorf("ten again, but within the month: %+v", got)
	}
	c.pass(archive.TrustWindow - time.Second)
	if h.earned(kim).Direct {
		t.Error("trust is back a second early")
	}
	c.pass(time.Second)
	if !h.earned(kim).Direct {
		t.Error("trust does not come back by itself")
	}

	took := must(h.Revert(h.ctx, h.reporter, iv.ID, versions[4], "no", ""))(t)
	if h.earned(kim).Direct {
		t.Error("trust stays after another one was taken back")
	}
	must(h.Revert(h.ctx, h.custodian, iv.ID, took.Version, "it was right", ""))(t)
	if got := h.earned(kim); got != (archive.Earned{Direct: true}) {
		t.Errorf("after that was taken back: %+v", got)
	}
	own := must(h.Fix(h.ctx, kim, h.rightLine(iv.ID, 20)))(t).Change
	must(h.Revert(h.ctx, kim, iv.ID, own.Version, "my mistake", ""))(t)
	if !h.earned(kim).Direct {
		t.Error("taking back one's own mistake costs trust")
	}
	must(h.Fix(h.ctx, kim, h.rightLine(iv.ID, 21)))(t)
	must(h.UndoAll(h.ctx, h.custodian, archive.UndoAsk{Account: kim.Account.ID, Since: c.at, Note: "no"}))(t)
	if h.earned(kim).Direct {
		t.Error("trust outlives the undoing of everything")
	}
}

func TestTrustIsNotLent(t *testing.T) {
	c := newClock()
	h := newHouse(t, c.set)
	iv := h.garden(30)
	kim, lou := h.contributor("kim"), h.contributor("lou")
	for n := 1; n <= 10; n++ {
		out := must(h.Fix(h.ctx, kim, h.rightLine(iv.ID, n)))(t)
		must(h.Confirm(h.ctx, lou, out.Report.ID, true))(t)
		c.pass(archive.LeastApart)
		if r := must(h.Confirm(h.ctx, visitor(n), out.Report.ID, true))(t); r.State != archive.ReportFixed {
			t.Fatalf("three people agreed, and it is %s", r.State)
		}
	}
	if got := h.earned(kim); got.Left != 10 {
		t.Errorf("friends made someone trusted: %+v", got)
	}
	for _, v := range []archive.Viewer{h.reporter, h.ann, {}} {
		if e, err := h.Earned(h.ctx, v); e != nil || err != nil {
			t.Errorf("%+v is told %+v, %v", v, e, err)
		}
	}
	if h.Fix(h.ctx, h.ann, h.rightLine(iv.ID, 12)); must3(h.Interview(h.ctx, h.ann, iv.ID))(t).Version != 10 {
		t.Error("a visitor's fix applied")
	}
}

// What earned trust does not reach: passages that need care, protected
// transcripts, a brake, whole lines, and what others look after.
func TestTrustHasItsBounds(t *testing.T) {
	c := newClock()
	h := newHouse(t, c.set)
	iv := h.garden(30)
	kim := h.contributor("kim")
	for n := 1; n <= 10; n++ {
		h.accepted(kim, iv.ID, n)
	}
	waits := func(why string, f archive.Fix) {
		t.Helper()
		f.Against = must3(h.Interview(h.ctx, kim, f.Interview))(t).Version
		if out := must(h.Fix(h.ctx, kim, f))(t); out.Report == nil {
			t.Errorf("%s: applied at once", why)
		}
	}
	waits("a not comes in", line(iv, 15, "line ao has not lifting spaces in it"))
	waits("a name", line(iv, 16, "line ap has Wendy Okafor in it"))
	waits("words go", archive.Fix{Interview: iv.ID, Line: 17, Reason: archive.NeverSaid})
	sly := must(h.Fix(h.ctx, h.ann, func() archive.Fix {
		f := h.rightLine(iv.ID, 18)
		f.Text = "line r has no lifting spaces in it"
		return f
	}()))(t)
	if r := must(h.Confirm(h.ctx, kim, sly.Report.ID, true))(t); r.State == archive.ReportFixed {
		t.Error("one trusted contributor turned the meaning round for a visitor")
	}
	plain := must(h.Fix(h.ctx, h.ann, h.rightLine(iv.ID, 19)))(t)
	if r := must(h.Confirm(h.ctx, kim, plain.Report.ID, true))(t); r.State != archive.ReportFixed {
		t.Errorf("a trusted contributor's yes leaves a plain fix %s", r.State)
	}
	version := must3(h.Interview(h.ctx, kim, iv.ID))(t).Version
	if _, err := h.Reshape(h.ctx, kim, archive.Shape{Interview: iv.ID, Against: version, Op: archive.OpDelete, Line: 21, Reason: archive.NeverSaid}); !errors.Is(err, archive.ErrForbidden) {
		t.Errorf("a whole line: %v", err)
	}
	must(h.Reshape(h.ctx, kim, archive.Shape{Interview: iv.ID, Against: version, Op: archive.OpSpeaker, Line: 21, Speaker: "Grace", Reach: archive.ThisLine}))(t)
	if _, err := h.Tasks(h.ctx, kim); !errors.Is(err, archive.ErrSignIn) {
		t.Errorf("the work list: %v", err)
	}
	if err := h.Protect(h.ctx, h.custodian, iv.ID, true, "a revert war"); err != nil {
		t.Fatal(err)
	}
	waits("protected", h.rightLine(iv.ID, 22))
	if err := h.Protect(h.ctx, h.custodian, iv.ID, false, ""); err != nil {
		t.Fatal(err)
	}
	if err := h.SetRole(h.ctx, h.adm, kim.Account.ID, archive.Contributor, true); err != nil {
		t.Fatal(err)
	}
	kim.Account.Disabled = true
	waits("locked out", h.rightLine(iv.ID, 23))
}

// Two sources have to differ in account, or in visitor and network, and in time.
func TestSourcesDifferInTimeToo(t *testing.T) {
	for name, test := range map[string]struct {
		others []archive.Viewer
		after  time.Duration
		want   archive.ReportState
	}{
		"three at once":                         {[]archive.Viewer{visitor(2), visitor(3)}, 0, archive.ReportReceived},
		"a moment too soon":                     {[]archive.Viewer{visitor(2), visitor(3)}, archive.LeastApart - time.Millisecond, archive.ReportReceived},
		"in time":                               {[]archive.Viewer{visitor(2), visitor(3)}, archive.LeastApart, archive.ReportFixed},
		"one person with three cookies":         {[]archive.Viewer{{Visitor: "x", Network: "home-1"}, {Visitor: "y", Network: "home-1"}}, time.Hour, archive.ReportReceived},
		"one person with three networks":        {[]archive.Viewer{{Visitor: "visitor-1", Network: "x"}, {Visitor: "visitor-1", Network: "y"}}, time.Hour, archive.ReportReceived},
		"a contributor who signs out in turn":   {[]archive.Viewer{{Account: &archive.Account{ID: "kim"}, Network: "home-1"}, visitor(2)}, time.Hour, archive.ReportReceived},
		"a contributor elsewhere and a visitor": {[]archive.Viewer{{Account: &archive.Account{ID: "kim"}, Network: "home-9"}, visitor(2)}, time.Hour, archive.ReportFixed},
	} {
		t.Run(name, func(t *testing.T) {
			c := newClock()
			h := newHouse(t, c.set)
			kim := h.contributor("kim")
			iv := h.told("we did lifting spaces")
			out := must(h.Fix(h.ctx, visitor(1), archive.Fix{Interview: iv.ID, First: 3, Last: 3, Text: "listening"}))(t)
			c.pass(test.after)
			for _, v := range test.others {
				if v.Account != nil {
					v.Account = kim.Account
				}
				_, err := h.Confirm(h.ctx, v, out.Report.ID, true)
				if err != nil && !errors.Is(err, archive.ErrOwnWork) {
					t.Fatal(err)
				}
			}
			if got := must(h.report(out.Report.ID))(t).State; got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
		})
	}
}

func TestWhatRipensIsSettled(t *testing.T) {
	c := newClock()
	h := newHouse(t, c.set)
	iv := h.told("we did lifting spaces")
	out := must(h.Fix(h.ctx, visitor(1), archive.Fix{Interview: iv.ID, First: 3, Last: 3, Text: "listening"}))(t)
	for n := 2; n <= 3; n++ {
		must(h.Confirm(h.ctx, visitor(n), out.Report.ID, true))(t)
	}
	ripen := func(want archive.ReportState) {
		t.Helper()
		must(h.SettleRipe(context.Background()))(t)
		if got := must(h.report(out.Report.ID))(t).State; got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	c.pass(archive.LeastApart - time.Second)
	ripen(archive.ReportReceived)
	c.pass(time.Second)
	ripen(archive.ReportFixed)
	if must(h.SettleRipe(h.ctx))(t); must3(h.Interview(h.ctx, h.ann, iv.ID))(t).Version != 1 {
		t.Error("settled twice")
	}
}

// What 500 open reports hide is counted all the same: 510 people report one line,
// and then three agree on what it says.
func TestMoreReportsThanAPage(t *testing.T) {
	c := newClock()
	h := newHouse(t, c.set)
	iv := h.told("we did lifting spaces", "and we stayed")
	err := h.store.Update(h.ctx, func(tx archive.Tx) error {
		for i := range 510 {
			r := &archive.Report{Interview: iv.ID, First: 5, Last: 5, Span: archive.Span{Start: 2, End: 2.4}, Quote: "and", Reason: archive.WrongTime, By: visitor(1000 + i).Author(), State: archive.ReportReceived, Key: fmt.Sprint("r", i), Made: c.at}
			if err := tx.PutReport(r); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for n := range 3 {
		c.pass(archive.LeastApart / 2)
		must(h.Fix(h.ctx, visitor(n), archive.Fix{Interview: iv.ID, First: 3, Last: 3, Text: "listening"}))(t)
	}
	if got := h.reads(h.ann, iv.ID, -1); got != "we did listening spaces\nand we stayed\n" {
		t.Errorf("three people agreed behind a page of reports, and it reads %q", got)
	}
}
