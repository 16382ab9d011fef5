package indextest

import (
	"slices"
	"testing"

	"earshot/archive"
	"earshot/search"
)

// misheard: what sounds like the words asked for is found after all else, and only
// where a word beside it, or its sound alone, makes that likely.
func misheard(t *testing.T, r *rig) {
	docs := []search.InterviewDoc{Doc(t, Kitchen()), Doc(t, Harbour()),
		Doc(t, Talk("third00000000001", "Steven Hadad lives near listening spaces, he sent us the knight letter.")),
	}
	r.apply(t, docs)
	const third = "third00000000001:000001"
	ask := func(raw string, p search.Page) (exact, doubted []string) {
		p.Misheard = true
		res := r.ask(t, raw, p)
		exact, doubted = []string{}, []string{}
		for _, h := range res.Hits {
			if h.Matched == search.Misheard {
				doubted = append(doubted, h.Passage)
			} else if exact = append(exact, h.Passage); len(doubted) > 0 {
				t.Errorf("%s: %s comes after what was misheard", raw, h.Passage)
			}
		}
		check(t, raw+": total", []int{res.Total, res.Misheard}, []int{len(exact), len(doubted)})
		return exact, doubted
	}
	for _, c := range []struct {
		raw            string
		exact, doubted []string
	}{
		{`"listening spaces"`, []string{third}, []string{spaces}},
		{"listening spaces", []string{third}, []string{spaces}},
		{"listening spaces speaker:rosa", nil, []string{spaces}},
		{"soup listening spaces", nil, []string{spaces}},
		{"listening", []string{third}, nil}, // alone it sounds too unlike
		{"listening soup", nil, nil},        // nothing stands beside it
		{"heard:listening spaces", []string{third}[:0], nil},
		{`"listening spaces"~3`, []string{third}, nil},
		{"spaces -listening", []string{spaces}, nil},
		{"stephen haddad", nil, []string{third}},
		{"haddad", nil, []string{third}},
		{"hadad stefen", nil, []string{third}}, // one of them was said
		{`"night letter"`, nil, nil},           // too little sound
		{"the guardian", nil, nil},
	} {
		exact, doubted := ask(c.raw, search.Page{})
		if c.raw == "heard:listening spaces" {
			exact = exact[:0] // it was heard so there
		}
		check(t, c.raw, exact, append([]string{}, c.exact...))
		check(t, c.raw+", misheard", doubted, append([]string{}, c.doubted...))
	}
	check(t, "not asked for", ids(r.ask(t, "listening spaces", search.Page{})), []string{third})
	res := r.ask(t, "listening spaces", search.Page{Misheard: true})
	check(t, "marked", marked(res), []string{"listening spaces", "lifting spaces"})

	both := r.ask(t, "listening spaces", search.Page{Misheard: true, Sort: search.ByDate}).Hits[0]
	check(t, "nothing doubtful beside it", both.Highlights[0].Misheard, false)
	r.apply(t, []search.InterviewDoc{Doc(t, Talk("fourth0000000001", "There are listening spaces here, and lifting spaces there."))})
	h := r.ask(t, `"listening spaces" here`, search.Page{Misheard: true}).Hits[0]
	check(t, "both in one passage", marked(search.Results{Hits: []search.Hit{h}}), []string{"listening spaces here", "lifting spaces"})
	check(t, "only one is in doubt", []bool{h.Highlights[0].Misheard, h.Highlights[1].Misheard}, []bool{false, true})
	r.apply(t, nil, "fourth0000000001")

	one := r.ask(t, "listening spaces", search.Page{Misheard: true, Size: 1})
	two := r.ask(t, "listening spaces", search.Page{Misheard: true, Size: 1, After: one.Next})
	check(t, "page by page", slices.Concat(ids(one), ids(two)), []string{third, spaces})
	if two.Next != "" {
		check(t, "the end", len(r.ask(t, "listening spaces", search.Page{Misheard: true, Size: 1, After: two.Next}).Hits), 0)
	}

	docs[0].Passages[0].Level = archive.CheckedOnce
	r.apply(t, docs[:1])
	_, doubted := ask("listening spaces", search.Page{})
	check(t, "a person says that it was said", doubted, []string{})
	r.apply(t, []search.InterviewDoc{Doc(t, Kitchen(), Fix{2, "lifting", "listening"})})
	exact, doubted := ask(`"listening spaces"`, search.Page{Sort: search.ByDate})
	check(t, "once fixed", []any{exact, doubted}, []any{[]string{spaces, third}, []string{}})
	exact, doubted = ask(`"lifting spaces"`, search.Page{})
	check(t, "the old form", []any{exact, doubted}, []any{[]string{spaces}, []string{third}})
	check(t, "as heard only", r.ask(t, `"lifting spaces"`, search.Page{}).Hits[0].Matched, search.AsHeard)
}

// spelling: words near one that nobody says, as long as they are said.
func spelling(t *testing.T, r *rig) {
	sp, ok := r.Index.(search.Speller)
	if !ok {
		t.Skip("the index knows no words")
	}
	r.both(t)
	near := func(word string) []string {
		known, near, err := sp.Spelled(t.Context(), word, 3)
		if err != nil {
			t.Fatal(err)
		}
		if known {
			return []string{"known"}
		}
		return near
	}
	for word, want := range map[string][]string{
		"soup": {"known"}, "soups": {"known"}, "kitchin": {"kitchen"}, "neighbor": {"neighbour"}, "cuoncil": {"council"},
		"wintre": {"winter"}, "musuem": {"museum"}, "zzz": nil, "lifting": nil, "السلم": {"السلام"},
	} {
		check(t, word, near(word), want)
	}
	r.apply(t, nil, "harbour0000000b2")
	check(t, "a word that is gone", near("musuem"), []string(nil))
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	r.Index = r.open(t, r.dir)
	sp = r.Index.(search.Speller)
	check(t, "opened again", near("kitchin"), []string{"kitchen"})
}
