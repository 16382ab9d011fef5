package export

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

const (
	ohmsSpace = "https://www.weareavp.com/nunncenter/ohms"
	ohmsRow   = 80 // characters of a row of text
)

// ohmsName keeps the names and titles of a record from being markup: the OHMS
// viewer writes them into its page as they are.
var ohmsName = strings.NewReplacer("<", "‹", ">", "›")

// ohmsWord writes a word as HTML, which the OHMS viewer takes a transcript for.
// Square brackets and braces stand for notes and times there.
var ohmsWord = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "[", "&#91;", "]", "&#93;", "{", "&#123;", "}", "&#125;")

type ohmsDate struct {
	Value  string `xml:"value,attr"`
	Format string `xml:"format,attr"`
}

type ohmsMedia struct {
	Host   string `xml:"host"`
	Clip   string `xml:"host_clip_id"`
	Format string `xml:"clip_format"`
}

type ohmsRecord struct {
	ID          string    `xml:"id,attr"`
	Day         string    `xml:"dt,attr"`
	Format      string    `xml:"version"`
	Date        ohmsDate  `xml:"date"`
	Accession   string    `xml:"accession"`
	Duration    string    `xml:"duration"`
	Collection  string    `xml:"collection_name"`
	Repository  string    `xml:"repository"`
	Address     string    `xml:"repository_url"`
	Title       string    `xml:"title"`
	Subjects    []string  `xml:"subject"`
	Interviewee string    `xml:"interviewee"`
	Interviewer string    `xml:"interviewer"`
	Kind        string    `xml:"format"`
	File        string    `xml:"file_name"`
	Sync        string    `xml:"sync"`
	Translate   string    `xml:"translate"`
	Sound       string    `xml:"media_url"`
	Media       ohmsMedia `xml:"mediafile"`
	Language    string    `xml:"language"`
	Notes       string    `xml:"user_notes"`
	Index       string    `xml:"index"`
	Type        string    `xml:"type"`
	Description string    `xml:"description"`
	Transcript  string    `xml:"transcript"`
	Rights      string    `xml:"rights"`
	Fmt         string    `xml:"fmt"`
}

// OHMS writes a record of the Oral History Metadata Synchronizer, XML version
// 5.4, with the place that each minute of the sound has reached in the text.
func OHMS(w io.Writer, d Document) error {
	iv := d.Interview
	name := func(s string) string { return ohmsName.Replace(oneLine(s)) }
	text, sync := d.ohmsText()
	r := ohmsRecord{ID: iv.ID, Day: d.Made.UTC().Format("2006-01-02"), Format: "5.4", Accession: iv.ID, Duration: clock(d.length(), ".")[:8],
		Collection: name(iv.Collection), Repository: name(d.Site), Address: d.Address, Title: name(iv.Title), Interviewee: name(iv.Storyteller), Interviewer: name(iv.Interviewer),
		Kind: "audio", Sync: sync, Translate: "0", Sound: d.Sound, Media: ohmsMedia{Host: "Other", Format: "audio"}, Language: d.language(),
		Type: "interview", Transcript: text, Rights: name(iv.Agreement.Wording), Fmt: "audio"}
	if teiDate.MatchString(iv.RecordedOn) {
		r.Date = ohmsDate{iv.RecordedOn, "yyyy-mm-dd"[:len(iv.RecordedOn)]}
	}
	for _, theme := range iv.Themes {
		r.Subjects = append(r.Subjects, name(theme))
	}
	r.Notes = "Version " + d.edition()
	if d.Credit != "" {
		r.Notes += ". Corrected by " + name(d.Credit)
	}
	r.Description = name(iv.Summary)
	return writeXML(w, struct {
		XMLName xml.Name   `xml:"ROOT"`
		Space   string     `xml:"xmlns,attr"`
		Record  ohmsRecord `xml:"record"`
	}{Space: ohmsSpace, Record: r})
}

// ohmsText writes the words in rows, an empty one between two turns, and says for
// each whole minute which row and word of it the sound has reached, both from 1:
// as in "1:|13(3)|19(14)". A minute before the first word has no place.
func (d Document) ohmsText() (text, sync string) {
	rows, marks := ohmsRows{row: 1}, "1:"
	place, minutes := "", 1
	for i, t := range turns(d.Transcript) {
		if i > 0 {
			rows.next(2)
		}
		for _, s := range strings.Fields(saidBy(t.speaker)) {
			rows.put(s)
		}
		for _, l := range t.lines {
			for _, w := range l.Words {
				for ; w.Start >= float64(60*minutes); minutes++ {
					marks += "|" + place
				}
				rows.put(w.Text)
				place = fmt.Sprintf("%d(%d)", rows.row, rows.word)
			}
		}
	}
	for ; d.length() >= float64(60*minutes); minutes++ {
		marks += "|" + place
	}
	return rows.String(), marks
}

// ohmsRows is text in rows of a limited length.
type ohmsRows struct {
	strings.Builder
	row, word, wide int // where the last word is, and how long its row
}

func (o *ohmsRows) put(word string) {
	n := utf8.RuneCountInString(word)
	if o.wide > 0 && o.wide+1+n > ohmsRow {
		o.next(1)
	}
	if o.wide > 0 {
		o.WriteByte(' ')
		o.wide++
	}
	o.WriteString(ohmsWord.Replace(word))
	o.word, o.wide = o.word+1, o.wide+n
}

func (o *ohmsRows) next(rows int) {
	o.WriteString(strings.Repeat("\n", rows))
	o.row, o.word, o.wide = o.row+rows, 0, 0
}
