package search

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"earshot/archive"
)

// WordCounter tells how common words are in what anyone may search. It is an
// ability of its own: an index need not have it.
type WordCounter interface {
	// CountWords tells of each word how it is kept and how many passages have it,
	// and how many passages there are in all. Words are folded, as Tokens gives
	// them. It reads no passage, so it costs about as much as looking up the words.
	CountWords(ctx context.Context, words []string) (counts []WordCount, passages int, err error)
}

// WordCount is how an index keeps a word, and in how many passages.
type WordCount struct {
	Stem     string
	Passages int
}

// Telling is a word that is said unusually often in some passages.
type Telling struct {
	Word     string  // as it is written there most often
	Here     int     // passages of the set that have it
	HereOf   int     // passages of the set
	All      int     // passages of the archive that have it
	AllOf    int     // passages of the archive
	Unlikely float64 // LogLikelihood
}

// What has to be so before a word is called telling. 6.63 is what chance alone
// gives one word in a hundred (chi-squared, one degree of freedom).
const (
	leastUnlikely = 6.63
	leastHere     = 2    // passages, so that nobody's one turn of phrase is a finding
	mostLooked    = 1000 // words looked up: the most frequent ones
	nearby        = 5    // words to each side of a hit that count as beside it
)

// LogLikelihood is G², how unlikely it is by chance that a word is in k1 of n1
// passages here and in k2 of n2 elsewhere, if it were as common in both: twice the
// sum, over the passages with and without it here and there, of the count times
// the logarithm of the count over the one expected. Unlike chi-squared it can be
// trusted for rare words too. 0 is no difference.
//
// T. Dunning, Accurate methods for the statistics of surprise and coincidence,
// Computational Linguistics 19 (1993), pages 61-74; for words of one corpus
// against another: P. Rayson and R. Garside, Comparing corpora using frequency
// profiling, Proceedings of the Workshop on Comparing Corpora, ACL (2000), pages
// 1-6. They count words; here passages that have the word are counted, so that one
// speaker who says a word twenty times counts once.
func LogLikelihood(k1, n1, k2, n2 int) float64 {
	if n1 <= 0 || n2 <= 0 {
		return 0
	}
	share := float64(k1+k2) / float64(n1+n2)
	part := func(count int, of int, p float64) float64 {
		if count <= 0 {
			return 0
		}
		return float64(count) * math.Log(float64(count)/(float64(of)*p))
	}
	sum := part(k1, n1, share) + part(k2, n2, share) + part(n1-k1, n1, 1-share) + part(n2-k2, n2, 1-share)
	return max(0, 2*sum) // never below 0 but for rounding
}

// TellingWords lists up to most words that are unusually frequent in some passages
// against the whole archive, the most unlikely first. Words of known are left out,
// in every form.
func TellingWords(ctx context.Context, counter WordCounter, passages []string, known string, most int) ([]Telling, error) {
	units := make([][]Token, 0, len(passages))
	texts := make([]string, 0, len(passages))
	for _, p := range passages {
		if tokens := wholeWords(p); len(tokens) > 0 {
			units, texts = append(units, tokens), append(texts, p)
		}
	}
	return telling(ctx, counter, texts, units, known, most)
}

// Beside lists up to most words that stand unusually often within five words of
// what was searched for, against how often they are anywhere: the company it
// keeps. A hit counts once for each word.
func Beside(ctx context.Context, counter WordCounter, hits []Hit, known string, most int) ([]Telling, error) {
	var units [][]Token
	var texts []string
	for _, h := range hits {
		tokens := wholeWords(h.Text)
		var near []Token
		for i, t := range tokens {
			if besideMark(tokens, i, h.Highlights) {
				near = append(near, t)
			}
		}
		if len(h.Highlights) > 0 {
			units, texts = append(units, near), append(texts, h.Text)
		}
	}
	return telling(ctx, counter, texts, units, known, most)
}

// wholeWords are the words of a text, in which "co-production" is one: half of it
// tells nothing.
func wholeWords(text string) []Token {
	tokens := Tokens(text)
	out := tokens[:0]
	for i := 0; i < len(tokens); i++ {
		t := tokens[i]
		if i+1 < len(tokens) && Bound(t.Term) {
			next := tokens[i+1]
			t = Token{Term: t.Term + next.Term, Start: t.Start, End: next.End, Hyphen: t.Hyphen}
			i++
		}
		out = append(out, t)
	}
	return out
}

// besideMark tells whether token i is near a highlight and not in one.
func besideMark(tokens []Token, i int, marks []Highlight) bool {
	marked := func(t Token) bool {
		return slices.ContainsFunc(marks, func(m Highlight) bool { return t.Start < m.To && m.From < t.End })
	}
	return !marked(tokens[i]) && slices.ContainsFunc(tokens[max(0, i-nearby):min(len(tokens), i+nearby+1)], marked)
}

// saidWord is one word of a set of passages.
type saidWord struct {
	term  string
	units int
	ways  map[string]int // as written
}

func telling(ctx context.Context, counter WordCounter, texts []string, units [][]Token, known string, most int) ([]Telling, error) {
	said := saidWords(texts, units)
	asked := make([]string, len(said))
	for i, w := range said {
		asked[i] = w.term
	}
	var leave []string
	for _, t := range wholeWords(known) {
		leave = append(leave, t.Term)
	}
	counts, passages, err := counter.CountWords(ctx, append(asked, leave...))
	if err != nil {
		return nil, err
	}
	skip := map[string]bool{}
	for _, c := range counts[len(said):] {
		skip[c.Stem] = true
	}
	best := map[string]Telling{} // by stem: several forms of one word are one finding
	for i, w := range said {
		c := counts[i]
		elsewhere := max(0, c.Passages-w.units)
		t := Telling{Word: w.written(), Here: w.units, HereOf: len(units), All: max(c.Passages, w.units), AllOf: max(passages, len(units))}
		rest := max(0, t.AllOf-t.HereOf)
		t.Unlikely = LogLikelihood(t.Here, t.HereOf, elsewhere, rest)
		more := rest > 0 && float64(t.Here)/float64(t.HereOf) > float64(elsewhere)/float64(rest)
		if skip[c.Stem] || !more || t.Unlikely < leastUnlikely || best[c.Stem].Unlikely >= t.Unlikely {
			continue
		}
		best[c.Stem] = t
	}
	var out []Telling
	for _, t := range best {
		out = append(out, t)
	}
	slices.SortFunc(out, func(x, y Telling) int {
		return cmp.Or(cmp.Compare(y.Unlikely, x.Unlikely), strings.Compare(x.Word, y.Word))
	})
	return out[:min(most, len(out))], nil
}

// saidWords counts the units that have each word, the most frequent first. What is
// too rare, and what is no word, is left out.
func saidWords(texts []string, units [][]Token) []*saidWord {
	at := map[string]*saidWord{}
	for i, unit := range units {
		here := map[string]bool{}
		for _, t := range unit {
			if utf8.RuneCountInString(t.Term) < 2 && !alone([]rune(t.Term)[0]) || strings.IndexFunc(t.Term, unicode.IsLetter) < 0 {
				continue
			}
			w := at[t.Term]
			if w == nil {
				w = &saidWord{term: t.Term, ways: map[string]int{}}
				at[t.Term] = w
			}
			w.ways[texts[i][t.Start:t.End]]++
			if !here[t.Term] {
				here[t.Term] = true
				w.units++
			}
		}
	}
	var all []*saidWord
	for _, w := range at {
		if w.units >= leastHere {
			all = append(all, w)
		}
	}
	slices.SortFunc(all, func(x, y *saidWord) int {
		return cmp.Or(cmp.Compare(y.units, x.units), strings.Compare(x.term, y.term))
	})
	return all[:min(len(all), mostLooked)]
}

// written is how the word is written most often.
func (w *saidWord) written() string {
	best := ""
	for way, n := range w.ways {
		if best == "" || n > w.ways[best] || n == w.ways[best] && way > best { // small letters come behind capitals
			best = way
		}
	}
	return best
}

// errNoCounts is told where the index in use cannot count words.
var errNoCounts = &archive.Problem{Kind: archive.ErrState, Sentence: "This archive's search cannot count words."}

func countWords(ctx context.Context, ix any, words []string) ([]WordCount, int, error) {
	if c, can := ix.(WordCounter); can {
		return c.CountWords(ctx, words)
	}
	return nil, 0, errNoCounts
}

// CountWords implements WordCounter, if the index does.
func (s *Searcher) CountWords(ctx context.Context, words []string) ([]WordCount, int, error) {
	return countWords(ctx, s.Index, words)
}

// CountWords implements WordCounter, if the present index does.
func (l *Live) CountWords(ctx context.Context, words []string) (counts []WordCount, passages int, err error) {
	err = l.with(func(ix Index) error {
		counts, passages, err = countWords(ctx, ix, words)
		return err
	})
	return counts, passages, err
}
