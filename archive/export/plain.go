package export

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"earshot/archive"
)

// Text writes plain text: the facts, then one paragraph for each turn with its
// time and speaker.
func Text(w io.Writer, d Document) error {
	return d.text(w, func(b *bufio.Writer) {
		for _, t := range turns(d.Transcript) {
			fmt.Fprintf(b, "\n[%s] %s%s\n", clock(t.start(), ".")[:8], saidBy(t.speaker), t.text())
		}
	})
}

// LineText writes plain text: the facts, then each line with its time to a
// thousandth of a second and its speaker.
func LineText(w io.Writer, d Document) error {
	return d.text(w, func(b *bufio.Writer) {
		b.WriteByte('\n')
		for _, l := range d.Transcript.Lines {
			if len(l.Words) > 0 {
				fmt.Fprintf(b, "[%s] %s%s\n", clock(l.Words[0].Start, "."), saidBy(l.Speaker), l.Text())
			}
		}
	})
}

// PlainText writes plain text to be read: the facts, then one paragraph for each
// turn with its speaker.
func PlainText(w io.Writer, d Document) error {
	return d.text(w, func(b *bufio.Writer) {
		for _, t := range turns(d.Transcript) {
			fmt.Fprintf(b, "\n%s%s\n", saidBy(t.speaker), t.text())
		}
	})
}

func (d Document) text(w io.Writer, words func(*bufio.Writer)) error {
	b := bufio.NewWriter(w)
	for _, f := range d.facts() {
		fmt.Fprintln(b, f)
	}
	words(b)
	return b.Flush()
}

func saidBy(speaker string) string {
	if speaker == "" {
		return ""
	}
	return speaker + ": "
}

// file is the JSON form of a document.
type file struct {
	Archive     string         `json:"archive,omitempty"`
	Address     string         `json:"address,omitempty"`
	Interview   string         `json:"interview"`
	Title       string         `json:"title"`
	Storyteller string         `json:"storyteller,omitempty"`
	Interviewer string         `json:"interviewer,omitempty"`
	Place       string         `json:"place,omitempty"`
	RecordedOn  string         `json:"recorded_on,omitempty"`
	Language    string         `json:"language,omitempty"`
	Version     int            `json:"version"`
	View        View           `json:"view"`
	Corrected   string         `json:"corrected_by,omitempty"`
	Terms       string         `json:"terms,omitempty"`
	Written     time.Time      `json:"written"`
	Lines       []archive.Line `json:"lines"`
}

// JSON writes every line and word with its id, times in seconds, and how the
// time was got.
func JSON(w io.Writer, d Document) error {
	iv := d.Interview
	f := file{
		Archive: d.Site, Address: d.Address, Interview: iv.ID, Title: iv.Title, Storyteller: iv.Storyteller,
		Interviewer: iv.Interviewer, Place: iv.Place, RecordedOn: iv.RecordedOn, Language: d.language(),
		Version: d.Transcript.Version, View: d.View, Corrected: d.Credit, Terms: iv.Agreement.Wording, Written: d.Made.UTC(), Lines: d.Transcript.Lines,
	}
	return json.NewEncoder(w).Encode(f)
}
