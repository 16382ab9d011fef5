package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"earshot/archive"
)

// Token is one word as it is compared: folded so that case, accents and the way
// a letter is encoded make no difference.
type Token struct {
	Term       string
	Start, End int  // bytes of the text it was read from
	Hyphen     bool // joined to the token before it by a hyphen
}

// Tokens cuts text into words. Runs of letters and digits are words; scripts that
// do not put spaces between words give one token a sign. The marker that stands
// where words were removed is not a word.
func Tokens(text string) []Token { return AppendTokens(make([]Token, 0, len(text)/5+1), text) }

// AppendTokens is Tokens for who reads one text after another: the tokens follow
// those of others in out.
func AppendTokens(out []Token, text string) []Token {
	before := len(out)
	hyphen := false // only a hyphen since the last token
	for at := 0; at < len(text); {
		if text[at] == '[' && strings.HasPrefix(text[at:], archive.RemovedText) {
			at += len(archive.RemovedText)
			hyphen = false
			continue
		}
		r, size := utf8.DecodeRuneInString(text[at:])
		if !wordRune(r) {
			hyphen = isHyphen(r) && len(out) > before && out[len(out)-1].End == at
			at += size
			continue
		}
		end := wordEnd(text, at)
		if term := fold(text[at:end]); term != "" {
			out = append(out, Token{Term: term, Start: at, End: end, Hyphen: hyphen})
		}
		hyphen = false
		at = end
	}
	return out
}

// Compounds returns the closed form of every two tokens that may stand for one
// word: those joined by a hyphen, and those whose first is only ever a beginning,
// such as "co production". Every index keeps these beside the words themselves,
// so that one look-up of "coproduction" finds all three spellings.
func Compounds(tokens []Token) []Token {
	var out []Token
	for i := 1; i < len(tokens); i++ {
		a, b := tokens[i-1], tokens[i]
		if b.Hyphen || Bound(a.Term) {
			out = append(out, Token{Term: a.Term + b.Term, Start: a.Start, End: b.End})
		}
	}
	return out
}

func wordRune(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

func isHyphen(r rune) bool { return r == '-' || r == '‐' || r == '‑' }

// alone tells whether each sign is a word: Han, kana, Thai and their like.
func alone(r rune) bool {
	return r >= firstAlone && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// wordEnd finds where the word that starts at byte at ends: letters, digits and
// their marks, apostrophes between letters, and the full stops of "U.K.".
func wordEnd(text string, at int) int {
	first, size := utf8.DecodeRuneInString(text[at:])
	end, single := at+size, true // single: so far letters alone between full stops
	sign := alone(first)
	for end < len(text) {
		if english(text[end]) && !sign { // nearly all of most texts
			single = single && text[end-1] == '.'
			end++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[end:])
		switch {
		case unicode.IsMark(r) || unicode.Is(unicode.Cf, r):
		case sign || alone(r):
			return end
		case wordRune(r):
			single = single && text[end-1] == '.'
		case (r == '\'' || r == '’') && wordFollows(text, end+n):
			single = false
		case r == '.' && single && wordFollows(text, end+n) && unicode.IsUpper(first):
		default:
			return end
		}
		end += n
	}
	return end
}

// english tells whether a byte is a letter or digit of English.
func english(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// firstAlone is the first sign of those scripts, in Thai. Most text never comes so far.
const firstAlone = 'ก'

func wordFollows(text string, at int) bool {
	r, _ := utf8.DecodeRuneInString(text[at:])
	return wordRune(r)
}

// letterForms are letters that Unicode does not take apart but people do.
var letterForms = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "đ", "d", "ð", "d", "þ", "th",
	"ł", "l", "ħ", "h", "ı", "i", "ς", "σ", "ـ", "", "أ", "ا", "إ", "ا", "آ", "ا", "ى", "ي", "'", "", "’", "", ".", "")

// fold makes a word comparable: lower case, without accents, apostrophes, vowel
// signs of Arabic and Hebrew, or invisible characters. Marks that tell words
// apart in other scripts, such as the vowels of Hindi, stay.
func fold(word string) string {
	if ascii(word) {
		word = strings.ToLower(word)
		if !strings.ContainsAny(word, "'.") {
			return word
		}
	}
	word = strings.ToLower(word)
	for _, suffix := range []string{"'s", "’s"} {
		word = strings.TrimSuffix(word, suffix)
	}
	word = letterForms.Replace(norm.NFC.String(word))
	bare := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) || accent(r) {
			return -1
		}
		return r
	}, norm.NFKD.String(word))
	return norm.NFC.String(strings.ToLower(bare))
}

func ascii(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// accent tells whether r is a mark that may be left out in writing.
func accent(r rune) bool {
	return r >= 0x0300 && r <= 0x036F || // Latin, Greek, Cyrillic
		r >= 0x0591 && r <= 0x05C7 || // Hebrew points
		r >= 0x064B && r <= 0x065F || r == 0x0670 || r >= 0x06D6 && r <= 0x06ED // Arabic
}
