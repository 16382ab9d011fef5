package archive

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestSameWording(t *testing.T) {
	a := &Archive{opt: Options{Normalise: norm.NFC.String}}
	for _, c := range []struct {
		x, y string
		same bool
	}{
		{"Listening spaces.", "listening spaces", true},
		{"co-production", "coproduction", true},
		{"caf\u00e9", "cafe\u0301", true},
		{"CAFE\u0301", "caf\u00e9", true},
		{"می\u200cخواهم", "میخواهم", true},
		{"क\u094d\u200dष", "क\u094dष", true},
		{"ΛΌΓΟΣ", "λόγος", true},
		{"  it's   so ", "its so", true},
		{"мы слушаем", "мы слышали", false},
		{"我听见了", "我听不见", false},
		{"cafe", "café", false},
		{"listening", "", false},
		{"…", "", false},
		{"…", "?", false},
		{"£5", "5", false},
		{"a b", "ab", false},
		{"", " ", true},
	} {
		if got := a.SameWording(c.x, c.y); got != c.same {
			t.Errorf("%q and %q: %v", c.x, c.y, got)
		}
	}
}

func FuzzSameWording(f *testing.F) {
	a := &Archive{opt: Options{Normalise: norm.NFC.String}}
	for _, s := range []string{"Café.", "می\u200cخواهم", "", "… ?", "\u0301"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		clean, err := CleanText("", s, MaxFix)
		if err != nil {
			return
		}
		if !a.SameWording(norm.NFD.String(clean), norm.NFC.String(clean)) {
			t.Errorf("%q: NFC and NFD differ", clean)
		}
		if (clean == "") != (a.wording(clean) == "") {
			t.Errorf("%q counts as %q", clean, a.wording(clean))
		}
	})
}

func TestRuleSettles(t *testing.T) {
	for _, c := range []struct {
		t       Tally
		settled bool
		level   Level
	}{
		{Tally{}, false, MachineText},
		{Tally{For: 1}, false, CheckedOnce},
		{Tally{For: 1, TrustedFor: 1}, false, CheckedOnce},
		{Tally{For: 2, TrustedFor: 1}, false, Checked},
		{Tally{For: 2, TrustedFor: 2}, true, Checked},
		{Tally{For: 2, TrustedFor: 2, Against: 1}, true, Checked},
		{Tally{For: 2, TrustedFor: 2, Against: 1, TrustedAgainst: 1}, false, Checked},
		{Tally{For: 2}, false, Checked},
		{Tally{For: 3}, true, Checked},
		{Tally{For: 3, Against: 1}, true, Checked},
		{Tally{For: 2, Against: 1}, false, Checked},
		{Tally{For: 3, Against: 2}, false, BeingChecked},
		{Tally{For: 4, Against: 2}, true, Checked},
		{Tally{Against: 4}, false, BeingChecked},
	} {
		if got := DefaultRule.Settled(c.t); got != c.settled {
			t.Errorf("%+v settled: %v", c.t, got)
		}
		if got := DefaultRule.line([]Tally{c.t}); got.Level != c.level || got.Settled != c.settled {
			t.Errorf("%+v: %+v", c.t, got)
		}
	}
	if got := DefaultRule.line([]Tally{{For: 3}, {For: 1}}); got.Level != CheckedOnce || got.People != 1 || got.Settled {
		t.Errorf("a line is checked as far as its least checked word: %+v", got)
	}
	if got := DefaultRule.line([]Tally{{For: 3}, {}}); got.Level != BeingChecked {
		t.Errorf("a line checked in part: %+v", got)
	}
}

// drawPerson draws an author who is the same as one of those known: with another
// cookie on their network, or their cookie on another network.
func drawPerson(rt *rapid.T, known []Author) Author {
	by := rapid.SampledFrom(known).Draw(rt, "like")
	cookie, net := fmt.Sprint("cookie", rapid.Int().Draw(rt, "cookie")), fmt.Sprint("net", rapid.Int().Draw(rt, "net"))
	switch change := rapid.IntRange(0, 2).Draw(rt, "change"); {
	case change == 1 && by.Network != "":
		by.Visitor = cookie
	case change == 2 && by.Visitor != "":
		by.Network = net
	}
	return by
}

func TestNoOnePersonSettlesAnything(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		me := []Author{rapid.SampledFrom([]Author{{Account: "a"}, {Visitor: "v", Network: "n"}, {Network: "n"}, {}}).Draw(rt, "me")}
		var said []opinion
		for i := range rapid.IntRange(1, 30).Draw(rt, "votes") {
			by := me[0]
			if i > 0 {
				by = drawPerson(rt, me)
			}
			me = append(me, by)
			said = append(said, opinion{by: by, agree: rapid.Bool().Draw(rt, "agree"), made: time.Unix(int64(i), 0)})
		}
		got := tally(said, trusted{})
		if got.For+got.Against != 1 {
			rt.Fatalf("one person counts as %+v", got)
		}
		rule := Rule{Trusted: rapid.IntRange(MinAgree, MaxAgree).Draw(rt, "t"), People: rapid.IntRange(MinAgree, MaxAgree).Draw(rt, "p"), Share: rapid.IntRange(MinShare, 100).Draw(rt, "s")}
		if rule.Settled(got) {
			rt.Fatalf("%+v settled by one person", rule)
		}
		if last := said[len(said)-1]; (got.For == 1) != last.agree {
			rt.Fatalf("what they said last does not count: %+v", got)
		}
	})
}

func TestAVoteAgainstNeverSettles(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(0, 12)
		c := Tally{For: n.Draw(rt, "for"), Against: n.Draw(rt, "against")}
		c.TrustedFor, c.TrustedAgainst = rapid.IntRange(0, c.For).Draw(rt, "tf"), rapid.IntRange(0, c.Against).Draw(rt, "ta")
		more := c
		more.Against++
		if rapid.Bool().Draw(rt, "trusted") {
			more.TrustedAgainst++
		}
		if DefaultRule.Settled(more) && !DefaultRule.Settled(c) {
			rt.Fatalf("%+v is settled by one more against", c)
		}
	})
}

// A vote counts exactly as long as its words stand where Carry says, and no
// others between them. Words that came in between and were taken out again leave
// what was heard as it was.
func TestVotesStandAsCarrySays(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		base := Base(heardText("one two three four five", "six seven eight nine", "ten eleven twelve"))
		all := newStanding(base).words
		from := rapid.IntRange(0, len(all)-1).Draw(rt, "from")
		to := rapid.IntRange(from, len(all)-1).Draw(rt, "to")
		vote, err := base.ballot(Ballot{First: all[from].ID, Last: all[to].ID, Verdict: Right})
		if err != nil {
			rt.Fatal(err)
		}
		tr := base
		var journal []*Change
		for range rapid.IntRange(0, 8).Draw(rt, "changes") {
			c := randomChange(rt, tr, journal)
			if c == nil {
				continue
			}
			next := tr.Clone()
			if next.Apply(c) != nil {
				continue
			}
			c.Version = next.Version
			journal, tr = append(journal, c), next
		}
		a, touched, err := Carry(Anchor{First: vote.Words[0], Last: vote.Words[len(vote.Words)-1]}, base, journal)
		if err != nil {
			rt.Fatal(err)
		}
		between, err := tr.Words(a.First, a.Last)
		got := newStanding(tr).holds(vote)
		same := err == nil && slices.Equal(wordIDs(between), vote.Words)
		if got != same || (len(touched) == 0 && !got) {
			rt.Fatalf("stands: %v, but carried to %+v and touched by %v", got, a, touched)
		}
		for _, version := range touched {
			heard := func(w Word) bool { return slices.Contains(vote.Words, w.ID) }
			if got && slices.ContainsFunc(journal[version-1].gone(), heard) {
				rt.Fatalf("stands, though version %d took words of it away", version)
			}
		}
	})
}

func TestChecksOfLines(t *testing.T) {
	tr := Base(heardText("one two three", "four five", "six"))
	s := newStanding(tr)
	n := 0
	says := func(who string, verdict Verdict, b Ballot) *Vote {
		b.Verdict = verdict
		v, err := tr.ballot(b)
		if err != nil {
			t.Fatal(err)
		}
		n++
		v.By, v.Made = Author{Visitor: who}, time.Unix(int64(n), 0)
		return v
	}
	whole := func(l LineID) Ballot { return Ballot{Line: l} }
	level := func(l LineID, votes ...*Vote) Check { return s.checks(votes, DefaultRule, nil).Lines[l] }
	if got := level(1, says("a", Right, whole(1))); got != (Check{CheckedOnce, 1, false}) {
		t.Errorf("one person: %+v", got)
	}
	if got := level(1, says("a", Right, whole(1)), says("b", Right, whole(1)), says("c", Right, whole(1))); got != (Check{Checked, 3, true}) {
		t.Errorf("three people: %+v", got)
	}
	if got := level(1, says("a", Right, Ballot{First: 1, Last: 2}), says("b", Right, Ballot{First: 2, Last: 3})); got != (Check{CheckedOnce, 1, false}) {
		t.Errorf("two halves: %+v", got)
	}
	if got := level(2, says("a", Right, Ballot{First: 1, Last: 4})); got.Level != BeingChecked {
		t.Errorf("a part: %+v", got)
	}
	if got := level(1, says("a", Right, whole(1)), says("a", Unsure, whole(1))); got != (Check{}) {
		t.Errorf("taken back: %+v", got)
	}
	if got := level(1, says("a", Right, whole(1)), says("b", Right, whole(1)), says("c", Right, whole(1)), says("d", Wrong, Ballot{First: 3, Last: 3}), says("e", Wrong, Ballot{First: 3, Last: 3})); got.Level != BeingChecked || got.Settled {
		t.Errorf("a finished line opens again: %+v", got)
	}
	votes := []*Vote{says("a", Right, whole(1)), says("a", Wrong, whole(2))}
	if got, want := s.checks(votes, DefaultRule, nil).Seconds, tr.Lines[0].Span().End-tr.Lines[0].Span().Start; got != Milliseconds(want) {
		t.Errorf("%v seconds, not %v", got, want)
	}
	many := slices.Repeat([]*Vote{says("a", Right, whole(1)), says("a", Wrong, whole(1))}, 5000)
	if got := s.byLine(many); len(got[0]) != 1 || got[0][0].Verdict != Wrong {
		t.Errorf("10,000 changes of mind keep %d votes", len(got[0]))
	}
}
