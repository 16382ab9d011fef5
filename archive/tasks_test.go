package archive_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/archive"
)

func ids(reports []*archive.Report) (all []int64) {
	for _, r := range reports {
		all = append(all, r.ID)
	}
	return all
}

// What matters most comes first: harm, then what most people say or what turns a
// meaning round, then doubt, then age; a draft's words, which nobody reads, last.
func TestTasksComeByEffect(t *testing.T) {
	c := newClock()
	h := newHouse(t, c.set)
	iv, draft := h.garden(20), h.told("nobody reads this")
	if err := h.Unpublish(h.ctx, h.custodian, draft.ID); err != nil {
		t.Fatal(err)
	}
	tell := func(v archive.Viewer, id string, word archive.WordID, why archive.Reason) *archive.Report {
		t.Helper()
		c.pass(time.Minute)
		r, _, err := h.Report(h.ctx, v, archive.Complaint{Interview: id, First: word, Last: word, Reason: why})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	unread := tell(h.custodian, draft.ID, 1, archive.WrongWord)
	old := tell(visitor(1), iv.ID, 8, archive.WrongWord)
	young := tell(visitor(2), iv.ID, 15, archive.WrongWord)
	joined := tell(visitor(3), iv.ID, 22, archive.WrongWord)
	if _, _, err := h.Join(h.ctx, visitor(4), joined.ID, ""); err != nil {
		t.Fatal(err)
	}
	turned := must(h.Fix(h.ctx, visitor(5), line(iv, 6, "line af has not lifting spaces in it")))(t).Report
	harm := tell(visitor(6), iv.ID, 50, archive.Harm)
	got := ids(must(h.Tasks(h.ctx, h.custodian))(t).Reports)
	if want := []int64{harm.ID, turned.ID, joined.ID, old.ID, young.ID, unread.ID}; !slices.Equal(got, want) {
		t.Errorf("in the order %v, want %v", got, want)
	}
}

func TestReportsAreAnsweredTogether(t *testing.T) {
	h := newHouse(t)
	iv := h.garden(20)
	tell := func(v archive.Viewer, first, last archive.WordID, why archive.Reason) int64 {
		t.Helper()
		r, _, err := h.Report(h.ctx, v, archive.Complaint{Interview: iv.ID, First: first, Last: last, Reason: why})
		if err != nil {
			t.Fatal(err)
		}
		return r.ID
	}
	one, two := tell(visitor(1), 4, 4, archive.WrongWord), tell(visitor(2), 3, 5, archive.WrongWord)
	far, harm := tell(visitor(3), 11, 11, archive.WrongWord), tell(visitor(4), 4, 4, archive.Harm)
	if got := ids(must(h.Tasks(h.ctx, h.reporter))(t).Alike[one]); !slices.Equal(got, []int64{two}) {
		t.Errorf("about the same words: %v", got)
	}
	text := "listening"
	for _, other := range []int64{far, harm} {
		_, err := h.Answer(h.ctx, h.reporter, archive.Answer{Report: one, State: archive.ReportFixed, Fix: &text, Also: []int64{other}})
		if !errors.Is(err, archive.ErrInvalid) {
			t.Errorf("report %d is joined: %v", other, err)
		}
	}
	if got := must3(h.Interview(h.ctx, h.ann, iv.ID))(t).Version; got != 0 {
		t.Fatalf("half an answer made version %d", got)
	}
	must(h.Answer(h.ctx, h.reporter, archive.Answer{Report: one, State: archive.ReportFixed, Fix: &text, Also: []int64{two}}))(t)
	for _, id := range []int64{one, two} {
		if r := must(h.report(id))(t); r.State != archive.ReportFixed || r.Fixed != 1 || r.Answered.Account != h.reporter.Account.ID {
			t.Errorf("report %d: %s by version %d", id, r.State, r.Fixed)
		}
	}
	three, four := tell(visitor(5), 11, 12, archive.WrongWord), tell(visitor(6), 12, 12, archive.WrongWord)
	must(h.Answer(h.ctx, h.reporter, archive.Answer{Report: three, State: archive.ReportKept, Reason: "That is what she says.", Also: []int64{four, far}}))(t)
	if r := must(h.report(four))(t); r.State != archive.ReportKept || r.Answer != "That is what she says." {
		t.Errorf("joined: %s, %q", r.State, r.Answer)
	}
}

// Samples are the same until somebody trusted has listened, are never withheld
// words, and are nobody else's to see.
func TestSpotChecksStayUntilHeard(t *testing.T) {
	h := newHouse(t)
	iv := h.garden(30)
	lines := func(v archive.Viewer) (all []archive.LineID) {
		t.Helper()
		for _, s := range must(h.SpotChecks(h.ctx, v, 10))(t) {
			if s.Text == "" || s.Interview.ID != iv.ID {
				t.Errorf("a sample of nothing: %+v", s)
			}
			all = append(all, s.Line)
		}
		return all
	}
	first := lines(h.reporter)
	if len(first) != 5 || !slices.Equal(lines(h.reporter), first) || !slices.Equal(lines(h.custodian), first) {
		t.Fatalf("drawn: %v, then %v", first, lines(h.reporter))
	}
	if got := lines(h.other); len(got) != 0 {
		t.Errorf("another reporter gets %v", got)
	}
	if _, err := h.SpotChecks(h.ctx, h.ann, 10); !errors.Is(err, archive.ErrSignIn) {
		t.Errorf("a visitor: %v", err)
	}
	must(h.Vote(h.ctx, h.ann, archive.Ballot{Interview: iv.ID, Line: first[0], Verdict: archive.Right}))(t)
	if got := lines(h.reporter); !slices.Equal(got, first) {
		t.Errorf("a visitor's vote takes a sample off: %v", got)
	}
	must(h.Vote(h.ctx, h.custodian, archive.Ballot{Interview: iv.ID, Line: first[0], Verdict: archive.Wrong}))(t)
	if got := lines(h.reporter); !slices.Equal(got, first[1:]) {
		t.Errorf("after one was heard: %v", got)
	}
	words := must(h.Read(h.ctx, h.custodian, iv.ID, -1))(t).Transcript.Lines[first[1]-1].Words
	must(h.Fix(h.ctx, h.custodian, archive.Fix{Interview: iv.ID, First: words[1].ID, Last: words[1].ID, Kind: archive.Removal, Note: "private"}))(t)
	if got := lines(h.reporter); len(got) > 0 && slices.Contains(got, first[1]) {
		t.Errorf("a removed passage is offered: %v", got)
	}
}

// Whoever is new and whose fixes apply at once is listened to; what someone has
// accepted was listened to already.
func TestNewcomersAreSampled(t *testing.T) {
	h := newHouse(t)
	iv := h.garden(30)
	for n := 1; n <= 8; n++ {
		must(h.Fix(h.ctx, h.other, h.rightLine(iv.ID, n)))(t)
		h.accepted(h.ann, iv.ID, 10+n)
	}
	theirs := map[string]int{}
	for _, s := range must(h.SpotChecks(h.ctx, h.custodian, 30))(t) {
		if s.Newcomer != nil && strings.Contains(s.Text, "listening") {
			theirs[s.Newcomer.Account+s.Newcomer.Visitor]++
		}
	}
	if len(theirs) != 1 || theirs[h.other.Account.ID] != 5 {
		t.Errorf("of eight fixes of a new reporter and eight accepted ones: %v", theirs)
	}
}
