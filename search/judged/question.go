package judged

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"earshot/search"
)

// Kinds of question, in the order of the table.
var Kinds = []string{"words", "spelling", "misheard", "meaning"}

// Question is something a researcher may ask.
type Question struct {
	Kind    string
	Ask     string   // as typed into the search box
	Answers []string // a few words of each passage that answers it
}

// Questions reads a file of questions; testdata/recordings.txt tells how one is
// written.
func Questions(r io.Reader) ([]Question, error) {
	var out []Question
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			kind, ask, ok := strings.Cut(line[1:], "] ")
			if !ok || !slices.Contains(Kinds, kind) {
				return nil, fmt.Errorf("line %d does not begin with a kind of question: %s", n, line)
			}
			out = append(out, Question{Kind: kind, Ask: ask})
		case len(out) == 0:
			return nil, fmt.Errorf("line %d answers no question: %s", n, line)
		default:
			q := &out[len(out)-1]
			q.Answers = append(q.Answers, line)
		}
	}
	return out, lines.Err()
}

// Relevant names the passages that answer a question: each in which one of its
// quotes begins. It is an error when a quote is nowhere.
func (q Question) Relevant(docs []search.InterviewDoc) (map[string]bool, error) {
	out := map[string]bool{}
	for _, quote := range q.Answers {
		found := false
		for _, d := range docs {
			for _, id := range says(d.Passages, terms(quote)) {
				out[id], found = true, true
			}
		}
		if !found {
			return nil, fmt.Errorf("no passage says %q, which should answer %q", quote, q.Ask)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("nothing answers %q", q.Ask)
	}
	return out, nil
}

// says lists the passages in which the words begin; they may end in the next.
func says(passages []search.Passage, words []string) []string {
	var all, in []string
	for i := range passages {
		for _, t := range terms(passages[i].Corrected.Body) {
			all, in = append(all, t), append(in, passages[i].ID)
		}
	}
	var out []string
	for i := 0; i+len(words) <= len(all); i++ {
		if slices.Equal(all[i:i+len(words)], words) {
			out = append(out, in[i])
		}
	}
	return out
}

func terms(text string) []string {
	var out []string
	for _, t := range search.Tokens(text) {
		out = append(out, t.Term)
	}
	return out
}
