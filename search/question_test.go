package search

import (
	"fmt"
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

// Each passage knows what it may answer, so that a hit in any of them tells the
// same as one who looks through the whole interview.
func TestPassagesKnowWhatTheyAnswer(t *testing.T) {
	var turns []string
	for i := range 60 {
		turns = append(turns, fmt.Sprintf("Grace: number%d goes on about the garden.", i))
	}
	turns[0], turns[1], turns[7], turns[30] = "Ada: Who had the key", "Ada: to the shed?", "Grace: And who asked me?", "Bo: Was it you?"
	lines := said(turns...)
	tr := &archive.Transcript{Lines: lines}
	passages := Passages(&archive.Interview{ID: "a"}, tr, tr)
	if len(passages) < 5 {
		t.Fatalf("%d passages", len(passages))
	}
	all, told := Questions(lines), 0
	for _, p := range passages {
		for _, w := range p.Corrected.Words {
			speaker := p.Corrected.SpeakerAt(w.From)
			want, ok := Answered(all, w.Start, speaker)
			ok = ok && want.Start < p.Start
			got := p.Answers(w.Start, speaker)
			if ok != (got != nil) && p.Asked[0].Start != p.Start || got != nil && *got != want {
				t.Errorf("%s at %v: %+v, want %+v (%t)", speaker, w.Start, got, want, ok)
			}
			if got != nil {
				told++
			}
		}
	}
	if told < 100 {
		t.Errorf("%d words answer a question before their passage", told)
	}

	// A question whose words were taken away is not told.
	iv := &archive.Interview{ID: "a", Removed: []archive.Span{{Start: 0, End: 8}}}
	for _, p := range Passages(iv, tr, tr) {
		for _, q := range p.Asked {
			if strings.Contains(q.Text, "key") {
				t.Errorf("%s tells %q, which was removed", p.ID, q.Text)
			}
		}
	}
}
