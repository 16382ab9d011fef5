package archive

import "strings"

// WordScore compares words that were written down with words that were said.
// Scores add up.
type WordScore struct {
	Words       int `json:"words"`       // that were said
	Substituted int `json:"substituted"` // written as another word
	Dropped     int `json:"dropped"`     // not written
	Added       int `json:"added"`       // written and not said
}

// Errors is the edit distance in words: the least number of words to change,
// put in or take out.
func (s WordScore) Errors() int { return s.Substituted + s.Dropped + s.Added }

// Plus pools two scores.
func (s WordScore) Plus(o WordScore) WordScore {
	return WordScore{s.Words + o.Words, s.Substituted + o.Substituted, s.Dropped + o.Dropped, s.Added + o.Added}
}

// ScoreWords aligns written words with said ones by Levenshtein's distance, in
// memory of one row. Of alignments with the same distance it counts the one with
// the most words written as another word.
func ScoreWords(said, written []string) WordScore {
	row := make([]WordScore, len(written)+1)
	for j := range row {
		row[j].Added = j
	}
	for i := range said {
		corner := row[0]
		row[0] = WordScore{Dropped: i + 1}
		for j := range written {
			best := corner
			if said[i] != written[j] {
				best.Substituted++
			}
			up, left := row[j+1], row[j]
			if up.Dropped++; up.Errors() < best.Errors() {
				best = up
			}
			if left.Added++; left.Errors() < best.Errors() {
				best = left
			}
			corner, row[j+1] = row[j+1], best
		}
	}
	out := row[len(written)]
	out.Words = len(said)
	return out
}

// saidWords are the words of a text that count when it is measured: without case
// and punctuation, a hyphen read as a space, and without notes in brackets such
// as [laughter].
func (a *Archive) saidWords(text string) []string {
	var b strings.Builder
	depth := 0
	for _, r := range text {
		switch {
		case r == '[':
			depth++
		case r == ']' && depth > 0:
			depth--
			b.WriteByte(' ')
		case depth > 0:
		case r == '-' || r == '\u2010' || r == '\u2011' || r == '\u2013' || r == '\u2014':
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	var words []string
	for _, w := range strings.Fields(b.String()) {
		if plain := a.wording(w); strings.Map(compared, plain) != "" {
			words = append(words, plain)
		}
	}
	return words
}
