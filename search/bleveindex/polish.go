package bleveindex

import (
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/pl"
	"golang.org/x/text/unicode/norm"

	"earshot/search"
)

// polishTable is the table of endings that bleve carries for Polish (Stempel, by
// Andrzej Białecki). It takes 6 MB and a tenth of a second to read, so it is read
// once, when the first Polish interview is. It is part of the program: if it cannot
// be read, the program is broken.
var polishTable = sync.OnceValue(func() analysis.TokenFilter {
	table, err := pl.NewPolishStemmerFilter()
	if err != nil {
		panic("the table of Polish endings: " + err.Error())
	}
	return table
})

const (
	polishLeast = 4 // letters of a word that has an ending to take off
	polishStem  = 3 // letters that are left of it
	polishVowel = "aąeęioóuy"
)

// polish takes the ending off a word as it is written. The table was made from words
// with their accents, so they are folded afterwards. It answers with one form of the
// word, and with different ones for different endings ("rodzina", "rodziny"); mostly
// just their last vowel differs, which is taken off too.
func polish(written string) string {
	word := strings.ToLower(norm.NFC.String(written))
	letters := []rune(word)
	if len(letters) >= polishLeast {
		found := []rune(string(polishTable().Filter(analysis.TokenStream{{Term: []byte(word)}})[0].Term))
		if n := len(found) - 1; n >= polishLeast && strings.ContainsRune(polishVowel, found[n]) {
			found = found[:n]
		}
		if len(found) >= polishStem && found[0] == letters[0] { // of very short words it can leave nonsense
			word = string(found)
		}
	}
	if tokens := search.Tokens(word); len(tokens) == 1 {
		return tokens[0].Term
	}
	return written
}
