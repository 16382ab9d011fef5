package main

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"

	"earshot/archive"
	"earshot/search"
)

// corpus is an archive of made-up interviews for the search measurements: always
// the same one for the same size. Words are drawn as unevenly as those of a
// language, an interview keeps to a few subjects, and some words like to stand
// together, so that terms, phrases and counts are about as hard as real ones. Each
// passage stands alone, as the rows of the peers do: no phrase goes on into the next.
type corpus struct {
	interviews int
	talk       *rand.Rand
	draw       *rand.Zipf
}

// Of each interview and passage; 500 interviews make a million passages.
const (
	passagesEach  = 2000
	wordsLeast    = 8
	wordsMost     = 16
	corpusWords   = 60_000
	subjects      = 50
	subjectWords  = 40
	secondsAWord  = 0.4
	speakersTurns = 4 // passages until the other speaks
)

func newCorpus(interviews int) *corpus { return &corpus{interviews: interviews} }

// spell writes a number in syllables; some words get an English ending, so that
// taking endings off has something to do.
func spell(n uint64) string {
	const consonants, vowels = "bdfgklmnprstv", "aeiou"
	ending := ""
	if n > 400 {
		ending = [...]string{"", "", "", "s", "ing", "ed", "", "ly"}[n%8]
	}
	var out []byte
	for n += 70; n > 0; n /= 65 {
		k := n % 65
		out = append(out, consonants[k/5], vowels[k%5])
	}
	return string(out) + ending
}

// about is an interview's facts: n counts from 0.
func (c *corpus) about(n int) *archive.Interview {
	year := 1990 + n*7%35
	return &archive.Interview{
		ID: fmt.Sprintf("bench%011d", n), State: archive.Published, Language: "en", Reporter: "bench",
		Title: fmt.Sprintf("Made up %d", n), Storyteller: spell(uint64(n%90 + 30)), Place: spell(uint64(n%25 + 500)), Collection: fmt.Sprintf("Collection %d", n%12),
		RecordedOn: fmt.Sprintf("%d-%02d-%02d", year, n%12+1, n%28+1), Themes: []string{subject(n % subjects), subject(n * 7 % subjects)},
	}
}

func subject(k int) string { return "subject " + spell(uint64(k)) }

// texts calls fn with the text of each passage of interview n, in order. The same
// n gives the same texts.
func (c *corpus) texts(n int, fn func(i int, text string)) {
	c.talk = rand.New(rand.NewPCG(uint64(n), 29))
	c.draw = rand.NewZipf(c.talk, 1.07, 2.5, corpusWords-1)
	first, second := uint64(n%subjects), uint64(n*7%subjects)
	var b strings.Builder
	for i := range passagesEach {
		b.Reset()
		for k := range wordsLeast + c.talk.IntN(wordsMost-wordsLeast+1) {
			if k > 0 {
				b.WriteByte(' ')
			}
			switch d := c.talk.IntN(20); {
			case d == 0:
				b.WriteString(spell(300 + first*subjectWords + c.talk.Uint64N(subjectWords)))
			case d == 1:
				b.WriteString(spell(300 + second*subjectWords + c.talk.Uint64N(subjectWords)))
			case d == 2: // two words that like each other
				w := c.draw.Uint64() % 2000
				b.WriteString(spell(w) + " " + spell(w*31%2000))
			default:
				b.WriteString(spell(c.draw.Uint64()))
			}
		}
		fn(i, b.String())
	}
}

// doc is interview n as an index gets it, with one passage's text replaced when
// fixed is its number.
func (c *corpus) doc(n, fixed int, text string) search.InterviewDoc {
	iv := c.about(n)
	d := search.InterviewDoc{Facts: search.FactsOf(iv), Passages: make([]search.Passage, 0, passagesEach)}
	c.texts(n, func(i int, said string) {
		if i == fixed {
			said = text
			d.Version++
		}
		d.Passages = append(d.Passages, passage(iv.ID, i, said))
	})
	return d
}

// passage makes passage i of an interview, a line of its own that lasts as long as
// the most words, so that a fix leaves the numbers and times of the others alone.
func passage(interview string, i int, said string) search.Passage {
	line, word := archive.LineID(i+1), archive.WordID(i*wordsMost*2) // some words come in twos
	t := search.Text{Body: said, Turns: []search.Turn{{Speaker: []string{"Ada", "Ben"}[i/speakersTurns%2]}}}
	at := 0
	for w := range strings.SplitSeq(said, " ") {
		word++
		start := float64(word) * secondsAWord
		t.Words = append(t.Words, search.Word{ID: word, Line: line, Start: start, End: start + secondsAWord, From: at, To: at + len(w)})
		at += len(w) + 1
	}
	p := search.Passage{ID: search.PassageID(interview, line), Interview: interview, First: line, Last: line,
		Speakers: []string{t.Turns[0].Speaker}, Roles: []search.Role{search.Roles[i/speakersTurns%2]}, Corrected: t, Heard: t}
	p.Start, p.End = t.Words[0].Start, t.Words[len(t.Words)-1].End
	return p
}

// write writes every passage as a line of tab-separated number, interview, year,
// subject and text: what the peers load. It returns the bytes of text.
func (c *corpus) write(w io.Writer) (text int64, err error) {
	out := bufio.NewWriterSize(w, 1<<20)
	id := 0
	for n := range c.interviews {
		iv := c.about(n)
		c.texts(n, func(_ int, said string) {
			id++
			text += int64(len(said))
			if _, e := fmt.Fprintf(out, "%d\t%d\t%s\t%s\t%s\n", id, n, iv.RecordedOn[:4], iv.Themes[0], said); e != nil {
				err = e
			}
		})
	}
	if err == nil {
		err = out.Flush()
	}
	return text, err
}
