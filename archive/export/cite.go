package export

import (
	"cmp"
	"fmt"
	"strings"
	"time"
	"unicode"

	"earshot/archive"
)

// Source is what somebody cites: an interview, one version of its words, or words
// of one version. The caller has asked archive.Policy.
type Source struct {
	Interview  *archive.Interview
	ByName     bool   // the storyteller may be named
	Site       string // name of the archive
	Address    string // of what is cited, with the host
	Sound      string // of the listening copy, with the host; "" when it cannot be heard
	Version    int
	Hash       string         // of the words of that version
	Quote      []archive.Turn // nil when no words are quoted
	Span       archive.Span   // of the quoted words
	Correctors string         // who put the words right; "" for nobody
	Language   string
	Accessed   time.Time
}

// Nameless stands for a storyteller who is not to be named.
const Nameless = "A storyteller"

func (s *Source) storyteller() string {
	if s.ByName && s.Interview.Storyteller != "" {
		return oneLine(s.Interview.Storyteller)
	}
	return Nameless
}

// recorded is the day, month or year of the recording; else of its arrival.
func (s *Source) recorded() (at time.Time, layout string) {
	for _, form := range []string{"2006-01-02", "2006-01", "2006"} {
		if at, err := time.Parse(form, s.Interview.RecordedOn); err == nil {
			return at, form
		}
	}
	return s.Interview.Received.UTC(), "2006"
}

// Fragment is the address of the stretch of sound: a media fragment as the W3C
// defines it. It is "" when the sound cannot be heard.
func (s *Source) Fragment() string {
	if s.Sound == "" || len(s.Quote) == 0 {
		return s.Sound
	}
	return fmt.Sprintf("%s#t=%s,%s", s.Sound, number(s.Span.Start), number(s.Span.End))
}

func number(seconds float64) string {
	return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.3f", archive.Milliseconds(seconds)), "0"), ".")
}

// minute writes seconds as 2:05 or 1:02:05.
func minute(seconds float64) string {
	n := int(max(seconds, 0))
	if n >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", n/3600, n/60%60, n%60)
	}
	return fmt.Sprintf("%d:%02d", n/60, n%60)
}

// place says where in the recording the words are, as in "2:05–2:11".
func (s *Source) place() string {
	from, to := minute(s.Span.Start), minute(s.Span.End)
	if from == to {
		return from
	}
	return from + "–" + to
}

// oneLine takes control characters out of a text, and makes every run of spaces
// a single one: no name can begin a new line of a file.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// key names the source within a file of many.
func (s *Source) key() string {
	k := fmt.Sprintf("interview-%s-v%d", s.Interview.ID, s.Version)
	if first, last := s.ends(); first > 0 {
		k += fmt.Sprintf("-%d-%d", first, last)
	}
	return k
}

func (s *Source) ends() (first, last archive.WordID) {
	if len(s.Quote) == 0 {
		return 0, 0
	}
	end := s.Quote[len(s.Quote)-1].Words
	return s.Quote[0].Words[0].ID, end[len(end)-1].ID
}

// said is the quoted words, with the names of those who speak when they are more
// than one.
func (s *Source) said() string {
	var parts []string
	for _, t := range s.Quote {
		if len(s.Quote) > 1 && t.Speaker != "" {
			parts = append(parts, t.Speaker+": "+t.Text())
		} else {
			parts = append(parts, t.Text())
		}
	}
	return oneLine(strings.Join(parts, " "))
}

func (s *Source) speakers() string {
	var names []string
	for _, t := range s.Quote {
		if n := oneLine(t.Speaker); n != "" && (len(names) == 0 || names[len(names)-1] != n) {
			names = append(names, n)
		}
	}
	return strings.Join(names, ", ")
}

// remarks are what a file says of a source that it has no field for.
func (s *Source) remarks() (list []string) {
	list = append(list, fmt.Sprintf("Version %d of the transcript", s.Version))
	if len(s.Quote) > 0 {
		list = append(list, fmt.Sprintf("At %s, %s: “%s”", s.place(), cmp.Or(s.speakers(), "speaker not named"), s.said()))
	}
	if s.Correctors != "" {
		list = append(list, "Corrected by "+oneLine(s.Correctors))
	}
	return append(list, "SHA-256 of the words of this version: "+s.Hash)
}

// FileName is a name for a file with the citation.
func (s *Source) FileName(ending string) string { return s.key() + "." + ending }
