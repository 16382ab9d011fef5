package indextest

import (
	"strings"
	"testing"

	"earshot/archive"
	"earshot/search"
)

// Passages of the made interviews, by what they are about.
const (
	spaces  = "kitchen0000000a1:000001"
	council = "kitchen0000000a1:000005"
	diary   = "kitchen0000000a1:000009"
	ropes   = "harbour0000000b2:000001"
	museum  = "harbour0000000b2:000003"
)

// asking: which passages a query finds, in the order of recording and talk.
func asking(t *testing.T, r *rig) {
	r.both(t)
	for _, test := range []struct {
		raw  string
		want []string
	}{
		{"soup", []string{museum, spaces}},
		{"soup -kitchen", nil},
		{"soup -neighbour", []string{museum}},
		{`"listening spaces"`, []string{spaces}},
		{`"spaces listening"`, nil},
		{"rope", []string{ropes}}, // ropes
		{"ROPES freeze", nil},     // an irregular form is another word
		{"jose cafe", []string{spaces}},
		{"JOSÉ", []string{spaces}},
		{"Jose\u0301", []string{spaces}},
		{"السلام", []string{ropes}},
		{`"السلام عليكم"`, []string{ropes}},
		{"neighb*", []string{spaces}},
		{"neighbours*", nil}, // "neighbour" does not begin so, and no other word does
		{"sister-in-law", []string{diary}},
		{`"sister in law"`, []string{diary}},
		{"the", []string{ropes, museum, spaces, council, diary}},
		{"speaker:rosa soup", []string{spaces}},
		{"speaker:yus* soup", []string{museum}},
		{"theme:food soup", []string{museum, spaces}},
		{"theme:trust soup", []string{spaces}},
		{`theme:"trust and power" soup`, []string{spaces}},
		{`theme:"trust and" soup`, nil},
		{"theme:work theme:trust soup", []string{museum, spaces}},
		{"-theme:work soup", []string{spaces}},
		{`collection:"harbour voices"`, []string{ropes, museum}},
		{"place:lodz angry", []string{diary}},
		{"reporter:mina winter", []string{ropes}},
		{"reporter:acc-mina winter", []string{ropes}},
		{"from:2021 soup", []string{museum}},
		{"to:2020 soup", []string{spaces}},
		{"from:2020-05 to:2020-05 soup", []string{spaces}},
		{"from:2020-05-13 to:2021-02-02 soup", nil},
		{"from:2021-02-03 soup", []string{museum}},
		{"from:2019-11-30 to:2021-02-03 soup", []string{museum, spaces}},
		{"from:2020-05-12 to:2020-12-31 soup", []string{spaces}},
		{"from:2030 soup", nil},
		{"to:1990 soup", nil},
		{"nowhere", nil},
		{"kitchen 😀", []string{museum, spaces}},
	} {
		check(t, test.raw, ids(r.ask(t, test.raw, search.Page{Sort: search.ByDate})), append([]string{}, test.want...))
	}
	for _, raw := range []string{"co-production", "coproduction", "co production", "copro", "co-pro", "Co-Producing", "coproduce", `"co-production"`} {
		check(t, raw, ids(r.ask(t, raw, search.Page{Sort: search.ByDate})), []string{museum, council})
	}
	check(t, "co-prod*", ids(r.ask(t, "co-prod*", search.Page{Sort: search.ByDate})), []string{museum, council})
	check(t, "copro*", ids(r.ask(t, "copro*", search.Page{Sort: search.ByDate})), []string{museum, council})
	check(t, "well-being", ids(r.ask(t, "well-being", search.Page{})), []string{museum})
	check(t, "phrase with a variant", ids(r.ask(t, `"real coproduction takes"`, search.Page{})), []string{council})
}

// wordsAndTimes: highlights name the words that matched and when they are said.
func wordsAndTimes(t *testing.T, r *rig) {
	doc := Doc(t, Kitchen(), Fix{2, "lifting", "listening"})
	r.apply(t, []search.InterviewDoc{doc})
	for _, test := range []struct {
		raw  string
		want []string
	}{
		{`"listening spaces"`, []string{"listening spaces"}},
		{"jose", []string{"José"}},
		{"cafe", []string{"café"}},
		{"copro", []string{"copro", "coproduction", "co production"}},
		{"budget keys", []string{"keys", "budget"}},
		{"week", []string{"week"}},
	} {
		res := r.ask(t, test.raw, search.Page{})
		check(t, test.raw, marked(res), test.want)
		for _, h := range res.Hits {
			for _, m := range h.Highlights {
				inTime(t, doc, h, m)
			}
		}
	}
	h := r.ask(t, "budget", search.Page{}).Hits[0]
	check(t, "speaker", h.Speaker, "Rosa")
	check(t, "whole passage", []any{h.First, h.Last, h.Title, h.Year}, []any{archive.LineID(5), archive.LineID(8), "A pot of soup", 2020})
	if q := r.ask(t, "council", search.Page{}).Hits[0]; q.Speaker != "Asha" {
		t.Errorf("the question is asked by %q", q.Speaker)
	}
}

// inTime checks a highlight against the words it names.
func inTime(t *testing.T, doc search.InterviewDoc, h search.Hit, m search.Highlight) {
	t.Helper()
	for _, p := range doc.Passages {
		if p.ID != h.Passage {
			continue
		}
		text := &p.Corrected
		if h.Matched == search.AsHeard {
			text = &p.Heard
		}
		var said []string
		for _, w := range text.Words {
			if w.ID == m.First && (w.Start != m.Start || w.Line != m.Line) {
				t.Errorf("%q starts at %v on line %d, its first word at %v on line %d", h.Text[m.From:m.To], m.Start, m.Line, w.Start, w.Line)
			}
			if w.ID == m.Last && w.End != m.End {
				t.Errorf("%q ends at %v, its last word at %v", h.Text[m.From:m.To], m.End, w.End)
			}
			if w.Start >= m.Start && w.End <= m.End {
				said = append(said, text.Body[w.From:w.To])
			}
		}
		if got := strings.Join(said, " "); !strings.Contains(got, h.Text[m.From:m.To]) {
			t.Errorf("%q is highlighted, and %v..%v says %q", h.Text[m.From:m.To], m.Start, m.End, got)
		}
		return
	}
	t.Errorf("no passage %s", h.Passage)
}

// heardAndCorrected: both texts can be found, and the hit says which.
func heardAndCorrected(t *testing.T, r *rig) {
	r.both(t)
	for _, test := range []struct {
		raw     string
		want    []string
		matched search.Matched
	}{
		{`"listening spaces"`, []string{"listening spaces"}, search.AsCorrected},
		{`"lifting spaces"`, []string{"lifting spaces"}, search.AsHeard},
		{"lifting spaces", []string{"lifting spaces"}, search.AsHeard},
		{"lifting soup", []string{"lifting", "soup"}, search.AsHeard},
		{"spaces soup", []string{"spaces", "soup"}, search.AsCorrected},
		{`heard:"lifting spaces"`, []string{"lifting spaces"}, search.AsHeard},
		{"heard:lifting speaker:rosa", []string{"lifting"}, search.AsHeard},
		{"heard:budget", []string{"budget"}, search.AsCorrected}, // nobody changed it, so both say it
	} {
		res := r.ask(t, test.raw, search.Page{})
		if len(res.Hits) != 1 {
			t.Errorf("%s: %d hits", test.raw, len(res.Hits))
			continue
		}
		check(t, test.raw, marked(res), test.want)
		check(t, test.raw, res.Hits[0].Matched, test.matched)
		if has := res.Hits[0].Instead != ""; has != (test.matched == search.AsHeard) {
			t.Errorf("%s: instead %q", test.raw, res.Hits[0].Instead)
		}
	}
	check(t, "heard: finds only what was heard", r.ask(t, "heard:listening", search.Page{}).Total, 0)
	check(t, "leaving out goes by what is on the page", ids(r.ask(t, "soup -lifting -museum", search.Page{})), []string{spaces, museum}[:1])
}

// ranking: rarer and closer matches come first, and a passage is not put forward
// because someone corrected it.
func ranking(t *testing.T, r *rig) {
	plain := Doc(t, Talk("plain00000000001", "The boat was painted blue in the spring by my aunt."))
	fixed := Doc(t, Talk("fixed00000000001", "The boat was painted blue in the spring by my uncle."), Fix{1, "uncle.", "ankle."})
	often := Doc(t, Talk("often00000000001", "A boat, another boat, and the boat that sank: three boats of ours."))
	r.apply(t, []search.InterviewDoc{fixed, plain, often})
	res := r.ask(t, "boat", search.Page{})
	if len(res.Hits) != 3 || res.Hits[0].Interview != "often00000000001" {
		t.Fatalf("%v", ids(res))
	}
	if a, b := res.Hits[1].Score, res.Hits[2].Score; a != b {
		t.Errorf("scores %v and %v for the same words", a, b)
	}
}
