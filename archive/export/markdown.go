package export

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// mdText writes a text so that Markdown has nothing to do with it. What means
// something at the beginning of a line only needs no escape: no text stands there.
var mdText = func() *strings.Replacer {
	var pairs []string
	for _, r := range "\\`*_{}[]<>&~|^$#=!" {
		pairs = append(pairs, string(r), `\`+string(r))
	}
	return strings.NewReplacer(pairs...)
}()

// Markdown writes CommonMark: the title, the facts as a list, then one paragraph
// for each turn with its speaker and its time, which leads to the sound.
func Markdown(w io.Writer, d Document) error {
	b := bufio.NewWriter(w)
	say := func(s string) string { return mdText.Replace(oneLine(s)) }
	fmt.Fprintf(b, "# %s\n\n", say(d.Interview.Title))
	for _, f := range d.details() {
		fmt.Fprintf(b, "- %s: %s\n", f.name, say(f.value))
	}
	for _, t := range turns(d.Transcript) {
		b.WriteString("\n")
		if t.speaker != "" {
			fmt.Fprintf(b, "**%s** ", say(t.speaker))
		}
		at := minute(t.start())
		if d.Address != "" {
			at = fmt.Sprintf("[%s](<%s?t=%s>)", at, bibAddress.Replace(d.Address), number(t.start()))
		}
		fmt.Fprintf(b, "(%s) %s\n", at, say(t.text()))
	}
	return b.Flush()
}
