package captions

import (
	"bytes"
	"cmp"
	"io"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"earshot/archive"
)

const (
	longestFile = 16 << 20 // bytes
	mostCues    = 200_000
	longestCue  = 2000 // characters kept of one cue
)

// cue is one caption as the file has it.
type cue struct {
	start, end float64
	text       string
}

// Read takes in WebVTT or SRT, whichever it is. An error is a *archive.Problem
// of kind archive.ErrInvalid or archive.ErrTooLarge with a sentence for people,
// or what the reader said.
func Read(r io.Reader) ([]archive.Line, error) {
	data, err := io.ReadAll(io.LimitReader(r, longestFile+1))
	if err != nil {
		return nil, err
	}
	if len(data) > longestFile {
		return nil, &archive.Problem{Kind: archive.ErrTooLarge, Field: "captions",
			Sentence: "The caption file is larger than 16 MB. Captions of a long interview need less than one."}
	}
	text, err := decode(data)
	if err != nil {
		return nil, err
	}
	cues, err := parse(text)
	if err != nil {
		return nil, err
	}
	return lines(cues), nil
}

// decode gives the text as UTF-8 with plain line ends. UTF-16 is known by its mark.
func decode(data []byte) (string, error) {
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}), bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		units := make([]uint16, 0, len(data)/2)
		for i := 2; i+1 < len(data); i += 2 {
			hi, lo := data[i], data[i+1]
			if data[0] == 0xff {
				hi, lo = lo, hi
			}
			units = append(units, uint16(hi)<<8|uint16(lo))
		}
		data = []byte(string(utf16.Decode(units)))
	case !utf8.Valid(data):
		return "", archive.Invalid("captions", "The caption file is not in UTF-8. Please save it as UTF-8 text and upload it again.")
	}
	text := strings.TrimPrefix(string(data), "\ufeff")
	if strings.ContainsRune(text, 0) {
		return "", archive.Invalid("captions", "The caption file is not a text file. Please upload WebVTT (.vtt) or SRT (.srt).")
	}
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), nil
}

// parse finds the cues. A block without a time line is a note, a style or a
// stray number, and is passed over; so is a cue whose times make no sense.
func parse(text string) ([]cue, error) {
	var cues []cue
	rest, vtt := strings.Split(text, "\n"), strings.HasPrefix(text, "WEBVTT")
	for len(rest) > 0 && len(cues) < mostCues {
		line := rest[0]
		rest = rest[1:]
		if vtt && note(line) {
			for len(rest) > 0 && strings.TrimSpace(rest[0]) != "" {
				rest = rest[1:]
			}
			continue
		}
		start, end, ok := times(line)
		if !ok {
			continue
		}
		n := slices.IndexFunc(rest, func(l string) bool { return strings.TrimSpace(l) == "" || strings.Contains(l, "-->") })
		if n < 0 {
			n = len(rest)
		}
		if end > start {
			cues = append(cues, cue{start, end, strings.Join(rest[:n], "\n")})
		}
		rest = rest[n:]
	}
	if len(cues) == 0 {
		return nil, archive.Invalid("captions", "No captions were found in the caption file. It should hold times like “00:01:02.000 --> 00:01:04.000” with text below them.")
	}
	slices.SortStableFunc(cues, func(a, b cue) int { return cmp.Compare(a.start, b.start) })
	return cues, nil
}

// note tells whether a line opens a block of WebVTT that is not shown.
func note(line string) bool {
	word, _, _ := strings.Cut(strings.TrimSpace(line), " ")
	return (word == "NOTE" || word == "STYLE" || word == "REGION") && !strings.Contains(line, "-->")
}

// times reads "00:01:02.000 --> 01:04,5 align:start". Hours may be missing.
func times(line string) (start, end float64, ok bool) {
	from, to, found := strings.Cut(line, "-->")
	if !found {
		return 0, 0, false
	}
	to, _, _ = strings.Cut(strings.TrimSpace(to), " ")
	to, _, _ = strings.Cut(to, "\t")
	start, ok = clock(strings.TrimSpace(from))
	if !ok {
		return 0, 0, false
	}
	end, ok = clock(to)
	return start, end, ok
}

// longestTime is a hundred hours: a larger number is a mistake.
const longestTime = 360_000

// clock reads [h:]mm:ss[.mmm]; a comma is as good as a point.
func clock(s string) (seconds float64, ok bool) {
	whole, part, _ := strings.Cut(strings.Replace(s, ",", ".", 1), ".")
	fields := strings.Split(whole, ":")
	if len(fields) < 2 || len(fields) > 3 {
		return 0, false
	}
	for _, f := range fields {
		n, digits := 0, strings.TrimSpace(f)
		if digits == "" || len(digits) > 6 {
			return 0, false
		}
		for _, r := range digits {
			if r < '0' || r > '9' {
				return 0, false
			}
			n = n*10 + int(r-'0')
		}
		seconds = seconds*60 + float64(n)
	}
	scale := 0.1
	for _, r := range part {
		if r < '0' || r > '9' {
			return 0, false
		}
		seconds += float64(r-'0') * scale
		scale /= 10
	}
	return archive.Milliseconds(seconds), seconds < longestTime
}
