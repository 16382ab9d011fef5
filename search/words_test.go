package search_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earshot/search"
)

func TestTokens(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"Soup, kitchen!", "soup kitchen"},
		{"José's café", "jose cafe"},
		{"don't don’t", "dont dont"},
		{"the U.K. and the U.S.", "the uk and the us"},
		{"Łódź Ærø straße", "lodz aero strasse"},
		{"one.two 3.5", "one two 3 5"},
		{"السَّلامُ أهلا", "السلام اهلا"},
		{"שָׁלוֹם", "שלום"},
		{"हिन्दी", "हिन्दी"}, // vowels of scripts where they are not accents stay
		{"東京タワー", "東 京 タ ワ ー"},
		{"ﬁre ＡＢＣ", "fire abc"},
		{"so\u00adup zero\u200bwidth", "soup zerowidth"},
		{"it was [removed] then", "it was then"},
		{"🍲", ""},
		{"\xff\xfe", ""},
	} {
		var got []string
		for _, tok := range search.Tokens(test.text) {
			got = append(got, tok.Term)
		}
		if d := cmp.Diff(test.want, strings.Join(got, " ")); d != "" {
			t.Errorf("%q (-want +got):\n%s", test.text, d)
		}
	}
}

func TestCompounds(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"co-production", "coproduction"},
		{"co production", "coproduction"},
		{"co‑production", "coproduction"}, // a hyphen that does not break
		{"video-call", "videocall"},
		{"video call", ""},
		{"video - call", ""},
		{"face-to-face", "faceto toface"},
	} {
		var got []string
		for _, tok := range search.Compounds(search.Tokens(test.text)) {
			got = append(got, tok.Term)
		}
		if d := cmp.Diff(test.want, strings.Join(got, " ")); d != "" {
			t.Errorf("%q (-want +got):\n%s", test.text, d)
		}
	}
}

func FuzzTokens(f *testing.F) {
	f.Add("Co-production isn't [removed] U.K. e\u0301 السَّلام")
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, tok := range search.Tokens(text) {
			if tok.Start < end || tok.End <= tok.Start || tok.End > len(text) || tok.Term == "" {
				t.Fatalf("%q: %+v after byte %d", text, tok, end)
			}
			end = tok.End
		}
	})
}

func TestVariants(t *testing.T) {
	v, err := search.NewVariants("# ours\ngp = family doctor\nsure start = children's centre")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		raw  string
		want string // must be among the ways
	}{
		{"copro", "coproduction"},
		{"co-producing", "copro"},
		{"co production", "copro"},
		{"wellbeing", "well being"},
		{"gp", "family doctor"},
		{"GPs", "family doctor"},
		{"family doctor", "gp"},
		{`"my family doctor said"`, "my gp said"},
		{`"our coproduction network"`, "our co production network"},
		{`"our co-production network"`, "our coproduction network"},
		{"children's centre", "sure start"},
	} {
		q, err := search.Parse(test.raw)
		if err != nil {
			t.Fatal(err)
		}
		e := v.Expand(q)
		if len(e.Clauses) != 1 || !strings.Contains("|"+strings.Join(e.Clauses[0].Also, "|")+"|", "|"+test.want+"|") {
			t.Errorf("%s: %+v", test.raw, e.Clauses)
		}
	}
	q, _ := search.Parse("soup doctor -family")
	if e := v.Expand(q); len(e.Clauses) != 3 {
		t.Errorf("words that only happen to stand near: %+v", e.Clauses)
	}
	if q.String() != "soup doctor -family" {
		t.Errorf("Expand changed the query it was given: %s", q)
	}
	for _, bad := range []string{"alone", "a = ", "= =", strings.Repeat("x", 90) + " = y"} {
		if _, err := search.NewVariants(bad); err == nil || !strings.Contains(err.Error(), "Line ") {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if s := v.String(); !strings.Contains(s, "family doctor = gp") {
		t.Errorf("the list reads %s", s)
	}
}
