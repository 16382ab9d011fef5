package search

import (
	"strings"
	"testing"

	"earshot/archive"
)

// said makes lines of "speaker: words", four seconds each.
func said(turns ...string) []archive.Line {
	lines := make([]archive.Line, len(turns))
	for i, t := range turns {
		speaker, words, _ := strings.Cut(t, ": ")
		lines[i] = archive.Line{ID: archive.LineID(i + 1), Speaker: speaker}
		for k, w := range strings.Fields(words) {
			at := float64(4*i) + 0.4*float64(k)
			lines[i].Words = append(lines[i].Words, archive.Word{ID: archive.WordID(100*i + k + 1), Text: w, Start: at, End: at + 0.4})
		}
	}
	return lines
}

func TestAnswered(t *testing.T) {
	named := Questions(said("Ada: How did you come", "Ada: to the garden?", "Grace: My neighbour asked me.", "Grace: You know what she said?", "Grace: Come and dig.", "Ada: I see.", "Grace: So I did."))
	unnamed := Questions(said(": What did that feel like?", ": It felt new."))
	for _, c := range []struct {
		name, speaker string
		asked         []Question
		at            float64
		want          string
	}{
		{"two lines are one question", "Grace", named, 9, "How did you come to the garden?"},
		{"what one asks in passing is not what one answers", "Grace", named, 25, "How did you come to the garden?"},
		{"before anything was asked", "Grace", named, 1, ""},
		{"long after", "Grace", named, 2000, ""},
		{"nobody is named", "", unnamed, 5, "What did that feel like?"},
		{"the asker does not answer", "Ada", named, 21, ""},
	} {
		q, ok := Answered(c.asked, c.at, c.speaker)
		if got := q.Text; ok != (c.want != "") || ok && got != c.want {
			t.Errorf("%s: %q (%t), want %q", c.name, got, ok, c.want)
		}
	}
}
