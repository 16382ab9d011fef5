package archive

import (
	"slices"
	"strings"
	"testing"
)

// T15, T17 to T21 and what must not set a rule off.
func TestContentRules(t *testing.T) {
	known := newVocabulary(&Interview{Title: "A talk in Leeds", Storyteller: "Grace"}, &Transcript{Lines: []Line{
		{Speaker: "Grace", Words: wordsOf("We began with Margaret at the garden, and a council house. The new road came, well, later.")}}})
	for name, c := range map[string]struct {
		before, after, said string
		want                []string
	}{
		"nothing new":                      {"the gardan", "the garden", "", nil},
		"a name that is there":             {"margret came", "Margaret came", "", nil},
		"a known first name":               {"gray said", "Grace said", "", nil},
		"T18 a full name":                  {"she came", "Wendy Okafor came", "", []string{"full-name"}},
		"T18 a surname to a known name":    {"Margaret came", "Margaret Okafor came", "", []string{"full-name"}},
		"a sentence's first word":          {"well done", "Well Bradford came", "", nil},
		"the end of a sentence":            {"it was leads", "I like Bradford. Harrogate came", "", nil},
		"a full name already there":        {"Wendy Okafor come", "Wendy Okafor came", "", nil},
		"T18 a phone number":               {"call me", "call me on 0113 496 0999", "", []string{"phone"}},
		"T18 with a country":               {"call me", "call +44 (0)20 7946 0018", "", []string{"phone"}},
		"T18 in other digits":              {"call me", "call me ٠١١٣٤٩٦٠٩٩٩", "", []string{"phone"}},
		"T18 full-width digits":            {"call me", "call ０１１３４９６０９９９", "", []string{"phone"}},
		"T18 spoken":                       {"call me", "call oh one one three four nine six", "", []string{"phone"}},
		"spoken, but there before":         {"cull oh one one three four nine six", "call oh one one three four nine six", "", nil},
		"years are no phone number":        {"a while", "from 1945 to 1952", "", []string{"meaning"}},
		"T18 an NHS number":                {"my number", "my number is 943 476 5919", "", []string{"nhs-number", "phone", "meaning"}},
		"ten digits, a false check":        {"my number", "it is 943 476 5918", "", []string{"phone", "meaning"}},
		"T18 an e-mail address":            {"write to me", "write to jo@example.org", "", []string{"link", "e-mail"}},
		"T18 an e-mail address, spoken":    {"write to me", "write to jo at example dot org", "", []string{"e-mail"}},
		"T18 a postcode":                   {"near here", "near LS1 4DY", "", []string{"postcode", "meaning"}},
		"T15 a joiner hides nothing":       {"write", "jo\u200d@exa\u200dmple.org", "", []string{"link", "e-mail"}},
		"T19 one link":                     {"buy it", "buy it at www.example.net/x", "", []string{"link"}},
		"T19 twenty links":                 {"buy", strings.Repeat("http://a.example.com ", 20), "", []string{"many-links", "link"}},
		"a link that was there":            {"see bbc.co.uk noaw", "see bbc.co.uk now", "", nil},
		"a link in the name":               {"gardan", "garden", "pills.example.com", []string{"link"}},
		"T21 not is lost":                  {"it did not grow", "it did grow", "", []string{"meaning"}},
		"T21 a curly apostrophe":           {"it did grow", "it didn’t grow", "", []string{"meaning"}},
		"n't for not is the same":          {"it did not grow", "it didn't grow", "", nil},
		"T21 another number":               {"in 1984", "in 1985", "", []string{"meaning"}},
		"T17 blank":                        {"rubbish words", "", "", []string{"blank"}},
		"Welsh and Urdu are only words":    {"x", "Llŷn یہ ہمارا باغ ہے", "", nil},
		"a file name is not a web address": {"x", "we said yes.and then", "", nil},
	} {
		w := &written{before: c.before, after: c.after, said: c.said, interview: func() *vocabulary { return known }}
		got := ruleNames(judge(w))
		if c.want == nil {
			c.want = []string{}
		}
		if missing := strings.Join(got, " "); missing != strings.Join(c.want, " ") && !sameButMeaning(got, c.want) {
			t.Errorf("%s: rules %v, want %v", name, got, c.want)
		}
	}
}

// sameButMeaning forgives the tag for a number that comes with a number rule.
func sameButMeaning(got, want []string) bool {
	drop := func(s []string) []string {
		return slices.DeleteFunc(slices.Clone(s), func(n string) bool { return n == "meaning" })
	}
	return len(want) > 0 && slices.Equal(drop(got), drop(want))
}

func TestEveryRuleHasASentence(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range ContentRules {
		if seen[r.Name] || r.Matches == "" || (r.Does != DoTag && r.Says == "") {
			t.Errorf("%+v", r)
		}
		seen[r.Name] = true
	}
	if got := RulesNamed([]string{"phone", "gone"}); len(got) != 1 || got[0].Name != "phone" {
		t.Errorf("named %v", got)
	}
}

func wordsOf(s string) (words []Word) {
	for i, f := range strings.Fields(s) {
		words = append(words, Word{ID: WordID(i + 1), Text: f, Start: float64(i), End: float64(i) + 0.5})
	}
	return words
}

// Rules read what strangers write: none may panic, and one rule only tags.
func FuzzContentRules(f *testing.F) {
	f.Add("it did not grow", "it grew 0113 496 0999 LS1 4DY", "Wendy Okafor")
	f.Add("", "\u202e\u0301٣", "ＡＢＣ www.")
	f.Fuzz(func(t *testing.T, before, after, said string) {
		v := newVocabulary(&Interview{}, &Transcript{Lines: []Line{{Words: wordsOf(before)}}})
		same := judge(&written{before: after, after: after, interview: func() *vocabulary { return v }})
		if does(same, DoAsk, DoHold) && !slices.Contains(ruleNames(same), "full-name") {
			t.Errorf("%q unchanged sets off %v", after, ruleNames(same))
		}
		judge(&written{before: before, after: after, said: said, interview: func() *vocabulary { return v }})
	})
}
