package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
)

// talk makes up interviews: words of syllables, drawn as unevenly as the words of
// a language are, so that pages pack and indexes grow about as real ones do.
type talk struct {
	rnd   *rand.Rand
	words []string
	draw  *rand.Zipf
}

const vocabulary = 6000

func newTalk(seed uint64) *talk {
	t := &talk{rnd: rand.New(rand.NewPCG(seed, 1))}
	const onsets, vowels, ends = "bdfghklmnprstvw", "aeiou", "  nrstlm"
	seen := map[string]bool{}
	for len(t.words) < vocabulary {
		var b strings.Builder
		for range 1 + t.rnd.IntN(3) {
			b.WriteByte(onsets[t.rnd.IntN(len(onsets))])
			b.WriteByte(vowels[t.rnd.IntN(len(vowels))])
			if c := ends[t.rnd.IntN(len(ends))]; c != ' ' {
				b.WriteByte(c)
			}
		}
		if w := b.String(); !seen[w] {
			seen[w] = true
			t.words = append(t.words, w)
		}
	}
	t.draw = rand.NewZipf(t.rnd, 1.1, 3, vocabulary-1)
	return t
}

// wordsALine is about a caption.
const wordsALine = 9

// captions writes WebVTT of two voices with so many words over so many seconds.
func (t *talk) captions(words int, seconds float64) []byte {
	var b bytes.Buffer
	b.WriteString("WEBVTT\n")
	step := seconds / float64(words)
	for at := 0; at < words; at += wordsALine {
		n := min(wordsALine, words-at)
		voice := []string{"Ada", "Ben"}[at/wordsALine/6%2]
		fmt.Fprintf(&b, "\n%s --> %s\n<v %s>", stamp(float64(at)*step), stamp((float64(at+n)-0.2)*step), voice)
		for i := range n {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(t.words[t.draw.Uint64()])
		}
		b.WriteString(".\n")
	}
	return b.Bytes()
}

// stamp writes seconds as WebVTT does.
func stamp(s float64) string {
	total := int(math.Round(s * 1000))
	return fmt.Sprintf("%02d:%02d:%02d.%03d", total/3600000, total/60000%60, total/1000%60, total%1000)
}

// wavHeader begins a WAV file of 16-bit samples with so many bytes of them.
func wavHeader(rate, channels uint32, bytes uint32) []byte {
	h := append([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, 36+bytes)...)
	h = append(h, "WAVEfmt \x10\x00\x00\x00\x01\x00"...)
	h = binary.LittleEndian.AppendUint16(h, uint16(channels))
	h = binary.LittleEndian.AppendUint32(h, rate)
	h = binary.LittleEndian.AppendUint32(h, rate*channels*2)
	h = binary.LittleEndian.AppendUint16(h, uint16(channels*2))
	h = append(h, "\x10\x00data"...)
	return binary.LittleEndian.AppendUint32(h, bytes)
}

// hum is a WAV recording of a low tone, 8 kHz mono. Every seed gives other bytes.
func hum(seconds int, seed uint64) []byte {
	const rate = 8000
	b := wavHeader(rate, 1, uint32(seconds*rate*2))
	for i := range seconds * rate {
		v := 3000 * math.Sin(float64(i)*(0.1+float64(seed%97)/1000))
		b = binary.LittleEndian.AppendUint16(b, uint16(int16(v)))
	}
	return b
}
