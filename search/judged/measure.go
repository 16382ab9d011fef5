package judged

import "math"

// Cut is how many passages from the top are looked at: a first page, more or less.
const Cut = 10

// Recall is the share of the relevant passages that are among the first Cut of the
// ranking.
func Recall(ranking []string, relevant map[string]bool) float64 {
	if len(relevant) == 0 {
		return 0
	}
	found := 0
	for _, id := range top(ranking) {
		if relevant[id] {
			found++
		}
	}
	return float64(found) / float64(len(relevant))
}

// NDCG is the normalised discounted cumulated gain of the first Cut passages with
// a gain of one for each relevant passage: a relevant passage at rank r counts
// 1/log2(r+1), and the sum is divided by that of the best possible ranking
// (Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques",
// ACM Transactions on Information Systems 20(4), 2002, with the discount that is
// usual since Burges et al. 2005).
func NDCG(ranking []string, relevant map[string]bool) float64 {
	if len(relevant) == 0 {
		return 0
	}
	gain, best := 0.0, 0.0
	for i, id := range top(ranking) {
		if relevant[id] {
			gain += discount(i)
		}
	}
	for i := range min(len(relevant), Cut) {
		best += discount(i)
	}
	return gain / best
}

func discount(i int) float64 { return 1 / math.Log2(float64(i)+2) }

func top(ranking []string) []string { return ranking[:min(len(ranking), Cut)] }

// Score is the mean over some questions.
type Score struct {
	Questions    int
	Recall, NDCG float64
}

// plus takes one more question into the mean.
func (s Score) plus(recall, ndcg float64) Score {
	n := float64(s.Questions)
	return Score{s.Questions + 1, (s.Recall*n + recall) / (n + 1), (s.NDCG*n + ndcg) / (n + 1)}
}
