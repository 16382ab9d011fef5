package export

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"earshot/archive"
)

// grammar is the part of REFI-QDA's Project.xsd (18 March 2019) and Codebook.xsd
// that a study may use: for each element what it may hold, in this order, and its
// attributes; an exclamation mark is for what has to be there.
var grammar = map[string]struct {
	holds, has string
}{
	"Project":            {"Users CodeBook Variables Cases Sources Notes Links Sets Graphs Description NoteRef", "name! origin creatingUserGUID creationDateTime modifyingUserGUID modifiedDateTime basePath"},
	"Users":              {"User!", ""},
	"User":               {"", "guid! name id"},
	"CodeBook":           {"Codes! Sets", "origin"},
	"Codes":              {"Code!", ""},
	"Code":               {"Description NoteRef Code", "guid! name! isCodable! color"},
	"Sources":            {"TextSource!", ""},
	"TextSource":         {"Description PlainTextContent PlainTextSelection Coding NoteRef VariableValue", "guid! name richTextPath plainTextPath creatingUser creationDateTime modifyingUser modifiedDateTime"},
	"PlainTextSelection": {"Description Coding NoteRef", "guid! name startPosition! endPosition! creatingUser creationDateTime modifyingUser modifiedDateTime"},
	"Coding":             {"CodeRef! NoteRef", "guid! creatingUser creationDateTime"},
	"CodeRef":            {"", "targetGUID!"},
	"Description":        {"", ""},
}

var forms = map[string]*regexp.Regexp{
	"guid": guidForm, "targetGUID": guidForm, "creatingUser": guidForm, "creatingUserGUID": guidForm,
	"color": regexp.MustCompile(`^#([A-Fa-f0-9]{6}|[A-Fa-f0-9]{3})$`), "isCodable": regexp.MustCompile(`^(true|false)$`),
	"creationDateTime": regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`), "startPosition": regexp.MustCompile(`^\d+$`), "endPosition": regexp.MustCompile(`^\d+$`),
}

var guidForm = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

type element struct {
	name  string
	attr  map[string]string
	text  string
	holds []*element
}

func (e *element) all(name string) (found []*element) {
	if e.name == name {
		found = append(found, e)
	}
	for _, c := range e.holds {
		found = append(found, c.all(name)...)
	}
	return found
}

// readQDA reads a document by the grammar, and refuses all that is not in it.
func readQDA(t *testing.T, r io.Reader, space string) *element {
	t.Helper()
	dec := xml.NewDecoder(r)
	top := &element{}
	open := []*element{top}
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		last := open[len(open)-1]
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Space != space {
				t.Fatalf("%s is of the name space %q", token.Name.Local, token.Name.Space)
			}
			e := &element{name: token.Name.Local, attr: map[string]string{}}
			for _, a := range token.Attr {
				if a.Name.Local != "xmlns" {
					e.attr[a.Name.Local] = a.Value
				}
			}
			last.holds = append(last.holds, e)
			open = append(open, e)
		case xml.EndElement:
			check(t, last)
			open = open[:len(open)-1]
		case xml.CharData:
			last.text += string(token)
		}
	}
	return top.holds[0]
}

func check(t *testing.T, e *element) {
	t.Helper()
	rule, known := grammar[e.name]
	if !known {
		t.Fatalf("%s is not in the schema", e.name)
	}
	at := 0
	order := strings.Fields(rule.holds)
	for _, c := range e.holds {
		for at < len(order) && strings.TrimSuffix(order[at], "!") != c.name {
			at++
		}
		if at == len(order) {
			t.Fatalf("%s holds %s, out of the order %q", e.name, c.name, rule.holds)
		}
	}
	for _, name := range order {
		if must, ok := strings.CutSuffix(name, "!"); ok && len(e.all(must)) == 0 {
			t.Fatalf("%s lacks %s", e.name, must)
		}
	}
	allowed := strings.Fields(rule.has)
	for name, value := range e.attr {
		if !strings.Contains(" "+strings.ReplaceAll(rule.has, "!", "")+" ", " "+name+" ") {
			t.Fatalf("%s has %s, which is not in the schema", e.name, name)
		}
		if form := forms[name]; form != nil && !form.MatchString(value) {
			t.Fatalf("%s of %s is %q", name, e.name, value)
		}
	}
	for _, name := range allowed {
		if must, ok := strings.CutSuffix(name, "!"); ok && e.attr[must] == "" && must != "name" {
			t.Fatalf("%s lacks %s", e.name, must)
		}
	}
}

func study() *Study {
	d := document("Ada|👩🏽‍🔬 in the garden <b>", "Grace|we planted عمر beans & peas", "Grace|because they forgive", "Ada|yes")
	made := time.Date(2026, 11, 23, 1, 2, 3, 4, time.UTC)
	return &Study{Name: "Gardens", Site: "Earshot", Root: "archive", Made: made,
		Themes: []StudyTheme{{ID: "a", Name: "Growing \"together\"", Memo: "one\ntwo\x00", Colour: "green"}, {ID: "b", Parent: "a", Name: "Beans", Colour: "no such"}, {ID: "c", Parent: "elsewhere", Name: "Left"}},
		Texts: []StudyText{
			{Interview: d.Interview, Transcript: d.Transcript, Address: "https://x.example/1", Codings: []StudyCoding{
				{ID: "1", Theme: "b", Words: []archive.WordID{1002, 1003, 1004, 1005}, By: "Bo", Note: "why <not>?", Made: made},
				{ID: "2", Theme: "a", Words: []archive.WordID{1005, 1006, 2001}, Made: made},
				{ID: "3", Theme: "a", Words: []archive.WordID{77}, By: "Bo", Made: made},
			}},
			{Interview: d.Interview, Transcript: document("|only words").Transcript},
		}}
}

// TestProjectsReadBack reads a project as QualCoder does: the text by its path,
// the passages as characters of it from the start position to the end position.
func TestProjectsReadBack(t *testing.T) {
	var b bytes.Buffer
	if err := study().Project(&b); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("project.qde")
	if err != nil {
		t.Fatal(err)
	}
	p := readQDA(t, f, projectSpace)
	codes, users := map[string]string{}, map[string]string{}
	for _, c := range p.all("Code") {
		codes[c.attr["guid"]] = c.attr["name"]
	}
	for _, u := range p.all("User") {
		users[u.attr["guid"]] = u.attr["name"]
	}
	var got []string
	names := map[string]bool{}
	for _, source := range p.all("TextSource") {
		if names[source.attr["name"]] {
			t.Errorf("two sources are named %q", source.attr["name"])
		}
		names[source.attr["name"]] = true
		path, ok := strings.CutPrefix(source.attr["plainTextPath"], "internal://")
		if !ok {
			t.Fatalf("the path is %q", source.attr["plainTextPath"])
		}
		text, err := z.Open("Sources/" + path)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(text)
		if err != nil {
			t.Fatal(err)
		}
		runes := []rune(string(raw))
		for _, s := range source.all("PlainTextSelection") {
			from, to := position(s.attr["startPosition"]), position(s.attr["endPosition"])
			coding := s.all("Coding")[0]
			got = append(got, users[coding.attr["creatingUser"]]+"|"+codes[coding.all("CodeRef")[0].attr["targetGUID"]]+"|"+string(runes[from:to]))
		}
	}
	want := "Bo|Beans|planted عمر beans &\n|Growing \"together\"|& peas because"
	if strings.Join(got, "\n") != want {
		t.Errorf("it reads %q, want %q", got, want)
	}
	if again := new(bytes.Buffer); study().Project(again) != nil || !bytes.Equal(again.Bytes(), b.Bytes()) {
		t.Error("the same study is another file")
	}
}

func position(s string) int {
	n := 0
	for _, r := range s {
		n = 10*n + int(r-'0')
	}
	return n
}

func TestCodebooksKeepTheirTree(t *testing.T) {
	var b bytes.Buffer
	if err := study().Codebook(&b); err != nil {
		t.Fatal(err)
	}
	book := readQDA(t, &b, bookSpace)
	top := book.holds[0].holds
	if len(top) != 2 || top[0].attr["name"] != `Growing "together"` || top[0].all("Description")[0].text != "one\ntwo" || top[0].all("Code")[1].attr["name"] != "Beans" || top[1].attr["name"] != "Left" {
		t.Errorf("the codes are %+v", top)
	}
	if c := top[0].attr["color"]; c != "#2E7D32" || top[0].all("Code")[1].attr["color"] != "" {
		t.Errorf("the colour is %q", c)
	}
}

func TestEveryThemeColourHasOne(t *testing.T) {
	for _, name := range archive.ThemeColours {
		if !forms["color"].MatchString(colours[name]) {
			t.Errorf("%s is %q", name, colours[name])
		}
	}
}
