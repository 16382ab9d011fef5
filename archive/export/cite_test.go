package export

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"earshot/archive"

	"github.com/google/go-cmp/cmp"
)

func source(change ...func(*Source)) *Source {
	d := document("Grace|We planted beans because beans forgive you everything", "Ada|and then?")
	iv := d.Interview
	iv.Title, iv.Storyteller, iv.Interviewer, iv.Place, iv.RecordedOn = "Talking about the allotment", "Grace", "Ada", "Leeds", "2024-05-31"
	iv.Recording.Duration = 240
	s := &Source{Interview: iv, ByName: true, Site: "Earshot", Address: "https://stories.example.org/interviews/abcdefgh23456789/versions/3", Sound: "https://stories.example.org/interviews/abcdefgh23456789/sound",
		Version: 3, Hash: strings.Repeat("ab", 32), Correctors: "Bo, Salford u3a", Language: "en", Accessed: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)}
	for _, fn := range change {
		fn(s)
	}
	return s
}

func quoting(s *Source) {
	l := document("Grace|We planted beans", "Ada|and then?").Transcript.Lines
	s.Quote = []archive.Turn{{Speaker: "Grace", Words: l[0].Words}, {Speaker: "Ada", Words: l[1].Words}}
	s.Span = archive.Span{Start: 65, End: 71.25}
	s.Address = "https://stories.example.org/interviews/abcdefgh23456789/quotes/3.1-1002"
}

func nameless(s *Source) { s.ByName = false }

func TestChicago(t *testing.T) {
	const at = "https://stories.example.org/interviews/abcdefgh23456789/"
	for _, c := range []struct {
		name       string
		s          *Source
		note, list string
	}{
		{"a version", source(), "Grace, “Talking about the allotment,” interview by Ada, Leeds, May 31, 2024, Earshot, transcript version 3, accessed November 23, 2026, " + at + "versions/3.",
			"Grace. “Talking about the allotment.” Interview by Ada. Leeds, May 31, 2024. Earshot. Audio recording and transcript, version 3. Accessed November 23, 2026. " + at + "versions/3."},
		{"a quote", source(quoting), "Grace, “Talking about the allotment,” interview by Ada, Leeds, May 31, 2024, Earshot, transcript version 3, at 1:05–1:11, accessed November 23, 2026, " + at + "quotes/3.1-1002.",
			"Grace. “Talking about the allotment.” Interview by Ada. Leeds, May 31, 2024. Earshot. Audio recording and transcript, version 3, 1:05–1:11. Accessed November 23, 2026. " + at + "quotes/3.1-1002."},
		{"little is known", source(nameless, func(s *Source) {
			s.Interview.Interviewer, s.Interview.Place, s.Interview.RecordedOn, s.Interview.Title = "", "", "", `Why "we" stayed?`
		}), "A storyteller, “Why ’we’ stayed?,” Earshot, transcript version 3, accessed November 23, 2026, " + at + "versions/3.",
			"A storyteller. “Why ’we’ stayed?” Earshot. Audio recording and transcript, version 3. Accessed November 23, 2026. " + at + "versions/3."},
	} {
		if diff := cmp.Diff(c.note, c.s.Note()); diff != "" {
			t.Errorf("%s, note: %s", c.name, diff)
		}
		if diff := cmp.Diff(c.list, c.s.Bibliography()); diff != "" {
			t.Errorf("%s, bibliography: %s", c.name, diff)
		}
	}
}

// readBib reads one entry as BibTeX does: it counts every brace, also those
// behind a backslash, and ends a value where they are even.
func readBib(t *testing.T, s string) map[string]string {
	t.Helper()
	head, rest, ok := strings.Cut(s, "\n")
	if !ok || !strings.HasPrefix(head, "@misc{") {
		t.Fatalf("no entry: %q", head)
	}
	fields := map[string]string{}
	for {
		rest = strings.TrimSpace(rest)
		if rest == "}" || rest == "" {
			break
		}
		name, more, ok := strings.Cut(rest, " = {")
		if !ok || strings.ContainsAny(name, "{}= \n") {
			t.Fatalf("no field in %.60q", rest)
		}
		depth, i := 1, 0
		for ; i < len(more) && depth > 0; i++ {
			switch more[i] {
			case '{':
				depth++
			case '}':
				depth--
			}
		}
		if depth != 0 {
			t.Fatalf("the braces of %s are uneven: %q", name, more)
		}
		fields[name] = more[:i-1]
		rest = strings.TrimPrefix(more[i:], ",")
	}
	return fields
}

var bibBack = strings.NewReplacer(`{\textbackslash}`, `\`, `{\textbraceleft}`, `{`, `{\textbraceright}`, `}`, `{\textasciicircum}`, `^`, `{\textasciitilde}`, `~`, `\#`, `#`, `\$`, `$`, `\%`, `%`, `\&`, `&`, `\_`, `_`)

var hostileNames = []string{"Grace", `{unclosed`, `closed}}`, `a \ b`, "100% & #1_x ~^ $", "line\nbreak\r\nER  - \r\nTY  - BOOK", "@misc{x,", "tab\there", "\u2028 \x00 end", "عمر 👩🏽‍🔬", `"quoted"`, `\{`}

func TestBibTeXComesBackAsTheSameText(t *testing.T) {
	for _, name := range hostileNames {
		s := source(quoting, func(s *Source) { s.Interview.Title, s.Interview.Storyteller, s.Interview.Place = name, name, name })
		f := readBib(t, s.BibTeX())
		want := oneLine(name)
		for field, got := range map[string]string{"title": f["title"], "author": f["author"]} {
			if got = bibBack.Replace(strings.TrimSuffix(strings.TrimPrefix(got, "{"), "}")); got != want {
				t.Errorf("%s %q came back as %q", field, want, got)
			}
		}
		if f["year"] != "2024" || f["date"] != "2024-05-31" || f["url"] != s.Address || !strings.Contains(f["note"], "We planted beans") {
			t.Errorf("the fields are %q", f)
		}
	}
}

func TestRISKeepsItsLines(t *testing.T) {
	for _, name := range hostileNames {
		s := source(quoting, func(s *Source) { s.Interview.Title, s.Interview.Storyteller = name, name })
		var tags []string
		got := map[string]string{}
		for _, line := range strings.Split(strings.TrimSuffix(s.RIS(), "\r\n"), "\r\n") {
			if len(line) < 6 || line[2:6] != "  - " {
				t.Fatalf("%q is no line of RIS", line)
			}
			tags, got[line[:2]] = append(tags, line[:2]), line[6:]
		}
		if got["TI"] != oneLine(name) || got["AU"] != oneLine(name) || got["DA"] != "2024/05/31/" || tags[0] != "TY" || tags[len(tags)-1] != "ER" || strings.Count(strings.Join(tags, " "), "ER") != 1 {
			t.Errorf("%q: %q %q", name, tags, got)
		}
	}
}

// dataCite is what schema 4 requires, and how it spells it.
type dataCite struct {
	SchemaVersion string
	Identifiers   []struct{ Identifier, IdentifierType string }
	Creators      []struct{ Name, NameType string }
	Titles        []struct{ Title string }
	Publisher     struct{ Name string }
	Year          string `json:"publicationYear"`
	Types         struct{ ResourceTypeGeneral, ResourceType string }
	Contributors  []struct{ Name, ContributorType string }
}

func TestDataCiteHasWhatIsRequired(t *testing.T) {
	var got dataCite
	text, _ := source().As("datacite")
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	if got.SchemaVersion != "http://datacite.org/schema/kernel-4" || got.Identifiers[0].IdentifierType != "URL" || got.Creators[0].Name != "Grace" || got.Titles[0].Title == "" ||
		got.Publisher.Name != "Earshot" || got.Year != "2024" || got.Types.ResourceTypeGeneral != "Sound" || got.Contributors[0].ContributorType != "DataCollector" {
		t.Errorf("DataCite says %+v", got)
	}
}

func TestClipsSayWhereTheyAre(t *testing.T) {
	s := source(quoting)
	text, _ := s.As("jsonld")
	var got struct {
		Type       string  `json:"@type"`
		Start      float64 `json:"startOffset"`
		End        float64 `json:"endOffset"`
		Text       string
		ContentURL string `json:"contentUrl"`
		IsPartOf   struct {
			Type string `json:"@type"`
		}
	}
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	if got.Type != "Clip" || got.Start != 65 || got.End != 71.25 || got.Text != "Grace: We planted beans Ada: and then?" || got.IsPartOf.Type != "AudioObject" || !strings.HasSuffix(got.ContentURL, "/sound#t=65,71.25") {
		t.Errorf("the clip is %+v", got)
	}
	if whole, _ := source().As("jsonld"); !strings.Contains(whole, `"@type": "AudioObject"`) || !strings.Contains(whole, `"@context": "https://schema.org"`) {
		t.Errorf("the whole is %s", whole)
	}
}

func TestWhoIsNotToBeNamedIsNot(t *testing.T) {
	s := source(nameless, func(s *Source) { s.Interview.Storyteller = "Secret Name" })
	for form := range CiteForms {
		text, ok := s.As(form)
		if !ok || strings.Contains(text, "Secret") || !strings.Contains(text, Nameless) {
			t.Errorf("%s: %s", form, text)
		}
		if bytes.ContainsAny([]byte(text), "\x00") {
			t.Errorf("%s has a control character", form)
		}
	}
}
