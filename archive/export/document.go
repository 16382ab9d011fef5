package export

import (
	"fmt"
	"io"
	"strings"
	"time"

	"earshot/archive"
)

// View says which words a file holds.
type View string

const (
	Heard     View = "heard"     // as the machine heard them
	Corrected View = "corrected" // with the corrections of people
)

// Words says a view in words.
func (v View) Words() string {
	if v == Heard {
		return "as heard by the machine"
	}
	return "as corrected by people"
}

// Document is one version of one transcript, ready to be written. The caller
// has asked archive.Policy and left out what must not be public.
type Document struct {
	Interview  *archive.Interview
	Transcript *archive.Transcript
	View       View
	Site       string    // name of the archive
	Address    string    // where the interview is read; "" when unknown
	Made       time.Time // of the file
	Credit     string    // who corrected the words; "" for nobody
}

// Format is one kind of file.
type Format struct {
	Type  string // media type
	Write func(io.Writer, Document) error
}

// Formats are the files that can be made, by their file name ending.
func Formats() map[string]Format {
	return map[string]Format{
		"txt":  {"text/plain; charset=utf-8", Text},
		"vtt":  {"text/vtt; charset=utf-8", VTT},
		"srt":  {"application/x-subrip; charset=utf-8", SRT},
		"json": {"application/json; charset=utf-8", JSON},
	}
}

// facts are the lines that open a file: what it is and where it came from.
func (d Document) facts() []string {
	iv := d.Interview
	list := []string{iv.Title}
	add := func(name, value string) {
		if value != "" {
			list = append(list, name+": "+value)
		}
	}
	add("Storyteller", iv.Storyteller)
	add("Interviewer", iv.Interviewer)
	add("Place", iv.Place)
	add("Recorded", iv.RecordedOn)
	add("Archive", d.Site)
	add("Address", d.Address)
	add("Interview", iv.ID)
	add("Version", fmt.Sprintf("%d, %s", d.Transcript.Version, d.View.Words()))
	add("Corrected by", d.Credit)
	add("Written", d.Made.UTC().Format("2006-01-02 15:04 MST"))
	if iv.Agreement.Wording != "" {
		add("Terms", iv.Agreement.Wording)
	}
	return list
}

// FileName is a name for the file that every system can keep: letters, digits
// and dashes of the title, the version, and the ending.
func (d Document) FileName(ending string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(d.Interview.Title) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= 60 {
			break
		}
	}
	name := strings.Trim(b.String(), "-")
	if name == "" {
		name = "interview"
	}
	return fmt.Sprintf("%s-%s-v%d.%s", name, d.Interview.ID, d.Transcript.Version, ending)
}
