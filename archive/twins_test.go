package archive_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"earshot/archive"
)

// reader is the finder of these tests: it reads what was heard in some interviews
// from one moment on, as an index that lags behind would know it.
type reader []*archive.Transcript

func (h *house) reader(ivs ...*archive.Interview) reader {
	h.t.Helper()
	var all reader
	for _, iv := range ivs {
		_, heard, _, err := h.Spoken(h.ctx, iv.ID)
		if err != nil {
			h.t.Fatal(err)
		}
		all = append(all, heard)
	}
	return all
}

func (r reader) HeardAs(_ context.Context, phrase string, limit int) (places []archive.HeardPlace, more bool, err error) {
	for _, t := range r {
		var words []archive.Word
		var texts []string
		for _, l := range t.Lines {
			for _, w := range l.Words {
				words, texts = append(words, w), append(texts, w.Text)
			}
		}
		for _, at := range archive.Occurrences(texts, phrase) {
			if len(places) == limit {
				return places, true, nil
			}
			first, last := words[at[0]], words[at[1]-1]
			places = append(places, archive.HeardPlace{Interview: t.Interview, First: first.ID, Last: last.ID, Span: archive.Span{Start: first.Start, End: last.End}})
		}
	}
	return places, false, nil
}

// fixed makes a fix of other's that applies at once.
func (h *house) fixed(iv *archive.Interview, first, last archive.WordID, text string) *archive.Change {
	h.t.Helper()
	now := must3(h.Interview(h.ctx, archive.System, iv.ID))(h.t)
	return must(h.Fix(h.ctx, h.other, archive.Fix{Interview: iv.ID, Against: now.Version, First: first, Last: last, Text: text}))(h.t).Change
}

// offered lists what v is offered, as "before [heard→said] after".
func (h *house) offered(v archive.Viewer, find archive.HeardFinder, c *archive.Change) []string {
	h.t.Helper()
	tw := must(h.Twins(h.ctx, v, find, c.Interview, c.Version, 0))(h.t)
	n := must(h.CountTwins(h.ctx, v, find, c.Interview, c.Version))(h.t)
	if n != tw.Found || n < len(tw.Shown) {
		h.t.Errorf("offers %d places, counted %d, shows %d", tw.Found, n, len(tw.Shown))
	}
	out := []string{}
	for _, t := range tw.Shown {
		out = append(out, strings.TrimSpace(t.Before+" ["+t.Heard+"→"+t.Said+"] "+t.After))
	}
	return out
}

func equal(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

func TestTwinsOfAFix(t *testing.T) {
	h := newHouse(t)
	one := h.told("we did lifting spaces", "most lifting spaces have been", "Lifting. It was lifting,", "not weightlifting")
	two := h.told("in those lifting", "spaces we sat")
	find := h.reader(one, two)
	c := h.fixed(one, 3, 3, "listening")
	all := []string{"most [lifting→listening] spaces have been", "[Lifting.→Listening.] It was lifting,", "Lifting. It was [lifting,→listening,]", "in those [lifting→listening]"}
	equal(t, "at first", h.offered(h.ann, find, c), all...)

	h.fixed(one, 10, 10, "shifting")
	equal(t, "after one of them was corrected otherwise", h.offered(h.ann, find, c), all[0], "shifting It was [lifting,→listening,]", all[3])
	out := must(h.Fix(h.ctx, h.ben, archive.Fix{Interview: two.ID, First: 3, Last: 3, Text: "listening"}))(t)
	equal(t, "while a fix of one waits", h.offered(h.ann, find, c), all[0], "shifting It was [lifting,→listening,]")
	must(h.WithdrawReport(h.ctx, out.Receipt))(t)
	must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: two.ID, First: 2, Last: 3, Kind: archive.Removal, Note: "private"}))(t)
	equal(t, "after one was removed", h.offered(h.custodian, find, c), all[0], "shifting It was [lifting,→listening,]")

	phrase := h.fixed(one, 6, 7, "living species")
	equal(t, "a phrase over two lines whose words are gone", h.offered(h.ann, find, phrase))
	if _, err := h.Revert(h.ctx, h.other, one.ID, c.Version, "no", ""); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Twins(h.ctx, h.ann, find, one.ID, c.Version, 0); !errors.Is(err, archive.ErrState) {
		t.Errorf("a change that was taken back: %v", err)
	}
}

func TestTwinsOfAPhraseOverTwoLines(t *testing.T) {
	h := newHouse(t)
	one, two := h.told("we copro produce it"), h.told("to copro", "produce things")
	c := h.fixed(one, 2, 3, "co-produce")
	equal(t, "offered", h.offered(h.ann, h.reader(two), c), "to [copro produce→co-produce] things")
	got := must(h.FixTwins(h.ctx, h.other, archive.TwinFix{Interview: one.ID, Version: 1, Chosen: []archive.TwinChoice{{Interview: two.ID, First: 2, Last: 3}}}))(t)
	if got[0].Err != nil || h.reads(h.ann, two.ID, -1) != "to co-produce\nthings\n" {
		t.Errorf("%+v reads %q", got[0], h.reads(h.ann, two.ID, -1))
	}
}

// TestTwinsKeepSecrets: whatever an index still holds, nobody is shown words or
// counts of what they may not read.
func TestTwinsKeepSecrets(t *testing.T) {
	h := newHouse(t)
	open, hidden, gone := h.told("we did lifting spaces"), h.told("secret lifting spaces"), h.told("withdrawn lifting spaces")
	find := h.reader(open, hidden, gone)
	c := h.fixed(open, 3, 3, "listening")
	for _, err := range []error{h.Unpublish(h.ctx, h.reporter, hidden.ID), h.Withdraw(h.ctx, h.reporter, gone.ID, "asked")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	equal(t, "to a visitor", h.offered(h.ann, find, c))
	equal(t, "to another reporter", h.offered(h.other, find, c))
	equal(t, "to the one who looks after it", h.offered(h.reporter, find, c), "secret [lifting→listening] spaces")
	choice := []archive.TwinChoice{{Interview: hidden.ID, First: 2, Last: 2}, {Interview: gone.ID, First: 2, Last: 2}}
	for i, o := range must(h.FixTwins(h.ctx, h.ann, archive.TwinFix{Interview: open.ID, Version: 1, Chosen: choice}))(t) {
		if o.Err == nil || o.Said != "" {
			t.Errorf("choice %d of what may not be seen: %+v", i, o)
		}
	}

	draft := must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: hidden.ID, First: 2, Last: 2, Text: "listening"}))(t).Change
	if _, err := h.Twins(h.ctx, h.ann, find, hidden.ID, draft.Version, 0); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("the twins of a draft's fix: %v", err)
	}
	out := must(h.FixTwins(h.ctx, h.reporter, archive.TwinFix{Interview: hidden.ID, Version: 1, Chosen: []archive.TwinChoice{{Interview: open.ID, Against: 0, First: 3, Last: 3}}}))(t)
	if !errors.Is(out[0].Err, archive.ErrUnchanged) {
		t.Errorf("a place that was put right already: %+v", out)
	}
	late := h.told("later lifting")
	follow := archive.TwinFix{Interview: hidden.ID, Version: 1, Chosen: []archive.TwinChoice{{Interview: late.ID, First: 2, Last: 2}}}
	if out = must(h.FixTwins(h.ctx, h.reporter, follow))(t); out[0].Change == nil || out[0].Change.Note != "Heard the same way as in another interview." {
		t.Errorf("a fix that follows a draft's: %+v", out[0])
	}
	now := must3(h.Interview(h.ctx, archive.System, open.ID))(t)
	r := must(h.Read(h.ctx, h.reporter, open.ID, -1))(t)
	removal := must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: open.ID, Against: now.Version, First: r.Transcript.Lines[0].Words[2].ID,
		Last: r.Transcript.Lines[0].Words[3].ID, Kind: archive.Removal, Note: "private"}))(t)
	for _, version := range []int{c.Version, removal.Change.Version} {
		if _, err := h.CountTwins(h.ctx, h.custodian, find, open.ID, version); !errors.Is(err, archive.ErrNotFound) {
			t.Errorf("the twins of version %d, whose words were removed: %v", version, err)
		}
	}
}

func TestTwinsAreNotOffered(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we did the lifting spaces", "and the end")
	find := h.reader(iv)
	c := h.fixed(iv, 3, 3, "a")
	tw := must(h.Twins(h.ctx, h.ann, find, iv.ID, c.Version, 0))(t)
	if len(tw.Shown) != 0 || !strings.Contains(tw.Lessons[0].Refused, "too common") {
		t.Errorf("a word like “the”: %+v", tw)
	}
	amended := must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, Against: 1, First: 4, Last: 4, Text: "living", Kind: archive.Amendment}))(t)
	for _, version := range []int{0, amended.Change.Version, 9} {
		if _, err := h.Twins(h.ctx, h.ann, find, iv.ID, version, 0); !errors.Is(err, archive.ErrNotFound) {
			t.Errorf("version %d: %v", version, err)
		}
	}
}

func TestFixTwins(t *testing.T) {
	h := newHouse(t)
	one, two := h.told("we did lifting spaces", "Lifting spaces are"), h.told("in lifting spaces", "we lift")
	find := h.reader(one, two)
	c := h.fixed(one, 3, 3, "listening")
	choose := []archive.TwinChoice{{Interview: one.ID, Against: 1, First: 5, Last: 5}, {Interview: two.ID, First: 2, Last: 2}, {Interview: two.ID, First: 5, Last: 5}}
	ask := archive.TwinFix{Interview: one.ID, Version: c.Version, Chosen: choose, Key: "k"}

	waits := must(h.FixTwins(h.ctx, h.ann, ask))(t)
	if waits[0].Report == nil || waits[1].Report == nil || waits[0].Receipt == waits[1].Receipt || !errors.Is(waits[2].Err, archive.ErrInvalid) {
		t.Errorf("a visitor's: %+v", waits)
	}
	if got := h.reads(h.ann, two.ID, -1); got != "in lifting spaces\nwe lift\n" {
		t.Errorf("a visitor's twins applied: %q", got)
	}
	equal(t, "while they wait", h.offered(h.ben, find, c))

	ask.Key = "o"
	first, again := must(h.FixTwins(h.ctx, h.other, ask))(t), must(h.FixTwins(h.ctx, h.other, ask))(t)
	for i := range 2 {
		if first[i].Change == nil || again[i].Change == nil || first[i].Change.Version != again[i].Change.Version {
			t.Errorf("sent twice: %+v, %+v", first[i], again[i])
		}
	}
	if got := h.reads(h.ann, one.ID, -1) + h.reads(h.ann, two.ID, -1); got != "we did listening spaces\nListening spaces are\nin listening spaces\nwe lift\n" {
		t.Errorf("reads %q", got)
	}
	if first[0].Change.Note != "Heard the same way as in version 1." || first[1].Change.Note != "Heard the same way as in version 1 of interview "+one.ID+"." {
		t.Errorf("notes %q, %q", first[0].Change.Note, first[1].Change.Note)
	}
	ask.Key = "later"
	if late := must(h.FixTwins(h.ctx, h.other, ask))(t); !errors.Is(late[0].Err, archive.ErrUnchanged) {
		t.Errorf("places that were put right since they were read: %+v", late[0])
	}
	for _, n := range []int{0, archive.TwinsAtOnce + 1} {
		ask.Chosen = make([]archive.TwinChoice, n)
		if _, err := h.FixTwins(h.ctx, h.other, ask); !errors.Is(err, archive.ErrInvalid) {
			t.Errorf("%d at once: %v", n, err)
		}
	}
}

func TestTwinsInPages(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we did lifting spaces", strings.Repeat("lifting them ", archive.TwinsAtOnce+3))
	c := h.fixed(iv, 3, 3, "listening")
	one := must(h.Twins(h.ctx, h.ann, reader{}, iv.ID, c.Version, 0))(t)
	two := must(h.Twins(h.ctx, h.ann, reader{}, iv.ID, c.Version, one.Next))(t)
	if one.Found != archive.TwinsAtOnce+3 || len(one.Shown) != archive.TwinsAtOnce || len(two.Shown) != 3 || two.Next != 0 {
		t.Errorf("%d found, pages of %d and %d, then %d", one.Found, len(one.Shown), len(two.Shown), two.Next)
	}
	if last := one.Shown[archive.TwinsAtOnce-1].First; two.Shown[0].First != last+2 {
		t.Errorf("the second page starts at word %d, after %d", two.Shown[0].First, last)
	}
	if past := must(h.Twins(h.ctx, h.ann, reader{}, iv.ID, c.Version, 1000))(t); len(past.Shown) != 0 {
		t.Errorf("past the end: %+v", past.Shown)
	}
}

// An index answers by likeness. Whoever ticks places through hears one interview
// after the other.
func TestTwinsOfOneInterviewComeTogether(t *testing.T) {
	h := newHouse(t)
	one := h.told("we did lifting spaces", "most lifting spaces have been")
	two := h.told("two lifting spaces", "and two lifting places")
	three := h.told("three lifting spaces", "and three lifting places")
	find := h.reader(one, two, three)
	places, _, _ := find.HeardAs(h.ctx, "lifting", 100)
	mixed := reordered{places[2], places[4], places[1], places[5], places[3]}
	c := h.fixed(one, 3, 3, "listening")
	equal(t, "places", h.offered(h.other, mixed, c), "most [lifting→listening] spaces have been",
		"two [lifting→listening] spaces", "and two [lifting→listening] places", "three [lifting→listening] spaces", "and three [lifting→listening] places")
}

type reordered []archive.HeardPlace

func (r reordered) HeardAs(context.Context, string, int) ([]archive.HeardPlace, bool, error) {
	return r, false, nil
}
