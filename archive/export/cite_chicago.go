package export

import (
	"fmt"
	"strings"
	"time"
)

// Note is the citation as a note of the Chicago Manual of Style.
func (s *Source) Note() string {
	parts := []string{s.storyteller(), "“" + inner(s.Interview.Title) + ",”"}
	list := s.about("interview by ")
	list = append(list, fmt.Sprintf("transcript version %d", s.Version))
	if len(s.Quote) > 0 {
		list = append(list, "at "+s.place())
	}
	list = append(list, "accessed "+american(s.Accessed, "2006-01-02"), s.Address)
	return parts[0] + ", " + parts[1] + " " + strings.Join(list, ", ") + "."
}

// Bibliography is the citation as an entry of a Chicago bibliography. Names stay
// in the order in which people say them: many are first names or pseudonyms.
func (s *Source) Bibliography() string {
	var b strings.Builder
	b.WriteString(stopped(s.storyteller()))
	b.WriteString(" “" + stopped(inner(s.Interview.Title)) + "”")
	for _, part := range s.about("Interview by ") {
		b.WriteString(" " + stopped(part))
	}
	fmt.Fprintf(&b, " Audio recording and transcript, version %d", s.Version)
	if len(s.Quote) > 0 {
		b.WriteString(", " + s.place())
	}
	fmt.Fprintf(&b, ". Accessed %s. %s.", american(s.Accessed, "2006-01-02"), s.Address)
	return b.String()
}

// about lists who asked, where and when, and the archive.
func (s *Source) about(by string) (list []string) {
	if name := oneLine(s.Interview.Interviewer); name != "" {
		list = append(list, by+name)
	}
	when := ""
	if at, form := s.recorded(); s.Interview.RecordedOn != "" {
		when = american(at, form)
	}
	if place := oneLine(s.Interview.Place); place != "" && when != "" {
		list = append(list, place+", "+when)
	} else if place+when != "" {
		list = append(list, place+when)
	}
	return append(list, oneLine(s.Site))
}

// american writes a date as the Chicago Manual does.
func american(at time.Time, form string) string {
	switch form {
	case "2006-01-02":
		return at.Format("January 2, 2006")
	case "2006-01":
		return at.Format("January 2006")
	}
	return at.Format("2006")
}

// inner makes quotation marks of a title single, as they stand inside double ones.
func inner(title string) string {
	return strings.NewReplacer("“", "‘", "”", "’", `"`, "’").Replace(oneLine(title))
}

// stopped ends a sentence that has no end.
func stopped(s string) string {
	if s != "" && strings.ContainsRune(".?!…", []rune(s)[len([]rune(s))-1]) {
		return s
	}
	return s + "."
}
