package archive

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWhatAFixTeaches(t *testing.T) {
	heard := Base(heardText("I wanna copro produce something.", "most lifting spaces have", "run the snack", "production is any"))
	for name, c := range map[string]struct {
		first, last WordID
		text        string
		want        []Misheard
	}{
		"two words are one":              {1, 5, "I wanna co-produce something.", []Misheard{{"copro produce", "co-produce", 3, 4}}},
		"one word of a line":             {6, 9, "most listening spaces have", []Misheard{{"lifting", "listening", 7, 7}}},
		"two places":                     {6, 9, "both lifting space have", []Misheard{{"most", "both", 6, 6}, {"spaces", "space", 8, 8}}},
		"words on two lines":             {12, 13, "co-production", []Misheard{{"snack production", "co-production", 12, 13}}},
		"nothing was said":               {6, 9, "", []Misheard{{"most lifting spaces have", "", 6, 9}}},
		"only a capital and a full stop": {6, 9, "Most lifting spaces have.", nil},
		"words that were left out":       {6, 9, "most lifting green spaces have", nil},
	} {
		t.Run(name, func(t *testing.T) {
			ch := typed(t, heard, c.first, c.last, c.text)
			ch.Kind = MisHearing
			if d := cmp.Diff(c.want, ch.misheard(16)); d != "" {
				t.Error(d)
			}
			for _, kind := range []Kind{Amendment, Removal} {
				ch.Kind = kind
				if got := ch.misheard(16); got != nil {
					t.Errorf("%s teaches %v", kind, got)
				}
			}
			ch.Kind, ch.Reverts = MisHearing, 1
			if got := ch.misheard(16); got != nil {
				t.Errorf("taking a change back teaches %v", got)
			}
		})
	}
	ch := typed(t, heard, 6, 9, "most listening spaces have")
	ch.Kind = MisHearing
	if got := ch.misheard(6); got != nil {
		t.Errorf("what a person typed was misheard: %v", got)
	}
}

func TestTooCommonToOffer(t *testing.T) {
	for heard, want := range map[string]bool{
		"the": true, "The": true, "don't": true, "um": true, "15": true, "—": true, "in the": true,
		"lifting": false, "snack production": false, "not enough": false, "so in the": false, "Łódź": false,
	} {
		if got := (Misheard{Heard: heard}).tooCommon() != ""; got != want {
			t.Errorf("%q too common: %t", heard, got)
		}
	}
}

func TestOccurrences(t *testing.T) {
	for _, c := range []struct {
		words, phrase string
		want          [][2]int
	}{
		{"we did lifting spaces", "Lifting, spaces.", [][2]int{{2, 4}}},
		{"lifting lifting weightlifting", "lifting", [][2]int{{0, 1}, {1, 2}}},
		{"the copro-produce and copro produce", "copro produce", [][2]int{{1, 2}, {3, 5}}},
		{"copro-produce-it", "copro produce", nil},
		{"it's its IT’S", "its", [][2]int{{0, 1}, {1, 2}, {2, 3}}},
		{"not enough — co production", "enough co", [][2]int{{1, 4}}},
		{"— — —", "—", nil},
		{"a a a", "a a", [][2]int{{0, 2}}},
		{"снова Снова", "СНОВА", [][2]int{{0, 1}, {1, 2}}},
	} {
		// A dash on its own is no word, so a phrase may go on behind it.
		got := Occurrences(strings.Fields(c.words), c.phrase)
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%q in %q: %s", c.phrase, c.words, d)
		}
	}
}

func TestAFixFitsItsTwins(t *testing.T) {
	for _, c := range []struct{ heard, said, there, want string }{
		{"lifting", "listening", "Lifting,", "Listening,"},
		{"Lifting.", "Listening.", "lifting", "listening"},
		{"edinborough", "Edinburgh", "edinborough?", "Edinburgh?"},
		{"snack production", "co-production,", "“Snack production”", "“Co-production”"},
		{"thank you", "", "Thank you.", ""},
		{"huh huh", "[laughter]", "huh huh.", "[laughter]"},
	} {
		if got := (Misheard{Heard: c.heard, Said: c.said}).fit(c.there); got != c.want {
			t.Errorf("%q → %q at %q gives %q, want %q", c.heard, c.said, c.there, got, c.want)
		}
	}
}

func FuzzOccurrences(f *testing.F) {
	f.Add("we did lifting spaces", "lifting spaces")
	f.Add("’ — ’", "'")
	f.Fuzz(func(t *testing.T, text, phrase string) {
		words := strings.Fields(text)
		end := 0
		for _, at := range Occurrences(words, phrase) {
			if at[0] < end || at[1] <= at[0] || at[1] > len(words) {
				t.Fatalf("%v in %q", at, words)
			}
			end = at[1]
			if d := cmp.Diff(tokensOf(phrase), tokensOf(strings.Join(words[at[0]:at[1]], " "))); d != "" {
				t.Fatal(d)
			}
			m := Misheard{Heard: phrase, Said: "x"}
			m.fit(strings.Join(words[at[0]:at[1]], " "))
		}
	})
}
