package archive

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// heardWords are words of half a second each, of one probability.
func heardWords(text string, probability float64) []Word {
	var words []Word
	for i, s := range strings.Fields(text) {
		words = append(words, Word{ID: WordID(i + 1), Text: s, Start: float64(i) / 2, End: float64(i)/2 + 0.4, Probability: probability})
	}
	return words
}

func TestWhatIsSuspicious(t *testing.T) {
	all := func(string) bool { return true }
	plain := heardWords("we met at the hall on a Sunday", 0.95)
	if got := suspicion(plain, all); got != 0 {
		t.Errorf("plain words: %v", got)
	}
	silent := heardWords("thank you for watching", 0.95)
	silent[1].NoVoice = true
	fast := heardWords("we met at the hall on a Sunday", 0.95)
	slow := heardWords("we met there", 0.95)
	for i := range fast {
		fast[i].Start, fast[i].End = fast[i].Start/5, fast[i].End/5
	}
	slow[2].Start, slow[2].End = 8, 9
	for name, c := range map[string]struct {
		words []Word
		known func(string) bool
		want  float64
	}{
		"doubtful words":    {heardWords("lifting spaces", 0.3), all, 1.6},
		"no voice":          {silent, all, suspectNoVoice},
		"too fast":          {fast, all, suspectRate},
		"too slow":          {slow, all, suspectRate},
		"one word again":    {heardWords("and so so so on", 0.9), all, suspectRepeat},
		"a phrase again":    {heardWords("you know, you know you know. yes", 0.9), all, suspectRepeat},
		"unknown words":     {heardWords("snack production", 0.9), func(w string) bool { return w != "snack" }, suspectUnknown},
		"written by hand":   {heardWords("snack production", 0), func(string) bool { return false }, 0},
		"all of it strange": {heardWords("a b c d e f g h", 0.9), func(string) bool { return false }, 5 * suspectUnknown},
	} {
		if got := Milliseconds(suspicion(c.words, c.known)); got != c.want {
			t.Errorf("%s: %v, not %v", name, got, c.want)
		}
	}
}

func TestClipsAreTenSecondsAndLoseNoWord(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		tr := &Transcript{}
		at, n := 0.0, 0
		for i := range rapid.IntRange(0, 12).Draw(rt, "lines") {
			l := Line{ID: LineID(i + 1)}
			for range rapid.IntRange(0, 30).Draw(rt, "words") {
				n++
				long := rapid.Float64Range(0.05, 2).Draw(rt, "long")
				l.Words = append(l.Words, Word{ID: WordID(n), Text: "w", Start: at, End: at + long})
				at += long + rapid.Float64Range(0, 1).Draw(rt, "pause")
			}
			tr.Lines = append(tr.Lines, l)
		}
		tr.nextWord = WordID(n + 1)
		settled := Checks{Lines: map[LineID]Check{1: {Settled: true}}}
		var ids, want []WordID
		for _, words := range tr.clips(settled, nil) {
			if s := spanOf(words); s.End-s.Start > clipLength && len(words) > 1 {
				rt.Fatalf("a clip of %v seconds", s.End-s.Start)
			}
			ids = append(ids, wordIDs(words)...)
		}
		for _, l := range tr.Lines {
			if l.ID != 1 {
				want = append(want, wordIDs(l.Words)...)
			}
		}
		if len(ids) != len(want) {
			rt.Fatalf("%d words in clips, not %d", len(ids), len(want))
		}
	})
}
