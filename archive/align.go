package archive

import (
	"slices"
	"strings"
	"unicode"
)

// soundOf is a word without case and punctuation at its ends: what two
// recognitions may differ in without having heard anything else.
func soundOf(s string) string {
	return strings.TrimFunc(plain(s), unicode.IsPunct)
}

func bareText(words []Word) string {
	var b strings.Builder
	for _, w := range words {
		b.WriteString(soundOf(w.Text))
		b.WriteByte(' ')
	}
	return b.String()
}

// Two recognitions of one sound give a word about the same time. Captions with
// estimated times may be a long way off.
const (
	near = 3.0 // seconds
	far  = 60.0
)

// alignWords finds for each old word the new one that is the same, or -1: the
// longest common subsequence among words that are about as late.
func alignWords(old, new []Word) []int {
	band := near
	if slices.ContainsFunc(old, func(w Word) bool { return w.Timing == TimeEstimated && w.Probability == 0 }) {
		band = far
	}
	from := make([]int, len(old)+1)
	width := make([]int, len(old)+1)
	best := make([][]int32, len(old)+1)
	lo, hi := 0, 0
	for i, w := range old {
		for lo < len(new) && new[lo].Start < w.Start-band {
			lo++
		}
		for hi = max(hi, lo); hi < len(new) && new[hi].Start <= w.Start+band; {
			hi++
		}
		from[i], width[i] = lo, hi-lo
	}
	from[len(old)] = len(new)
	score := func(i, j int) int32 {
		if i >= len(old) {
			return 0
		}
		j = max(j, from[i])
		if k := j - from[i]; k < width[i] {
			return best[i][k]
		}
		return 0
	}
	words := make([]string, len(new))
	for j, w := range new {
		words[j] = soundOf(w.Text)
	}
	for i := len(old) - 1; i >= 0; i-- {
		best[i] = make([]int32, width[i])
		text := soundOf(old[i].Text)
		for k := width[i] - 1; k >= 0; k-- {
			j := from[i] + k
			b := max(score(i+1, j), score(i, j+1))
			if text == words[j] {
				b = max(b, score(i+1, j+1)+1)
			}
			best[i][k] = b
		}
	}
	match := make([]int, len(old))
	j := 0
	for i := range old {
		match[i] = -1
		text := soundOf(old[i].Text)
		for j = max(j, from[i]); j < from[i]+width[i]; j++ {
			if text == words[j] && score(i, j) == score(i+1, j+1)+1 {
				match[i] = j
				j++
				break
			}
			if score(i, j) == score(i+1, j) {
				break
			}
		}
	}
	return match
}
