package ui

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"earshot/search"
)

// askedFor is a form filled in with these: name, value, name, value.
func askedFor(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

func TestWritten(t *testing.T) {
	for _, c := range []struct {
		form url.Values
		want string
	}{
		{askedFor(), ""},
		{askedFor("words", " garden  winter "), "garden  winter"},
		{askedFor("phrase", `blank "sheet`), `"blank sheet"`},
		{askedFor("any", "garden"), "garden"},
		{askedFor("any", "garden allotment"), "(garden OR allotment)"},
		{askedFor("any", "garden, back yard"), `(garden OR "back yard")`},
		{askedFor("any", "10:30 OR (x)"), `("10:30" OR "OR" OR "(x)")`},
		{askedFor("words", "garden", "without", "market -stall"), `garden -market -"-stall"`},
		{askedFor("near", "listening voice"), `"listening voice"~5`},
		{askedFor("near", "listening voice", "within", "10"), `"listening voice"~10`},
		{askedFor("near", "listening voice", "within", "ten"), `"listening voice"~5`},
		{askedFor("speaker", "Grace O'Neill", "role", "storyteller", "from", "2020", "checked", "yes"), `speaker:"Grace O'Neill" role:storyteller from:2020 checked:yes`},
		{askedFor("speaker", "grace", "theme", `"gardens"`, "place", "a:b"), `speaker:grace theme:"gardens" place:"a:b"`},
		{askedFor("q", "ignored", "view", "lines"), ""},
	} {
		if got := written(c.form); got != c.want {
			t.Errorf("%v is written %q, want %q", c.form, got, c.want)
		}
	}
}

// filled is the form as a page of this query shows it.
func filled(t *testing.T, raw string) url.Values {
	t.Helper()
	q, err := search.Parse(raw)
	if err != nil {
		t.Fatalf("%q: %v", raw, err)
	}
	p := searchPage{Form: newForm()}
	p.fill(q)
	return p.Form.Values
}

// Whatever was asked, the form that stands beside its answer asks the same.
func TestFormHoldsQuery(t *testing.T) {
	for raw, where := range map[string][]string{
		"garden winter":                         {"words", "garden winter"},
		`"blank sheet"`:                         {"phrase", "blank sheet"},
		`"one two" "three four"`:                {"phrase", "one two", "words", `"three four"`},
		"garden | allotment":                    {"any", "garden, allotment"},
		`(garden OR "back yard") -market`:       {"any", "garden, back yard", "without", "market"},
		`-(a OR b) garden`:                      {"words", "-(a OR b) garden"},
		`"listening voice"~10`:                  {"near", "listening voice", "within", "10"},
		`"listening voice"~7`:                   {"words", `"listening voice"~7`},
		"heard:lifting":                         {"words", "heard:lifting"},
		"co-prod*":                              {"words", "co-prod*"},
		`garden speaker:"ada" speaker:grace`:    {"speaker", `"ada"`, "words", "garden speaker:grace"},
		`speaker:"grace lopez" checked:no`:      {"speaker", "grace lopez", "words", "checked:no"},
		`("garden" OR x) role:interviewer`:      {"words", `("garden" OR x)`, "role", "interviewer"},
		`garden -theme:"winter"`:                {"words", `garden -theme:"winter"`},
		`garden from:2020 to:2021-05 place:"x"`: {"from", "2020", "to", "2021-05", "place", `"x"`},
	} {
		form := filled(t, raw)
		for i := 0; i < len(where); i += 2 {
			if got := form.Get(where[i]); got != where[i+1] {
				t.Errorf("%q: %s is %q, want %q", raw, where[i], got, where[i+1])
			}
		}
		if asked, again := clauses(t, raw), clauses(t, written(form)); !slices.Equal(asked, again) {
			t.Errorf("%q is asked again as %q: %q, %q", raw, written(form), asked, again)
		}
	}
}

// clauses are what a query asks, in any order.
func clauses(t *testing.T, raw string) []string {
	t.Helper()
	q, err := search.Parse(raw)
	if err != nil {
		t.Fatalf("%q: %v", raw, err)
	}
	var out []string
	for _, c := range q.Clauses {
		out = append(out, c.String())
	}
	slices.Sort(out)
	return out
}

func FuzzWritten(f *testing.F) {
	f.Add("garden", "blank sheet", "a, b c", "x -y", "one two", "Grace \"O", "2020")
	f.Add(`"`, "*", "(", "OR", "~", ":", "-")
	f.Fuzz(func(t *testing.T, words, phrase, any, without, near, speaker, from string) {
		raw := written(askedFor("words", words, "phrase", phrase, "any", any, "without", without, "near", near, "speaker", speaker, "from", from))
		q, err := search.Parse(raw)
		if err != nil {
			return // the page says what is wrong with it
		}
		p := searchPage{Form: newForm()}
		p.fill(q)
		if asked, again := clauses(t, q.String()), clauses(t, written(p.Form.Values)); !slices.Equal(asked, again) {
			t.Errorf("%q is asked again as %q: %q, %q", raw, written(p.Form.Values), asked, again)
		}
	})
}

// The form and the box lead to the same address, and what cannot be asked keeps
// what was typed.
func TestAskStepByStep(t *testing.T) {
	r := newRig(t)
	r.caughtUp()
	b := r.visitor()
	sent := b.get("/search?form=1&words=garden&any=beans%2C+kettle&theme=%22gardens%22&phrase=&from=&view=lines")
	sent.wants(t, http.StatusSeeOther)
	box := (look{Q: `garden (beans OR kettle) theme:"gardens"`, View: viewLines, Sort: "rank"}).Address()
	if got := sent.Header.Get("Location"); got != box {
		t.Errorf("the form leads to %s, the box to %s", got, box)
	}
	b.get(box).wants(t, 200, `value="garden (beans OR kettle) theme:&#34;gardens&#34;"`, `name="any" type="text" value="beans, kettle"`, `name="theme" type="text" value="&#34;gardens&#34;"`)
	b.get("/search?form=1&words=garden&from=last+year").wants(t, 422, "please write a year", `name="from" type="text" value="last year"`)
	b.get("/search?form=1").wants(t, 422, "Please write a word or two")
}

// The form offers facts of interviews that anyone may search, and no others.
func TestFormOffers(t *testing.T) {
	r := newRig(t)
	secret := r.recorded("Secret", "Nobody Knows", "Hidden Vale", "2020", 12, "not yet told")
	r.must(r.archive.Unpublish(t.Context(), r.ada, secret.ID))
	r.caughtUp()
	for _, who := range []*browser{r.visitor(), r.as(r.ada)} {
		page := who.get("/search")
		page.wants(t, 200, `<option value="Leeds">`, `<option value="gardens">`)
		for _, word := range []string{"Nobody Knows", "Hidden Vale", "not yet told"} {
			if strings.Contains(page.text, word) {
				t.Errorf("the form offers %q, which may not be searched", word)
			}
		}
	}
}
