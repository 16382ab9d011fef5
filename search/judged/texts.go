package judged

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"earshot/archive"
	"earshot/search"
)

// pace is how fast people speak, in words a second, where a text has no times.
const pace = 2.5

// captionWords is about how many words one caption holds.
const captionWords = 12

// caption is a line of text with its time in seconds.
type caption struct {
	speaker, text string
	start, end    float64
}

// document is a text as an index gets it when it was imported as captions.
func document(id string, captions []caption) search.InterviewDoc {
	r := &archive.Recognition{ID: "rec-" + id, Interview: id, Run: 1, Source: "captions", Language: "en"}
	var word archive.WordID
	for i, c := range captions {
		l := archive.Line{ID: archive.LineID(i + 1), Speaker: c.speaker}
		said := strings.Fields(c.text)
		each := (c.end - c.start) / float64(max(len(said), 1))
		for k, text := range said {
			word++
			at := c.start + float64(k)*each
			l.Words = append(l.Words, archive.Word{ID: word, Text: text, Start: at, End: at + each, Timing: archive.TimeEstimated})
		}
		r.Lines = append(r.Lines, l)
	}
	iv := &archive.Interview{ID: id, Title: id, State: archive.Published, Recognition: r.ID, Language: "en", Run: 1}
	base := archive.Base(r)
	return search.InterviewDoc{Facts: search.FactsOf(iv), Passages: search.Passages(iv, base, base)}
}

// paced gives texts even times, one after the other, in captions of a dozen words.
func paced(texts []caption) []caption {
	var out []caption
	at := 0.0
	for _, t := range texts {
		words := strings.Fields(t.text)
		for len(words) > 0 {
			n := min(len(words), captionWords)
			took := float64(n) / pace
			out = append(out, caption{t.speaker, strings.Join(words[:n], " "), at, at + took})
			words, at = words[n:], at+took
		}
	}
	return out
}

// Ours reads the invented interviews: lines such as "Ama: How did it begin?".
func Ours(folder string) ([]search.InterviewDoc, error) {
	return texts(folder, func(text string) []caption {
		var out []caption
		for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
			who, said, _ := strings.Cut(line, ": ")
			out = append(out, caption{speaker: who, text: said})
		}
		return paced(out)
	})
}

// Recordings reads the speech samples and the seed texts in a folder. The error
// wraps os.ErrNotExist when they are not there.
func Recordings(folder string) ([]search.InterviewDoc, error) {
	speech, err := samples(filepath.Join(folder, "speech", "manifest.json"))
	if err != nil {
		return nil, err
	}
	pages, err := texts(filepath.Join(folder, "seeds"), page)
	return append(speech, pages...), err
}

// texts makes a document of each text file in a folder.
func texts(folder string, read func(string) []caption) ([]search.InterviewDoc, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.txt"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("texts in %s: %w", folder, os.ErrNotExist)
	}
	var out []search.InterviewDoc
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		out = append(out, document(strings.TrimSuffix(filepath.Base(f), ".txt"), read(string(data))))
	}
	return out, nil
}

// page takes the text out of a saved web page: menus are lines of a word or two.
// The machine transcript among the pages is short lines throughout, and is cut
// out of its menus by its first and last lines.
func page(text string) []caption {
	least := 4
	if _, after, ok := strings.Cut(text, "Report the Errrors?\n"); ok {
		text, _, _ = strings.Cut(after, "\nUp-big")
		least = 1
	}
	var out []caption
	for _, line := range strings.Split(text, "\n") {
		if len(strings.Fields(line)) >= least {
			out = append(out, caption{text: line})
		}
	}
	return paced(out)
}

// samples reads the reference texts of the speech samples, with their times as
// far as they are given.
func samples(manifest string) ([]search.InterviewDoc, error) {
	data, err := os.ReadFile(manifest)
	if err != nil {
		return nil, err
	}
	var m struct {
		Clips []struct {
			File, Reference string
			Segments        []struct {
				Start, End    float64
				Text, Speaker string
			}
		}
	}
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, fmt.Errorf("%s: %w", manifest, err)
	}
	var out []search.InterviewDoc
	for _, c := range m.Clips {
		captions := paced([]caption{{text: c.Reference}})
		if len(c.Segments) > 0 {
			captions = captions[:0]
			for _, s := range c.Segments {
				captions = append(captions, caption{s.Speaker, s.Text, s.Start, s.End})
			}
		}
		if len(captions) > 0 {
			id, _, _ := strings.Cut(c.File, ".")
			out = append(out, document(id, captions))
		}
	}
	return out, nil
}
