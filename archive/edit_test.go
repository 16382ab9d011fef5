package archive

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestDiffWordsRebuildsTheNewText(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		word := rapid.SampledFrom([]string{"a", "b", "c", "d"})
		old := rapid.SliceOfN(word, 0, 12).Draw(rt, "old")
		new := rapid.SliceOfN(word, 0, 12).Draw(rt, "new")
		got, at := []string{}, 0
		last := -1
		for _, r := range diffWords(old, new) {
			if r.a == last {
				rt.Fatalf("runs touch at %d", r.a)
			}
			got = append(got, old[at:r.a]...)
			got = append(got, new[r.c:r.d]...)
			at, last = r.b, r.b
		}
		got = append(got, old[at:]...)
		if !slices.Equal(got, new) {
			rt.Fatalf("%v by the runs becomes %v, want %v", old, got, new)
		}
	})
}

func TestCleanText(t *testing.T) {
	cases := []struct{ name, in, want string }{
		{"spaces", "  a \t b\r\n c ", "a b c"},
		{"NUL and controls", "a\x00b\x1b[1m", "ab[1m"},
		{"byte order mark", "\ufeffa", "a"},
		{"bidi override", "a\u202e3pm.exe\u2066x\u2069", "a3pm.exex"},
		{"markup stays as typed", "<img onerror> {{x}} </script>", "<img onerror> {{x}} </script>"},
		{"Welsh, Arabic, emoji", "tŷ مرحبا 👍🏽", "tŷ مرحبا 👍🏽"},
		{"joiner inside a word", "a\u200db", "a\u200db"},
		{"vowel signs", "किताबें", "किताबें"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := CleanText("text", c.in, 100)
			if err != nil || got != c.want {
				t.Errorf("got %q, %v, want %q", got, err, c.want)
			}
		})
	}
	bad := map[string]string{
		"invalid UTF-8": "a\xff", "lone surrogate": "\xed\xa0\x80", "too long": strings.Repeat("é", 101),
		"zalgo": "a" + strings.Repeat("\u0301", 10),
	}
	for name, in := range bad {
		if _, err := CleanText("text", in, 100); !errors.Is(err, ErrInvalid) {
			t.Errorf("%s gave %v, want a sentence", name, err)
		}
	}
	if _, err := SplitWords("text", strings.Repeat("x", MaxWord+1)); !errors.Is(err, ErrInvalid) {
		t.Errorf("a word of %d letters gave %v", MaxWord+1, err)
	}
}

func FuzzCleanText(f *testing.F) {
	for _, s := range []string{"", "a b", "\x00", "\ufeff\u202e", "e\u0301", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := CleanText("text", s, MaxFix)
		if err != nil {
			return
		}
		again, err := CleanText("text", got, MaxFix)
		if err != nil || again != got {
			t.Errorf("cleaning %q twice gave %q then %q, %v", s, got, again, err)
		}
	})
}
