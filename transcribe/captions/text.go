package captions

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"

	"earshot/archive"
	"earshot/transcribe"
)

// longestName of a speaker, in characters.
const longestName = 80

// lines turns cues into lines of words whose times rise. A cue that overlaps the
// one before keeps its place; its words only never start earlier.
func lines(cues []cue) []archive.Line {
	var out []archive.Line
	at := 0.0
	for _, c := range cues {
		for _, part := range voices(c.text) {
			words := share(part.text, max(c.start, at), max(c.end, at), part.from, part.to)
			for _, l := range transcribe.Lines(words) {
				l.Speaker = part.speaker
				out = append(out, l)
			}
			if len(words) > 0 {
				at = words[len(words)-1].Start
			}
		}
	}
	return out
}

// part is what one voice says in a cue, and which share of the cue it takes.
type part struct {
	speaker  string
	text     string
	from, to float64 // 0..1 of the cue
}

// voices takes the tags out of a cue and splits it where the speaker changes.
func voices(text string) []part {
	var parts []part
	var b strings.Builder
	speaker := ""
	flush := func() {
		if plain := tidy(html.UnescapeString(b.String())); plain != "" {
			parts = append(parts, part{speaker: speaker, text: plain})
		}
		b.Reset()
	}
	for text != "" {
		before, rest, found := strings.Cut(text, "<")
		b.WriteString(before)
		if !found {
			break
		}
		tag, after, closed := strings.Cut(rest, ">")
		if !closed || !isTag(tag) {
			b.WriteString("&lt;") // a plain "less than"
			text = rest
			continue
		}
		if name, ok := voice(tag); ok {
			flush()
			speaker = name
		}
		text = after
	}
	flush()
	total, sum := 0, 0
	for _, p := range parts {
		total += utf8.RuneCountInString(p.text)
	}
	for i := range parts {
		parts[i].from = float64(sum) / float64(total)
		sum += utf8.RuneCountInString(parts[i].text)
		parts[i].to = float64(sum) / float64(total)
	}
	return parts
}

// isTag tells a tag of WebVTT or SRT from a stray "<".
func isTag(tag string) bool {
	name := strings.TrimPrefix(tag, "/")
	end := strings.IndexFunc(name, func(r rune) bool { return r == '.' || r == ' ' || r == '\t' || r == '\n' })
	if end >= 0 {
		name = name[:end]
	}
	switch strings.ToLower(name) {
	case "v", "c", "i", "b", "u", "ruby", "rt", "lang", "font", "s", "em", "strong":
		return true
	}
	if _, ok := clock(tag); ok {
		return true
	}
	return tag == "/"
}

// voice reads <v Name>, <v.class Name> and </v>.
func voice(tag string) (name string, ok bool) {
	if tag == "/v" {
		return "", true
	}
	kind, name, _ := strings.Cut(tag, " ")
	if kind != "v" && !strings.HasPrefix(kind, "v.") {
		return "", false
	}
	name = tidy(html.UnescapeString(name))
	if r := []rune(name); len(r) > longestName {
		name = strings.TrimSpace(string(r[:longestName]))
	}
	return name, true
}

// tidy leaves words with single spaces: no control characters, no line or
// paragraph marks, at most longestCue characters.
func tidy(s string) string {
	s = strings.ToValidUTF8(s, "")
	kept := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), r == '\ufeff':
			return -1
		}
		return r
	}, s)
	kept = strings.Join(strings.Fields(kept), " ")
	if r := []rune(kept); len(r) > longestCue {
		kept = strings.TrimSpace(string(r[:longestCue]))
	}
	return kept
}

// share gives each word its part of a stretch of time by its length.
func share(text string, start, end, from, to float64) []archive.Word {
	fields := strings.Fields(text)
	total := 0
	for _, f := range fields {
		total += utf8.RuneCountInString(f) + 1
	}
	begin, span := start+(end-start)*from, (end-start)*(to-from)
	words, sum := make([]archive.Word, 0, len(fields)), 0
	for _, f := range fields {
		w := archive.Word{Text: f, Timing: archive.TimeEstimated}
		w.Start = archive.Milliseconds(begin + span*float64(sum)/float64(total))
		sum += utf8.RuneCountInString(f) + 1
		w.End = archive.Milliseconds(begin + span*float64(sum)/float64(total))
		words = append(words, w)
	}
	return words
}
