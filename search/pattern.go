package search

import (
	"strings"
	"unicode/utf8"
)

// Pattern is a word in which * stands for any letters and ? for one, folded as
// words are.
type Pattern string

// PatternOf reads the text of a Clause that is Wild. Signs that are no letters,
// such as hyphens, are left out: an index knows compounds by their closed form.
func PatternOf(text string) Pattern {
	var b strings.Builder
	for text != "" {
		at := strings.IndexAny(text, "*?")
		if at < 0 {
			at = len(text)
		}
		for _, t := range Tokens(text[:at]) {
			b.WriteString(t.Term)
		}
		if at == len(text) {
			break
		}
		if text[at] != '*' || !strings.HasSuffix(b.String(), "*") {
			b.WriteByte(text[at])
		}
		text = text[at+1:]
	}
	return Pattern(b.String())
}

// Begins is what every word that fits begins with.
func (p Pattern) Begins() string {
	if at := strings.IndexAny(string(p), "*?"); at >= 0 {
		return string(p[:at])
	}
	return string(p)
}

func (p Pattern) signs() int { return strings.Count(string(p), "*") + strings.Count(string(p), "?") }

// Fits tells whether a word is one that the pattern stands for. It takes time in
// proportion to the lengths of both: only the last * is ever tried again.
func (p Pattern) Fits(word string) bool {
	at, star, again := 0, -1, 0
	for i := 0; i < len(word); {
		_, size := utf8.DecodeRuneInString(word[i:])
		switch {
		case at < len(p) && p[at] == '*':
			star, again = at, i
			at++
		case at < len(p) && p[at] == '?':
			at++
			i += size
		case strings.HasPrefix(string(p[at:]), word[i:i+size]):
			at += size
			i += size
		case star >= 0:
			_, size = utf8.DecodeRuneInString(word[again:])
			again += size
			at, i = star+1, again
		default:
			return false
		}
	}
	return strings.Trim(string(p[at:]), "*") == ""
}
