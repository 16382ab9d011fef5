package accuracy

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Words takes the words out of a text, in lower case and without punctuation.
func Words(text string) []string {
	return split(lower(text), false)
}

// English is Words with the rules for English: contractions are spelled out,
// digits become number words, um and uh are left out.
func English(text string) []string {
	var out []string
	for _, w := range split(lower(text), true) {
		switch {
		case w == "um" || w == "uh":
		case w[0] >= '0' && w[0] <= '9':
			out = append(out, number(w)...)
		default:
			out = append(out, contraction(w)...)
		}
	}
	return out
}

func lower(text string) string {
	return strings.ReplaceAll(strings.ToLower(norm.NFC.String(text)), "’", "'")
}

// split cuts at everything that is not a letter, a digit or, inside a word, an
// apostrophe. A comma between digits is left out: "1,500" is one number.
func split(text string, keepApostrophes bool) []string {
	var b strings.Builder
	runes := []rune(text)
	for i, r := range runes {
		inside := i > 0 && i+1 < len(runes)
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
			b.WriteRune(r)
		case r == '\'':
			if keepApostrophes && inside && unicode.IsLetter(runes[i-1]) && unicode.IsLetter(runes[i+1]) {
				b.WriteRune(r)
			}
		case r == ',' && inside && unicode.IsDigit(runes[i-1]) && unicode.IsDigit(runes[i+1]):
		default:
			b.WriteByte(' ')
		}
	}
	return strings.Fields(b.String())
}

// whole contractions, and endings that spell out as one word.
var (
	contractions = map[string]string{
		"can't": "can not", "cannot": "can not", "won't": "will not", "shan't": "shall not", "let's": "let us",
		"it's": "it is", "that's": "that is", "what's": "what is", "there's": "there is", "here's": "here is",
		"he's": "he is", "she's": "she is", "who's": "who is", "where's": "where is",
	}
	endings = []struct{ short, long string }{
		{"n't", " not"}, {"'re", " are"}, {"'ve", " have"}, {"'ll", " will"}, {"'m", " am"}, {"'d", " would"},
	}
)

func contraction(w string) []string {
	if long, ok := contractions[w]; ok {
		return strings.Fields(long)
	}
	for _, e := range endings {
		if stem, ok := strings.CutSuffix(w, e.short); ok && stem != "" {
			return strings.Fields(stem + e.long)
		}
	}
	return []string{strings.ReplaceAll(w, "'", "")}
}

var (
	ones = strings.Fields(`zero one two three four five six seven eight nine ten eleven twelve thirteen
		fourteen fifteen sixteen seventeen eighteen nineteen`)
	tens = strings.Fields(`- - twenty thirty forty fifty sixty seventy eighty ninety`)
)

// number spells out digits as they are read: years by hundreds, what is too
// large digit by digit; "15th" is "fifteenth".
func number(w string) []string {
	digits := strings.TrimRightFunc(w, func(r rune) bool { return r < '0' || r > '9' })
	n, err := strconv.Atoi(digits)
	if err != nil || n > 999_999 || strings.IndexFunc(digits, unicode.IsLetter) >= 0 {
		var out []string
		for _, r := range w {
			if r >= '0' && r <= '9' {
				out = append(out, ones[r-'0'])
			}
		}
		return out
	}
	out := spelled(n)
	last := &out[len(out)-1]
	switch after := w[len(digits):]; after {
	case "st", "nd", "rd", "th":
		*last = ordinal(*last)
	default:
		*last += after
	}
	return out
}

// ordinal turns "two" into "second" and "twenty" into "twentieth".
func ordinal(w string) string {
	odd := map[string]string{"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth", "twelve": "twelfth"}
	if o, ok := odd[w]; ok {
		return o
	}
	if stem, ok := strings.CutSuffix(w, "y"); ok {
		return stem + "ieth"
	}
	return w + "th"
}

func spelled(n int) []string {
	switch {
	case n < 20:
		return []string{ones[n]}
	case n < 100:
		return more(tens[n/10:n/10+1:n/10+1], n%10, "")
	case n < 1000:
		return more([]string{ones[n/100], "hundred"}, n%100, "and")
	case n > 1100 && n < 2000 && n%100 != 0:
		return append(spelled(n/100), spelled(n%100)...)
	default:
		return more(append(spelled(n/1000), "thousand"), n%1000, "")
	}
}

// more adds the rest of a number, if there is any.
func more(head []string, rest int, joint string) []string {
	if rest == 0 {
		return head
	}
	if joint != "" {
		head = append(head, joint)
	}
	return append(head, spelled(rest)...)
}
