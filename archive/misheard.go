package archive

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Misheard is one lesson of a fix: what the engine wrote and what was said.
type Misheard struct {
	Heard       string // as it stood in the line
	Said        string // "": nothing was said
	First, Last WordID // of Heard
}

// misheard reads the lessons out of a change. heard is the highest id of a word
// that an engine wrote: what people typed was never misheard. Adding words,
// changing only case or punctuation, amendments, removals, and taking a change
// back teach nothing.
func (c *Change) misheard(heard WordID) []Misheard {
	if c.Kind != MisHearing || c.Op != OpWords || c.Reverts != 0 {
		return nil
	}
	var all []Misheard
	for _, run := range joinedEdits(c.Edits) {
		if len(run.Before) == 0 || slices.ContainsFunc(run.Before, func(w Word) bool { return w.ID > heard }) {
			continue
		}
		m := Misheard{Heard: JoinWords(run.Before), Said: JoinWords(run.Words), First: run.Before[0].ID, Last: run.Before[len(run.Before)-1].ID}
		if !slices.Equal(tokensOf(m.Heard), tokensOf(m.Said)) {
			all = append(all, m)
		}
	}
	return all
}

// joinedEdits puts together the edits of words that stood on two lines: the
// second only takes words away.
func joinedEdits(edits []Edit) []Edit {
	var out []Edit
	for _, e := range edits {
		if n := len(out) - 1; n >= 0 && len(e.Words) == 0 && len(e.Before) > 0 && len(out[n].Before) > 0 &&
			out[n].Before[len(out[n].Before)-1].ID+1 == e.Before[0].ID {
			out[n].Before = slices.Concat(out[n].Before, e.Before)
			continue
		}
		out = append(out, e)
	}
	return out
}

// tooCommon is why other places with these words are not offered; "" if they are.
func (m Misheard) tooCommon() string {
	tokens := tokensOf(m.Heard)
	switch {
	case len(tokens) == 0:
		return "There is no word in it to look for."
	case len(tokens) > 2 || slices.ContainsFunc(tokens, telling):
		return ""
	case len(tokens) == 1:
		return "That word is too common to offer: most places that say it will be right."
	}
	return "Those words are too common to offer: most places that say them will be right."
}

// telling tells whether a word says something of what is talked about.
func telling(token string) bool {
	return utf8.RuneCountInString(token) > 2 && !slices.Contains(commonWords, token) && strings.IndexFunc(token, unicode.IsLetter) >= 0
}

// commonWords are the words that English speech is mostly made of: those with
// which sentences are built, and the sounds between them.
var commonWords = strings.Fields(`about after again all also and another any are around away back because been before being
	both but came can cant come could did didnt does doesnt doing done dont down each even every for from gave get gets getting
	give goes going gone gonna good got had has have having her here him his hows how ill into its ive just kind know knew last
	like little long look lot made make makes making many maybe mean more most much must need never new next not now off okay
	old once one only onto other our out over own part people put quite really right said same saw say saying says see seen she
	should some something sort still such take than thank thanks that thats the their them then there theres these they theyre
	thing things think this those thought three through time times too took two under until upon use used very want wanted was
	way well went were weve what whats when where which while who whole why will with wont would yeah year years yes yet you
	your youre youve`)

// tokensOf reads the words out of a text: runs of letters and digits in lower
// case, so that case and punctuation make no difference. An apostrophe inside a
// word is left out.
func tokensOf(text string) []string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\'' || r == '’':
			return -1
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
			return unicode.ToLower(r)
		}
		return ' '
	}, text)
	return strings.Fields(text)
}

// Occurrences finds the words of a phrase among words that stand one after the
// other, case and punctuation aside. Each is the index of the first word and of
// the one after the last; they do not overlap, and only whole words count.
func Occurrences(words []string, phrase string) [][2]int {
	want := tokensOf(phrase)
	if len(want) == 0 {
		return nil
	}
	var out [][2]int
	for i := 0; i < len(words); {
		if n := startsWith(words[i:], want); n > 0 {
			out = append(out, [2]int{i, i + n})
			i += n
			continue
		}
		i++
	}
	return out
}

// startsWith is how many of the words make up the tokens wanted; 0 if they do not.
func startsWith(words, want []string) int {
	for i, w := range words {
		have := tokensOf(w)
		if i == 0 && len(have) == 0 || len(have) > len(want) || !slices.Equal(have, want[:len(have)]) {
			return 0
		}
		if want = want[len(have):]; len(want) == 0 {
			return i + 1
		}
	}
	return 0
}

// fit writes what was said for another place with the same words: with the
// punctuation that stands there, and its capital where the fix kept case. Signs
// such as [laughter] go in as they are.
func (m Misheard) fit(there string) string {
	if m.Said == "" || strings.ContainsRune(m.Said, '[') {
		return m.Said
	}
	_, was, _ := trimmed(m.Heard)
	_, said, _ := trimmed(m.Said)
	head, core, tail := trimmed(there)
	if upper(was) == upper(said) {
		said = capital(said, upper(core))
	}
	return head + said + tail
}

// trimmed cuts the punctuation off both ends.
func trimmed(s string) (head, core, tail string) {
	inside := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }
	from := strings.IndexFunc(s, inside)
	if from < 0 {
		return "", s, ""
	}
	to := strings.LastIndexFunc(s, inside)
	_, n := utf8.DecodeRuneInString(s[to:])
	return s[:from], s[from : to+n], s[to+n:]
}

func upper(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

func capital(s string, up bool) string {
	r, n := utf8.DecodeRuneInString(s)
	if up {
		return string(unicode.ToUpper(r)) + s[n:]
	}
	return string(unicode.ToLower(r)) + s[n:]
}
