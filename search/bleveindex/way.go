package bleveindex

import (
	"fmt"
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2/search/query"

	"earshot/archive"
	"earshot/search"
)

// maxCrossing is of how many ways to say a clause the ends are also looked for in
// the next passage.
const maxCrossing = 4

// wordsOnward is how many words of the next passage stand in search.Text.Then.
const wordsOnward = 4

// maxBest is how many terms are weighed against each other; more are added up,
// which is faster.
const maxBest = 8

// endings complete the beginning of a word whose kept form is shorter than it.
var endings = strings.Fields("e d s y n g t l ed er es ly al ty ng ss on ns nt ing ion ity ies ers ely ily ess ent ment ness tion ions ation ations ities ously fulness")

// way is one way to say a clause: for each position the terms that may stand
// there. If within is not 0 they stand at most so many words apart, in any order.
type way struct {
	at     [][]string
	boost  float64
	within int
}

// crossing looks for phrases that end in the next passage. Each way to cut one is
// a query of its own: the words there are many times rarer than all others, so
// that this costs little, and nothing where a phrase is found anyhow.
func crossing(field string, ways []way, worth float64) (out []query.Query) {
	for _, w := range ways[:min(len(ways), maxCrossing)] {
		if w.within > 0 {
			continue // near looks at them by itself
		}
		for cut := max(1, len(w.at)-wordsOnward); cut < len(w.at); cut++ {
			at := slices.Clone(w.at)
			for i := cut; i < len(at); i++ {
				at[i] = there(at[i])
			}
			p := query.NewMultiPhraseQuery(at, field)
			p.SetBoost(w.boost * worth)
			out = append(out, p)
		}
	}
	return out
}

// there is how terms are kept where they stand in the next passage.
func there(terms []string) []string {
	out := make([]string, len(terms))
	for i, t := range terms {
		out[i] = onward + t
	}
	return out
}

func inField(field string, ways []way, worth float64) []query.Query {
	out := make([]query.Query, len(ways))
	for i, w := range ways {
		switch {
		case w.within > 0 && len(w.at) > 1:
			out[i] = w.near(field, worth)
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
				t := term(field, word)
				t.SetBoost(w.boost * worth)
				all[k] = t
			}
			if len(all) <= maxBest {
				out[i] = best{ways: all}
			} else {
				out[i] = query.NewDisjunctionQuery(all)
			}
		}
	}
	return out
}

func (w way) near(field string, worth float64) near {
	n := near{field: field, within: w.within, boost: w.boost * worth}
	for _, terms := range w.at {
		n.at = append(n.at, slices.Concat(terms, there(terms)))
	}
	return n
}

// ways lists every way to say a clause, the written one first, each once.
func (c *compiler) ways(cl search.Clause) ([]way, error) {
	var out []way
	seen := map[string]bool{}
	add := func(w way) {
		w.within = cl.Near
		if key := fmt.Sprint(w.at); !seen[key] && len(w.at) > 0 && len(w.at[len(w.at)-1]) > 0 {
			seen[key] = true
			out = append(out, w)
		}
	}
	if cl.Wild {
		found, err := c.fitting(search.PatternOf(cl.Text))
		if err != nil {
			return nil, err
		}
		add(way{at: [][]string{found}, boost: asWritten})
	}
	for i, text := range append([]string{cl.Text}, cl.Also...) {
		if cl.Wild {
			break
		}
		boost := asWritten
		if i > 0 {
			boost = otherwise
		}
		for _, tokens := range spellings(text, cl.Near > 0) {
			at, err := c.positions(tokens, text, cl.Prefix)
			if err != nil {
				return nil, err
			}
			add(way{at: at, boost: boost})
		}
	}
	if len(out) == 0 { // a beginning that no word has
		out = append(out, way{at: [][]string{{cl.Text}}, boost: asWritten})
	}
	return out, nil
}

// spellings are the tokens of a text, and what else they are kept as: a compound
// that is all of it, closed. Words that have to be near one another stand for
// themselves, and compounds among them are one word.
func spellings(text string, apart bool) [][]search.Token {
	tokens := search.Tokens(text)
	closed := search.Compounds(tokens)
	if apart {
		var out []search.Token
		for i := 0; i < len(tokens); i++ {
			t := tokens[i]
			for _, c := range closed {
				if c.Start == t.Start {
					t, i = c, i+1
					break
				}
			}
			out = append(out, t)
		}
		return [][]search.Token{out}
	}
	if len(tokens) != 2 || len(closed) != 1 {
		return [][]search.Token{tokens}
	}
	if search.Bound(tokens[0].Term) {
		return [][]search.Token{closed} // the closed form stands beside every spelling
	}
	return [][]search.Token{closed, tokens}
}

// positions gives the terms for each token; the last may be a beginning.
func (c *compiler) positions(tokens []search.Token, text string, prefix bool) ([][]string, error) {
	at := make([][]string, len(tokens))
	for i, t := range tokens {
		if !prefix || i < len(tokens)-1 {
			at[i] = c.kept(t, text)
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

// kept is a word as each language in the index keeps it.
func (c *compiler) kept(t search.Token, text string) []string {
	out := make([]string, 0, len(c.readers))
	for _, r := range c.readers {
		if term := r.term(t, text); !slices.Contains(out, term) {
			out = append(out, term)
		}
	}
	return out
}

// begin lists the kept words that begin with a text. Words are kept without their
// endings, so "communitie*" must also find what "communities" became.
func (c *compiler) begin(text string) ([]string, error) {
	out, err := c.dictionary(text, fieldText, fieldHeard)
	if err != nil {
		return nil, err
	}
	for _, ending := range endings {
		if stem := c.readers[0].word(text + ending); len(stem) < len(text) {
			out = append(out, stem)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// fitting lists the kept words that a pattern stands for: what is kept, or what is
// kept with one of the endings that were taken off.
func (c *compiler) fitting(p search.Pattern) ([]string, error) {
	var out []string
	looked, english := 0, c.readers[0]
	fits := func(kept string) bool {
		bare, _, tagged := strings.Cut(kept, tagSign)
		if p.Fits(bare) || tagged {
			return p.Fits(bare)
		}
		return slices.ContainsFunc(endings, func(e string) bool { return p.Fits(bare+e) && english.word(bare+e) == kept })
	}
	for _, field := range []string{fieldText, fieldHeard} {
		err := eachLiving(c.index.passages, field, p.Begins(), func(kept string, lives func() bool) bool {
			if looked++; fits(kept) && lives() {
				out = append(out, kept)
			}
			return looked <= maxLooked && len(out) <= maxBegin
		})
		if err != nil {
			return nil, err
		}
	}
	if looked > maxLooked || len(out) > maxBegin {
		return nil, archive.Invalid("q", "Very many words could be meant by “%s”. Please write more letters before the first * or ?.", string(p))
	}
	for _, ending := range endings {
		if word := p.Begins() + ending; p.Fits(word) && len(english.word(word)) < len(p.Begins()) {
			out = append(out, english.word(word))
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// dictionary lists the terms of fields with a prefix, or says that there are too
// many.
func (c *compiler) dictionary(prefix string, fields ...string) (out []string, err error) {
	for _, field := range fields {
		n := 0
		err := eachLiving(c.index.passages, field, prefix, func(t string, lives func() bool) bool {
			if lives() {
				out, n = append(out, t), n+1
			}
			return n <= maxBegin
		})
		if err != nil {
			return nil, err
		}
		if n > maxBegin {
			return nil, tooMany(prefix)
		}
	}
	return out, nil
}
