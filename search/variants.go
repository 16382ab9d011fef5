package search

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Variants knows which words and phrases say the same thing.
type Variants struct {
	groups map[string][]string // key of each way to say it -> all ways
	most   int                 // tokens in the longest way
}

// builtin are the ways of writing that people around this archive use. More are
// added for each archive by lines such as "gp = family doctor".
const builtin = `
co-production = co-produce = co-produces = co-produced = co-producing = co-producer = copro = co-pro
co-design = co-designs = co-designed = co-designing = co-designer
co-creation = co-create = co-creates = co-created = co-creating
lived experience = expert by experience = experts by experience
well-being = wellbeing
zoom call = video call = video meeting
e-mail = email
peer research = peer-led research = community research
`

// boundPrefixes are not words of their own, so "co production" can only mean
// co-production; loosePrefixes are.
var (
	boundPrefixes = []string{"co", "re", "pre", "non", "anti", "multi", "inter", "semi", "sub", "mis"}
	loosePrefixes = []string{"self", "well"}
)

// leastStem is how many letters must follow a prefix in a word written closed
// before the word is also looked for in two parts: "coin" is not co-in.
const leastStem = 4

// Most other ways to look for one clause: each costs the index a search.
const maxAlso = 40

// Bound tells whether a word is only ever the beginning of another.
func Bound(word string) bool { return slices.Contains(boundPrefixes, word) }

var builtinVariants = mustParse(builtin)

func mustParse(lines string) *Variants {
	v, err := ParseVariants(lines)
	if err != nil {
		panic(err) // the list is in this file, and a test reads it
	}
	return v
}

// NewVariants are the built-in ways and those of an archive's own list, one group
// a line: "gp = family doctor = general practitioner". Lines that are empty or
// begin with # are passed over. The error says which line cannot be read.
func NewVariants(lines string) (*Variants, error) { return ParseVariants(builtin + lines) }

// ParseVariants reads groups without the built-in ones.
func ParseVariants(lines string) (*Variants, error) {
	v := &Variants{groups: map[string][]string{}}
	for n, line := range strings.Split(lines, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		var ways []string
		for _, way := range strings.Split(line, "=") {
			way = strings.Join(strings.Fields(way), " ")
			if len(Tokens(way)) == 0 || utf8.RuneCountInString(way) > 80 {
				return nil, problem("Line %d of the list of synonyms cannot be used: “%s”. Please write words with = between them, as in: gp = family doctor.", n+1, short(line))
			}
			ways = append(ways, way)
		}
		if len(ways) < 2 {
			return nil, problem("Line %d of the list of synonyms has only one entry: “%s”. Please write at least two with = between them.", n+1, short(line))
		}
		v.join(ways)
	}
	return v, nil
}

// join makes ways one group, with the groups that any of them was in.
func (v *Variants) join(ways []string) {
	all := slices.Clone(ways)
	for _, w := range ways {
		all = append(all, v.groups[key(Tokens(w))]...)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	for _, w := range all {
		tokens := Tokens(w)
		v.groups[key(tokens)] = all
		v.most = max(v.most, len(tokens))
	}
}

// key is what makes two spellings one: folded, closed up, without a plural s.
func key(tokens []Token) string {
	var b strings.Builder
	for _, t := range tokens {
		b.WriteString(t.Term)
	}
	k := b.String()
	if len(k) > 2 && strings.HasSuffix(k, "s") && !strings.HasSuffix(k, "ss") {
		k = k[:len(k)-1]
	}
	return k
}

// Expand returns the query with the other ways to say each clause filled in. Two
// words that stand for one, such as co production, become one clause.
func (v *Variants) Expand(q Query) Query {
	var out []Clause
	for _, c := range v.joined(q.Clauses) {
		out = append(out, v.expanded(c))
	}
	return Query{Clauses: out}
}

func (v *Variants) expanded(c Clause) Clause {
	if !c.Field.Filter() && !c.Prefix && !c.Wild && len(c.Any) == 0 {
		c.Also = v.others(c.Text)
	}
	c.Any = slices.Clone(c.Any)
	for i, way := range c.Any {
		c.Any[i] = v.expanded(way)
	}
	return c
}

// joined puts loose words together that are one word, or one entry of a group,
// written apart.
func (v *Variants) joined(clauses []Clause) []Clause {
	var out []Clause
	for i := 0; i < len(clauses); i++ {
		n := v.run(clauses[i:])
		c := clauses[i]
		for k := 1; k < n; k++ {
			c.Text += " " + clauses[i+k].Text
		}
		if n > 1 {
			c.Phrase = true
			i += n - 1
		}
		out = append(out, c)
	}
	return out
}

// run is how many of the clauses, from the first, belong together: 1 if it stands
// alone.
func (v *Variants) run(clauses []Clause) int {
	most := 0
	var tokens []Token
	best := 1
	for most < len(clauses) && len(tokens) <= v.most {
		c := clauses[most]
		if c.Field.Filter() || c.Phrase || c.Prefix || c.Wild || c.Without || len(c.Any) > 0 || c.Field != clauses[0].Field {
			break
		}
		tokens = append(tokens, Tokens(c.Text)...)
		most++
		if most > 1 && v.groups[key(tokens)] != nil || most == 2 && len(tokens) == 2 && Bound(tokens[0].Term) {
			best = most
		}
	}
	return best
}

// others returns the other ways to say a text: every run of its words that is in
// a group is replaced by each way of the group, and compounds are written closed
// or apart. A compound that is all of the text is written closed only, because an
// index knows compounds by their closed form (Compounds).
func (v *Variants) others(text string) []string {
	o := ways{tokens: Tokens(text), seen: map[string]bool{}}
	o.seen[spaced(o.tokens)] = true
	for at := range o.tokens {
		for n := min(v.most, len(o.tokens)-at); n > 0; n-- {
			for _, way := range v.groups[key(o.tokens[at:at+n])] {
				o.add(Tokens(way), at, n)
			}
		}
		o.compound(at)
	}
	return o.out
}

// ways collects the ways to say a text.
type ways struct {
	tokens []Token
	seen   map[string]bool
	out    []string
}

// add puts way in the place of n tokens.
func (o *ways) add(way []Token, at, n int) {
	compound := len(way) == 2 && (way[1].Hyphen || Bound(way[0].Term))
	if compound {
		o.add([]Token{{Term: way[0].Term + way[1].Term}}, at, n)
		if n == len(o.tokens) {
			return
		}
	}
	s := strings.TrimSpace(spaced(o.tokens[:at]) + " " + spaced(way) + " " + spaced(o.tokens[at+n:]))
	if !o.seen[s] && len(o.out) < maxAlso {
		o.seen[s] = true
		o.out = append(o.out, s)
	}
}

// compound writes the compound that begins at a token in its other forms.
func (o *ways) compound(at int) {
	t := o.tokens
	if first, second, ok := apart(t[at].Term); ok && (len(t) > 1 || !Bound(first)) {
		o.add([]Token{{Term: first}, {Term: second}}, at, 1)
	}
	if at+1 < len(t) && (t[at+1].Hyphen || prefix(t[at].Term)) {
		o.add([]Token{{Term: t[at].Term + t[at+1].Term}}, at, 2)
	}
}

func prefix(word string) bool { return Bound(word) || slices.Contains(loosePrefixes, word) }

// apart cuts a known prefix off a word written closed.
func apart(word string) (first, second string, ok bool) {
	for _, list := range [][]string{boundPrefixes, loosePrefixes} {
		for _, p := range list {
			if rest, found := strings.CutPrefix(word, p); found && utf8.RuneCountInString(rest) >= leastStem {
				return p, rest, true
			}
		}
	}
	return "", "", false
}

func spaced(tokens []Token) string {
	terms := make([]string, len(tokens))
	for i, t := range tokens {
		terms[i] = t.Term
	}
	return strings.Join(terms, " ")
}

// String lists the groups, for people who look after the list.
func (v *Variants) String() string {
	var lines []string
	for k, ways := range v.groups {
		if key(Tokens(ways[0])) == k {
			lines = append(lines, strings.Join(ways, " = "))
		}
	}
	slices.Sort(lines)
	return fmt.Sprint(strings.Join(lines, "\n"))
}
