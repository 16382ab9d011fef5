package transcribe

import (
	"strings"
	"unicode"

	"earshot/archive"
)

const (
	longestPhrase = 12 // words in a phrase that may loop
	wordRepeats   = 7  // times one word in a row before it counts as a loop: people do say "no no no no"
	phraseRepeats = 4  // the same for phrases of two words and more
	keptRepeats   = 2  // how many of a loop stay
)

// DropLoops shortens the loops that speech models fall into on noise and music,
// where one phrase is written again and again: two of them stay, so that a
// person sees what was there.
func DropLoops(words []archive.Word) []archive.Word {
	bare := make([]string, len(words))
	for i, w := range words {
		bare[i] = strings.ToLower(strings.TrimFunc(w.Text, unicode.IsPunct))
	}
	out := make([]archive.Word, 0, len(words))
	for i := 0; i < len(words); {
		n, times := loopAt(bare[i:])
		if times == 0 {
			out = append(out, words[i])
			i++
			continue
		}
		out = append(out, words[i:i+n*keptRepeats]...)
		i += n * times
	}
	return out
}

// loopAt finds a loop at the start of words: its length and how often it comes.
func loopAt(words []string) (n, times int) {
	for n = 1; n <= longestPhrase && 2*n <= len(words); n++ {
		times = 1
		for (times+1)*n <= len(words) && equal(words[:n], words[times*n:(times+1)*n]) {
			times++
		}
		if (n == 1 && times >= wordRepeats) || (n > 1 && times >= phraseRepeats && !equal(words[:n-1], words[1:n])) {
			return n, times
		}
	}
	return 0, 0
}

func equal(a, b []string) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
