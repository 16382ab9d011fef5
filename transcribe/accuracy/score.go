package accuracy

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
	return Score{Words: len(reference), Errors: distance(reference, heard)}
}

// distance is Levenshtein's, over words, in memory of one row.
func distance(a, b []string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		corner := row[0]
		row[0] = i + 1
		for j := range b {
			up := row[j+1]
			best := min(up+1, row[j]+1)
			if a[i] == b[j] {
				best = min(best, corner)
			} else {
				best = min(best, corner+1)
			}
			corner, row[j+1] = up, best
		}
	}
	return row[len(b)]
}
