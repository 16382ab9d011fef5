package search

import (
	"slices"
	"strconv"
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
	MinPrefix  = 2 // letters before a * or ?
	MaxNear    = 50
	maxWild    = 4 // words with signs inside
	maxSigns   = 4 // in one of them
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
	clauses, err := p.clauses()
	if err != nil {
		return Query{}, err
	}
	q := Query{Clauses: clauses}
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

type parser struct {
	rest string
	read int // clauses so far
	wild int // of them
}

// delimiters end a word that is not in quotes.
const delimiters = ` "()|`

func (p *parser) skipSpace() bool {
	p.rest = strings.TrimLeft(p.rest, " ")
	return p.rest != ""
}

// clause reads one clause; keep is false when nothing in it can be looked for.
func (p *parser) clause() (c Clause, keep bool, err error) {
	c.Without = p.sign()
	if p.rest == "" || strings.IndexByte(delimiters, p.rest[0]) >= 0 && p.rest[0] != '"' {
		return c, false, nil // a dash on its own
	}
	if c.Field, err = p.field(); err != nil {
		return c, false, err
	}
	raw, err := p.value(&c)
	if err != nil {
		return c, false, err
	}
	if p.read++; p.read > MaxClauses {
		return c, false, problem("That is too much to look for at once. Please use at most %d words or phrases.", MaxClauses)
	}
	switch c.Field {
	case From, To:
		return c, true, c.date(raw)
	case RoleIs, Checked:
		return c, true, c.choice(raw)
	}
	if err := c.signs(raw); err != nil {
		return c, false, err
	}
	if c.Wild {
		p.wild++
	}
	if p.wild > maxWild {
		return c, false, problem("That has too many words with * or ? inside. Please use at most %d.", maxWild)
	}
	if n := len(Tokens(c.Text)); n > 0 {
		return c, true, c.nearness(n)
	}
	p.read--
	if c.Field != Words {
		return c, false, problem("Please write what to look for after “%s:”, for example %s:maria.", c.Field, c.Field)
	}
	return c, false, nil
}

// field reads "name:" if the clause begins with one. A time such as 10:30 and
// anything in quotes is not a field.
func (p *parser) field() (Field, error) {
	end := strings.IndexAny(p.rest, ":"+delimiters)
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

// value reads a quoted phrase, with what may follow it, or everything up to the
// next delimiter. A quote that is never closed reaches to the end.
func (p *parser) value(c *Clause) (string, error) {
	if strings.HasPrefix(p.rest, `"`) {
		c.Phrase = true
		body, after, closed := strings.Cut(p.rest[1:], `"`)
		if closed && strings.HasPrefix(after, "*") { // "co prod"* is "co prod*"
			body, after = body+"*", after[1:]
		}
		p.rest = after
		return strings.Join(strings.Fields(body), " "), p.near(c)
	}
	end := strings.IndexAny(p.rest, delimiters)
	if end < 0 {
		end = len(p.rest)
	}
	raw := p.rest[:end]
	p.rest = p.rest[end:]
	return raw, nil
}

// near reads ~5 after a phrase.
func (p *parser) near(c *Clause) error {
	after, found := strings.CutPrefix(p.rest, "~")
	n := 0
	for n < len(after) && after[n] >= '0' && after[n] <= '9' {
		n++
	}
	if !found || n == 0 || c.Field.Filter() {
		return nil
	}
	p.rest = after[n:]
	var err error
	if c.Near, err = strconv.Atoi(after[:n]); err != nil || c.Near < 1 || c.Near > MaxNear {
		return problem("After the ~ please write how many words apart they may stand, 1 to %d, as in \"listening voice\"~5.", MaxNear)
	}
	return nil
}

// nearness holds near against how many words there are.
func (c *Clause) nearness(words int) error {
	if words == 1 {
		c.Near = 0
	}
	if c.Near > 0 && c.Near < words-1 {
		return problem("%d words cannot all stand within %d of each other. Please write at least ~%d.", words, c.Near, words-1)
	}
	return nil
}

// signs reads * and ? in a text. One * at the end makes it a beginning; * and ?
// inside a single word stand for letters. A ? at either end asks a question, and
// in quotes too.
func (c *Clause) signs(raw string) error {
	text := raw
	if !c.Phrase && !c.Field.Filter() {
		if text = strings.Trim(raw, "?"); strings.ContainsAny(text, "*?") {
			text = strings.TrimRightFunc(text, func(r rune) bool { return !wordRune(r) && !unicode.IsMark(r) && r != '*' })
		} else {
			text = raw
		}
	}
	begin, prefix := strings.CutSuffix(text, "*")
	inside := strings.Contains(begin, "*") || !c.Phrase && !c.Field.Filter() && strings.Contains(strings.Trim(begin, "?"), "?")
	switch {
	case !prefix && !inside:
		c.Text = text
		return nil
	case inside && c.Phrase:
		return problem("In quotes a * can only stand at the end, as in \"blank sheet*\".")
	case inside && c.Field.Filter():
		return problem("After “%s:” a * can only stand at the end of a word.", c.Field)
	case inside:
		return c.wild(text)
	}
	tokens := Tokens(begin)
	if len(tokens) == 0 || tokens[len(tokens)-1].End != len(begin) || utf8.RuneCountInString(tokens[len(tokens)-1].Term) < MinPrefix {
		return problem("Please write at least %d letters before the *.", MinPrefix)
	}
	c.Text, c.Prefix = begin, true
	return nil
}

// wild checks a word in which * and ? stand for letters.
func (c *Clause) wild(text string) error {
	p := PatternOf(text)
	if utf8.RuneCountInString(p.Begins()) < MinPrefix {
		return problem("Please write at least %d letters before the first * or ?.", MinPrefix)
	}
	if p.signs() > maxSigns {
		return problem("That word has too many * and ?. Please use at most %d in a word.", maxSigns)
	}
	c.Text, c.Wild = text, true
	return nil
}

// choice checks the value of role: and checked:, of which there are few.
func (c *Clause) choice(raw string) error {
	c.Text, c.Phrase = strings.ToLower(strings.Trim(raw, " .,")), false
	if c.Field == RoleIs && !slices.Contains(Roles, Role(c.Text)) {
		return problem("After “role:” please write who speaks: role:storyteller or role:interviewer.")
	}
	if c.Field == Checked && c.Text != "yes" && c.Text != "no" {
		return problem("After “checked:” please write yes or no. checked:yes finds passages of which a person has checked every word.")
	}
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
