package archive_test

import (
	"strings"
	"testing"

	"earshot/archive"
)

func TestFind(t *testing.T) {
	for name, c := range map[string]struct{ line, phrase, instead, want string }{
		"whole words only":        {"listening spaces, or spaces between", "space", "room", ""},
		"punctuation stays":       {"those (lifting spaces), she said", "lifting spaces", "listening spaces", "those (listening spaces), she said"},
		"a capital stays":         {"Lifting spaces are rare", "lifting", "listening", "Listening spaces are rare"},
		"a phrase in punctuation": {"it is co-production.", "“Co-production!”", "working together", "it is working together."},
		"twice, side by side":     {"no no no", "no no", "yes yes", "yes yes no"},
		"another script":          {"Это МОЙ сад.", "мой", "наш", "Это Наш сад."},
		"Greek, with its accents": {"ο Κήπος μας", "κήπος", "κηπουρός", "ο Κηπουρός μας"},
		"no cases at all":         {"我们 的 花园 。", "花园", "园子", "我们 的 园子 。"},
		"marks are no words":      {"well - well", "-", "and", ""},
	} {
		tr := &archive.Transcript{Lines: []archive.Line{{ID: 1}}}
		for i, w := range strings.Fields(c.line) {
			tr.Lines[0].Words = append(tr.Lines[0].Words, archive.Word{ID: archive.WordID(i + 1), Text: w})
		}
		got := ""
		if hits := tr.Find(c.phrase, c.instead); len(hits) > 0 {
			got = strings.TrimSpace(hits[0].Before + " " + hits[0].Becomes + " " + hits[0].After)
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
