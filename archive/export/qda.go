package export

import (
	"archive/zip"
	"cmp"
	"crypto/sha1"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"earshot/archive"
)

// Study is themes and the passages in them, for programs of qualitative analysis.
// It is written as REFI-QDA 1.5 has it (www.qdasoftware.org), which QualCoder,
// MAXQDA, ATLAS.ti, NVivo and others read.
type Study struct {
	Name   string
	Site   string
	Root   string // of the identifiers of everything in it, such as the archive's own id
	Made   time.Time
	Themes []StudyTheme
	Texts  []StudyText
}

// StudyTheme is one code of a codebook.
type StudyTheme struct {
	ID, Parent, Name, Memo, Colour string
}

// StudyText is one transcript as the public may read it, and what is said of it.
type StudyText struct {
	Interview  *archive.Interview
	Transcript *archive.Transcript
	Address    string
	Codings    []StudyCoding
}

// StudyCoding is a passage that someone put under a theme.
type StudyCoding struct {
	ID    string // of the passage
	Theme string
	Words []archive.WordID // that stand in the transcript
	By    string           // as they are credited; "" when not known
	Note  string
	Made  time.Time
}

const (
	bookSpace    = "urn:QDA-XML:codebook:1.0"
	projectSpace = "urn:QDA-XML:project:1.0"
	origin       = "Earshot"
)

// colours of themes, as REFI-QDA writes them.
var colours = map[string]string{"red": "#C62828", "orange": "#EF6C00", "yellow": "#F9C80E", "green": "#2E7D32", "teal": "#00796B",
	"blue": "#1565C0", "purple": "#6A1B9A", "pink": "#C2185B", "brown": "#6D4C41", "grey": "#616161"}

type qdaCode struct {
	GUID        string     `xml:"guid,attr"`
	Name        string     `xml:"name,attr"`
	Codable     bool       `xml:"isCodable,attr"`
	Colour      string     `xml:"color,attr,omitempty"`
	Description string     `xml:"Description,omitempty"`
	Codes       []*qdaCode `xml:"Code"`
}

type qdaBook struct {
	XMLName xml.Name
	Space   string     `xml:"xmlns,attr,omitempty"`
	Origin  string     `xml:"origin,attr,omitempty"`
	Codes   []*qdaCode `xml:"Codes>Code"`
}

type qdaUser struct {
	GUID string `xml:"guid,attr"`
	Name string `xml:"name,attr"`
}

type qdaRef struct {
	Target string `xml:"targetGUID,attr"`
}

type qdaCoding struct {
	GUID string `xml:"guid,attr"`
	User string `xml:"creatingUser,attr,omitempty"`
	Made string `xml:"creationDateTime,attr"`
	Code qdaRef `xml:"CodeRef"`
}

type qdaSelection struct {
	GUID        string      `xml:"guid,attr"`
	Name        string      `xml:"name,attr"`
	Start       int         `xml:"startPosition,attr"`
	End         int         `xml:"endPosition,attr"`
	User        string      `xml:"creatingUser,attr,omitempty"`
	Made        string      `xml:"creationDateTime,attr"`
	Description string      `xml:"Description,omitempty"`
	Codings     []qdaCoding `xml:"Coding"`
}

type qdaText struct {
	GUID        string         `xml:"guid,attr"`
	Name        string         `xml:"name,attr"`
	Path        string         `xml:"plainTextPath,attr"`
	User        string         `xml:"creatingUser,attr"`
	Made        string         `xml:"creationDateTime,attr"`
	Description string         `xml:"Description,omitempty"`
	Selections  []qdaSelection `xml:"PlainTextSelection"`
}

type qdaProject struct {
	XMLName     xml.Name  `xml:"Project"`
	Space       string    `xml:"xmlns,attr"`
	Name        string    `xml:"name,attr"`
	Origin      string    `xml:"origin,attr"`
	User        string    `xml:"creatingUserGUID,attr"`
	Made        string    `xml:"creationDateTime,attr"`
	Users       []qdaUser `xml:"Users>User"`
	Book        *qdaBook
	Sources     *qdaSources
	Description string `xml:"Description,omitempty"`
}

type qdaSources struct {
	XMLName xml.Name  `xml:"Sources"`
	Texts   []qdaText `xml:"TextSource"`
}

// guid names a thing the same in every export, so that a program that took one
// before knows it again: version 5 of RFC 9562.
func (s *Study) guid(kind, id string) string {
	sum := sha1.Sum([]byte(s.Root + "\x00" + kind + "\x00" + id))
	sum[6], sum[8] = sum[6]&0x0f|0x50, sum[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}

// codes puts themes under the wider ones that are in the study too.
func (s *Study) codes() []*qdaCode {
	made := map[string]*qdaCode{}
	for _, t := range s.Themes {
		made[t.ID] = &qdaCode{GUID: s.guid("theme", t.ID), Name: oneLine(t.Name), Codable: true, Colour: colours[t.Colour], Description: lines(t.Memo)}
	}
	var top []*qdaCode
	for _, t := range s.Themes {
		if above := made[t.Parent]; above != nil && t.Parent != t.ID {
			above.Codes = append(above.Codes, made[t.ID])
		} else {
			top = append(top, made[t.ID])
		}
	}
	return top
}

// Codebook writes the themes alone, as a .qdc file. There has to be one at least.
func (s *Study) Codebook(w io.Writer) error {
	return writeXML(w, &qdaBook{XMLName: xml.Name{Local: "CodeBook"}, Space: bookSpace, Origin: origin, Codes: s.codes()})
}

// Project writes themes, transcripts and passages as a .qdpx file: a zip of the
// project and its texts. There has to be one theme at least.
func (s *Study) Project(w io.Writer) error {
	z := zip.NewWriter(w)
	p := &qdaProject{Space: projectSpace, Name: oneLine(s.Name), Origin: origin, User: s.guid("user", ""), Made: stamp(s.Made),
		Users: []qdaUser{{s.guid("user", ""), cmp.Or(oneLine(s.Site), origin)}}, Book: &qdaBook{XMLName: xml.Name{Local: "CodeBook"}, Codes: s.codes()},
		Description: "Taken from " + oneLine(s.Site) + " on " + s.Made.UTC().Format("2 January 2006") + ". The texts may be corrected there since, and words may be withdrawn: please look before you quote."}
	names := map[string]int{}
	known := map[string]bool{"": true}
	for _, t := range s.Texts {
		source, text := s.text(t)
		if names[source.Name]++; names[source.Name] > 1 { // QualCoder tells sources apart by their names
			source.Name = fmt.Sprintf("%s (%s)", source.Name, t.Interview.ID)
		}
		for _, c := range t.Codings {
			if by := oneLine(c.By); !known[by] {
				known[by] = true
				p.Users = append(p.Users, qdaUser{s.guid("user", by), by})
			}
		}
		if p.Sources == nil {
			p.Sources = &qdaSources{}
		}
		p.Sources.Texts = append(p.Sources.Texts, source)
		if err := add(z, "Sources/"+source.GUID+".txt", s.Made, func(w io.Writer) error { _, err := io.WriteString(w, text); return err }); err != nil {
			return err
		}
	}
	if err := add(z, "project.qde", s.Made, func(w io.Writer) error { return writeXML(w, p) }); err != nil {
		return err
	}
	return z.Close()
}

func add(z *zip.Writer, name string, made time.Time, write func(io.Writer) error) error {
	f, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: made.UTC()})
	if err != nil {
		return err
	}
	return write(f)
}

// text is one transcript as a source with its selections. A line of the text is a
// turn, with its time and speaker in front.
func (s *Study) text(t StudyText) (qdaText, string) {
	iv := t.Interview
	guid := s.guid("interview", fmt.Sprintf("%s %d", iv.ID, t.Transcript.Version))
	out := qdaText{GUID: guid, Name: cmp.Or(oneLine(iv.Title), iv.ID), Path: "internal://" + guid + ".txt", User: s.guid("user", ""), Made: stamp(s.Made),
		Description: fmt.Sprintf("Interview %s, version %d, %s. %s", iv.ID, t.Transcript.Version, Corrected.Words(), t.Address)}
	text, at := positions(t.Transcript)
	runes := []rune(text)
	for _, c := range t.Codings {
		from, to := len(runes), 0
		for _, id := range c.Words {
			if p, stands := at[id]; stands {
				from, to = min(from, p.from), max(to, p.to)
			}
		}
		if from >= to {
			continue // every word of it was taken out
		}
		user := ""
		if c.By != "" {
			user = s.guid("user", oneLine(c.By))
		}
		code := qdaCoding{GUID: s.guid("coding", c.Theme+" "+c.ID), User: user, Made: stamp(c.Made), Code: qdaRef{s.guid("theme", c.Theme)}}
		out.Selections = append(out.Selections, qdaSelection{GUID: s.guid("passage", c.Theme+" "+c.ID), Name: shorten(oneLine(string(runes[from:to])), 60), Start: from, End: to,
			User: user, Made: stamp(c.Made), Description: lines(c.Note), Codings: []qdaCoding{code}})
	}
	return out, text
}

// stretch is a piece of a text, in characters (Unicode code points), as REFI-QDA
// counts: the first one, and the one behind the last.
type stretch struct{ from, to int }

// positions writes a transcript as plain text and says where its words are.
func positions(t *archive.Transcript) (string, map[archive.WordID]stretch) {
	var b strings.Builder
	at := map[archive.WordID]stretch{}
	n := 0
	put := func(s string) {
		b.WriteString(s)
		n += utf8.RuneCountInString(s)
	}
	open, speaker := false, ""
	for _, l := range t.Lines {
		if len(l.Words) == 0 {
			continue
		}
		if !open || l.Speaker != speaker {
			if open {
				put("\n\n")
			}
			put("[" + clock(l.Words[0].Start, ".")[:8] + "]")
			if who := oneLine(l.Speaker); who != "" {
				put(" " + who + ":")
			}
			open, speaker = true, l.Speaker
		}
		for _, w := range l.Words {
			put(" ")
			from := n
			put(oneLine(w.Text))
			at[w.ID] = stretch{from, n}
		}
	}
	put("\n")
	return b.String(), at
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// lines keeps the lines of a text and no other control character.
func lines(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(cellText(s), "\r", ""))
}

// writeXML writes a document with its declaration.
func writeXML(w io.Writer, v any) error {
	if _, err := io.WriteString(w, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", " ")
	return enc.Encode(v)
}
