package transcribe

import (
	"strings"
	"unicode/utf8"

	"earshot/archive"
)

const (
	// LineLength is how many characters a line holds at most: two caption rows
	// of 42, as broadcasters' subtitle guides set them. A single longer word
	// still makes a line.
	LineLength = 84
	// linePause is the silence, in seconds, that always starts a new line.
	linePause = 1.0
	// shortLine is the length under which a sentence end does not break: "Yes.
	// I did." reads better as one line.
	shortLine = 25
)

// Lines cuts words into lines of about one caption: at a pause longer than a
// second, after the end of a sentence, and before LineLength is passed, then
// preferably after punctuation or at the longest pause. It keeps the order and
// the words as they are.
func Lines(words []archive.Word) []archive.Line {
	var lines []archive.Line
	for len(words) > 0 {
		n := lineEnd(words)
		lines = append(lines, archive.Line{Words: words[:n:n]})
		words = words[n:]
	}
	return lines
}

// lineEnd says how many of the words make the next line.
func lineEnd(words []archive.Word) int {
	length := 0
	for i, w := range words {
		length += utf8.RuneCountInString(w.Text)
		if i > 0 {
			length++
			if length > LineLength {
				return breakBefore(words[:i])
			}
		}
		if i+1 == len(words) {
			break
		}
		if words[i+1].Start-w.End > linePause {
			return i + 1
		}
		if endsSentence(w.Text) && length >= shortLine {
			return i + 1
		}
	}
	return len(words)
}

// breakBefore finds the best place to cut words that fill a line: the later and
// the clearer the pause, the better.
func breakBefore(words []archive.Word) int {
	best, bestScore := len(words), 0.0
	for i := len(words) / 2; i < len(words); i++ {
		score := float64(i) / float64(len(words)) / 2
		switch last := words[i-min(i, 1)].Text; {
		case i == 0:
			continue
		case endsSentence(last):
			score += 3
		case strings.ContainsAny(lastRune(last), ",;:–—)،、，"):
			score += 2
		}
		score += min(words[i].Start-words[i-min(i, 1)].End, linePause)
		if score > bestScore {
			best, bestScore = i, score
		}
	}
	if bestScore < 1 && len(words) > 1 {
		return len(words) // nothing speaks for an earlier place
	}
	return best
}

// endsSentence tells whether a word closes a sentence. Titles before names do not.
func endsSentence(text string) bool {
	bare := strings.TrimRight(text, `"'”’»)]`)
	switch strings.ToLower(bare) {
	case "mr.", "mrs.", "ms.", "dr.", "st.", "prof.", "rev.":
		return false
	}
	return strings.ContainsAny(lastRune(bare), ".?!…。？！؟") && utf8.RuneCountInString(bare) > 2
}

func lastRune(s string) string {
	_, n := utf8.DecodeLastRuneInString(s)
	return s[len(s)-n:]
}
