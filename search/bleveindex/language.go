package bleveindex

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/ar"
	"github.com/blevesearch/bleve/v2/analysis/lang/ckb"
	"github.com/blevesearch/bleve/v2/analysis/lang/da"
	"github.com/blevesearch/bleve/v2/analysis/lang/de"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/analysis/lang/es"
	"github.com/blevesearch/bleve/v2/analysis/lang/fi"
	"github.com/blevesearch/bleve/v2/analysis/lang/fr"
	"github.com/blevesearch/bleve/v2/analysis/lang/hi"
	"github.com/blevesearch/bleve/v2/analysis/lang/hr"
	"github.com/blevesearch/bleve/v2/analysis/lang/hu"
	"github.com/blevesearch/bleve/v2/analysis/lang/it"
	"github.com/blevesearch/bleve/v2/analysis/lang/nl"
	"github.com/blevesearch/bleve/v2/analysis/lang/no"
	"github.com/blevesearch/bleve/v2/analysis/lang/pt"
	"github.com/blevesearch/bleve/v2/analysis/lang/ro"
	"github.com/blevesearch/bleve/v2/analysis/lang/ru"
	"github.com/blevesearch/bleve/v2/analysis/lang/sv"
	"github.com/blevesearch/bleve/v2/analysis/lang/tr"

	"earshot/search"
)

// language is one whose endings bleve knows.
type language struct {
	name string // in English, for language:german
	stem func() analysis.TokenFilter
}

var languages = map[string]language{
	"ar":  {"Arabic", func() analysis.TokenFilter { return ar.NewArabicStemmerFilter() }},
	"ckb": {"Sorani", func() analysis.TokenFilter { return ckb.NewSoraniStemmerFilter() }},
	"da":  {"Danish", func() analysis.TokenFilter { return da.NewDanishStemmerFilter() }},
	"de":  {"German", func() analysis.TokenFilter { return de.NewGermanStemmerFilter() }},
	"en":  {"English", func() analysis.TokenFilter { return en.NewEnglishStemmerFilter() }},
	"es":  {"Spanish", func() analysis.TokenFilter { return es.NewSpanishStemmerFilter() }},
	"fi":  {"Finnish", func() analysis.TokenFilter { return fi.NewFinnishStemmerFilter() }},
	"fr":  {"French", func() analysis.TokenFilter { return fr.NewFrenchStemmerFilter() }},
	"hi":  {"Hindi", func() analysis.TokenFilter { return hi.NewHindiStemmerFilter() }},
	"hr":  {"Croatian", func() analysis.TokenFilter { return hr.NewCroatianStemmerFilter() }},
	"hu":  {"Hungarian", func() analysis.TokenFilter { return hu.NewHungarianStemmerFilter() }},
	"it":  {"Italian", func() analysis.TokenFilter { return it.NewItalianStemmerFilter() }},
	"nl":  {"Dutch", func() analysis.TokenFilter { return nl.NewDutchStemmerFilter() }},
	"no":  {"Norwegian", func() analysis.TokenFilter { return no.NewNorwegianStemmerFilter() }},
	"pl":  {name: "Polish"}, // by polish
	"pt":  {"Portuguese", func() analysis.TokenFilter { return pt.NewPortugueseLightStemmerFilter() }},
	"ro":  {"Romanian", func() analysis.TokenFilter { return ro.NewRomanianStemmerFilter() }},
	"ru":  {"Russian", func() analysis.TokenFilter { return ru.NewRussianStemmerFilter() }},
	"sv":  {"Swedish", func() analysis.TokenFilter { return sv.NewSwedishStemmerFilter() }},
	"tr":  {"Turkish", func() analysis.TokenFilter { return tr.NewTurkishStemmerFilter() }},
}

// languageOf is the first part of a language tag: "en" of "en-GB".
func languageOf(tag string) string {
	code, _, _ := strings.Cut(strings.ToLower(tag), "-")
	return code
}

// languageNames are what language: finds an interview by.
func languageNames(tag string) []string {
	code := languageOf(tag)
	return []string{tag, code, languages[code].name}
}

// reader reads words as search.Tokens does and takes their endings off, by the
// rules of a language. What it leaves of a word carries the language's name, so
// that what two languages leave of different words is not taken for one word.
// English, which is taken for granted where no language is told, carries none, and
// words of languages without rules stay as they are.
type reader struct {
	stem   analysis.TokenFilter        // nil: none
	known  *stems                      // what it left of words before; nil: not kept
	own    func(written string) string // instead of stem, where accents matter to it
	tag    string
	elides bool
	then   string // words of the next passage, read behind the text
}

// Signs in front of and behind what is left of a word. No word holds them.
const (
	onward  = ">" // the word is one of the next passage
	tagSign = "|"
)

func readerOf(tag string) reader {
	code := languageOf(tag)
	if code == "" {
		code = "en"
	}
	l, known := languages[code]
	if !known {
		return reader{}
	}
	r := reader{elides: code == "fr" || code == "it"}
	if l.stem != nil {
		r.stem = l.stem()
	} else {
		r.own = polish
	}
	if code != "en" {
		r.tag = tagSign + code
	}
	return r
}

// readers are one for each way in which words are kept in the index, English first.
func (ix *Index) readers() []reader {
	out := []reader{readerOf("en")}
	bare := false
	for _, code := range ix.catalogue.languages() {
		r := readerOf(code)
		as := r.tag == "" && r.stem == nil // words stay as they are
		if r.tag != "" || as && !bare {
			out = append(out, r)
		}
		bare = bare || as
	}
	return out
}

// Analyze implements analysis.Analyzer. Compounds are kept a second time, closed,
// where their first part stands.
func (r reader) Analyze(input []byte) analysis.TokenStream {
	out := r.read(string(input))
	if r.then == "" {
		return out
	}
	last := 0
	if len(out) > 0 {
		last = out[len(out)-1].Position
		for _, t := range out {
			last = max(last, t.Position)
		}
	}
	for _, t := range r.read(r.then) {
		t.Term = append([]byte(onward), t.Term...)
		t.Position += last
		t.Start, t.End = t.Start+len(input)+1, t.End+len(input)+1
		out = append(out, t)
	}
	return out
}

func (r reader) read(text string) analysis.TokenStream {
	tokens := search.Tokens(text)
	out := make(analysis.TokenStream, 0, len(tokens)+4)
	for i, t := range tokens {
		if r.own != nil {
			written, folded := r.ends(t, text)
			if written != folded {
				out = append(out, token(search.Token{Term: written, Start: t.Start, End: t.End}, i+1))
			}
			t.Term = folded
		} else {
			t.Term = r.bare(t, text)
		}
		out = append(out, token(t, i+1))
	}
	for _, t := range search.Compounds(tokens) {
		if r.own != nil {
			t.Term = r.own(t.Term)
		}
		first := slices.IndexFunc(tokens, func(w search.Token) bool { return w.Start == t.Start })
		out = append(out, token(t, first+1))
	}
	return r.stemmed(out)
}

// ends is what own leaves of a word of a text, as it is written and without its
// accents. Both are kept, so that it is found by those who type none.
func (r reader) ends(t search.Token, text string) (written, folded string) {
	folded = r.own(t.Term)
	if t.End == 0 || t.End > len(text) {
		return folded, folded
	}
	return r.own(text[t.Start:t.End]), folded
}

// stems are what is left of words, kept while an interview is read: it says the
// same ones again and again, and taking their endings off takes most of the reading.
type stems struct {
	mu sync.RWMutex
	of map[string][]byte
}

// take gives each word what is left of it, of which every word that is the same
// has the same bytes.
func (s *stems) take(stem analysis.TokenFilter, words analysis.TokenStream) {
	for i, t := range words {
		s.mu.RLock()
		left, known := s.of[string(t.Term)]
		s.mu.RUnlock()
		if !known {
			word := string(t.Term)
			left = stem.Filter(words[i : i+1])[0].Term
			s.mu.Lock()
			s.of[word] = left
			s.mu.Unlock()
		}
		t.Term = left
	}
}

func (r reader) stemmed(out analysis.TokenStream) analysis.TokenStream {
	switch {
	case r.stem != nil && r.known != nil:
		r.known.take(r.stem, out)
	case r.stem != nil:
		out = r.stem.Filter(out)
	}
	if r.tag != "" {
		for _, t := range out {
			t.Term = append(t.Term[:len(t.Term):len(t.Term)], r.tag...)
		}
	}
	return out
}

// term is how one word of a text is kept.
func (r reader) term(t search.Token, text string) string {
	if r.own != nil {
		t.Term, _ = r.ends(t, text)
	}
	return string(r.stemmed(analysis.TokenStream{{Term: []byte(clip(r.bare(t, text)))}})[0].Term)
}

// word is how one folded word is kept.
func (r reader) word(w string) string { return r.term(search.Token{Term: w}, "") }

// articles are written before a word with an apostrophe, in French and Italian.
var articles = strings.Fields("l m t qu n s j d c jusqu quoiqu lorsqu puisqu dell all nell dall sull coll un quest quell")

// bare is a word without the article it is written together with.
func (r reader) bare(t search.Token, text string) string {
	if !r.elides || t.End > len(text) {
		return t.Term
	}
	written := strings.ReplaceAll(text[t.Start:t.End], "’", "'")
	article, rest, found := strings.Cut(written, "'")
	if !found || !slices.Contains(articles, strings.ToLower(article)) {
		return t.Term
	}
	if words := search.Tokens(rest); len(words) == 1 {
		return words[0].Term
	}
	return t.Term
}

func token(t search.Token, position int) *analysis.Token {
	return &analysis.Token{Term: []byte(clip(t.Term)), Start: t.Start, End: t.End, Position: position, Type: analysis.AlphaNumeric}
}

// clip keeps a word of thousands of letters from becoming a term of that length.
func clip(term string) string {
	const most = 120
	if len(term) <= most {
		return term
	}
	for n := most; ; n-- {
		if utf8.RuneStart(term[n]) {
			return term[:n]
		}
	}
}
