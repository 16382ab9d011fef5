package export

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"earshot/archive"
)

// Limits of one caption, as broadcasters use them: two rows of 42 characters,
// on the screen for at least 0.7 seconds.
const (
	rowLength = 42  // characters
	rows      = 2   // of one cue
	shortest  = 0.7 // seconds
)

// cue is one caption: what is on the screen for one stretch of sound.
type cue struct {
	speaker    string
	rows       []string
	start, end float64 // seconds
	length     int     // characters of the last row
}

// cues cuts a transcript into captions. A cue never holds two speakers. Words
// keep their order and none is lost; only a single word longer than a row makes
// a row longer than its limit.
func cues(t *archive.Transcript) []cue {
	var list []cue
	for _, l := range t.Lines {
		var c *cue
		for _, w := range l.Words {
			if c == nil || !c.take(w.Text) {
				list = append(list, cue{speaker: l.Speaker, rows: []string{w.Text}, start: w.Start, length: utf8.RuneCountInString(w.Text)})
				c = &list[len(list)-1]
			}
			c.end = max(c.end, w.End)
		}
	}
	list = joinShort(list)
	lengthen(list)
	return list
}

// take adds a word if it fits.
func (c *cue) take(word string) bool {
	n := utf8.RuneCountInString(word)
	if c.length+1+n <= rowLength {
		c.rows[len(c.rows)-1] += " " + word
		c.length += 1 + n
		return true
	}
	if len(c.rows) == rows {
		return false
	}
	c.rows = append(c.rows, word)
	c.length = n
	return true
}

// joinShort joins a cue that would flash by with the one behind it, when they
// have one speaker and fit on one screen.
func joinShort(list []cue) []cue {
	out := list[:0:0]
	for _, c := range list {
		if n := len(out); n > 0 {
			last := &out[n-1]
			joined := cue{speaker: last.speaker, rows: []string{""}, length: -1, start: last.start, end: max(last.end, c.end)}
			if c.start-last.start < shortest && c.speaker == last.speaker && joined.takeAll(*last) && joined.takeAll(c) {
				*last = joined
				continue
			}
		}
		out = append(out, c)
	}
	return out
}

// takeAll adds every word of another cue, or says that they do not fit.
func (c *cue) takeAll(o cue) bool {
	for _, word := range strings.Fields(strings.Join(o.rows, " ")) {
		if c.length < 0 {
			c.rows[0], c.length = word, utf8.RuneCountInString(word)
		} else if !c.take(word) {
			return false
		}
	}
	return true
}

// lengthen gives every cue its shortest time. A cue that starts too early for
// that waits until the one before it was seen.
func lengthen(list []cue) {
	for i := range list {
		c := &list[i]
		if i > 0 {
			c.start = max(c.start, min(list[i-1].end, list[i-1].start+shortest))
			list[i-1].end = min(list[i-1].end, c.start)
		}
		c.end = max(c.end, c.start+shortest)
	}
}

// clock writes seconds as hours, minutes, seconds and thousandths.
func clock(seconds float64, point string) string {
	ms := int64(seconds*1000 + 0.5)
	return fmt.Sprintf("%02d:%02d:%02d%s%03d", ms/3_600_000, ms/60_000%60, ms/1000%60, point, ms%1000)
}
