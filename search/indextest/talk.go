package indextest

import (
	"fmt"
	"strings"
	"testing"

	"earshot/archive"
	"earshot/search"
)

// WordTime is how long each word of a made transcript lasts, in seconds.
const WordTime = 0.5

// Talk makes a transcript of lines such as "Asha: What happened then?". Words last
// WordTime each, and their ids count from 1; so word n starts at (n-1)*WordTime.
func Talk(interview string, lines ...string) *archive.Recognition {
	r := &archive.Recognition{ID: "rec-" + interview, Interview: interview, Run: 1, Source: "engine", Language: "en"}
	var word archive.WordID
	for i, line := range lines {
		who, text, named := strings.Cut(line, ": ")
		if !named {
			who, text = "", line
		}
		l := archive.Line{ID: archive.LineID(i + 1), Speaker: who}
		for _, w := range strings.Fields(text) {
			start := float64(word) * WordTime
			word++
			l.Words = append(l.Words, archive.Word{ID: word, Text: w, Start: start, End: start + WordTime, Probability: 0.9, Timing: archive.TimeRecognised})
		}
		r.Lines = append(r.Lines, l)
	}
	return r
}

// Kitchen is the interview that the suite asks about, as the machine heard it.
func Kitchen() *archive.Recognition {
	return Talk("kitchen0000000a1",
		"Asha: How did the community kitchen begin?",
		"Rosa: We had nothing but lifting spaces, that is what we called them,",
		"Rosa: rooms where anybody could sit and be heard without a form to fill in.",
		"Rosa: My neighbour José brought the first pot of soup from his café.",
		"Asha: And what did the council want from you?",
		"Rosa: They said they wanted to copro produce something with us,",
		"Rosa: but nobody in that office knew what coproduction asks of a person.",
		"Rosa: Real co production takes years. You share the keys and the budget.",
		"Asha: Were you ever angry about it?",
		"Rosa: Oh, every week! My sister-in-law said write it down, so I did,",
		"Rosa: and that is how the Tuesday diary started, one page for each meal.")
}

// Harbour is a second interview, recorded later, partly in Arabic.
func Harbour() *archive.Recognition {
	return Talk("harbour0000000b2",
		"Tom: What was the harbour like in winter?",
		"Yusuf: Cold, and the ropes froze. We said السَّلامُ عليكم to everyone on the quay.",
		"Tom: Did co-producing the museum change how people see it?",
		"Yusuf: It did. My wellbeing was better. The soup kitchen fed the crews in January.")
}

// Interview gives a made recognition its facts.
func Interview(r *archive.Recognition) *archive.Interview {
	iv := &archive.Interview{ID: r.Interview, State: archive.Published, Recognition: r.ID, Language: r.Language, Run: 1, Reporter: "acc-mina"}
	switch r.Interview {
	case "kitchen0000000a1":
		iv.Title, iv.Storyteller, iv.Interviewer, iv.Place = "A pot of soup", "Rosa", "Asha", "Łódź Street"
		iv.RecordedOn, iv.Collection, iv.Themes = "2020-05-12", "Kitchens", []string{"food", "trust and power"}
	case "harbour0000000b2":
		iv.Title, iv.Storyteller, iv.Interviewer, iv.Place = "Ropes in winter", "Yusuf Haddad", "Tom", "The old quay"
		iv.RecordedOn, iv.Collection, iv.Themes = "2021-02-03", "Harbour voices", []string{"food", "work"}
	default:
		iv.Title = "Interview " + r.Interview
	}
	return iv
}

// Doc is the interview as an index gets it, after the given fixes.
func Doc(t testing.TB, r *archive.Recognition, fixes ...Fix) search.InterviewDoc {
	t.Helper()
	iv := Interview(r)
	corrected := Corrected(t, r, fixes...)
	iv.Version = corrected.Version
	facts := search.FactsOf(iv)
	facts.ReporterName = "Mina"
	return search.InterviewDoc{Facts: facts, Version: iv.Version, Passages: search.Passages(iv, archive.Base(r), corrected)}
}

// Fix replaces words of a line, found by their text.
type Fix struct {
	Line     archive.LineID
	Was, Now string
}

// Corrected folds fixes into a recognition.
func Corrected(t testing.TB, r *archive.Recognition, fixes ...Fix) *archive.Transcript {
	t.Helper()
	tr := archive.Base(r)
	for i, f := range fixes {
		line := tr.Lines[tr.LineIndex(f.Line)]
		first, last, ok := find(line.Words, strings.Fields(f.Was))
		if !ok {
			t.Fatalf("line %d does not say %q: %q", f.Line, f.Was, line.Text())
		}
		edits, err := tr.EditsFor(f.Line, first, last, strings.Fields(f.Now), strings.Clone)
		if err != nil {
			t.Fatal(err)
		}
		c := &archive.Change{Interview: r.Interview, Version: i + 1, Against: i, Kind: archive.MisHearing, Op: archive.OpWords, Edits: edits, Key: fmt.Sprint(i)}
		if err := tr.Apply(c); err != nil {
			t.Fatal(err)
		}
	}
	return tr
}

func find(words []archive.Word, was []string) (first, last archive.WordID, ok bool) {
	for i := 0; i+len(was) <= len(words); i++ {
		n := 0
		for n < len(was) && words[i+n].Text == was[n] {
			n++
		}
		if n == len(was) {
			return words[i].ID, words[i+n-1].ID, true
		}
	}
	return 0, 0, false
}
