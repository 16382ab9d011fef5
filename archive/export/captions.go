package export

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// vttText writes a word as WebVTT cue text: its three special characters become
// references, so no text can open a tag, end a cue or look like a timing.
var vttText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\n", " ", "\r", " ")

// vttNote keeps a comment a comment: an arrow would make it a timing line and an
// empty line would end it.
var vttNote = strings.NewReplacer("-->", "→", "\n", " ", "\r", " ")

// VTT writes WebVTT with the speakers as voices.
func VTT(w io.Writer, d Document) error {
	b := bufio.NewWriter(w)
	b.WriteString("WEBVTT\n\nNOTE\n")
	for _, f := range d.facts() {
		fmt.Fprintf(b, "%s\n", vttNote.Replace(f))
	}
	for i, c := range cues(d.Transcript) {
		fmt.Fprintf(b, "\n%d\n%s --> %s\n", i+1, clock(c.start, "."), clock(c.end, "."))
		if c.speaker != "" {
			fmt.Fprintf(b, "<v %s>", vttText.Replace(c.speaker))
		}
		for _, row := range c.rows {
			fmt.Fprintf(b, "%s\n", vttText.Replace(row))
		}
	}
	return b.Flush()
}

// srtReplacer and srtReference keep a word a word. SRT has no way to escape, so
// an invisible word joiner (U+2060) parts what some player would take for a tag,
// a timing or a character reference.
var (
	srtReplacer  = strings.NewReplacer("-->", "--\u2060>", "<", "<\u2060", "\n", " ", "\r", " ")
	srtReference = regexp.MustCompile(`&(#?\w+;)`)
)

func srtText(s string) string {
	return srtReference.ReplaceAllString(srtReplacer.Replace(s), "&\u2060$1")
}

// SRT writes SubRip captions. Each change of speaker opens with the name, as
// the format has no field for it. SRT has no comments, so the version stands in
// the file's name alone.
func SRT(w io.Writer, d Document) error {
	b := bufio.NewWriter(w)
	said := ""
	for i, c := range cues(d.Transcript) {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(b, "%d\n%s --> %s\n", i+1, clock(c.start, ","), clock(c.end, ","))
		if c.speaker != "" && c.speaker != said {
			fmt.Fprintf(b, "%s:\n", srtText(c.speaker))
		}
		said = c.speaker
		for _, row := range c.rows {
			fmt.Fprintf(b, "%s\n", srtText(row))
		}
	}
	return b.Flush()
}
