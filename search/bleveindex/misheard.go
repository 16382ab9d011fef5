package bleveindex

import (
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/search/query"

	"earshot/search"
)

// How unlike two words may sound, of search.Sound.Unlike. What one word sounds
// like alone says little, so it has to be nearly the same; beside a word that was
// surely said, more will do.
const (
	sameSound   = 0.08
	besideSound = 0.25
)

// Bounds of what is looked for besides.
const (
	maxAlike   = 12 // words that sound like one
	maxDoubted = 6  // words of a query that may have been misheard
)

// doubt is a single loose word of a query, or a phrase, that may have been
// misheard.
type doubt struct {
	clause int // of the query
	tokens []search.Token
	text   string
}

// misheard makes a query for what sounds like a query where at most one of its
// words, or all words of one phrase by the same sounds, may have been misheard.
// The word stands beside another of the query that was said, and that tells
// something, or sounds just the same. Passages that a person checked are left out.
// besides is the same without what the query itself finds. Both are nil when there is
// nothing of the kind.
//
// exact is the query of each clause, in order; nil for filters and what is left out.
func (c *compiler) misheard(q search.Query, exact []query.Query) (doubted, besides query.Query) {
	doubts := doubtsOf(q)
	var found []query.Query
	add := func(ways []query.Query, doubted ...int) {
		if len(ways) == 0 {
			return
		}
		must := []query.Query{best{ways: ways}}
		for k, e := range exact {
			if e != nil && !slices.Contains(doubted, k) {
				must = append(must, e)
			}
		}
		found = append(found, query.NewConjunctionQuery(must))
	}
	for i, d := range doubts {
		if len(d.tokens) > 1 {
			add(c.doubtedPhrase(d), d.clause)
			continue
		}
		add(c.doubtedWord(doubts, i), d.clause)
		if beside(doubts, i, i+1) {
			next := doubts[i+1]
			pair := doubt{tokens: slices.Concat(d.tokens, next.tokens)}
			add(c.sameSounds(pair), d.clause, next.clause)
		}
	}
	if len(found) == 0 {
		return nil, nil
	}
	doubted = query.NewBooleanQuery([]query.Query{best{ways: found}}, nil, []query.Query{term(fieldKind, kindChecked)})
	fresh := query.NewBooleanQuery([]query.Query{doubted}, nil, slices.Concat(c.not, []query.Query{query.NewConjunctionQuery(c.must)}))
	return doubted, c.filtered(fresh)
}

// doubtsOf lists the clauses that may have been misheard.
func doubtsOf(q search.Query) (out []doubt) {
	for i, cl := range q.Clauses {
		if cl.Field != search.Words || cl.Prefix || cl.Wild || cl.Without || cl.Near > 0 || len(cl.Any) > 0 {
			continue
		}
		d := doubt{clause: i, tokens: search.Tokens(cl.Text), text: cl.Text}
		if len(d.tokens) <= maxDoubted && len(out) < maxDoubted {
			out = append(out, d)
		}
	}
	return out
}

// doubtedPhrase doubts each word of a phrase in turn, then all of them.
func (c *compiler) doubtedPhrase(d doubt) (out []query.Query) {
	said := make([][]string, len(d.tokens))
	for i, t := range d.tokens {
		said[i] = c.kept(t, d.text)
	}
	for i, t := range d.tokens {
		alike := c.alike(t.Term, besideSound)
		if len(alike) == 0 || !tellsBeside(d.tokens, i) {
			continue
		}
		at := slices.Clone(said)
		at[i] = alike
		out = append(out, query.NewMultiPhraseQuery(at, fieldText))
	}
	return append(out, c.sameSounds(d)...)
}

// sameSounds looks for words that sound the same, each of them or some.
func (c *compiler) sameSounds(d doubt) []query.Query {
	at, any := make([][]string, len(d.tokens)), false
	for i, t := range d.tokens {
		same := c.alike(t.Term, sameSound)
		any = any || len(same) > 0
		at[i] = append(c.kept(t, d.text), same...)
	}
	if !any {
		return nil
	}
	return []query.Query{query.NewMultiPhraseQuery(at, fieldText)}
}

// beside tells whether two doubts are loose words side by side in the query.
func beside(all []doubt, i, k int) bool {
	return i >= 0 && k >= 0 && max(i, k) < len(all) && len(all[i].tokens) == 1 && len(all[k].tokens) == 1 && all[k].clause-all[i].clause == k-i
}

// doubtedWord doubts a loose word: it sounds the same, or stands beside one that
// stands beside it in the query.
func (c *compiler) doubtedWord(all []doubt, i int) (out []query.Query) {
	d := all[i]
	word := d.tokens[0].Term
	if same := c.alike(word, sameSound); len(same) > 0 {
		out = append(out, inField(fieldText, []way{{at: [][]string{same}, boost: asWritten}}, 1)...)
	}
	alike := c.alike(word, besideSound)
	if len(alike) == 0 {
		return out
	}
	for _, k := range []int{i - 1, i + 1} {
		if !beside(all, i, k) || !tells(all[k].tokens[0].Term) {
			continue
		}
		at := [][]string{alike, c.kept(all[k].tokens[0], all[k].text)}
		if k < i {
			slices.Reverse(at)
		}
		out = append(out, query.NewMultiPhraseQuery(at, fieldText))
	}
	return out
}

// alike is what is kept of the words that sound like a word. The rules of sound
// are those of English, so other languages' words are not among them.
func (c *compiler) alike(word string, most float32) (out []string) {
	if !tells(word) {
		return nil
	}
	own := c.readers[0].word(word)
	c.index.known.mu.RLock()
	found := c.index.known.lexicon.alike(word, most)
	c.index.known.mu.RUnlock()
	for _, w := range found {
		if kept := c.readers[0].word(w.word); kept != own && tells(w.word) && !slices.Contains(out, kept) && len(out) < maxAlike {
			out = append(out, kept)
		}
	}
	return out
}

// tellsBeside tells whether a word but the i-th says something.
func tellsBeside(tokens []search.Token, i int) bool {
	for k, t := range tokens {
		if k != i && tells(t.Term) {
			return true
		}
	}
	return false
}

// commonWords stand everywhere, so that one beside a word says nothing of it.
var commonWords = func() analysis.TokenMap {
	m := analysis.NewTokenMap()
	if err := m.LoadBytes(en.EnglishStopWords); err != nil {
		panic(err) // the list is bleve's own
	}
	return m
}()

// tells tells whether a word is not one that stands everywhere.
func tells(word string) bool { return len(word) >= leastLetters && !commonWords[strings.ToLower(word)] }
