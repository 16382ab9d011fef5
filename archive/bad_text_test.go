package archive_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"earshot/archive"

	"golang.org/x/text/unicode/norm"
)

// T14, T16, T22, T24: what people type stays as they typed it, and what changes
// nothing makes no version.
func TestTextOfPeopleRoundTrips(t *testing.T) {
	h := newHouse(t, func(o *archive.Options) { o.Normalise = norm.NFC.String })
	iv := h.told("we had caf\u00e9 there", "two", "three")
	for _, text := range []string{"we had caf\u00e9 there", "  we  had cafe\u0301 there "} {
		if _, err := h.Fix(h.ctx, h.ann, line(iv, 1, text)); !errors.Is(err, archive.ErrUnchanged) {
			t.Errorf("T14, T16: %q: %v", text, err)
		}
	}
	for n, text := range []string{"👩🏽‍🔬 مرحبا بكم اردو", "Llŷn, tŷ a gŵyl", "[BSL: INDEX-1 GARDEN]"} {
		must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, Against: n, Line: 2, Text: text}))(t)
		if got := strings.Split(h.reads(h.ann, iv.ID, -1), "\n")[1]; got != text {
			t.Errorf("T24: %q became %q", text, got)
		}
	}
	for _, nothing := range []string{"", "  ", "\u200b", "\u200b \u2060"} {
		if _, _, err := h.Report(h.ctx, h.ann, archive.Complaint{Interview: iv.ID, First: 1, Last: 2, Reason: archive.Else, Note: nothing}); !errors.Is(err, archive.ErrInvalid) {
			t.Errorf("T22, a report that says %q: %v", nothing, err)
		}
	}
}

// T14: words that were heard in another canonical form are the words that people
// type: a fix of the one beside them leaves them alone, and names are known.
func TestWordsHeardInAnotherForm(t *testing.T) {
	h := newHouse(t, func(o *archive.Options) { o.Normalise = norm.NFC.String })
	iv := h.told(norm.NFD.String("Zoë Brontë had café there"), "two")
	if _, err := h.Fix(h.ctx, h.ann, line(iv, 1, "Zoë Brontë had café there")); !errors.Is(err, archive.ErrUnchanged) {
		t.Errorf("the same in the form in which people type: %v", err)
	}
	c := must(h.Fix(h.ctx, h.reporter, line(iv, 1, "Zoë Brontë has café there")))(t).Change
	if len(c.Edits) != 1 || archive.JoinWords(c.Edits[0].Before) != "had" {
		t.Errorf("it changed %+v", c.Edits)
	}
	if _, hits, err := h.FindWords(h.ctx, h.reporter, iv.ID, "café", "x"); err != nil || len(hits) != 1 {
		t.Errorf("found %d times, %v", len(hits), err)
	}
	held := must(h.Fix(h.ctx, h.ann, archive.Fix{Interview: iv.ID, Line: 2, Text: "Zoë Brontë"}))(t).Report
	if held.Held {
		t.Errorf("a name that is in the interview sets off %v", held.Rules)
	}
}

// T14: a recognition that was kept before in another form counts as what it says.
func TestEditsLeaveCanonicalFormsAlone(t *testing.T) {
	heard := archive.Base(&archive.Recognition{Lines: []archive.Line{{ID: 1, Words: []archive.Word{
		{ID: 1, Text: norm.NFD.String("Zoë"), End: 1}, {ID: 2, Text: "had", Start: 1, End: 2}, {ID: 3, Text: norm.NFD.String("café"), Start: 2, End: 3}}}}})
	for text, want := range map[string]string{"Zoë had café": "", "Zoë has café": "had", norm.NFD.String("Zoë") + " had tea": norm.NFD.String("café")} {
		edits, err := heard.EditsFor(1, 0, 0, strings.Fields(text), norm.NFC.String)
		if err != nil {
			t.Fatal(err)
		}
		var changed []archive.Word
		for _, e := range edits {
			changed = append(changed, e.Before...)
		}
		if got := archive.JoinWords(changed); got != want {
			t.Errorf("%q changes %q, want %q", text, got, want)
		}
	}
}

// T23, N05, N06, N08: reports and fixes made on a text that is another by now
// follow their words, or say what stands there.
func TestOldTabsAndMovedWords(t *testing.T) {
	c := newClock()
	h := newHouse(t, c.set)
	iv := h.told("one two three four five", "six seven", "eight nine")
	r, secret, err := h.Report(h.ctx, h.ann, archive.Complaint{Interview: iv.ID, First: 4, Last: 5, Reason: archive.WrongWord})
	if err != nil {
		t.Fatal(err)
	}
	late := must(h.Fix(h.ctx, h.ben, archive.Fix{Interview: iv.ID, First: 6, Last: 7, Text: "sick seven"}))(t).Report
	must(h.Reshape(h.ctx, h.reporter, archive.Shape{Interview: iv.ID, Op: archive.OpSplit, Line: 1, At: 4}))(t)
	must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, Against: 0, First: 1, Last: 1, Text: "won"}))(t) // N05: typed on the uncut line
	c.pass(3 * 24 * time.Hour)
	must(h.Fix(h.ctx, h.other, archive.Fix{Interview: iv.ID, Against: 0, First: 8, Last: 8, Text: "ate"}))(t) // N08
	if got := h.reads(h.ann, iv.ID, -1); got != "won two three\nfour five\nsix seven\nate nine\n" {
		t.Fatalf("it reads %q", got)
	}
	text := "for five"
	must(h.Answer(h.ctx, h.reporter, archive.Answer{Report: r.ID, State: archive.ReportFixed, Fix: &text}))(t) // T23
	if got := must(h.Receipt(h.ctx, secret))(t); got.Report.State != archive.ReportFixed || got.After != "for five" {
		t.Errorf("the receipt tells %s, %q", got.Report.State, got.After)
	}
	must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, Against: 4, First: 6, Last: 6, Text: "sicks"}))(t)
	var lost *archive.Conflict
	if _, err := h.Answer(h.ctx, h.reporter, archive.Answer{Report: late.ID, State: archive.ReportFixed}); !errors.As(err, &lost) || lost.Theirs == "" {
		t.Errorf("N06, a proposal whose words moved: %v", err)
	}
	if got := must(h.report(late.ID))(t).State; !got.Open() {
		t.Errorf("N06: it is %s, though nothing was done", got)
	}
}

// N04: a revert that is taken back puts the words into force again, and each is
// an entry of its own.
func TestRevertOfARevert(t *testing.T) {
	h := newHouse(t)
	iv := h.told("one two three")
	must(h.Fix(h.ctx, h.reporter, line(iv, 1, "won two three")))(t)
	for n, want := range []string{"one two three\n", "won two three\n", "one two three\n"} {
		must(h.Revert(h.ctx, h.other, iv.ID, n+1, "", ""))(t)
		if got := h.reads(h.ann, iv.ID, -1); got != want {
			t.Errorf("after %d: %q", n+1, got)
		}
	}
	if got := must3(h.Interview(h.ctx, h.ann, iv.ID))(t).Version; got != 4 {
		t.Errorf("version %d", got)
	}
}

// N07: a button pressed eight times at once, or a request that a bad line sent
// again, is one entry of the journal, and one proposal.
func TestAButtonPressedManyTimesIsPressedOnce(t *testing.T) {
	h := newHouse(t)
	iv := h.told("one two three")
	var all sync.WaitGroup
	var mu sync.Mutex
	versions, reports := map[int]bool{}, map[int64]bool{}
	for range 8 {
		all.Go(func() {
			fixed, err := h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, First: 1, Last: 1, Text: "won", Key: "pressed"})
			proposed, err2 := h.Fix(h.ctx, h.ann, archive.Fix{Interview: iv.ID, First: 3, Last: 3, Text: "tree", Key: "proposed"})
			mu.Lock()
			defer mu.Unlock()
			if err != nil || err2 != nil {
				t.Errorf("%v, %v", err, err2)
				return
			}
			versions[fixed.Change.Version], reports[proposed.Report.ID] = true, true
		})
	}
	all.Wait()
	_, _, journal, err := h.History(h.ctx, h.ann, iv.ID)
	if err != nil || len(journal) != 1 || len(versions) != 1 || len(reports) != 1 {
		t.Errorf("%d entries of versions %v, reports %v, %v", len(journal), versions, reports, err)
	}
}
