package ui

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"earshot/archive"
	"earshot/search"
)

// The form for people who do not write queries has these fields. What it asks is
// written as a query, so that both ways to ask make the same address.
const (
	askWords   = "words" // also takes whatever the other fields cannot hold, as it is written
	askPhrase  = "phrase"
	askAny     = "any"
	askWithout = "without"
	askNear    = "near"
	askWithin  = "within" // words that may lie between those of askNear
)

// askNames are the fields about facts, in the order of the form.
var askNames = []search.Field{search.Speaker, search.RoleIs, search.Theme, search.Collection, search.Place, search.Reporter, search.Language, search.From, search.To, search.Checked}

// withins are the distances that the form offers, in words.
var withins = []int{3, 5, 10, 20}

// Withins offers them.
func (p searchPage) Withins() []int { return withins }

// written is the query that the fields of the form stand for.
func written(in url.Values) string {
	var parts []string
	add := func(format string, args ...any) { parts = append(parts, fmt.Sprintf(format, args...)) }
	if words := strings.TrimSpace(in.Get(askWords)); words != "" {
		add("%s", words)
	}
	if phrase := quoted(in.Get(askPhrase)); phrase != "" {
		add(`"%s"`, phrase)
	}
	if any := pieces(in.Get(askAny)); len(any) > 1 {
		add("(%s)", strings.Join(any, " OR "))
	} else if len(any) == 1 {
		add("%s", any[0])
	}
	if near := quoted(in.Get(askNear)); near != "" {
		within := in.Get(askWithin)
		if digits(within) == "" {
			within = "5"
		}
		add(`"%s"~%s`, near, digits(within))
	}
	for _, p := range pieces(in.Get(askWithout)) {
		add("-%s", p)
	}
	for _, f := range askNames {
		typed := strings.TrimSpace(in.Get(string(f)))
		switch value := quoted(typed); {
		case value == "":
		case f == search.From || f == search.To || f == search.Checked || f == search.RoleIs:
			add("%s:%s", f, strings.ReplaceAll(value, " ", ""))
		case strings.HasPrefix(typed, `"`): // the whole name, as a facet asks
			add(`%s:"%s"`, f, value)
		default:
			add("%s:%s", f, inQuery(value))
		}
	}
	return strings.Join(parts, " ")
}

// quoted makes text fit between quotes.
func quoted(s string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`"“”„«»＂`, r) {
			return ' '
		}
		return r
	}, s)), " ")
}

// pieces are the words of a field, or, where it has commas, what stands between
// them. What is more than a plain word is put in quotes.
func pieces(s string) []string {
	split := strings.Fields(s)
	if strings.Contains(s, ",") {
		split = strings.Split(s, ",")
	}
	var out []string
	for _, p := range split {
		if p = quoted(p); len(search.Tokens(p)) > 0 {
			out = append(out, inQuery(p))
		}
	}
	return out
}

// inQuery writes a word, or words in quotes.
func inQuery(s string) string {
	if strings.ContainsAny(s, ` :()|~+`) || strings.HasPrefix(s, "-") || s == "OR" {
		return `"` + s + `"`
	}
	return s
}

// fill writes a query into the fields of the form. What they cannot hold stays
// as it is written, among the words.
func (p *searchPage) fill(q search.Query) {
	v := p.Form.Values
	for _, f := range append([]search.Field{askWords, askPhrase, askAny, askWithout, askNear}, askNames...) {
		v.Del(string(f))
	}
	words := func(text string) { v.Set(askWords, strings.TrimSpace(v.Get(askWords)+" "+text)) }
	for _, c := range q.Clauses {
		field, text := askField(c)
		if field == "" || v.Has(field) && field != askWithout {
			words(c.String())
			continue
		}
		v.Set(field, strings.TrimSpace(v.Get(field)+" "+text)) // only askWithout holds several
		if c.Near > 0 {
			v.Set(askWithin, strconv.Itoa(c.Near))
		}
	}
}

// askField is the field of the form that holds a clause, and what it shows of
// it; "" when none can hold exactly this.
func askField(c search.Clause) (field, text string) {
	plain := !c.Prefix && !c.Wild && c.Near == 0 && !strings.Contains(c.Text, ",")
	asTyped := c.Phrase == strings.HasPrefix(inQuery(c.Text), `"`) // the form would write it so
	switch {
	case c.Field.Filter():
		return nameField(c, plain, asTyped)
	case c.Field != search.Words || c.Prefix || c.Wild:
	case len(c.Any) > 0 && !c.Without:
		return anyField(c)
	case c.Without && plain && asTyped && !c.Phrase && len(c.Any) == 0:
		return askWithout, c.Text
	case c.Near > 0 && !c.Without && slices.Contains(withins, c.Near):
		return askNear, c.Text
	case c.Phrase && !c.Without && c.Near == 0:
		return askPhrase, c.Text
	}
	return "", ""
}

func nameField(c search.Clause, plain, asTyped bool) (field, text string) {
	choice := c.Field == search.RoleIs || c.Field == search.Checked && c.Text == "yes" || c.Field == search.From || c.Field == search.To
	switch {
	case c.Without || c.Prefix || c.Field == search.Checked && !choice:
		return "", ""
	case choice || plain && asTyped:
		return string(c.Field), c.Text
	case c.Phrase:
		return string(c.Field), `"` + c.Text + `"`
	}
	return "", ""
}

func anyField(c search.Clause) (field, text string) {
	var ways []string
	for _, way := range c.Any {
		if way.Field != search.Words || way.Near > 0 || way.Prefix || way.Wild || strings.Contains(way.Text, ",") || way.Phrase != strings.HasPrefix(inQuery(way.Text), `"`) {
			return "", ""
		}
		ways = append(ways, way.Text)
	}
	return askAny, strings.Join(ways, ", ")
}

// offers are the values that the form proposes: facts of interviews that the
// viewer may search, by field.
type offers map[string][]string

const offersMost = 200 // values of a field: more would make the page heavy

func offersOf(all []*archive.Interview, v archive.Viewer) offers {
	seen := map[string]map[string]bool{}
	out := offers{}
	add := func(field search.Field, value string) {
		f := string(field)
		if seen[f] == nil {
			seen[f] = map[string]bool{}
		}
		if value != "" && !seen[f][value] && len(out[f]) < offersMost {
			seen[f][value] = true
			out[f] = append(out[f], value)
		}
	}
	for _, iv := range all {
		if !archive.Policy(v, iv).Search {
			continue
		}
		add(search.Speaker, iv.Storyteller)
		add(search.Collection, iv.Collection)
		add(search.Place, iv.Place)
		add(search.Language, iv.Language)
		for _, t := range iv.Themes {
			add(search.Theme, t)
		}
	}
	for _, values := range out {
		slices.SortFunc(values, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	}
	return out
}
