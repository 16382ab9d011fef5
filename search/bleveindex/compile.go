package bleveindex

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search/query"

	"earshot/archive"
	"earshot/search"
)

// What a match is worth: as written, said another way, only as heard.
const (
	asWritten = 1.0
	otherwise = 0.8
	onlyHeard = 0.4
)

// maxBegin is how many words one begin* may stand for.
const maxBegin = 256

// way is one way to say a clause: for each position the terms that may stand
// there.
type way struct {
	at    [][]string
	boost float64
}

// spoken is a clause about spoken words as it was compiled, kept to tell which
// text of a hit it matched.
type spoken struct{ ways []way }

type compiler struct {
	terms    bleve.Index // to look up which words begin with something
	read     english
	must     []query.Query
	not      []query.Query
	any      map[search.Field][]query.Query // filters: any of a field, all fields
	from, to float64
	spoken   []spoken
}

// compile makes bleve query objects of a query. Its size is bounded by Parse's
// caps and maxBegin, not by what anyone typed.
func (ix *Index) compile(q search.Query) (query.Query, []spoken, error) {
	c := compiler{terms: ix.passages, read: newEnglish(), any: map[search.Field][]query.Query{}, from: math.Inf(-1), to: math.Inf(1)}
	for _, cl := range q.Clauses {
		if err := c.clause(cl); err != nil {
			return nil, nil, err
		}
	}
	if len(c.must) == 0 {
		c.must = append(c.must, term(fieldKind, kindPassage))
	}
	out := query.NewBooleanQuery(c.must, nil, c.not)
	if filters := c.filters(); len(filters) > 0 {
		out.AddFilter(query.NewConjunctionQuery(filters))
	}
	return out, c.spoken, nil
}

func (c *compiler) clause(cl search.Clause) error {
	switch {
	case cl.Field == search.From || cl.Field == search.To:
		first, last, ok := cl.Days()
		if !ok {
			return fmt.Errorf("date %q: %w", cl.Text, archive.ErrInvalid)
		}
		if cl.Field == search.From {
			c.from = max(c.from, dayNumber(first))
		} else {
			c.to = min(c.to, dayNumber(last))
		}
		return nil
	case cl.Field.Filter():
		name, err := c.name(cl)
		if err != nil {
			return err
		}
		if cl.Without {
			c.not = append(c.not, name)
		} else {
			c.any[cl.Field] = append(c.any[cl.Field], name)
		}
		return nil
	}
	ways, err := c.ways(cl)
	if err != nil {
		return err
	}
	if cl.Without {
		c.not = append(c.not, best{ways: c.without(cl.Field, ways)})
		return nil
	}
	c.must = append(c.must, c.said(cl.Field, ways))
	c.spoken = append(c.spoken, spoken{ways})
	return nil
}

// said looks for the ways in the texts that the field means.
func (c *compiler) said(f search.Field, ways []way) best {
	if f == search.Heard {
		return best{ways: c.heard(ways)}
	}
	return best{ways: inField(fieldText, ways, 1), spare: inField(fieldHeard, ways, onlyHeard)}
}

// without leaves out by what the page says now, unless asked for as heard.
func (c *compiler) without(f search.Field, ways []way) []query.Query {
	if f == search.Heard {
		return c.heard(ways)
	}
	return inField(fieldText, ways, 1)
}

// heard looks in the words as heard, which stand in the corrected text's field
// where the two do not differ.
func (c *compiler) heard(ways []way) []query.Query {
	same := query.NewBooleanQuery([]query.Query{best{ways: inField(fieldText, ways, 1)}}, nil, []query.Query{term(fieldKind, kindDiffers)})
	return append(inField(fieldHeard, ways, 1), same)
}

func inField(field string, ways []way, worth float64) []query.Query {
	out := make([]query.Query, len(ways))
	for i, w := range ways {
		switch {
		case len(w.at) > 1:
			p := query.NewMultiPhraseQuery(w.at, field)
			p.SetBoost(w.boost * worth)
			out[i] = p
		case len(w.at[0]) == 1:
			t := term(field, w.at[0][0])
			t.SetBoost(w.boost * worth)
			out[i] = t
		default:
			all := make([]query.Query, len(w.at[0]))
			for k, word := range w.at[0] {
				all[k] = term(field, word)
			}
			out[i] = query.NewDisjunctionQuery(all)
		}
	}
	return out
}

func term(field, word string) *query.TermQuery {
	t := query.NewTermQuery(word)
	t.SetField(field)
	return t
}

// ways lists every way to say a clause, the written one first, each once.
func (c *compiler) ways(cl search.Clause) ([]way, error) {
	var out []way
	seen := map[string]bool{}
	add := func(w way) {
		if key := fmt.Sprint(w.at); !seen[key] && len(w.at) > 0 && len(w.at[len(w.at)-1]) > 0 {
			seen[key] = true
			out = append(out, w)
		}
	}
	for i, text := range append([]string{cl.Text}, cl.Also...) {
		boost := asWritten
		if i > 0 {
			boost = otherwise
		}
		tokens := search.Tokens(text)
		compound := len(tokens) == 2 && len(search.Compounds(tokens)) == 1
		if compound {
			at, err := c.positions(search.Compounds(tokens), cl.Prefix)
			if err != nil {
				return nil, err
			}
			add(way{at, boost})
		}
		if compound && search.Bound(tokens[0].Term) {
			continue // the closed form stands beside every spelling
		}
		at, err := c.positions(tokens, cl.Prefix)
		if err != nil {
			return nil, err
		}
		add(way{at, boost})
	}
	if len(out) == 0 { // a beginning that no word has
		out = append(out, way{[][]string{{cl.Text}}, asWritten})
	}
	return out, nil
}

// positions gives the terms for each token; the last may be a beginning.
func (c *compiler) positions(tokens []search.Token, prefix bool) ([][]string, error) {
	at := make([][]string, len(tokens))
	for i, t := range tokens {
		if !prefix || i < len(tokens)-1 {
			at[i] = []string{c.read.term(t.Term)}
			continue
		}
		words, err := c.begin(t.Term)
		if err != nil {
			return nil, err
		}
		at[i] = words
	}
	return at, nil
}

// begin lists the kept words that begin with a text. Words are kept without their
// English endings, so "communitie*" must also find what "communities" became.
func (c *compiler) begin(text string) ([]string, error) {
	var out []string
	for _, field := range []string{fieldText, fieldHeard} {
		found, err := c.dictionary(field, text)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	for _, ending := range endings {
		if stem := c.read.term(text + ending); len(stem) < len(text) {
			out = append(out, stem)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// endings complete the beginning of a word whose kept form is shorter than it.
var endings = strings.Fields("e d s y n g t l ed er es ly al ty ng ss on ns nt ing ion ity ies ers ely ily ess ent ment ness tion ions ation ations ities ously fulness")

// dictionary lists a field's terms with a prefix, or says that there are too many.
func (c *compiler) dictionary(field, prefix string) (out []string, err error) {
	dict, err := c.terms.FieldDictPrefix(field, []byte(prefix))
	if err != nil {
		return nil, err
	}
	defer func() {
		if e := dict.Close(); err == nil {
			err = e
		}
	}()
	for {
		entry, err := dict.Next()
		if err != nil || entry == nil {
			return out, err
		}
		if out = append(out, entry.Term); len(out) > maxBegin {
			return nil, archive.Invalid("q", "Very many words begin with “%s”. Please write more letters before the *.", prefix)
		}
	}
}

// name matches a filter's value: whole when it was quoted, else by its words.
func (c *compiler) name(cl search.Clause) (query.Query, error) {
	field := string(cl.Field)
	all := nameWords(cl.Text)
	if cl.Phrase {
		all = []string{wholeName(cl.Text)}
	}
	parts := make([]query.Query, len(all))
	for i, w := range all {
		parts[i] = term(field, w)
		if !cl.Prefix || i < len(all)-1 {
			continue
		}
		found, err := c.dictionary(field, w)
		if err != nil {
			return nil, err
		}
		ways := make([]query.Query, len(found))
		for k, f := range found {
			ways[k] = term(field, f)
		}
		parts[i] = best{ways: ways}
	}
	return query.NewConjunctionQuery(parts), nil
}

func (c *compiler) filters() []query.Query {
	var out []query.Query
	for _, f := range search.Fields {
		if ways := c.any[f]; len(ways) > 0 {
			out = append(out, best{ways: ways})
		}
	}
	if !math.IsInf(c.from, 0) || !math.IsInf(c.to, 0) {
		days := query.NewNumericRangeInclusiveQuery(bound(c.from), bound(c.to), yes(), yes())
		days.SetField(fieldDay)
		out = append(out, days)
	}
	return out
}

func yes() *bool { t := true; return &t }

func bound(day float64) *float64 {
	if math.IsInf(day, 0) {
		return nil
	}
	return &day
}
