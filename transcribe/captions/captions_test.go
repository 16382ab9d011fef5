package captions_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/asticode/go-astisub"
	"github.com/google/go-cmp/cmp"

	"earshot/archive"
	"earshot/archive/export"
	"earshot/transcribe/captions"
)

// said is speaker and text of each line.
func said(lines []archive.Line) (out []string) {
	for _, l := range lines {
		if l.Speaker != "" {
			out = append(out, l.Speaker+": "+l.Text())
		} else {
			out = append(out, l.Text())
		}
	}
	return out
}

func TestRead(t *testing.T) {
	cases := []struct {
		name, file string
		want       []string
	}{
		{"WebVTT", "WEBVTT\n\n1\n00:01.000 --> 00:02.000\nHello there\n", []string{"Hello there"}},
		{"byte order mark and CRLF", "\ufeffWEBVTT\r\n\r\n00:01.000 --> 00:02.000\r\nHello\r\nthere\r\n", []string{"Hello there"}},
		{"UTF-16", "\xff\xfe0\x000\x00:\x000\x001\x00 \x00-\x00-\x00>\x00 \x000\x000\x00:\x000\x002\x00\n\x00h\x00i\x00", []string{"hi"}},
		{"notes, styles and settings", "WEBVTT - title\nKind: captions\n\nNOTE\nnot\nshown\n\nSTYLE\n::cue { color: red }\n\n00:00:01.000 --> 00:00:02.000 align:start position:10%\nShown\n", []string{"Shown"}},
		{"SRT", "1\n00:00:01,000 --> 00:00:02,500\nFirst\n\n2\n00:00:03,000 --> 00:00:04,000\n<i>Second</i>\n", []string{"First", "Second"}},
		{"no blank line between", "1\n00:00:01,000 --> 00:00:02,500\nFirst\n00:00:03,000 --> 00:00:04,000\nSecond", []string{"First", "Second"}},
		{"voices", "WEBVTT\n\n00:01.000 --> 00:05.000\n<v Mary &amp; Jo>We met.</v> <v.loud Sam>Did we?\n", []string{"Mary & Jo: We met.", "Sam: Did we?"}},
		{"entities and strays", "WEBVTT\n\n00:01.000 --> 00:02.000\n2 < 3 &lt;b&gt; &amp;amp; <00:01.500><c>x</c>\n", []string{"2 < 3 <b> &amp; x"}},
		{"out of order and overlapping", "00:05.000 --> 00:06.000\nlater\n\n00:01.000 --> 00:09.000\nearlier\n", []string{"earlier", "later"}},
		{"backwards and broken cues", "00:05.000 --> 00:03.000\nbackwards\n\nxx --> yy\nbroken\n\n00:06.000 --> 00:07.000\ngood\n", []string{"good"}},
		{"control characters", "00:01.000 --> 00:02.000\na\x07b\u2028c\n", []string{"ab c"}},
		{"an empty cue", "00:01.000 --> 00:02.000\n\n00:03.000 --> 00:04.000\nhere\n", []string{"here"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			lines, err := captions.Read(strings.NewReader(c.file))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, said(lines)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadSaysWhatIsWrong(t *testing.T) {
	cases := []struct {
		name, file string
		kind       error
		sentence   string
	}{
		{"nothing", "", archive.ErrInvalid, "No captions"},
		{"a letter", "Dear all,\n\nthank you.\n", archive.ErrInvalid, "No captions"},
		{"no UTF-8", "00:01.000 --> 00:02.000\ncaf\xe9\n", archive.ErrInvalid, "UTF-8"},
		{"binary", "00:01.000 --> 00:02.000\n\x00\n", archive.ErrInvalid, "not a text file"},
		{"too large", strings.Repeat("x", 16<<20+1), archive.ErrTooLarge, "larger than"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := captions.Read(strings.NewReader(c.file))
			var p *archive.Problem
			if !errors.As(err, &p) || !errors.Is(err, c.kind) || !strings.Contains(p.Sentence, c.sentence) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestWordTimesAreSharedOut(t *testing.T) {
	lines, err := captions.Read(strings.NewReader("00:10.000 --> 00:14.000\nabc abc\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []archive.Word{
		{Text: "abc", Start: 10, End: 12, Timing: archive.TimeEstimated},
		{Text: "abc", Start: 12, End: 14, Timing: archive.TimeEstimated},
	}
	if diff := cmp.Diff(want, lines[0].Words); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// tricky are words that mean something in caption files.
func tricky() []archive.Line {
	line := func(start float64, speaker string, texts ...string) archive.Line {
		l := archive.Line{Speaker: speaker}
		for i, text := range texts {
			at := start + float64(i)/4
			l.Words = append(l.Words, archive.Word{Text: text, Start: at, End: at + 0.2})
		}
		return l
	}
	return []archive.Line{
		line(1, "", "-->", "arrow", "NOTE", "<v", "Name>", "&lt;", "&", "<i>"),
		line(4, "Mary <&> Jo", "NOTE", "{{x}}", "<script>alert(1)</script>"),
		line(3600, "Sam", strings.Fields(strings.Repeat("a rather long line of words ", 6))...),
		line(3700, "", "WEBVTT", "12", "Grüße", "مرحبا", "👩🏽‍🏫"),
		{Speaker: "Nobody"},
	}
}

// exported is what the archive writes of some lines, as a reader takes it away.
func exported(t *testing.T, format string, lines []archive.Line) string {
	t.Helper()
	var b bytes.Buffer
	d := export.Document{Interview: &archive.Interview{ID: "a"}, Transcript: &archive.Transcript{Lines: lines}, View: export.Corrected}
	f, ok := export.FormatOf(format)
	if !ok {
		t.Fatalf("no format %s", format)
	}
	if err := f.Write(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// back reads what was exported. SRT names speakers in its text, so lines for it
// have none, and parts what looks like markup by word joiners, which stay unseen.
func back(t *testing.T, format string, lines []archive.Line) (string, error) {
	t.Helper()
	if format == "srt" {
		lines = slices.Clone(lines)
		for i := range lines {
			lines[i].Speaker = ""
		}
	}
	got, err := captions.Read(strings.NewReader(exported(t, format, lines)))
	return strings.ReplaceAll(joined(got), "\u2060", ""), err
}

func TestExportedReadsBack(t *testing.T) {
	for _, format := range []string{"vtt", "srt"} {
		t.Run(format, func(t *testing.T) {
			got, err := back(t, format, tricky())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(joined(tricky()), got); diff != "" {
				t.Errorf("(-want +got):\n%s\n%s", diff, exported(t, format, tricky()))
			}
		})
	}
}

func joined(lines []archive.Line) string {
	var words []string
	for _, l := range lines {
		for _, w := range l.Words {
			words = append(words, w.Text)
		}
	}
	return strings.Join(words, " ")
}

func TestAnotherReaderAgrees(t *testing.T) {
	lines := []archive.Line{
		{Speaker: "Mary", Words: []archive.Word{{Text: "Hello", Start: 1, End: 1.4}, {Text: "there.", Start: 1.5, End: 2}}},
		{Words: []archive.Word{{Text: "Yes.", Start: 3661.25, End: 3662}}},
	}
	fromVTT, err := astisub.ReadFromWebVTT(strings.NewReader(exported(t, "vtt", lines)))
	if err != nil {
		t.Fatal(err)
	}
	fromSRT, err := astisub.ReadFromSRT(strings.NewReader(exported(t, "srt", lines)))
	if err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]*astisub.Subtitles{"vtt": fromVTT, "srt": fromSRT} {
		first := map[string]string{"vtt": "Hello there.", "srt": "Mary: - Hello there."}[name]
		if len(s.Items) != 2 || s.Items[0].String() != first || s.Items[1].String() != "Yes." {
			t.Errorf("%s: %v", name, s.Items)
			continue
		}
		if a, b := s.Items[0].StartAt.Seconds(), s.Items[1].StartAt.Seconds(); a != 1 || b != 3661.25 {
			t.Errorf("%s: starts at %v and %v", name, a, b)
		}
	}
	if v := fromVTT.Items[0].Lines[0].VoiceName; v != "Mary" {
		t.Errorf("voice %q", v)
	}
}

// sane checks what Read promises, and that exporting keeps the words.
func sane(t *testing.T, data []byte) {
	lines, err := captions.Read(bytes.NewReader(data))
	if err != nil {
		return
	}
	at := 0.0
	for _, l := range lines {
		for _, w := range l.Words {
			if w.Text == "" || !utf8.ValidString(w.Text) || strings.ContainsAny(w.Text, " \n\x00") {
				t.Fatalf("word %q", w.Text)
			}
			if w.Start < at || w.End < w.Start {
				t.Fatalf("word %+v after %v", w, at)
			}
			at = w.Start
		}
	}
	for _, format := range []string{"vtt", "srt"} {
		again, err := back(t, format, lines)
		if err != nil && joined(lines) != "" {
			t.Fatal(err)
		}
		was := strings.ReplaceAll(joined(lines), "\u2060", "")
		if diff := cmp.Diff(was, again); diff != "" {
			t.Fatalf("exported as %s and read again (-was +is):\n%s", format, diff)
		}
	}
}

func FuzzWebVTT(f *testing.F) {
	f.Add("00:01.000 --> 00:02.000\n<v Mary>Hello &amp; <i>there</i>\n\nNOTE x\n")
	f.Add("00:01.000 --> 00:02.000 line:0\na --> b\n\n1:00:00.5 --> 1:00:01\n</v><\n")
	f.Fuzz(func(t *testing.T, body string) { sane(t, []byte("WEBVTT\n\n"+body)) })
}

func FuzzSRT(f *testing.F) {
	f.Add("1\n00:00:01,000 --> 00:00:02,000\n<font color=\"red\">Hello</font>\n\n2\n00:00:01,500 --> 00:00:03,000\n- there\n")
	f.Add("\ufeff1\r\n0:0:1 --> 0:0:2\r\n&lt;&amp;lt;\r\n")
	f.Fuzz(func(t *testing.T, body string) { sane(t, []byte(body)) })
}
