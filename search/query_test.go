package search_test

import (
	"testing"

	"earshot/search"
)

func parsed(t *testing.T, raw string) search.Query {
	t.Helper()
	q, err := search.Parse(raw)
	if err != nil {
		t.Fatalf("%q: %v", raw, err)
	}
	return q
}

func TestInCollection(t *testing.T) {
	for _, c := range []struct {
		query, name string
		want        bool
	}{
		{"soup", "Kitchens", true}, // it asks for none
		{"soup", "", true},
		{"collection:kitchens", "Kitchens", true},
		{"collection:kitchens", "Harbour voices", false},
		{"collection:kitchens", "", false},
		{"collection:voices", "Harbour voices", true},
		{`collection:"harbour voices"`, "Harbour  Voices", true},
		{`collection:"voices"`, "Harbour voices", false}, // quoted is the whole name
		{`collection:"voices harbour"`, "Harbour voices", false},
		{"collection:harb*", "Harbour voices", true},
		{"collection:arb*", "Harbour voices", false},
		{"collection:kitchens collection:voices", "Harbour voices", true}, // any of them
		{"collection:łodz", "Łódź", true},
		{"soup -collection:kitchens", "Harbour voices", true},
		{"place:kitchens", "Harbour voices", true},
	} {
		if got := parsed(t, c.query).InCollection(c.name); got != c.want {
			t.Errorf("%s in %q: %v", c.query, c.name, got)
		}
	}
}

func TestDays(t *testing.T) {
	for text, want := range map[string]string{
		"2020": "2020-01-01 2020-12-31", "2020-05": "2020-05-01 2020-05-31", "2020-02": "2020-02-01 2020-02-29", "2021-02": "2021-02-01 2021-02-28",
		"2020-12": "2020-12-01 2020-12-31", "2020-05-12": "2020-05-12 2020-05-12", "": "", "2020-13": "", "2020-02-30": "", "20-05": "", "someday": "", "2020-5": "",
	} {
		first, last, ok := search.Clause{Field: search.From, Text: text}.Days()
		got := ""
		if ok {
			got = first.Format("2006-01-02") + " " + last.Format("2006-01-02")
		}
		if got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

// TestNarrowing: what a facet link adds is read back as it was meant, whatever the
// name holds, and the query it was made of stays as it was.
func TestNarrowing(t *testing.T) {
	base := parsed(t, `soup -"cold day" (kettle OR tea)`)
	before := base.String()
	for _, name := range []string{"Kitchens", "trust and power", `the "old" quay`, "Łódź Street", "a:b", "-minus", "OR", "x*", "“curly”", "  two  spaces  ", "(bracket)"} {
		for _, f := range []search.Field{search.Theme, search.Collection, search.Place, search.Speaker} {
			q := base.With(f, name)
			again := parsed(t, q.String())
			if again.String() != q.String() || len(again.Clauses) != len(base.Clauses)+1 {
				t.Errorf("%s of %q is written %q and read as %q", f, name, q, again)
			}
			last := again.Clauses[len(again.Clauses)-1]
			if last.Field != f || !last.Phrase || last.Without || last.Prefix {
				t.Errorf("%s of %q is read as %+v", f, name, last)
			}
		}
	}
	if base.String() != before {
		t.Errorf("the query became %q", base)
	}
	if role := base.With(search.RoleIs, "storyteller").Clauses; role[len(role)-1].Phrase {
		t.Error("a role is no phrase")
	}
}

func TestSpoken(t *testing.T) {
	for raw, want := range map[string]bool{"soup": true, "heard:soup": true, `"two words"`: true, "place:leeds": false, "-soup": false, "place:leeds -soup": false, "(a OR b)": true} {
		q, err := search.Parse(raw)
		if err != nil {
			continue // a question of nothing but what is left out may be refused
		}
		if got := q.Spoken(); got != want {
			t.Errorf("%q: %v", raw, got)
		}
	}
}
