package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"earshot/archive"

	"github.com/asticode/go-astisub"
	"github.com/google/go-cmp/cmp"
)

// document makes a transcript of the given lines, half a second a word. A line
// is "Speaker|words".
func document(lines ...string) Document {
	iv := &archive.Interview{ID: "abcdefgh23456789", Title: "A day at the <library>", Storyteller: "Ada", Language: "en"}
	r := &archive.Recognition{ID: "r", Interview: iv.ID}
	at := 0.0
	for i, s := range lines {
		speaker, text, _ := strings.Cut(s, "|")
		l := archive.Line{ID: archive.LineID(i + 1), Speaker: speaker}
		for _, w := range strings.Fields(text) {
			l.Words = append(l.Words, archive.Word{ID: archive.WordID(1000*i + len(l.Words) + 1), Text: w, Start: at, End: at + 0.4})
			at += 0.5
		}
		r.Lines = append(r.Lines, l)
	}
	return Document{Interview: iv, Transcript: archive.Base(r), View: Corrected, Site: "Earshot", Made: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
}

var hostile = []string{
	"Ada|<img src=x onerror=alert(1)> said so",
	"Ada|{{.Secret}} and </script> and --> here",
	"<v Bob>|NOTE this is not a note 00:00:01.000 --> 00:00:02.000",
	"|&lt; stays &lt; and & stays &",
	"WEBVTT|WEBVTT 1 2 <i>no</i> <00:00:01.000>",
	"عمر|مرحبا بكم 👩🏽‍🔬 Llŷn ñ",
	"Ada|",
	"Ada|=1+1 -2 @x +3",
}

func words(d Document) []string {
	var all []string
	for _, l := range d.Transcript.Lines {
		all = append(all, strings.Fields(l.Text())...)
	}
	return all
}

func write(t *testing.T, d Document, format string) string {
	t.Helper()
	var b bytes.Buffer
	f, ok := FormatOf(format)
	if !ok {
		t.Fatalf("no format %s", format)
	}
	if err := f.Write(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// parseVTT reads cues by the letter of the WebVTT parsing rules: blocks parted
// by empty lines, a block with an arrow in its first or second line is a cue.
func parseVTT(t *testing.T, s string) (text []string, voices []string) {
	t.Helper()
	if !strings.HasPrefix(s, "WEBVTT\n\n") {
		t.Fatalf("no header: %.40q", s)
	}
	tag := regexp.MustCompile(`<[^>]*>`)
	for _, block := range strings.Split(strings.TrimSpace(s), "\n\n")[1:] {
		lines := strings.Split(block, "\n")
		if len(lines) < 2 || !strings.Contains(lines[1], "-->") {
			continue
		}
		for _, l := range lines[2:] {
			if strings.Contains(l, "-->") {
				t.Errorf("an arrow inside a cue: %q", l)
			}
			voice, rest := "", l
			if strings.HasPrefix(l, "<v ") {
				voice, rest, _ = strings.Cut(l[3:], ">")
				voices = append(voices, html.UnescapeString(voice))
			}
			text = append(text, strings.Fields(html.UnescapeString(tag.ReplaceAllString(rest, "")))...)
		}
	}
	return text, voices
}

// T06: what is a mark in a format comes back as the words it was.
func TestVTTComesBackAsTheSameText(t *testing.T) {
	d := document(hostile...)
	got, voices := parseVTT(t, write(t, d, "vtt"))
	if diff := cmp.Diff(words(d), got); diff != "" {
		t.Error(diff)
	}
	if want := "<v Bob>"; !strings.Contains(strings.Join(voices, "|"), want) {
		t.Errorf("the voice %q is lost: %q", want, voices)
	}
}

func TestSRTComesBackAsTheSameText(t *testing.T) {
	d := document(hostile...)
	subs, err := astisub.ReadFromSRT(strings.NewReader(write(t, d, "srt")))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, item := range subs.Items {
		for _, l := range item.Lines {
			s := strings.ReplaceAll(l.String(), "\u2060", "")
			if !isSpeaker(d, s) {
				got = append(got, strings.Fields(s)...)
			}
		}
	}
	if diff := cmp.Diff(words(d), got); diff != "" {
		t.Error(diff)
	}
}

func isSpeaker(d Document, row string) bool {
	for _, l := range d.Transcript.Lines {
		if row == l.Speaker+":" {
			return true
		}
	}
	return false
}

func TestAnotherReaderOpensTheVTT(t *testing.T) {
	d := document("Ada|We met at the library on a Monday", "Bob|and it rained all day long")
	subs, err := astisub.ReadFromWebVTT(strings.NewReader(write(t, d, "vtt")))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, item := range subs.Items {
		for _, l := range item.Lines {
			got = append(got, l.VoiceName+": "+strings.TrimSpace(l.String()))
		}
	}
	want := []string{"Ada: We met at the library on a Monday", "Bob: and it rained all day long"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestCaptionsFitTheScreen(t *testing.T) {
	long := "Ada|"
	for i := range 400 {
		long += strings.Repeat("ab", i%9+1) + " "
	}
	d := document(long, "Bob|yes", "Ada|no", "Ada|well", strings.Repeat("x", 60)+"|"+strings.Repeat("y", 60))
	list := cues(d.Transcript)
	for i, c := range list {
		if len(c.rows) > rows {
			t.Errorf("cue %d has %d rows", i, len(c.rows))
		}
		for _, r := range c.rows {
			if utf8.RuneCountInString(r) > rowLength && strings.Contains(r, " ") {
				t.Errorf("cue %d has a row of %d characters", i, utf8.RuneCountInString(r))
			}
		}
		if got := c.end - c.start; got < shortest-1e-9 {
			t.Errorf("cue %d lasts %.3f s", i, got)
		}
		if i > 0 && c.start < list[i-1].end-1e-9 {
			t.Errorf("cue %d begins at %.3f before %.3f", i, c.start, list[i-1].end)
		}
	}
}

func TestEveryFileSaysWhatItIs(t *testing.T) {
	d := document("Ada|one two")
	for _, format := range []string{"txt", "vtt"} {
		s := write(t, d, format)
		for _, want := range []string{"Version: 0, as corrected by people", "Interview: abcdefgh23456789", "Written: 2026-01-02 03:04 UTC"} {
			if !strings.Contains(s, want) {
				t.Errorf("%s lacks %q:\n%s", format, want, s)
			}
		}
	}
	var f file
	if err := json.Unmarshal([]byte(write(t, d, "json")), &f); err != nil {
		t.Fatal(err)
	}
	if f.View != Corrected || f.Interview != d.Interview.ID || len(f.Lines) != 1 || f.Lines[0].Words[1].Text != "two" {
		t.Errorf("json says %+v", f)
	}
}

func TestTextHasATurnForEachSpeaker(t *testing.T) {
	d := document("Ada|one two", "Ada|three", "Bob|four", "|five")
	_, got, _ := strings.Cut(write(t, d, "txt"), "\n\n")
	want := "[00:00:00] Ada: one two three\n\n[00:00:01] Bob: four\n\n[00:00:02] five\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestFileNamesAreSafe(t *testing.T) {
	for title, want := range map[string]string{
		"A day at the <library>":     "a-day-at-the-library-abcdefgh23456789-v0.vtt",
		"../../etc/passwd":           "etc-passwd-abcdefgh23456789-v0.vtt",
		"عمر":                        "interview-abcdefgh23456789-v0.vtt",
		"a\r\nSet-Cookie: x\"; y=":   "a-set-cookie-x-y-abcdefgh23456789-v0.vtt",
		strings.Repeat("long ", 100): strings.Repeat("long-", 12)[:59] + "-abcdefgh23456789-v0.vtt",
	} {
		d := document("Ada|one")
		d.Interview.Title = title
		if got := d.FileName("vtt"); got != want {
			t.Errorf("%.20q became %q, not %q", title, got, want)
		}
	}
}

func TestJSONIsSafeInsideAPage(t *testing.T) {
	if s := write(t, document(hostile...), "json"); strings.ContainsAny(s, "<>") {
		t.Error("the JSON has an angle bracket as it is")
	}
}

// written is a document of one line as a person may write it, speaker and words
// with a stroke between; the test is skipped when the archive refuses them.
func written(t *testing.T, s string) Document {
	speaker, text, _ := strings.Cut(s, "|")
	speaker, err1 := archive.CleanText("speaker", speaker, archive.MaxName)
	text, err2 := archive.CleanText("text", text, archive.MaxFix)
	if err1 != nil || err2 != nil {
		t.Skip()
	}
	return document(fmt.Sprintf("%s|%s", strings.ReplaceAll(speaker, "|", "/"), text))
}

// FuzzVTT: whatever a person may write comes back word for word.
func FuzzVTT(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d := written(t, s)
		got, _ := parseVTT(t, write(t, d, "vtt"))
		if diff := cmp.Diff(words(d), got); diff != "" {
			t.Error(diff)
		}
	})
}
