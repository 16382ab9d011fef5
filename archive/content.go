package archive

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Doing is what happens to a fix that a content rule matches.
type Doing string

const (
	DoTag    Doing = "tag"    // it is marked for whoever listens to it
	DoAsk    Doing = "ask"    // waits for a custodian; people whose fixes apply at once are asked to listen first
	DoHold   Doing = "hold"   // waits for a custodian, whoever but a custodian wrote it
	DoRefuse Doing = "refuse" // is not taken
)

// ContentRule is one thing that is looked for in what people write. It looks at
// what a fix adds: words that stood there before are nobody's doing.
type ContentRule struct {
	Name    string
	Matches string // what, in words for everyone
	Does    Doing
	Says    string // to the person who wrote it
	finds   func(*written) bool
}

// ContentRules lists them all, the strictest first. How often each one found
// something, and how often it was wrong, is counted and public.
var ContentRules = []ContentRule{
	{"many-links", "five or more web addresses", DoRefuse, "This has many web addresses in it. Please write only what is said.", func(w *written) bool { return len(w.more(linkForm, "")) >= 5 }},
	{"same-text", "the same long text in place of different words", DoHold, "You wrote the same words in several places.", func(w *written) bool { return w.repeats >= maxRepeats }},
	{"link", "a web address", DoAsk, "This adds a web address.", func(w *written) bool { return len(w.more(linkForm, w.said)) > 0 }},
	{"e-mail", "an e-mail address", DoAsk, "This adds an e-mail address.", func(w *written) bool { return len(w.more(mailForm, w.said)) > 0 }},
	{"nhs-number", "an NHS number: ten digits with a true check digit", DoAsk, "This adds an NHS number.", func(w *written) bool { return slices.ContainsFunc(w.more(numberForm, w.said), isNHS) }},
	{"phone", "a phone number, in digits or in words", DoAsk, "This adds a phone number.", func(w *written) bool { return slices.ContainsFunc(w.more(numberForm, w.said), isPhone) || w.spells() }},
	{"postcode", "a postcode of the United Kingdom", DoAsk, "This adds a postcode.", func(w *written) bool { return len(w.more(postcodeForm, w.said)) > 0 }},
	{"full-name", "a first name and a surname that are not in the interview (in scripts that have capital letters)", DoAsk, "This adds a person's full name.", (*written).names},
	{"meaning", "a “not”, “never” or number that comes or goes", DoTag, "", func(w *written) bool { return Careful(w.before, w.after) != "" }},
	{"blank", "words taken away with nothing in their place", DoTag, "", func(w *written) bool { return w.before != "" && w.after == "" }},
}

// maxRepeats is how often the same text may replace different words within a
// day before it looks pasted. One mishearing fixed in fifty places replaces the
// same words each time, and is not counted.
const maxRepeats = 5

// longText is how many words a text has that people do not repeat by chance.
const longText = 4

// written is one fix as the rules look at it. Comparisons use a plain copy; what
// is stored stays as it was written.
type written struct {
	before, after string
	said          string // the note and the name that go with it
	interview     func() *vocabulary
	repeats       int // places where its author wrote the same instead of other words
}

// judge returns the rules that match, in their order.
func judge(w *written) (hits []ContentRule) {
	for _, r := range ContentRules {
		if r.finds(w) {
			hits = append(hits, r)
		}
	}
	return hits
}

// ruleNames lists the names of rules, to be kept with a change or report.
func ruleNames(rules []ContentRule) (names []string) {
	for _, r := range rules {
		names = append(names, r.Name)
	}
	return names
}

// RulesNamed returns the rules with these names.
func RulesNamed(names []string) (rules []ContentRule) {
	for _, r := range ContentRules {
		if slices.Contains(names, r.Name) {
			rules = append(rules, r)
		}
	}
	return rules
}

// does tells whether any of the rules does one of these things.
func does(rules []ContentRule, doings ...Doing) bool {
	return slices.ContainsFunc(rules, func(r ContentRule) bool { return slices.Contains(doings, r.Does) })
}

var (
	linkForm     = regexp.MustCompile(`(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|info|biz|ru|io|xyz|shop|site|top|online|uk)\b`)
	mailForm     = regexp.MustCompile(`[^\s@]+@[^\s@]+\.[a-z]{2,}|\S+ at \S+ dot (?:com|net|org|co|uk|info)\b`)
	numberForm   = regexp.MustCompile(`\+?\d(?:[ ().\-/]{0,3}\d){7,}`)
	postcodeForm = regexp.MustCompile(`\b[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b`)
)

// more returns what of a form stands in the text after, or in other, and not in
// the text before.
func (w *written) more(form *regexp.Regexp, other string) (added []string) {
	before := plain(w.before)
	for _, text := range []string{plain(w.after), plain(other)} {
		for _, found := range form.FindAllString(text, -1) {
			if !strings.Contains(before, found) {
				added = append(added, found)
			}
		}
	}
	return added
}

// digitsOf keeps the digits of a number.
func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// isPhone takes 9 to 15 digits (ITU-T E.164 allows 15) that begin like a number
// one dials, or ten and more that are not grouped like years or sums.
func isPhone(s string) bool {
	d := digitsOf(s)
	return len(d) >= 9 && len(d) <= 15 && (s[0] == '0' || s[0] == '+' || len(d) >= 10)
}

// isNHS checks the tenth digit as the NHS Data Dictionary says: 11 less the sum
// of the first nine, weighted 10 to 2, modulo 11; 11 counts as 0, and 10 is no
// number.
func isNHS(s string) bool {
	d := digitsOf(s)
	if len(d) != 10 {
		return false
	}
	sum := 0
	for i := range 9 {
		sum += int(d[i]-'0') * (10 - i)
	}
	check := 11 - sum%11
	return check != 10 && check%11 == int(d[9]-'0')
}

var spelledDigits = strings.Fields("oh zero nought one two three four five six seven eight nine double treble triple")

// spells tells whether seven or more digits in a row are spoken that were not
// there before: this is how a number is said in an interview.
func (w *written) spells() bool {
	longest := func(text string) (most int) {
		n := 0
		for _, s := range plainWords(text) {
			if n++; !slices.Contains(spelledDigits, s) {
				n = 0
			}
			most = max(most, n)
		}
		return most
	}
	n := longest(w.after)
	return n >= 7 && n > longest(w.before)
}

// vocabulary is what an interview says already: its words and its facts.
type vocabulary struct {
	all   map[string]bool // plain
	lower map[string]bool // those that stand somewhere in small letters: not names
}

func newVocabulary(iv *Interview, t *Transcript) *vocabulary {
	v := &vocabulary{all: map[string]bool{}, lower: map[string]bool{}}
	add := func(text string) {
		for _, s := range strings.Fields(text) {
			p := trimWord(plain(s))
			v.all[p] = true
			if s == strings.ToLower(s) {
				v.lower[p] = true
			}
		}
	}
	for _, s := range []string{iv.Title, iv.Summary, iv.Storyteller, iv.Interviewer, iv.Place, iv.Collection} {
		add(s)
	}
	for _, l := range t.Lines {
		add(l.Speaker)
		for _, w := range l.Words {
			add(w.Text)
		}
	}
	return v
}

// openers begin sentences and are no names, though an interview may never have
// them in small letters.
var openers = strings.Fields("a an and as at but for from he her his how i if in is it my no not now of oh on or our she so some that the their then there they this to was we well what when where who why yes you your i'm i've i'd i'll it's that's")

// names tells whether two capitalised words stand together of which one is new
// to the interview.
func (w *written) names() bool {
	words := strings.Fields(w.after)
	was := map[string]bool{}
	for _, s := range plainWords(w.before) {
		was[s] = true
	}
	run, fresh := 0, false
	for _, s := range words {
		p := trimWord(plain(s))
		if !capitalised(s) || slices.Contains(openers, p) {
			run, fresh = 0, false
			continue
		}
		v := w.interview()
		if v.lower[p] {
			run, fresh = 0, false
			continue
		}
		run++
		fresh = fresh || !v.all[p] && !was[p]
		if run >= 2 && fresh {
			return true
		}
		if strings.ContainsAny(s[len(s)-1:], ".,;:!?") {
			run, fresh = 0, false
		}
	}
	return false
}

// capitalised tells whether a word begins with a capital letter and goes on small.
func capitalised(s string) bool {
	rs := []rune(strings.TrimLeftFunc(s, unicode.IsPunct))
	return len(rs) >= 2 && unicode.IsUpper(rs[0]) && slices.ContainsFunc(rs[1:], unicode.IsLower)
}
