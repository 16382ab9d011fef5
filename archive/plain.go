package archive

import (
	"strings"
	"unicode"
)

// plain is a copy of a text for comparing only: small letters, one kind of digit
// and apostrophe, no characters without width. No script loses its letters.
func plain(s string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		switch {
		case r == '\u2019' || r == '\u02bc' || r == '\uff07':
			return '\''
		case r >= '\uff01' && r <= '\uff5e': // full-width forms of ASCII
			return r - '\uff01' + '!'
		case r == '\u00ad' || unicode.Is(unicode.Cf, r): // joiners, soft hyphens, direction marks
			return -1
		case unicode.Is(unicode.Nd, r):
			return digit(r)
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, s))
}

// digit is a decimal digit of any script as an ASCII one. Unicode gives each
// script its ten digits in a row, from zero on.
func digit(r rune) rune {
	for _, t := range unicode.Nd.R16 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return '0' + (r-rune(t.Lo))%10
		}
	}
	for _, t := range unicode.Nd.R32 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return '0' + (r-rune(t.Lo))%10
		}
	}
	return r
}

// plainWords are the words of a text as they are compared.
func plainWords(s string) []string {
	words := strings.Fields(plain(s))
	for i, w := range words {
		words[i] = trimWord(w)
	}
	return words
}

// trimWord takes the punctuation off the ends of a word.
func trimWord(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsPunct(r) && r != '\'' })
}
