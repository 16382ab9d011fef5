package export

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// teiDate is a date that TEI's @when takes.
var teiDate = regexp.MustCompile(`^\d{4}(-\d{2}(-\d{2})?)?$`)

// TEI writes TEI P5 for spoken language, after ISO 24624: each turn is an
// utterance, each line a segment that begins at an anchor on the time line, and
// each word has its id, which quote links use too.
func TEI(w io.Writer, d Document) error {
	b := bufio.NewWriter(w)
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<TEI xmlns="http://www.tei-c.org/ns/1.0">` + "\n")
	list := turns(d.Transcript)
	people := d.teiHeader(b, list)
	b.WriteString("<text")
	if lang := d.language(); lang != "" {
		fmt.Fprintf(b, ` xml:lang="%s"`, xmlText(lang))
	}
	b.WriteString(">\n<timeline unit=\"s\" origin=\"#T0\">\n<when xml:id=\"T0\"/>\n")
	n := 0
	for _, t := range list {
		for _, l := range t.lines {
			n++
			fmt.Fprintf(b, "<when xml:id=\"T%d\" interval=\"%s\" since=\"#T0\"/>\n", n, number(l.Words[0].Start))
		}
		n++
		fmt.Fprintf(b, "<when xml:id=\"T%d\" interval=\"%s\" since=\"#T0\"/>\n", n, number(t.lines[len(t.lines)-1].Span().End))
	}
	b.WriteString("</timeline>\n<body>\n")
	n = 0
	for _, t := range list {
		who := ""
		if p := people[t.speaker]; p > 0 {
			who = fmt.Sprintf(` who="#p%d"`, p)
		}
		fmt.Fprintf(b, "<u%s start=\"#T%d\" end=\"#T%d\">\n", who, n+1, n+len(t.lines)+1)
		for _, l := range t.lines {
			n++
			fmt.Fprintf(b, "<anchor synch=\"#T%d\"/><seg xml:id=\"l%d\">", n, l.ID)
			for i, word := range l.Words {
				if i > 0 {
					b.WriteByte(' ')
				}
				fmt.Fprintf(b, `<w xml:id="w%d">%s</w>`, word.ID, xmlText(word.Text))
			}
			b.WriteString("</seg>\n")
		}
		n++
		b.WriteString("</u>\n")
	}
	b.WriteString("</body>\n</text>\n</TEI>\n")
	return b.Flush()
}

// teiHeader says what the file is. It numbers the speakers.
func (d Document) teiHeader(b *bufio.Writer, list []turn) map[string]int {
	iv := d.Interview
	line := func(form string, values ...any) {
		for i, v := range values {
			values[i] = xmlText(fmt.Sprint(v))
		}
		fmt.Fprintf(b, form+"\n", values...)
	}
	line("<teiHeader>\n<fileDesc>\n<titleStmt><title>%s</title>", iv.Title)
	for _, f := range []fact{{"storyteller", iv.Storyteller}, {"interviewer", iv.Interviewer}, {"corrected by", d.Credit}} {
		if f.value != "" {
			line("<respStmt><resp>%s</resp><name>%s</name></respStmt>", f.name, f.value)
		}
	}
	line("</titleStmt>\n<editionStmt><edition n=\"%s\">Version %s</edition></editionStmt>", d.Transcript.Version, d.edition())
	line("<publicationStmt><publisher>%s</publisher><date when=\"%s\"/><idno type=\"interview\">%s</idno>", cmp.Or(d.Site, "Earshot"), stamp(d.Made), iv.ID)
	if d.Address != "" {
		line("<idno type=\"URI\">%s</idno>", d.Address)
	}
	if terms := iv.Agreement.Wording; terms != "" {
		line("<availability><p>%s</p></availability>", terms)
	}
	line("</publicationStmt>\n<sourceDesc><recordingStmt><recording type=\"audio\" dur=\"PT%sS\">", number(d.length()))
	if teiDate.MatchString(iv.RecordedOn) {
		line("<date when=\"%s\"/>", iv.RecordedOn)
	}
	line("</recording></recordingStmt></sourceDesc>\n</fileDesc>")
	var names []string
	people := map[string]int{}
	for _, t := range list {
		if t.speaker != "" && people[t.speaker] == 0 {
			names = append(names, t.speaker)
			people[t.speaker] = len(names)
		}
	}
	var profile strings.Builder
	if lang := d.language(); lang != "" {
		fmt.Fprintf(&profile, "<langUsage><language ident=\"%s\"/></langUsage>\n", xmlText(lang))
	}
	if len(names) > 0 {
		profile.WriteString("<particDesc><listPerson>\n")
		for i, name := range names {
			fmt.Fprintf(&profile, "<person xml:id=\"p%d\"><persName>%s</persName></person>\n", i+1, xmlText(name))
		}
		profile.WriteString("</listPerson></particDesc>\n")
	}
	if profile.Len() > 0 {
		b.WriteString("<profileDesc>\n" + profile.String() + "</profileDesc>\n")
	}
	b.WriteString("</teiHeader>\n")
	return people
}
