package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"earshot/archive"
)

// Caps on a query, checked before anything else is done with it. One line of
// 1.2 kB in a search engine's own query language was measured to take 15 s and
// 3.7 GB; nobody types more than this.
const (
	MaxQuery   = 500 // letters
	MaxClauses = 32
	MinPrefix  = 2 // letters before a *
)

// Parse reads what a person typed. Errors are *archive.Problem of kind
// archive.ErrInvalid, with a sentence that says what to do. Signs that mean
// nothing here are looked for as the words between them.
func Parse(raw string) (Query, error) {
	if len(raw) > MaxQuery*utf8.UTFMax || utf8.RuneCountInString(raw) > MaxQuery {
		return Query{}, problem("That is too long to search for. Please use at most %d letters.", MaxQuery)
	}
	if !utf8.ValidString(raw) {
		return Query{}, problem("That holds bytes that are not text. Please type the words again.")
	}
	p := parser{rest: strings.Map(plain, raw)}
	var q Query
	for p.skipSpace() {
		c, keep, err := p.clause()
		if err != nil {
			return Query{}, err
		}
		if !keep {
			continue
		}
		if len(q.Clauses) == MaxClauses {
			return Query{}, problem("That is too much to look for at once. Please use at most %d words or phrases.", MaxClauses)
		}
		q.Clauses = append(q.Clauses, c)
	}
	return q, q.usable()
}

// usable says what is missing from a query that could be read.
func (q Query) usable() error {
	if len(q.Clauses) == 0 {
		return problem("Please write a word or two to search for.")
	}
	for _, c := range q.Clauses {
		if !c.Without {
			return nil
		}
	}
	return problem("A minus leaves passages out. Please add a word to look for as well.")
}

func problem(format string, args ...any) error { return archive.Invalid("q", format, args...) }

// plain turns what keyboards and copied text bring along into what is meant.
func plain(r rune) rune {
	switch {
	case r == '“' || r == '”' || r == '„' || r == '«' || r == '»' || r == '＂':
		return '"'
	case r == '−': // minus sign
		return '-'
	case unicode.IsControl(r) || unicode.IsSpace(r):
		return ' '
	case unicode.Is(unicode.Cf, r): // bidi marks, joiners, byte order marks
		return -1
	}
	return r
}

// plainQuote takes what would end a quoted phrase out of it.
func plainQuote(r rune) rune {
	if r = plain(r); r == '"' || r == '*' {
		return ' '
	}
	return r
}

type parser struct{ rest string }

func (p *parser) skipSpace() bool {
	p.rest = strings.TrimLeft(p.rest, " ")
	return p.rest != ""
}

// clause reads one clause; keep is false when nothing in it can be looked for.
func (p *parser) clause() (c Clause, keep bool, err error) {
	for p.rest != "" && (p.rest[0] == '-' || p.rest[0] == '+') {
		c.Without = p.rest[0] == '-'
		p.rest = p.rest[1:]
	}
	if p.rest == "" || p.rest[0] == ' ' {
		return c, false, nil // a dash on its own
	}
	if c.Field, err = p.field(); err != nil {
		return c, false, err
	}
	raw := p.value(&c)
	if c.Field == From || c.Field == To {
		return c, true, c.date(raw)
	}
	if err := c.star(raw); err != nil {
		return c, false, err
	}
	if len(Tokens(c.Text)) > 0 {
		return c, true, nil
	}
	if c.Field != Words {
		return c, false, problem("Please write what to look for after “%s:”, for example %s:maria.", c.Field, c.Field)
	}
	return c, false, nil
}

// field reads "name:" if the clause begins with one. A time such as 10:30 and
// anything in quotes is not a field.
func (p *parser) field() (Field, error) {
	end := strings.IndexAny(p.rest, ": \"")
	if end <= 0 || p.rest[end] != ':' || !letters(p.rest[:end]) {
		return Words, nil
	}
	name := strings.ToLower(p.rest[:end])
	for _, f := range Fields {
		if name == string(f) {
			p.rest = p.rest[end+1:]
			return f, nil
		}
	}
	return Words, problem("There is no field “%s:”. You can use %s. To look for these signs as words, put them in quotes.", short(name), fieldList())
}

func letters(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }) < 0
}

func short(s string) string {
	if r := []rune(s); len(r) > 30 {
		return string(r[:30]) + "…"
	}
	return s
}

func fieldList() string {
	names := make([]string, len(Fields))
	for i, f := range Fields {
		names[i] = string(f) + ":"
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// value reads a quoted phrase or everything up to the next space. A quote that
// is never closed reaches to the end.
func (p *parser) value(c *Clause) string {
	if strings.HasPrefix(p.rest, `"`) {
		c.Phrase = true
		body, after, closed := strings.Cut(p.rest[1:], `"`)
		if closed && strings.HasPrefix(after, "*") { // "co prod"* is "co prod*"
			body, after = body+"*", after[1:]
		}
		p.rest = after
		return strings.Join(strings.Fields(body), " ")
	}
	end := strings.IndexAny(p.rest, ` "`)
	if end < 0 {
		end = len(p.rest)
	}
	raw := p.rest[:end]
	p.rest = p.rest[end:]
	return raw
}

// star takes the * off the end of the text, and refuses it anywhere else.
func (c *Clause) star(raw string) error {
	text, found := strings.CutSuffix(raw, "*")
	if !found && !strings.Contains(raw, "*") {
		c.Text = raw
		return nil
	}
	tokens := Tokens(text)
	if !found || strings.Contains(text, "*") {
		return problem("A * can only stand at the end of a word, as in co-prod*.")
	}
	if len(tokens) == 0 || tokens[len(tokens)-1].End != len(text) || utf8.RuneCountInString(tokens[len(tokens)-1].Term) < MinPrefix {
		return problem("Please write at least %d letters before the *.", MinPrefix)
	}
	c.Text, c.Prefix = text, true
	return nil
}

// date checks the value of from: and to:.
func (c *Clause) date(raw string) error {
	c.Text, c.Phrase = raw, false
	if _, _, ok := c.Days(); !ok || c.Text < "1000" {
		return problem("After “%s:” please write a year, a month or a day: %s:2020, %s:2020-05 or %s:2020-05-12.", c.Field, c.Field, c.Field, c.Field)
	}
	if c.Without {
		return problem("“-%s:” cannot be used. Please choose dates with from: and to:.", c.Field)
	}
	return nil
}
