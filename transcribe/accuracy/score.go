package accuracy

import "earshot/archive"

// Score is the outcome of one comparison. Scores add up.
type Score struct {
	Words  int // in the reference
	Errors int // substituted, dropped and added words
}

// Rate is the word error rate in percent; of an empty reference, 0 when nothing
// was heard and 100 otherwise.
func (s Score) Rate() float64 {
	switch {
	case s.Words > 0:
		return 100 * float64(s.Errors) / float64(s.Words)
	case s.Errors > 0:
		return 100
	}
	return 0
}

// Plus pools two scores.
func (s Score) Plus(o Score) Score { return Score{s.Words + o.Words, s.Errors + o.Errors} }

// Compare scores what was heard against the reference.
func Compare(reference, heard []string) Score {
	s := archive.ScoreWords(reference, heard)
	return Score{Words: s.Words, Errors: s.Errors()}
}
