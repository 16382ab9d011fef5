package ui

import (
	"slices"
	"strings"
	"unicode"
)

// negations turn a sentence into its opposite. Whoever confirms a fix that adds
// or drops one is asked to listen twice.
var negations = []string{"not", "no", "never", "none", "nothing", "nobody", "without", "cannot", "nicht", "kein", "keine", "nie"}

// careful says what a change of words might do to their sense, or "".
func careful(before, after string) string {
	var was, is [2][]string // negations and numbers
	sort := func(text string, into *[2][]string) {
		for _, w := range strings.Fields(strings.ToLower(text)) {
			w = strings.TrimFunc(w, func(r rune) bool { return unicode.IsPunct(r) && r != '\'' })
			switch {
			case slices.Contains(negations, w) || strings.HasSuffix(w, "n't") || strings.HasSuffix(w, "n’t"):
				into[0] = append(into[0], w)
			case strings.ContainsFunc(w, unicode.IsDigit):
				into[1] = append(into[1], w)
			}
		}
	}
	sort(before, &was)
	sort(after, &is)
	switch {
	case len(was[0]) != len(is[0]):
		return "This changes a “not” or “never”, so it may turn the meaning round. Please listen twice."
	case !slices.Equal(was[1], is[1]):
		return "This changes a number. Please listen twice."
	}
	return ""
}
