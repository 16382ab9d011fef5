package export

import (
	"fmt"
	"strings"
)

// bibText writes a text as a BibTeX value. Braces become commands, which keep
// their number even: BibTeX counts those behind a backslash too.
var bibText = strings.NewReplacer(`\`, `{\textbackslash}`, `{`, `{\textbraceleft}`, `}`, `{\textbraceright}`, `^`, `{\textasciicircum}`, `~`, `{\textasciitilde}`,
	`#`, `\#`, `$`, `\$`, `%`, `\%`, `&`, `\&`, `_`, `\_`)

// bibAddress keeps an address readable by BibTeX without changing where it leads.
var bibAddress = strings.NewReplacer(`{`, "%7B", `}`, "%7D", `\`, "%5C")

// BibTeX is the citation as an entry that BibTeX and biblatex read. Names and
// title are in double braces: nobody's name is turned round, and no capital is lost.
func (s *Source) BibTeX() string {
	at, form := s.recorded()
	how := fmt.Sprintf("Audio recording and transcript, version %d", s.Version)
	if by := oneLine(s.Interview.Interviewer); by != "" {
		how = "Interview by " + by + ". " + how
	}
	var b strings.Builder
	fmt.Fprintf(&b, "@misc{%s,\n", s.key())
	field := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "  %s = {%s},\n", name, value)
		}
	}
	field("author", "{"+bibText.Replace(s.storyteller())+"}")
	field("title", "{"+bibText.Replace(oneLine(s.Interview.Title))+"}")
	field("howpublished", bibText.Replace(how))
	field("organization", bibText.Replace(oneLine(s.Site)))
	field("address", bibText.Replace(oneLine(s.Interview.Place)))
	field("year", at.Format("2006"))
	field("date", at.Format(form))
	field("url", bibAddress.Replace(s.Address))
	field("urldate", s.Accessed.Format("2006-01-02"))
	field("note", bibText.Replace(strings.Join(s.remarks(), ". ")))
	b.WriteString("}\n")
	return b.String()
}

// RIS is the citation in the format of reference managers: one field a line, each
// with two letters, two spaces and a dash, ended as the format asks.
func (s *Source) RIS() string {
	at, form := s.recorded()
	var b strings.Builder
	line := func(tag, value string) {
		if value = oneLine(value); value != "" {
			fmt.Fprintf(&b, "%s  - %s\r\n", tag, value)
		}
	}
	line("TY", "SOUND")
	line("ID", s.key())
	line("AU", s.storyteller())
	line("TI", s.Interview.Title)
	line("A2", s.Interview.Interviewer)
	line("PY", at.Format("2006"))
	line("DA", at.Format(map[string]string{"2006-01-02": "2006/01/02/", "2006-01": "2006/01//", "2006": "2006///"}[form]))
	line("CY", s.Interview.Place)
	line("PB", s.Site)
	line("ET", fmt.Sprintf("Version %d", s.Version))
	line("LA", s.Language)
	line("UR", s.Address)
	line("Y2", s.Accessed.Format("2006/01/02/"))
	for _, r := range s.remarks() {
		line("N1", r)
	}
	b.WriteString("ER  - \r\n")
	return b.String()
}
