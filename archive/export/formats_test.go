package export

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var venomous = append(hostile, "Ada|ends ]]> here and =cmd|'/C calc'!A0", `_Eve_ [x](y)|*bold* _it_ [link](http://x) `+"`code`"+` \ # 1. ~~no~~ $x$ ==y== &amp; ![i](j)`,
	"|[[footnote]]1[[/footnote]] {00:10} \uFFFE")

// spoken is the words of a document as a file of XML can have them.
func spoken(d Document) []string {
	return strings.Fields(strings.ReplaceAll(strings.Join(words(d), " "), "\uFFFE", "\uFFFD"))
}

// xmlNodes reads all of a file and calls on with each element that ends, the text
// in it and its attributes. A file that is not well formed fails the test.
func xmlNodes(t *testing.T, s string, on func(name, text string, attr map[string]string)) {
	t.Helper()
	type open struct {
		text string
		attr map[string]string
	}
	var stack []*open
	dec := xml.NewDecoder(strings.NewReader(s))
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			o := &open{attr: map[string]string{"space": token.Name.Space}}
			for _, a := range token.Attr {
				o.attr[a.Name.Local] = a.Value
			}
			stack = append(stack, o)
		case xml.CharData:
			if n := len(stack); n > 0 {
				stack[n-1].text += string(token)
			}
		case xml.EndElement:
			o := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			on(token.Name.Local, o.text, o.attr)
		}
	}
}

func TestTextComesInThreeWays(t *testing.T) {
	d := document("Ada|one two", "Ada|three", "Ada|", "Bob|four", "|five")
	for format, want := range map[string]string{
		"lines.txt": "[00:00:00.000] Ada: one two\n[00:00:01.000] Ada: three\n[00:00:01.500] Bob: four\n[00:00:02.000] five\n",
		"plain.txt": "Ada: one two three\n\nBob: four\n\nfive\n",
	} {
		_, got, _ := strings.Cut(write(t, d, format), "\n\n")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", format, diff)
		}
	}
}

// TestNobodyNamedIsNoWall: where no speaker is known, a paragraph ends.
func TestNobodyNamedIsNoWall(t *testing.T) {
	d := document("|"+strings.Repeat("word ", 40), "|"+strings.Repeat("a ", 600), "|later", "Ada|"+strings.Repeat("b ", 700), "Ada|still")
	if list := turns(d.Transcript); len(list) != 3 || len(list[2].lines) != 2 {
		t.Errorf("%d turns", len(list))
	}
}

// TestMarkdownComesBackAsTheSameText reads it by CommonMark's rules for escapes:
// a backslash in front of a sign makes it a sign, and none may stand without one.
func TestMarkdownComesBackAsTheSameText(t *testing.T) {
	d := document(venomous...)
	d.Address = "https://stories.example.org/interviews/abcdefgh23456789"
	s := write(t, d, "md")
	if !strings.HasPrefix(s, `# A day at the \<library\>`+"\n\n- Storyteller: Ada\n") || !strings.Contains(s, "- Version: 0, as corrected by people\n") {
		t.Errorf("it begins %.200q", s)
	}
	escaped := regexp.MustCompile("\\\\([!-/:-@\\[-`{-~])")
	head := regexp.MustCompile(`^(?:\*\*(.*?[^\\])\*\* )?\(\[[\d:]+\]\(<https://[^>]+\?t=[\d.]+>\)\) `)
	var got []string
	for _, p := range strings.Split(strings.TrimSpace(s), "\n\n")[2:] {
		if !head.MatchString(p) {
			t.Fatalf("a paragraph begins %.80q", p)
		}
		p = head.ReplaceAllString(p, "")
		if bare := escaped.ReplaceAllString(p, ""); strings.ContainsAny(bare, "\\`*_[]<>&#~$|") {
			t.Errorf("means something to Markdown: %q", bare)
		}
		got = append(got, strings.Fields(escaped.ReplaceAllString(p, "$1"))...)
	}
	if diff := cmp.Diff(words(d), got); diff != "" {
		t.Error(diff)
	}
}

func TestWordDocumentsOpen(t *testing.T) {
	d := document(venomous...)
	s := write(t, d, "docx")
	z, err := zip.NewReader(strings.NewReader(s), int64(len(s)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts["/"+f.Name] = string(b)
	}
	if z.File[0].Name != "[Content_Types].xml" {
		t.Errorf("the first part is %s", z.File[0].Name)
	}
	xmlNodes(t, parts["/[Content_Types].xml"], func(name, _ string, attr map[string]string) {
		if name == "Override" && parts[attr["PartName"]] == "" {
			t.Errorf("there is no part %s", attr["PartName"])
		}
	})
	for from, rels := range map[string]string{"/": parts["/_rels/.rels"], "/word/": parts["/word/_rels/document.xml.rels"]} {
		xmlNodes(t, rels, func(name, _ string, attr map[string]string) {
			if name == "Relationship" && parts[from+attr["Target"]] == "" {
				t.Errorf("%s leads nowhere", attr["Target"])
			}
		})
	}
	xmlNodes(t, parts["/docProps/core.xml"], func(name, text string, _ map[string]string) {
		if name == "description" && text != "Version 0, as corrected by people" {
			t.Errorf("it says of itself %q", text)
		}
	})
	styles := map[string]bool{}
	xmlNodes(t, parts["/word/styles.xml"], func(name, _ string, attr map[string]string) {
		if name == "style" {
			styles[attr["styleId"]] = true
		}
	})
	var got, run []string
	style, begun := "", false
	xmlNodes(t, parts["/word/document.xml"], func(name, text string, attr map[string]string) {
		switch name {
		case "rStyle", "pStyle":
			if style = attr["val"]; !styles[style] {
				t.Errorf("there is no style %s", style)
			}
		case "t":
			if style == "" && begun {
				run = strings.Fields(text)
				got = append(got, run...)
			}
			begun = begun || text == "Transcript "
		case "r", "p":
			style = ""
		}
	})
	if diff := cmp.Diff(spoken(d), got); diff != "" {
		t.Error(diff)
	}
}

func TestTEIComesBackWithIDsTimesAndSpeakers(t *testing.T) {
	d := document(venomous...)
	d.Interview.RecordedOn, d.Interview.Place = "2024-05", "<x>"
	var got, said []string
	ids, when, people, starts := map[string]bool{}, map[string]string{}, map[string]string{}, []string{}
	person := ""
	xmlNodes(t, write(t, d, "tei.xml"), func(name, text string, attr map[string]string) {
		if id := attr["id"]; id != "" {
			if ids[id] {
				t.Errorf("the id %s is there twice", id)
			}
			ids[id] = true
		}
		if attr["space"] != "http://www.tei-c.org/ns/1.0" {
			t.Errorf("%s is of %q", name, attr["space"])
		}
		for _, ref := range []string{attr["who"], attr["start"], attr["end"], attr["synch"]} {
			if ref != "" && name != "person" && !ids[strings.TrimPrefix(ref, "#")] {
				t.Errorf("%s leads nowhere", ref)
			}
		}
		switch name {
		case "w":
			got = append(got, text)
		case "when":
			when["#"+attr["id"]] = attr["interval"]
		case "persName":
			person = text
		case "person":
			people["#"+attr["id"]] = person
		case "u":
			said, starts = append(said, people[attr["who"]]), append(starts, when[attr["start"]])
		case "edition":
			if text != "Version 0, as corrected by people" || attr["n"] != "0" {
				t.Errorf("the edition is %q", text)
			}
		}
	})
	if diff := cmp.Diff(spoken(d), got); diff != "" {
		t.Error(diff)
	}
	var speakers, times []string
	for _, turn := range turns(d.Transcript) {
		speakers, times = append(speakers, turn.speaker), append(times, number(turn.start()))
	}
	if diff := cmp.Diff(append(speakers, times...), append(said, starts...)); diff != "" {
		t.Error(diff)
	}
}

// TestOHMSComesBackInStep reads the record as the OHMS viewer does: the text as
// HTML in rows, and the place of each minute as row(word).
func TestOHMSComesBackInStep(t *testing.T) {
	many := append(append([]string{}, venomous...), "Bob|"+strings.Repeat("so we went on ", 60), "Ada|the end of it")
	d := document(many...)
	d.Interview.RecordedOn, d.Sound = "2024-05-01", "https://stories.example.org/interviews/abcdefgh23456789/sound"
	field := map[string]string{}
	xmlNodes(t, write(t, d, "ohms.xml"), func(name, text string, attr map[string]string) {
		if attr["space"] != ohmsSpace {
			t.Errorf("%s is of %q", name, attr["space"])
		}
		field[name] = text
	})
	for name, want := range map[string]string{"version": "5.4", "user_notes": "Version 0, as corrected by people", "title": "A day at the ‹library›", "media_url": d.Sound, "accession": d.Interview.ID} {
		if field[name] != want {
			t.Errorf("%s is %q, not %q", name, field[name], want)
		}
	}
	raw := field["transcript"]
	if strings.ContainsAny(raw, "<>{[") {
		t.Error("the text means something to the viewer")
	}
	rows := strings.Split(raw, "\n")
	var heard []string
	for _, turn := range turns(d.Transcript) {
		heard = append(append(heard, strings.Fields(saidBy(turn.speaker))...), strings.Fields(turn.text())...)
	}
	want := strings.Fields(strings.ReplaceAll(strings.Join(heard, " "), "\uFFFE", "\uFFFD"))
	if diff := cmp.Diff(want, strings.Fields(html.UnescapeString(raw))); diff != "" {
		t.Error(diff)
	}
	marks := strings.Split(strings.TrimPrefix(field["sync"], "1:"), "|")
	if len(marks) != int(d.length()/60)+1 || len(marks) < 3 || marks[0] != "" {
		t.Fatalf("in step at %q", marks)
	}
	for i, m := range marks[1:] {
		var row, word int
		if _, err := fmt.Sscanf(m, "%d(%d)", &row, &word); err != nil || row > len(rows) || word > len(strings.Fields(rows[row-1])) {
			t.Fatalf("minute %d is at %q", i+1, m)
		}
		var before []string // words that begin before the minute, in all rows up to there
		for _, l := range d.Transcript.Lines {
			for _, w := range l.Words {
				if w.Start < float64(60*(i+1)) {
					before = append(before, w.Text)
				}
			}
		}
		if got := html.UnescapeString(strings.Fields(rows[row-1])[word-1]); got != before[len(before)-1] {
			t.Errorf("minute %d is at %q, not %q", i+1, got, before[len(before)-1])
		}
	}
}

func TestIIIFShowsSoundAndCaptions(t *testing.T) {
	d := document(venomous...)
	d.Interview.Title, d.Interview.Place = "<b>Bold</b>", "<script>alert(1)</script>"
	d.Address, d.Sound = "https://stories.example.org/interviews/abcdefgh23456789", "https://stories.example.org/interviews/abcdefgh23456789/sound"
	type annotation struct {
		Motivation, Target string
		Body               struct {
			ID, Type, Format, Language string
			Duration                   float64
		}
	}
	type page struct {
		Type  string
		Items []annotation
	}
	var m struct {
		Context  string `json:"@context"`
		ID, Type string
		Label    map[string][]string
		Metadata []struct{ Label, Value map[string][]string }
		Items    []struct {
			ID, Type           string
			Duration           float64
			Items, Annotations []page
		}
	}
	if err := json.Unmarshal([]byte(write(t, d, "iiif.json")), &m); err != nil {
		t.Fatal(err)
	}
	c := m.Items[0]
	paint, more := c.Items[0].Items[0], c.Annotations[0].Items[0]
	if m.Context != "http://iiif.io/api/presentation/3/context.json" || m.Type != "Manifest" || c.Type != "Canvas" || c.Duration < 1 || m.ID != d.Address+"/transcript.iiif.json?version=0" {
		t.Errorf("the manifest is %+v", m)
	}
	if paint.Motivation != "painting" || paint.Body.ID != d.Sound || paint.Body.Type != "Sound" || paint.Target != c.ID || paint.Body.Duration != c.Duration {
		t.Errorf("painted is %+v", paint)
	}
	if more.Motivation != "supplementing" || more.Body.ID != d.Address+"/transcript.vtt?version=0" || more.Body.Format != "text/vtt" || more.Target != c.ID || more.Body.Language != "en" {
		t.Errorf("the captions are %+v", more)
	}
	version := ""
	for _, f := range append(m.Metadata, struct{ Label, Value map[string][]string }{Value: m.Label}) {
		for _, v := range f.Value["none"] {
			if strings.HasPrefix(v, "<") {
				t.Errorf("%q would be taken for HTML", v)
			}
			if len(f.Label["en"]) > 0 && f.Label["en"][0] == "Version" {
				version = v
			}
		}
	}
	if version != "0, as corrected by people" {
		t.Errorf("the version is %q", version)
	}
	d.Sound, d.View = "", Heard
	s := write(t, d, "iiif.json")
	if strings.Contains(s, `"Sound"`) || !strings.Contains(s, "/transcript.vtt?view=heard") {
		t.Errorf("without sound: %s", s)
	}
}

// TestFFmpegReadsTheCaptions: what is widest in use finds the same words.
func TestFFmpegReadsTheCaptions(t *testing.T) {
	program, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Skip("there is no ffmpeg here")
	}
	d := document("Ada|We met at the library --> on a Monday & it rained", "Bob|a < b and ]]> =cmd")
	for _, format := range []string{"vtt", "srt"} {
		cmd := exec.CommandContext(t.Context(), program, "-loglevel", "error", "-f", map[string]string{"vtt": "webvtt", "srt": "srt"}[format], "-i", "-", "-f", "webvtt", "-")
		cmd.Stdin = strings.NewReader(write(t, d, format))
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		said := strings.NewReplacer("\u2060", "", "Ada:\n", "", "Bob:\n", "").Replace(string(out))
		var got []string
		for _, block := range strings.Split(strings.TrimSpace(said), "\n\n")[1:] {
			_, text, _ := strings.Cut(block, "\n")
			got = append(got, strings.Fields(html.UnescapeString(regexp.MustCompile(`<v [^>]*>`).ReplaceAllString(text, "")))...)
		}
		if diff := cmp.Diff(words(d), got); diff != "" {
			t.Errorf("%s: %s\n%s", format, diff, out)
		}
	}
}

// TestEveryFormatSaysItsVersion: no copy can be taken for another version.
func TestEveryFormatSaysItsVersion(t *testing.T) {
	d := document("Ada|one two")
	d.Transcript.Version, d.View = 17, Heard
	seen := map[string]bool{}
	for _, f := range Formats() {
		if seen[f.Ending] || f.Name == "" {
			t.Errorf("the format %q", f.Ending)
		}
		seen[f.Ending] = true
		s := write(t, d, f.Ending)
		if f.Ending == "docx" {
			z, err := zip.NewReader(bytes.NewReader([]byte(s)), int64(len(s)))
			if err != nil {
				t.Fatal(err)
			}
			r, err := z.Open("word/document.xml")
			if err != nil {
				t.Fatal(err)
			}
			b, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			s = string(b)
		}
		if f.Ending != "srt" && (!strings.Contains(s, strconv.Itoa(17)) || !strings.Contains(s, "heard")) {
			t.Errorf("%s does not say its version: %.300s", f.Ending, s)
		}
		if name := d.FileName(f.Ending); !strings.HasSuffix(name, "-v17."+f.Ending) {
			t.Errorf("it is named %s", name)
		}
	}
}

// FuzzWords: whatever a person may write leaves as well-formed XML with the same words.
func FuzzWords(f *testing.F) {
	for _, s := range venomous {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d := written(t, s)
		var got []string
		xmlNodes(t, write(t, d, "tei.xml"), func(name, text string, _ map[string]string) {
			if name == "w" {
				got = append(got, strings.Fields(text)...)
			}
		})
		xmlNodes(t, write(t, d, "ohms.xml"), func(string, string, map[string]string) {})
		if want := strings.Join(spoken(d), " "); strings.Join(got, " ") != want {
			t.Errorf("%q came back as %q", want, got)
		}
	})
}
