package bleveindex

import (
	"cmp"
	"slices"
	"sync"
	"unicode/utf8"

	"earshot/search"
)

// lexicon is every word as it is said on the pages, whole, not as the index keeps
// it: what words sound like, and how they are spelled, shows in the whole word
// only. It costs memory about 100 bytes for each different word.
type lexicon struct {
	words   map[string]int         // in how many interviews
	first   map[byte][]soundedWord // by their first sound
	letters map[int][]string       // by how many letters they have

	mu    sync.Mutex
	heard map[heardAs][]nearWord // what was asked before, until there is a new word
}

// heardAs is a question that is asked again and again.
type heardAs struct {
	word string
	most float32
}

// keptHeard is how many answers are kept.
const keptHeard = 5000

type soundedWord struct {
	word  string
	sound search.Sound
	holds uint32
}

// Words that take part: longer ones are noise, and so are the shortest.
const (
	leastLetters = 3
	mostLetters  = 30
)

// add counts a word of an interview.
func (l *lexicon) add(word string) {
	n := utf8.RuneCountInString(word)
	if n < leastLetters || n > mostLetters {
		return
	}
	if l.words == nil {
		l.words, l.first, l.letters = map[string]int{}, map[byte][]soundedWord{}, map[int][]string{}
	}
	if l.words[word]++; l.words[word] > 1 {
		return
	}
	l.heard = nil
	l.letters[n] = append(l.letters[n], word)
	if s := search.SoundOf(word); s.Enough() {
		l.first[s[0]] = append(l.first[s[0]], soundedWord{word, s, s.Holds()})
	}
}

// nearWord is a word, and how far it is from the one that was asked for.
type nearWord struct {
	word string
	far  float32
}

// alike lists the words that sound like a word, the nearest first, itself left out.
// What is misheard hardly ever begins with another kind of sound.
func (l *lexicon) alike(word string, most float32) []nearWord {
	l.mu.Lock()
	defer l.mu.Unlock()
	asked := heardAs{word, most}
	out, known := l.heard[asked]
	if !known {
		if l.heard == nil || len(l.heard) >= keptHeard {
			l.heard = map[heardAs][]nearWord{}
		}
		out = l.compare(word, most)
		l.heard[asked] = out
	}
	return slices.Clone(out)
}

// compare goes through the words that begin with a like sound.
func (l *lexicon) compare(word string, most float32) (out []nearWord) {
	s := search.SoundOf(word)
	if !s.Enough() {
		return nil
	}
	reach := s.Reach()
	for first, words := range l.first {
		if s[:1].Unlike(search.Sound([]byte{first}), 0.5) > 0.5 {
			continue
		}
		for _, w := range words {
			if d := len(w.sound) - len(s); d > 2 || d < -2 || w.word == word || reach.Beyond(len(w.sound), w.holds, most) {
				continue
			}
			if far := s.Unlike(w.sound, most); far <= most {
				out = append(out, nearWord{w.word, far})
			}
		}
	}
	return nearest(out)
}

// misspelled lists the words that a word may have been meant as: one letter wrong,
// missing, too many or swapped, two in long words; or the same to the ear.
func (l *lexicon) misspelled(word string) []nearWord {
	letters := []rune(word)
	most := 1
	if len(letters) > 5 {
		most = 2
	}
	out := l.alike(word, sameSound)
	for i := range out {
		out[i].far += 0.5
	}
	for n := len(letters) - most; n <= len(letters)+most; n++ {
		for _, w := range l.letters[n] {
			if w == word {
				continue
			}
			if d := edits(letters, []rune(w), most); d <= most {
				far := float32(d)
				if []rune(w)[0] != letters[0] {
					far += 0.5 // the first letter is rarely the wrong one
				}
				out = append(out, nearWord{w, far})
			}
		}
	}
	out = nearest(out)
	seen := map[string]bool{}
	return slices.DeleteFunc(out, func(w nearWord) bool { was := seen[w.word]; seen[w.word] = true; return was })
}

func nearest(words []nearWord) []nearWord {
	slices.SortFunc(words, func(a, b nearWord) int { return cmp.Or(cmp.Compare(a.far, b.far), cmp.Compare(a.word, b.word)) })
	return words
}

// edits counts the letters that are wrong, missing, too many, or swapped with the
// next (optimal string alignment); more than most is most+1.
func edits(a, b []rune, most int) int {
	var rows [3][mostLetters + 1]int
	if len(a) > mostLetters || len(b) > mostLetters {
		return most + 1
	}
	older, was, now := &rows[0], &rows[1], &rows[2]
	for k := range b {
		was[k+1] = k + 1
	}
	for i := range a {
		now[0] = i + 1
		least := now[0]
		for k := range b {
			cost := 1
			if a[i] == b[k] {
				cost = 0
			}
			now[k+1] = min(was[k]+cost, was[k+1]+1, now[k]+1)
			if i > 0 && k > 0 && a[i] == b[k-1] && a[i-1] == b[k] {
				now[k+1] = min(now[k+1], older[k-1]+1)
			}
			least = min(least, now[k+1])
		}
		if least > most {
			return most + 1
		}
		older, was, now = was, now, older
	}
	return was[len(b)]
}

// drop counts words down, and forgets those that no interview says any more.
func (l *lexicon) drop(words []string) {
	gone := map[string]bool{}
	lengths, sounds := map[int]bool{}, map[byte]bool{}
	for _, w := range words {
		if l.words[w]--; l.words[w] > 0 {
			continue
		}
		delete(l.words, w)
		gone[w] = true
		lengths[utf8.RuneCountInString(w)] = true
		if s := search.SoundOf(w); s.Enough() {
			sounds[s[0]] = true
		}
	}
	if len(gone) > 0 {
		l.heard = nil
	}
	for n := range lengths {
		l.letters[n] = slices.DeleteFunc(l.letters[n], func(w string) bool { return gone[w] })
	}
	for first := range sounds {
		l.first[first] = slices.DeleteFunc(l.first[first], func(w soundedWord) bool { return gone[w.word] })
	}
}
