package archive

import (
	"slices"
	"strings"
	"unicode"
)

// negations turn a sentence into its opposite. Whoever confirms a fix that adds
// or drops one is asked to listen twice.
var negations = []string{"not", "no", "never", "none", "nothing", "nobody", "without", "cannot", "nicht", "kein", "keine", "nie", "ddim"}

// Careful says what a change of words might do to their sense, or "".
func Careful(before, after string) string {
	wasNot, wasNumbers := senses(before)
	isNot, isNumbers := senses(after)
	switch {
	case len(wasNot) != len(isNot):
		return "This changes a “not” or “never”, so it may turn the meaning round. Please listen twice."
	case !slices.Equal(wasNumbers, isNumbers):
		return "This changes a number. Please listen twice."
	}
	return ""
}

// senses picks the words of negation and the numbers out of a text.
func senses(text string) (not, numbers []string) {
	for _, w := range plainWords(text) {
		switch {
		case slices.Contains(negations, w) || strings.HasSuffix(w, "n't"):
			not = append(not, w)
		case strings.ContainsFunc(w, unicode.IsDigit):
			numbers = append(numbers, w)
		}
	}
	return not, numbers
}
