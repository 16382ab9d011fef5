package search

import (
	"slices"
	"strings"
)

// Sound is a word as it is heard: one letter for each sound that listeners, and
// engines, tell apart. Consonants are read from English spelling by the rules of
// Metaphone (Lawrence Philips, "Hanging on the Metaphone", Computer Language 7(12),
// 1990); vowels, which it leaves out, stay as the first letter of their run, small.
//
//	C as in church, J as in judge, O as in thin, Q as in sing, X as in ship
type Sound string

// SoundOf spells a folded word by its sounds; "" for words with letters that
// English does not have.
func SoundOf(word string) Sound {
	if strings.IndexFunc(word, func(r rune) bool { return r < 'a' || r > 'z' }) >= 0 {
		return ""
	}
	s := sounder{w: word, out: make([]byte, 0, len(word)+2)}
	for _, silent := range []string{"kn", "gn", "pn", "wr", "ps"} {
		if strings.HasPrefix(word, silent) {
			s.at = 1
		}
	}
	if strings.HasPrefix(word, "x") {
		s.say("Z", 1)
	}
	for s.at < len(s.w) {
		s.next()
	}
	return Sound(s.out)
}

// sounder turns spelling into sounds, left to right.
type sounder struct {
	w   string
	at  int
	out []byte
}

// say adds sounds for n letters. The same sound twice running is one.
func (s *sounder) say(sounds string, n int) {
	for i := range len(sounds) {
		if last := len(s.out) - 1; last < 0 || s.out[last] != sounds[i] {
			s.out = append(s.out, sounds[i])
		}
	}
	s.at += n
}

func (s *sounder) has(spelling string) bool { return strings.HasPrefix(s.w[s.at:], spelling) }

func (s *sounder) before() byte {
	if s.at == 0 {
		return 0
	}
	return s.w[s.at-1]
}

func (s *sounder) after(n int) byte {
	if s.at+n >= len(s.w) {
		return 0
	}
	return s.w[s.at+n]
}

func vowel(c byte) bool { return c != 0 && strings.IndexByte("aeiouy", c) >= 0 }
func soft(c byte) bool  { return c == 'e' || c == 'i' || c == 'y' }

// soundSpellings are letters that are said as one, tried before single letters.
var soundSpellings = []struct{ letters, sounds string }{
	{"tch", "C"}, {"sch", "SK"}, {"chr", "KR"}, {"ch", "C"}, {"ck", "K"}, {"sh", "X"}, {"ph", "F"}, {"th", "O"},
	{"tio", "Xi"}, {"tia", "Xi"}, {"cia", "Xi"}, {"cio", "Xi"}, {"sio", "Xi"}, {"qu", "KW"}, {"wh", "W"}, {"x", "KS"},
	{"alk", "oK"}, {"olk", "oK"}, {"alm", "aM"}, {"ould", "uD"}, {"dge", "J"}, {"dgi", "Ji"}, {"sce", "Se"}, {"sci", "Si"},
}

// silentT are ends in which the t is not said: listen, fastened, listening.
var silentT = []string{"sten", "stens", "stened", "stener", "steners", "stening", "stle", "stles", "stling"}

// roughEnds are ends in which gh is said.
var roughEnds = []string{"laugh", "enough", "rough", "tough", "cough"}

// next says what stands at the place reached.
func (s *sounder) next() {
	if slices.Contains(silentT, s.w[s.at:]) {
		s.say("S", 2)
		return
	}
	for _, sp := range soundSpellings {
		if s.has(sp.letters) {
			s.say(sp.sounds, len(sp.letters))
			return
		}
	}
	c := s.w[s.at]
	switch {
	case c == 'y' && vowel(s.after(1)) && !vowel(s.before()):
		s.say("Y", 1)
	case vowel(c):
		s.vowels()
	case c == 'g' && s.after(1) == 'h':
		s.gh()
	default:
		s.consonant(c)
	}
}

// vowels says a run of vowels as its first letter; an e at the end is not said
// after a consonant.
func (s *sounder) vowels() {
	n := 1
	for vowel(s.after(n)) {
		n++
	}
	c := s.w[s.at]
	switch {
	case c == 'e' && s.at+n == len(s.w) && n == 1 && strings.IndexFunc(string(s.out), isVowelSound) >= 0:
		s.at += n
		return
	case c == 'y':
		c = 'i'
	}
	s.say(string(c), n)
}

func isVowelSound(r rune) bool { return strings.ContainsRune("aeiou", r) }

func (s *sounder) gh() {
	switch {
	case s.at == 0:
		s.say("G", 2)
	case s.at+2 == len(s.w) && slices.ContainsFunc(roughEnds, func(e string) bool { return strings.HasSuffix(s.w, e) }):
		s.say("F", 2)
	default:
		s.at += 2
	}
}

// consonant says one letter by what stands beside it.
func (s *sounder) consonant(c byte) {
	end := s.at+1 == len(s.w)
	sound := strings.ToUpper(string(c))
	switch c {
	case 'b':
		if end && s.before() == 'm' {
			sound = ""
		}
	case 'c', 'q':
		sound = "K"
		if c == 'c' && soft(s.after(1)) {
			sound = "S"
		}
	case 'g':
		switch {
		case s.after(1) == 'n' && (s.at+2 == len(s.w) || s.after(2) == 'e'):
			sound = ""
		case soft(s.after(1)) && s.at > 0:
			sound = "J"
		}
	case 'n':
		if s.after(1) == 'g' && !soft(s.after(2)) {
			s.say("Q", 2)
			return
		}
		if s.after(1) == 'k' {
			sound = "Q"
		}
	case 'h':
		if !vowel(s.after(1)) || s.at > 0 && !vowel(s.before()) {
			sound = ""
		}
	case 'w':
		if !vowel(s.after(1)) {
			sound = ""
		}
	}
	s.say(sound, 1)
}

// Enough tells whether a word has so much sound that others sound like it by more
// than chance.
func (s Sound) Enough() bool { return len(s) >= 4 && s.consonants() >= 2 }

func (s Sound) consonants() (n int) {
	for i := range len(s) {
		if !isVowelSound(rune(s[i])) {
			n++
		}
	}
	return n
}

// likeSounds are groups of sounds that are taken for one another, and how unlike
// those of a group are, from 0 to 1: first by voice alone, then by where or how
// they are made. Weighing a letter by the group it shares is Editex (Zobel and
// Dart, "Phonetic string matching", SIGIR 1996).
var likeSounds = []struct {
	sounds string
	cost   float32
}{
	{"PB", 0.3}, {"TD", 0.3}, {"KG", 0.3}, {"FV", 0.3}, {"SZ", 0.3}, {"CJ", 0.3}, {"MNQ", 0.3}, {"ei", 0.15}, {"ou", 0.15},
	{"aeiou", 0.25}, {"XJC", 0.4}, {"SXZ", 0.4}, {"OFTD", 0.4}, {"WV", 0.4}, {"FOSX", 0.5}, {"VZ", 0.5}, {"LR", 0.5}, {"WR", 0.5}, {"Yi", 0.4}, {"Wu", 0.4},
	{"TDN", 0.6}, {"BPM", 0.6}, {"KGQ", 0.6}, {"PTK", 0.6}, {"BDG", 0.6}, {"TC", 0.5},
}

// soundCosts is likeSounds as a table.
var soundCosts = func() (t [128][128]float32) {
	for a := range t {
		for b := range t[a] {
			if a != b {
				t[a][b] = 1
			}
		}
	}
	for _, like := range likeSounds {
		for _, a := range like.sounds {
			for _, b := range like.sounds {
				t[a][b] = min(t[a][b], like.cost)
			}
		}
	}
	return t
}()

// missing is how much it counts when a sound is not heard.
var missing = func() (t [128]float32) {
	for c := range t {
		t[c] = 1
	}
	for _, c := range "TDRL" {
		t[c] = 0.7
	}
	for _, c := range "aeiouHWY" {
		t[c] = 0.4
	}
	return t
}()

// Reach is a sound's neighbourhood: how many words can be told to be unlike by the
// sounds they hold alone, without comparing them sound by sound.
type Reach []reach

type reach struct {
	near uint32  // the sounds that are closer to this one than nothing is
	gone float32 // what it costs when none of them is there
}

// bit gives each sound a place of its own in a set.
func bit(c byte) uint32 {
	if c >= 'a' {
		return 1 << (26 + strings.IndexByte("aeiou", c))
	}
	return 1 << (c - 'A')
}

// Holds is the set of a word's sounds.
func (s Sound) Holds() (set uint32) {
	for i := range len(s) {
		set |= bit(s[i])
	}
	return set
}

// Reach is what Beyond asks.
func (s Sound) Reach() Reach {
	out := make(Reach, 0, len(s))
	for i := range min(len(s), longestSound) {
		r := reach{gone: missing[s[i]]}
		for _, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZaeiou") {
			if soundCosts[s[i]][c] < r.gone {
				r.near |= bit(c)
			}
		}
		out = append(out, r)
	}
	return out
}

// Beyond tells that a word of n sounds, which are set, is more unlike than most.
// When it does not, Unlike has to tell.
func (r Reach) Beyond(n int, set uint32, most float32) bool {
	limit, least := most*float32(max(len(r), min(n, longestSound))), float32(0)
	for _, sound := range r {
		if sound.near&set == 0 {
			if least += sound.gone; least > limit {
				return true
			}
		}
	}
	return false
}

// longestSound is how much of a word is compared.
const longestSound = 24

// Unlike is how differently two words sound, from 0, the same, to 1; anything
// above most is given as 1.
func (s Sound) Unlike(o Sound, most float32) float32 {
	s, o = s[:min(len(s), longestSound)], o[:min(len(o), longestSound)]
	longer := float32(max(len(s), len(o)))
	if longer == 0 {
		return 1
	}
	limit := most * longer
	var rows [2][longestSound + 1]float32
	was, now := &rows[0], &rows[1]
	for k := range len(o) {
		was[k+1] = was[k] + missing[o[k]]
	}
	for i := range len(s) {
		now[0] = was[0] + missing[s[i]]
		least := now[0]
		for k := range len(o) {
			now[k+1] = min(was[k]+soundCosts[s[i]][o[k]], was[k+1]+missing[s[i]], now[k]+missing[o[k]])
			least = min(least, now[k+1])
		}
		if least > limit {
			return 1
		}
		was, now = now, was
	}
	if was[len(o)] > limit {
		return 1
	}
	return was[len(o)] / longer
}
