package search_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earshot/archive"
	"earshot/search"
	"earshot/search/indextest"
)

func TestParse(t *testing.T) {
	for _, test := range []struct {
		raw  string
		want []search.Clause
	}{
		{"soup", []search.Clause{{Text: "soup"}}},
		{"  Soup   kitchen ", []search.Clause{{Text: "Soup"}, {Text: "kitchen"}}},
		{`"soup kitchen" -stew`, []search.Clause{{Text: "soup kitchen", Phrase: true}, {Text: "stew", Without: true}}},
		{"“soup kitchen”", []search.Clause{{Text: "soup kitchen", Phrase: true}}},
		{"co-prod*", []search.Clause{{Text: "co-prod", Prefix: true}}},
		{`"soup kit*"`, []search.Clause{{Text: "soup kit", Phrase: true, Prefix: true}}},
		{`"soup kit"*`, []search.Clause{{Text: "soup kit", Phrase: true, Prefix: true}}},
		{`Speaker:maria theme:"trust and power"`, []search.Clause{{Field: search.Speaker, Text: "maria"}, {Field: search.Theme, Text: "trust and power", Phrase: true}}},
		{"-place:Leeds soup", []search.Clause{{Field: search.Place, Text: "Leeds", Without: true}, {Text: "soup"}}},
		{"from:2020 to:2021-05 soup", []search.Clause{{Field: search.From, Text: "2020"}, {Field: search.To, Text: "2021-05"}, {Text: "soup"}}},
		{`heard:"lifting spaces"`, []search.Clause{{Field: search.Heard, Text: "lifting spaces", Phrase: true}}},
		{"at 10:30", []search.Clause{{Text: "at"}, {Text: "10:30"}}},
		{"(garden OR allotment)", []search.Clause{{Any: []search.Clause{{Text: "garden"}, {Text: "allotment"}}}}},
		{"soup garden|allotment OR yard", []search.Clause{{Text: "soup"}, {Any: []search.Clause{{Text: "garden"}, {Text: "allotment"}, {Text: "yard"}}}}},
		{"-(zoom call | heard:soom*)", []search.Clause{{Without: true, Any: []search.Clause{{Text: "zoom call", Phrase: true}, {Field: search.Heard, Text: "soom", Prefix: true}}}}},
		{"(garden) or OR", []search.Clause{{Text: "garden"}, {Text: "or"}}},
		{"-(town hall)", []search.Clause{{Text: "town hall", Phrase: true, Without: true}}},
		{"speaker:rosa OR speaker:asha", []search.Clause{{Field: search.Speaker, Text: "rosa"}, {Field: search.Speaker, Text: "asha"}}},
		{`"listening voice"~5`, []search.Clause{{Text: "listening voice", Phrase: true, Near: 5}}},
		{`"voice"~5`, []search.Clause{{Text: "voice", Phrase: true}}},
		{"co*prod*", []search.Clause{{Text: "co*prod*", Wild: true}}},
		{"wom?n?", []search.Clause{{Text: "wom?n", Wild: true}}},
		{"what made people feel heard?", []search.Clause{{Text: "what"}, {Text: "made"}, {Text: "people"}, {Text: "feel"}, {Text: "heard?"}}},
		{`role:"Storyteller" checked:YES language:en`, []search.Clause{{Field: search.RoleIs, Text: "storyteller"}, {Field: search.Checked, Text: "yes"}, {Field: search.Language, Text: "en"}}},
		{`"said: no"`, []search.Clause{{Text: "said: no", Phrase: true}}},
	} {
		raw := test.raw
		if strings.HasPrefix(raw, "-(") {
			raw += " x" // there must be something to look for
		}
		q, err := search.Parse(raw)
		if err != nil {
			t.Errorf("%s: %v", test.raw, err)
			continue
		}
		if raw != test.raw {
			q.Clauses = q.Clauses[:len(q.Clauses)-1]
		}
		if d := cmp.Diff(test.want, q.Clauses); d != "" {
			t.Errorf("%s (-want +got):\n%s", test.raw, d)
		}
	}
}

// TestBadQueries is the list of queries that have brought search engines down,
// and of those that people type by mistake. Each is answered with a sentence, or
// read as the words it holds.
func TestBadQueries(t *testing.T) {
	for _, test := range []struct {
		name, raw string
		sentence  string // a part of it; "" when it is read
		words     string // as read
	}{
		{"Q01", "", "write a word", ""},
		{"Q02", "   \t\n", "write a word", ""},
		{"Q03", "*", "at least 2 letters before", ""},
		{"Q04", strings.Repeat("*a* ", 300), "too long", ""},
		{"Q04 short", strings.Repeat("*a* ", 20), "at least 2 letters before", ""},
		{"Q05", "?????", "write a word", ""},
		{"Q06", strings.Repeat("x", 1<<20), "too long", ""},
		{"Q07", strings.Repeat("word ", 250_000), "too long", ""},
		{"Q07 short", strings.Repeat("w ", 40), "at most 32", ""},
		{"Q08", "/", "write a word", ""},
		{"Q09", "/.*/", "at least 2 letters before", ""},
		{"Q10", "/(a+)+b/", "", "a+ b/"},
		{"Q11", `"open quote`, "", `"open quote"`},
		{"Q12", "((((", "write a word", ""},
		{"Q13", "+ - + -", "write a word", ""},
		{"Q14", "text:", "no field “text:”", ""},
		{"Q15", "http://x:80/y", "no field “http:”", ""},
		{"Q16", "word^1e400", "", "word^1e400"},
		{"Q17", "word~9", "", "word~9"},
		{"Q18", "-word", "add a word to look for", ""},
		{"Q19 NUL", "so\x00up", "", "so up"},
		{"Q19 UTF-8", "so\xffup", "not text", ""},
		{"Q20 bidi", "\u202esoup\u202c", "", "soup"},
		{"Q20 emoji", "🍲🍲", "write a word", ""},
		{"Q23", "sort:price soup", "no field “sort:”", ""},
		{"Q24", "the of and", "", "the of and"},
		{"Q25", "café السَّلام", "", "café السَّلام"},
		{"field without value", "speaker:", "what to look for after “speaker:”", ""},
		{"bad date", "from:yesterday soup", "a year, a month or a day", ""},
		{"no such day", "from:2021-02-30 soup", "a year, a month or a day", ""},
		{"date left out", "-from:2020 soup", "choose dates", ""},
		{"one letter", "a*", "at least 2 letters", ""},
		{"star inside", "co*tion", "", "co*tion"},
		{"letter before a sign", "a?b", "at least 2 letters before", ""},
		{"many signs", "ab*c*d*e*f*g", "at most 4 in a word", ""},
		{"many words with signs", "ab*c ab*d ab*e ab*f ab*g", "at most 4", ""},
		{"star in a phrase", `"bl*nk sheet"`, "only stand at the end", ""},
		{"star in a name", "speaker:ro*a", "only stand at the end", ""},
		{"too far", `"a b"~51`, "1 to 50", ""},
		{"too near", `"a b c"~1`, "at least ~2", ""},
		{"no number", `"a b"~1e400`, "", `"a b"~1 e400`},
		{"minus beside OR", "a OR -b", "A minus cannot stand", ""},
		{"minus in a group", "(a OR -b)", "A minus cannot stand", ""},
		{"words and fields", "soup OR speaker:rosa", "between words and phrases", ""},
		{"dates", "from:2020 OR from:2021", "between words and phrases", ""},
		{"no OR between", "(speaker:a b OR c)", "write OR between", ""},
		{"OR alone", "OR | OR", "write a word", ""},
		{"never closed", "((a OR ((b", "", "(a OR b)"},
		{"role", "role:teller x", "role:storyteller or role:interviewer", ""},
		{"checked", "checked:maybe x", "yes or no", ""},
		{"long field name", strings.Repeat("z", 400) + ":x", "…", ""},
	} {
		q, err := search.Parse(test.raw)
		if test.sentence == "" {
			if err != nil || q.String() != test.words {
				t.Errorf("%s: %q, %v", test.name, q, err)
			}
			continue
		}
		var p *archive.Problem
		if !errors.As(err, &p) || !errors.Is(err, archive.ErrInvalid) || !strings.Contains(p.Sentence, test.sentence) {
			t.Errorf("%s: %v does not say %q", test.name, err, test.sentence)
		}
		if err != nil && len(err.Error()) > 300 {
			t.Errorf("%s: the sentence has %d bytes", test.name, len(err.Error()))
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{`a "b c"* -d* speaker:"e f" from:2020 10:30`, `"*"`, `-"`, `x"y`, `--a`, `heard:*`, "co\u00adop", `a:"`, `-10:30*`, `speaker:"a"b`, `-(a b|"c"~3 OR d*e?f)`, `"x y"*~2`, `(a) OR -(b`, "role:storyteller checked:no", "?a*?b?*."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		q, err := search.Parse(raw)
		if err != nil {
			if _, ok := indextest.Told(err); !ok {
				t.Fatalf("%v is not a sentence for people", err)
			}
			return
		}
		if len(q.Clauses) == 0 || len(q.Clauses) > search.MaxClauses {
			t.Fatalf("%d clauses", len(q.Clauses))
		}
		again, err := search.Parse(q.String())
		if _, tooLong := indextest.Told(err); tooLong && len(q.String()) > search.MaxQuery {
			return // a closing quote was added to a query of the greatest length
		}
		if err != nil {
			t.Fatalf("%q: %v", q.String(), err)
		}
		if d := cmp.Diff(q, again); d != "" {
			t.Fatalf("%q reads as %q (-first +second):\n%s", raw, q.String(), d)
		}
	})
}
