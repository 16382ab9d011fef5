package captions

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strings"
	"unicode/utf8"

	"earshot/archive"
)

const (
	rowLength = 42  // characters in a row of a caption
	rows      = 2   // rows in a caption
	shortest  = 0.7 // seconds a caption stays, where the next one leaves room
)

// WebVTT writes captions with voice tags.
func WebVTT(w io.Writer, lines []archive.Line) error {
	return write(w, "WEBVTT\n\n", lines, func(b *bufio.Writer, n int, c shown) {
		fmt.Fprintf(b, "%s --> %s\n", stamp(c.start, "."), stamp(c.end, "."))
		if c.speaker != "" {
			fmt.Fprintf(b, "<v %s>", vttEscape.Replace(c.speaker))
		}
		fmt.Fprintf(b, "%s\n", vttEscape.Replace(strings.Join(c.rows, "\n")))
	})
}

// SRT writes numbered captions. The format knows no speakers.
func SRT(w io.Writer, lines []archive.Line) error {
	return write(w, "", lines, func(b *bufio.Writer, n int, c shown) {
		text := srtEscape.Replace(strings.Join(c.rows, "\n"))
		fmt.Fprintf(b, "%d\n%s --> %s\n%s\n", n, stamp(c.start, ","), stamp(c.end, ","), text)
	})
}

// Text writes plain text: a paragraph for each turn of a speaker, without times.
func Text(w io.Writer, lines []archive.Line) error {
	b := bufio.NewWriter(w)
	speaker, open := "", false
	for _, l := range lines {
		text := l.Text()
		switch {
		case text == "":
			continue
		case !open && l.Speaker == "":
		case !open:
			b.WriteString(l.Speaker + ": ")
		case l.Speaker == speaker:
			b.WriteByte(' ')
		case l.Speaker == "":
			b.WriteString("\n\n")
		default:
			b.WriteString("\n\n" + l.Speaker + ": ")
		}
		b.WriteString(text)
		speaker, open = l.Speaker, true
	}
	if open {
		b.WriteByte('\n')
	}
	return b.Flush()
}

// The marks that mean something in the formats. Escaped, they read back as they
// are; SRT has no escapes of its own, but players and readers know these.
var (
	vttEscape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	srtEscape = strings.NewReplacer("&", "&amp;", "<", "&lt;", "-->", "--&gt;")
)

// shown is one caption on the screen.
type shown struct {
	start, end float64
	speaker    string
	rows       []string
}

func write(w io.Writer, head string, lines []archive.Line, one func(*bufio.Writer, int, shown)) error {
	b := bufio.NewWriter(w)
	b.WriteString(head)
	all := captions(lines)
	for i, c := range all {
		if next := math.Inf(1); c.end-c.start < shortest {
			if i+1 < len(all) {
				next = all[i+1].start
			}
			c.end = max(c.end, min(c.start+shortest, next))
		}
		if c.end <= c.start {
			c.end = c.start + 0.001 // a caption without length is not shown, nor read back
		}
		if i > 0 {
			b.WriteByte('\n')
		}
		one(b, i+1, c)
	}
	return b.Flush()
}

// captions cuts lines where they do not fit on the screen.
func captions(lines []archive.Line) []shown {
	var out []shown
	for _, l := range lines {
		c := shown{speaker: l.Speaker}
		for _, w := range l.Words {
			if !c.add(w) {
				out = append(out, c)
				c = shown{speaker: l.Speaker}
				c.add(w)
			}
		}
		if len(c.rows) > 0 {
			out = append(out, c)
		}
	}
	return out
}

// add puts a word on the caption, or says that there is no room.
func (c *shown) add(w archive.Word) bool {
	if len(c.rows) == 0 {
		c.start, c.rows = w.Start, []string{w.Text}
	} else if last := &c.rows[len(c.rows)-1]; utf8.RuneCountInString(*last)+1+utf8.RuneCountInString(w.Text) <= rowLength {
		*last += " " + w.Text
	} else if len(c.rows) < rows {
		c.rows = append(c.rows, w.Text)
	} else {
		return false
	}
	c.end = max(w.End, c.start)
	return true
}

// stamp writes seconds as hh:mm:ss and thousandths.
func stamp(seconds float64, point string) string {
	ms := int64(math.Round(seconds * 1000))
	return fmt.Sprintf("%02d:%02d:%02d%s%03d", ms/3_600_000, ms/60_000%60, ms/1000%60, point, ms%1000)
}
