package transcribe_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"earshot/archive"
	"earshot/transcribe"
)

// spoken gives words half a second each; "/" makes a pause of two seconds.
func spoken(text string) (words []archive.Word) {
	at := 0.0
	for _, s := range strings.Fields(text) {
		if s == "/" {
			at += 2
			continue
		}
		words = append(words, archive.Word{Text: s, Start: at, End: at + 0.4})
		at += 0.5
	}
	return words
}

func texts(lines []archive.Line) (out []string) {
	for _, l := range lines {
		out = append(out, l.Text())
	}
	return out
}

func TestLines(t *testing.T) {
	cases := []struct {
		name, text string
		want       []string
	}{
		{"nothing", "", nil},
		{"a pause", "We met / every week", []string{"We met", "every week"}},
		{"sentences", "We met every week in the hall. It was cold in winter, though. Yes.",
			[]string{"We met every week in the hall.", "It was cold in winter, though.", "Yes."}},
		{"short sentences stay together", "Yes. I did. We all did then.", []string{"Yes. I did. We all did then."}},
		{"titles end no sentence", "We were all taught there by old Mr. Brown at the school.", []string{"We were all taught there by old Mr. Brown at the school."}},
		{"too long: at the comma", "My mother worked in the mill until it closed for good that year, and then she never had work again in her life",
			[]string{"My mother worked in the mill until it closed for good that year,", "and then she never had work again in her life"}},
		{"too long without a mark", strings.Repeat("word ", 20), []string{strings.TrimSpace(strings.Repeat("word ", 17)), "word word word"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, texts(transcribe.Lines(spoken(c.text)))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestLinesKeepEveryWord(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		words := spoken(strings.Join(rapid.SliceOf(rapid.StringMatching(`[a-z]{1,12}[.,?]?|/`)).Draw(rt, "words"), " "))
		var back []archive.Word
		for _, l := range transcribe.Lines(words) {
			if len(l.Words) == 0 || (len(l.Words) > 1 && utf8.RuneCountInString(l.Text()) > transcribe.LineLength) {
				rt.Fatalf("line %q", l.Text())
			}
			back = append(back, l.Words...)
		}
		if diff := cmp.Diff(words, back); diff != "" {
			rt.Fatalf("(-want +got):\n%s", diff)
		}
	})
}

func TestDropLoops(t *testing.T) {
	cases := []struct{ name, in, want string }{
		{"nothing", "", ""},
		{"people repeat themselves", "no no no no I said", "no no no no I said"},
		{"one word for ever", "and " + strings.Repeat("so ", 30) + "on", "and so so on"},
		{"a phrase for ever", strings.Repeat("Thank you. ", 9) + "Bye.", "Thank you. Thank you. Bye."},
		{"in other spellings", "we go We go, we go. we GO we go then", "we go We go, then"},
		{"a refrain", "it was the best of times it was the worst of times it was the age", "it was the best of times it was the worst of times it was the age"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := archive.JoinWords(transcribe.DropLoops(spoken(c.in))); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
