package search

// Tally is how many passages of one interview match. The index counts them for
// its facets anyhow, so that whoever knows the facts of interviews can count an
// answer by any of them without asking again.
type Tally struct {
	Interview string
	Passages  int
}
