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
	b := bufio.NewWriter(w)
	for _, f := range d.facts() {
		fmt.Fprintln(b, f)
	}
	open, speaker := false, ""
	for _, l := range d.Transcript.Lines {
		if len(l.Words) == 0 {
			continue
		}
		if !open || l.Speaker != speaker {
			if open {
				b.WriteByte('\n')
			}
			fmt.Fprintf(b, "\n[%s]", clock(l.Words[0].Start, ".")[:8])
			if l.Speaker != "" {
				fmt.Fprintf(b, " %s:", l.Speaker)
			}
			open, speaker = true, l.Speaker
		}
		fmt.Fprintf(b, " %s", l.Text())
	}
	b.WriteByte('\n')
	return b.Flush()
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
		Interviewer: iv.Interviewer, Place: iv.Place, RecordedOn: iv.RecordedOn, Language: d.Transcript.Language,
		Version: d.Transcript.Version, View: d.View, Corrected: d.Credit, Terms: iv.Agreement.Wording, Written: d.Made.UTC(), Lines: d.Transcript.Lines,
	}
	if f.Language == "" {
		f.Language = iv.Language
	}
	return json.NewEncoder(w).Encode(f)
}
