package search

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Query is what was asked: every clause must hold, except that several clauses of
// one filter field (two speakers, say) mean any of them.
type Query struct {
	Clauses []Clause `json:"clauses"`
}

// Field is what a clause looks at.
type Field string

// The fields. Words are looked for as corrected and as heard. Role and Checked
// look at passages: those in which a storyteller or interviewer speaks, and those
// whose every word a person has checked.
const (
	Words      Field = ""
	Heard      Field = "heard"
	Speaker    Field = "speaker"
	Theme      Field = "theme"
	Collection Field = "collection"
	Place      Field = "place"
	Reporter   Field = "reporter"
	Language   Field = "language"
	RoleIs     Field = "role"
	Checked    Field = "checked"
	From       Field = "from"
	To         Field = "to"
)

// Fields lists the fields that may be typed, in the order help shows them.
var Fields = []Field{Speaker, RoleIs, Theme, Collection, Place, Reporter, Language, Checked, From, To, Heard}

// Filter tells whether the field narrows by facts rather than by spoken words.
func (f Field) Filter() bool { return f != Words && f != Heard }

// Clause is one thing that must, or must not, be so.
type Clause struct {
	Field   Field  `json:"field,omitempty"`
	Text    string `json:"text"`              // one word, or the words of a phrase
	Phrase  bool   `json:"phrase,omitempty"`  // written in quotes
	Prefix  bool   `json:"prefix,omitempty"`  // the last word is only a beginning
	Wild    bool   `json:"wild,omitempty"`    // Text is one word in which * stands for any letters and ? for one
	Near    int    `json:"near,omitempty"`    // a phrase whose words stand at most so many words apart, in any order
	Without bool   `json:"without,omitempty"` // leave these out

	// Any holds at least two ways to fulfil the clause, which then has no Text and
	// may only be Without: words and phrases, none of them Without or an Any.
	Any []Clause `json:"any,omitempty"`

	// Also holds other ways to say Text, filled in by Variants.Expand. They are
	// not part of what the person wrote, so String leaves them out.
	Also []string `json:"also,omitempty"`
}

// String writes the query so that Parse reads it back as the same query.
func (q Query) String() string {
	parts := make([]string, len(q.Clauses))
	for i, c := range q.Clauses {
		parts[i] = c.String()
	}
	return strings.Join(parts, " ")
}

// String writes one clause as a person would.
func (c Clause) String() string {
	var b strings.Builder
	if c.Without {
		b.WriteByte('-')
	}
	if len(c.Any) > 0 {
		ways := make([]string, len(c.Any))
		for i, way := range c.Any {
			ways[i] = way.String()
		}
		return b.String() + "(" + strings.Join(ways, " OR ") + ")"
	}
	if c.Field != Words {
		b.WriteString(string(c.Field) + ":")
	}
	text := c.Text
	if c.Prefix {
		text += "*"
	}
	if c.Phrase {
		text = `"` + text + `"`
	}
	b.WriteString(text)
	if c.Near > 0 {
		b.WriteString("~" + strconv.Itoa(c.Near))
	}
	return b.String()
}

// With returns the query narrowed by one more clause: what a facet link asks.
func (q Query) With(f Field, value string) Query {
	clauses := append([]Clause(nil), q.Clauses...)
	text := strings.Join(strings.Fields(strings.Map(plainQuote, value)), " ")
	return Query{Clauses: append(clauses, Clause{Field: f, Text: text, Phrase: f != RoleIs && f != Checked})}
}

// InCollection tells whether a collection is one that the query asks for: any is
// when it asks for none.
func (q Query) InCollection(name string) bool {
	asked := false
	for _, c := range q.Clauses {
		if c.Field != Collection || c.Without {
			continue
		}
		asked = true
		if c.named(name) {
			return true
		}
	}
	return !asked
}

// named tells whether a filter's value fits a name, as an index reads it: a
// quoted value is all of the name, others are words of it.
func (c Clause) named(name string) bool {
	want, have := Tokens(c.Text), Tokens(name)
	if c.Phrase && !c.Prefix {
		return spaced(want) == spaced(have)
	}
	for i, w := range want {
		begins := c.Prefix && i == len(want)-1
		if !slices.ContainsFunc(have, func(h Token) bool {
			return h.Term == w.Term || begins && strings.HasPrefix(h.Term, w.Term)
		}) {
			return false
		}
	}
	return true
}

// each calls fn for every clause about spoken words that is looked for, those of
// any-of groups one by one.
func (q Query) each(fn func(Clause)) {
	for _, c := range q.Clauses {
		if c.Without || c.Field.Filter() {
			continue
		}
		if len(c.Any) == 0 {
			fn(c)
		}
		for _, way := range c.Any {
			fn(way)
		}
	}
}

// also lists the other ways to say each clause that Variants filled in.
func (q Query) also() []Also {
	var out []Also
	q.each(func(c Clause) {
		if len(c.Also) > 0 {
			out = append(out, Also{Written: c.Text, Ways: c.Also})
		}
	})
	return out
}

// Spoken tells whether the query looks for any spoken words.
func (q Query) Spoken() bool {
	for _, c := range q.Clauses {
		if !c.Field.Filter() && !c.Without {
			return true
		}
	}
	return false
}

// Days returns the first and last day that a from: or to: clause stands for:
// 2020 is the whole year, 2020-05 the whole month.
func (c Clause) Days() (first, last time.Time, ok bool) {
	for _, form := range []struct {
		layout      string
		years, mons int
		days        int
	}{{"2006", 1, 0, 0}, {"2006-01", 0, 1, 0}, {"2006-01-02", 0, 0, 1}} {
		if t, err := time.Parse(form.layout, c.Text); err == nil {
			return t, t.AddDate(form.years, form.mons, form.days).AddDate(0, 0, -1), true
		}
	}
	return time.Time{}, time.Time{}, false
}
