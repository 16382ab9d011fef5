package ui

import "strings"

// piece is a stretch of words that stays, goes or comes.
type piece struct {
	Op   string // "same", "del" or "ins"
	Text string
}

const diffCells = 1_000_000 // beyond this, two texts are shown one after the other

// wordDiff compares two texts word by word, by their longest common subsequence.
func wordDiff(before, after string) []piece {
	a, b := strings.Fields(before), strings.Fields(after)
	var out []piece
	add := func(op string, words ...string) {
		if len(words) == 0 {
			return
		}
		if n := len(out); n > 0 && out[n-1].Op == op {
			out[n-1].Text += " " + strings.Join(words, " ")
			return
		}
		out = append(out, piece{op, strings.Join(words, " ")})
	}
	if len(a)*len(b) > diffCells {
		add("del", a...)
		add("ins", b...)
		return out
	}
	common := commonLengths(a, b)
	w := len(b) + 1
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			add("same", a[i])
			i, j = i+1, j+1
		case common[(i+1)*w+j] >= common[i*w+j+1]:
			add("del", a[i])
			i++
		default:
			add("ins", b[j])
			j++
		}
	}
	add("del", a[i:]...)
	add("ins", b[j:]...)
	return out
}

// commonLengths holds, for each pair of places, how many words the rests share
// in order.
func commonLengths(a, b []string) []int32 {
	w := len(b) + 1
	n := make([]int32, (len(a)+1)*w)
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				n[i*w+j] = n[(i+1)*w+j+1] + 1
			} else {
				n[i*w+j] = max(n[(i+1)*w+j], n[i*w+j+1])
			}
		}
	}
	return n
}
