package archive

import (
	"slices"
	"unicode/utf8"
)

// spanOf is the sound of words that stand next to each other. Words that were
// put back may not be in the order of their times.
func spanOf(words []Word) Span {
	s := Span{words[0].Start, words[0].End}
	for _, w := range words[1:] {
		s.Start, s.End = min(s.Start, w.Start), max(s.End, w.End)
	}
	return s
}

// gapBefore is the silence between the words around a place: the time that new
// words may take without moving their neighbours.
func (t *Transcript) gapBefore(p place) Span {
	s := Span{}
	if w := t.wordBefore(p); w != nil {
		s.Start = w.End
	}
	s.End = s.Start
	if w := t.wordAt(p); w != nil {
		s.Start = min(s.Start, w.Start) // a word may be heard on into the next
		s.End = w.Start
	}
	return s
}

// gap is the sound that the words between two places of one line may take: that
// of the words there now or, when there are none, the silence around the place.
// It never reaches past the start of the next word.
func (t *Transcript) gap(from, to place) Span {
	if from == to {
		return t.gapBefore(from)
	}
	s := spanOf(t.Lines[from.line].Words[from.word:to.word])
	if next := t.wordAt(to); next != nil && next.Start < s.End {
		s.End = max(s.Start, next.Start)
	}
	return s
}

// timed gives the words that replace others, or go in where there are none, the
// times of their gap. Word for word they take over the old times. Otherwise the
// words that resemble an old one take over its time, and those between them
// share the sound of the old words between them by number of letters.
func timed(before []Word, text []string, gap Span) []Word {
	words := make([]Word, len(text))
	for i, s := range text {
		words[i].Text = s
	}
	if len(before) == 0 {
		spread(words, gap)
		return words
	}
	pairs := append(resembling(before, text), [2]int{len(before), len(text)})
	a, c := 0, 0
	for _, p := range pairs {
		b, d := p[0], p[1]
		if b-a == d-c {
			for i := range d - c {
				takeOver(&words[c+i], before[a+i])
			}
		} else if a < b {
			spreadOver(words[c:d], before[a:b])
		}
		if b < len(before) {
			takeOver(&words[d], before[b])
		}
		a, c = b+1, d+1
	}
	inOrder(words, gap)
	return words
}

func takeOver(w *Word, old Word) { w.Start, w.End, w.Timing = old.Start, old.End, TimeAligned }

// inOrder keeps times inside a gap and rising, whatever the old words' times are:
// words that were put back may not be in the order of theirs.
func inOrder(words []Word, gap Span) {
	at := gap.Start
	for i := range words {
		w := &words[i]
		w.Start = min(max(w.Start, at), gap.End)
		w.End = min(max(w.End, w.Start), gap.End)
		at = w.Start
	}
}

// spread shares a gap out among words by number of letters.
func spread(words []Word, gap Span) {
	spreadOver(words, []Word{{Text: "x", Start: gap.Start, End: max(gap.Start, gap.End)}})
}

// spreadOver shares the sound of old words out among new ones by number of
// letters. Silence between the old words stays silent.
func spreadOver(words, old []Word) {
	total, all := 0, 0
	for _, w := range old {
		total += weight(w.Text)
	}
	for _, w := range words {
		all += weight(w.Text)
	}
	at := 0
	for i := range words {
		w := &words[i]
		w.Start = Milliseconds(timeAt(old, at*total, all, false))
		at += weight(w.Text)
		w.End = Milliseconds(max(w.Start, timeAt(old, at*total, all, true)))
		w.Timing = TimeEstimated
	}
}

// weight is the share of time a word takes: its letters and the breath behind it.
func weight(s string) int { return utf8.RuneCountInString(s) + 1 }

// timeAt is the moment when at/scale of the weight of words is said. On the
// border of two words it is the start of the later one or, asked for an end, the
// end of the earlier one.
func timeAt(words []Word, at, scale int, end bool) float64 {
	for i, w := range words {
		n := weight(w.Text) * scale
		if at < n || (end && at == n) || i == len(words)-1 {
			return w.Start + (w.End-w.Start)*min(1, float64(at)/float64(n))
		}
		at -= n
	}
	return 0
}

// pairCells bounds the comparing of words with words: longer runs share their
// time by letters alone.
const pairCells = 4096

// resembling pairs new words with old ones that they resemble, in order, as
// indices of both. Nothing is paired next to words that have no others beside
// them: those were heard inside one of the pair.
func resembling(before []Word, text []string) [][2]int {
	if len(before) == len(text) || len(before)*len(text) > pairCells {
		return nil
	}
	w := len(text) + 1
	best := make([]float64, (len(before)+1)*w)
	like := make([]float64, (len(before)+1)*w)
	for i := len(before) - 1; i >= 0; i-- {
		for j := len(text) - 1; j >= 0; j-- {
			like[i*w+j] = likeness(before[i].Text, text[j])
			best[i*w+j] = max(best[(i+1)*w+j], best[i*w+j+1], best[(i+1)*w+j+1]+like[i*w+j])
		}
	}
	var pairs [][2]int
	for i, j := 0, 0; i < len(before) && j < len(text); {
		switch here := best[i*w+j]; {
		case like[i*w+j] > 0 && here == best[(i+1)*w+j+1]+like[i*w+j]:
			pairs = append(pairs, [2]int{i, j})
			i, j = i+1, j+1
		case here == best[(i+1)*w+j]:
			i++
		default:
			j++
		}
	}
	return withRoom(pairs, len(before), len(text))
}

// withRoom drops pairs until no words, old or new, are left without others to
// share their sound with.
func withRoom(pairs [][2]int, old, new int) [][2]int {
	for k := 0; k <= len(pairs); k++ {
		from, to := [2]int{-1, -1}, [2]int{old, new}
		if k > 0 {
			from = pairs[k-1]
		}
		if k < len(pairs) {
			to = pairs[k]
		}
		if (to[0]-from[0] > 1) == (to[1]-from[1] > 1) || len(pairs) == 0 {
			continue
		}
		drop := max(k-1, 0)
		return withRoom(slices.Delete(pairs, drop, drop+1), old, new)
	}
	return pairs
}

// likeness is how much of two words is the same letters in the same order, or 0
// under a half.
func likeness(a, b string) float64 {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for i := range x {
		diagonal := 0
		for j := range y {
			above := row[j+1]
			if x[i] == y[j] {
				row[j+1] = diagonal + 1
			} else {
				row[j+1] = max(above, row[j])
			}
			diagonal = above
		}
	}
	if like := 2 * float64(row[len(y)]) / float64(len(x)+len(y)); like >= 0.5 {
		return like
	}
	return 0
}

// refit keeps the times of words that go in between two places of a line, if
// they are in order there; otherwise the words share the gap.
func (t *Transcript) refit(words []Word, from, to place) []Word {
	low, high := 0.0, -1.0
	if w := t.wordBefore(from); w != nil {
		low = w.Start
	}
	if w := t.wordAt(to); w != nil {
		high = w.Start
	}
	fits := true
	for _, w := range words {
		fits = fits && w.Start >= low && (high < 0 || w.Start <= high)
		low = w.Start
	}
	if fits {
		return words
	}
	retimeOver(words, nil, t.gap(from, to))
	return words
}

// retimeOver gives words the times that timed would give their texts.
func retimeOver(words, before []Word, gap Span) {
	for i, w := range timed(before, wordTexts(words), gap) {
		words[i].Start, words[i].End, words[i].Timing = w.Start, w.End, w.Timing
	}
}

// shortest is the time in seconds a word needs to be heard at all: fast speech
// has about seven words a second.
const shortest = 0.14

// retime moves words from one stretch of sound to another. When both ends move,
// every word moves in proportion. When one end moves, the words that fit keep
// their times, and those at that end share what is left there.
func retime(words []Word, from, to Span) []Word {
	out := slices.Clone(words)
	switch {
	case to.Start != from.Start && to.End != from.End:
		scale := 0.0
		if from.End > from.Start {
			scale = (to.End - to.Start) / (from.End - from.Start)
		}
		for i := range out {
			w := &out[i]
			w.Start = Milliseconds(to.Start + (w.Start-from.Start)*scale)
			w.End = Milliseconds(to.Start + (w.End-from.Start)*scale)
			w.Timing = TimeEstimated
		}
	case to.Start != from.Start:
		n := 1
		for n < len(out) && (out[n].Start < to.Start || out[n].Start-to.Start < shortest*float64(n)) {
			n++
		}
		end := to.End
		if n < len(out) {
			end = out[n].Start
		}
		spread(out[:n], Span{to.Start, end})
	default:
		n := len(out) - 1
		for n > 0 && to.End-out[n].Start < shortest*float64(len(out)-n) {
			n--
		}
		spread(out[n:], Span{out[n].Start, to.End})
	}
	return out
}
