package export

import (
	"cmp"
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
	Address    string    // where the interview is read, with the host; "" when unknown
	Sound      string    // of the listening copy, with the host; "" when it cannot be heard
	Made       time.Time // of the file
	Credit     string    // who corrected the words; "" for nobody
}

// Format is one kind of file.
type Format struct {
	Ending string // of the file's name; also what it is asked by
	Name   string // for people
	Type   string // media type
	Write  func(io.Writer, Document) error
}

// Formats are the files that can be made, those that most people ask for first.
func Formats() []Format {
	return []Format{
		{"txt", "Text, with a time for each turn", "text/plain; charset=utf-8", Text},
		{"lines.txt", "Text, with a time for each line", "text/plain; charset=utf-8", LineText},
		{"plain.txt", "Text, without times", "text/plain; charset=utf-8", PlainText},
		{"docx", "Word document", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", DOCX},
		{"md", "Markdown", "text/markdown; charset=utf-8", Markdown},
		{"vtt", "WebVTT captions", "text/vtt; charset=utf-8", VTT},
		{"srt", "SRT captions", "application/x-subrip; charset=utf-8", SRT},
		{"json", "JSON, with a time for each word", "application/json; charset=utf-8", JSON},
		{"tei.xml", "TEI utterances", "application/tei+xml; charset=utf-8", TEI},
		{"ohms.xml", "OHMS XML", "application/xml; charset=utf-8", OHMS},
		{"iiif.json", "IIIF manifest", `application/ld+json; profile="http://iiif.io/api/presentation/3/context.json"`, IIIF},
	}
}

// FormatOf finds a format by its ending.
func FormatOf(ending string) (Format, bool) {
	for _, f := range Formats() {
		if f.Ending == ending {
			return f, true
		}
	}
	return Format{}, false
}

// fact is something that a file says of itself.
type fact struct{ name, value string }

// details are what a file is and where it came from, below its title.
func (d Document) details() (list []fact) {
	iv := d.Interview
	for _, f := range []fact{
		{"Storyteller", iv.Storyteller},
		{"Interviewer", iv.Interviewer},
		{"Place", iv.Place},
		{"Recorded", iv.RecordedOn},
		{"Archive", d.Site},
		{"Address", d.Address},
		{"Interview", iv.ID},
		{"Version", d.edition()},
		{"Corrected by", d.Credit},
		{"Written", d.Made.UTC().Format("2006-01-02 15:04 MST")},
		{"Terms", iv.Agreement.Wording},
	} {
		if f.value != "" {
			list = append(list, f)
		}
	}
	return list
}

// edition says the version and the view.
func (d Document) edition() string {
	return fmt.Sprintf("%d, %s", d.Transcript.Version, d.View.Words())
}

// facts are the lines that open a file: what it is and where it came from.
func (d Document) facts() []string {
	list := []string{d.Interview.Title}
	for _, f := range d.details() {
		list = append(list, f.name+": "+f.value)
	}
	return list
}

// language is the one of the words; "" when not known.
func (d Document) language() string { return cmp.Or(d.Interview.Language, d.Transcript.Language) }

// length is how long the recording is, in seconds: as far as the words go, when
// it was not measured.
func (d Document) length() float64 {
	if n := d.Interview.Recording.Duration; n > 0 {
		return n
	}
	end := 0.0
	for _, l := range d.Transcript.Lines {
		end = max(end, l.Span().End)
	}
	return end
}

// turn is the lines that one person says without a break.
type turn struct {
	speaker string
	lines   []archive.Line // with words
}

// longest is how long a turn may last in which nobody is named, in seconds: where
// no speaker is known, two hours would be one paragraph.
const longest = 300

func turns(t *archive.Transcript) (list []turn) {
	for _, l := range t.Lines {
		if len(l.Words) == 0 {
			continue
		}
		if n := len(list); n > 0 && list[n-1].speaker == l.Speaker && (l.Speaker != "" || l.Words[0].Start-list[n-1].start() < longest) {
			list[n-1].lines = append(list[n-1].lines, l)
		} else {
			list = append(list, turn{l.Speaker, []archive.Line{l}})
		}
	}
	return list
}

func (t turn) start() float64 { return t.lines[0].Words[0].Start }

func (t turn) text() string {
	parts := make([]string, len(t.lines))
	for i, l := range t.lines {
		parts[i] = l.Text()
	}
	return strings.Join(parts, " ")
}

// FileName is a name for the file that every system can keep: letters, digits
// and dashes of the title, the version, and the ending.
func (d Document) FileName(ending string) string {
	return fmt.Sprintf("%s-%s-v%d.%s", NameOf(d.Interview.Title, "interview"), d.Interview.ID, d.Transcript.Version, ending)
}

// NameOf makes of a title a name that every system can keep: letters, digits and
// dashes; otherwise when nothing is left.
func NameOf(title, otherwise string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(title) {
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
	if name := strings.Trim(b.String(), "-"); name != "" {
		return name
	}
	return otherwise
}
