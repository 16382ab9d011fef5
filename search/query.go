package search

import (
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

// The fields. Words are looked for as corrected and as heard.
const (
	Words      Field = ""
	Heard      Field = "heard"
	Speaker    Field = "speaker"
	Theme      Field = "theme"
	Collection Field = "collection"
	Place      Field = "place"
	Reporter   Field = "reporter"
	From       Field = "from"
	To         Field = "to"
)

// Fields lists the fields that may be typed, in the order help shows them.
var Fields = []Field{Speaker, Theme, Collection, Place, Reporter, From, To, Heard}

// Filter tells whether the field narrows by facts rather than by spoken words.
func (f Field) Filter() bool { return f != Words && f != Heard }

// Clause is one thing that must, or must not, be so.
type Clause struct {
	Field   Field  `json:"field,omitempty"`
	Text    string `json:"text"`              // one word, or the words of a phrase
	Phrase  bool   `json:"phrase,omitempty"`  // written in quotes
	Prefix  bool   `json:"prefix,omitempty"`  // the last word is only a beginning
	Without bool   `json:"without,omitempty"` // leave these out

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
	return b.String()
}

// With returns the query narrowed by one more clause: what a facet link asks.
func (q Query) With(f Field, value string) Query {
	clauses := append([]Clause(nil), q.Clauses...)
	text := strings.Join(strings.Fields(strings.Map(plainQuote, value)), " ")
	return Query{Clauses: append(clauses, Clause{Field: f, Text: text, Phrase: true})}
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
