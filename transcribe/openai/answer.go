package openai

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"earshot/archive"
	"earshot/transcribe"
)

// answer is a verbose_json body: what of it is used.
type answer struct {
	Language string    `json:"language"` // a code, or an English name
	Words    []word    `json:"words"`
	Segments []segment `json:"segments"`
}

type word struct {
	Word        string  `json:"word"`
	Start       float64 `json:"start"`
	End         float64 `json:"end"`
	Probability float64 `json:"probability"` // not every server says
}

type segment struct {
	Start        float64 `json:"start"`
	End          float64 `json:"end"`
	Text         string  `json:"text"`
	AvgLogprob   float64 `json:"avg_logprob"`
	NoSpeechProb float64 `json:"no_speech_prob"`
	Words        []word  `json:"words"` // some servers put them here
}

func parseAnswer(data []byte) (answer, error) {
	var a answer
	if err := json.Unmarshal(data, &a); err != nil {
		return answer{}, fmt.Errorf("the transcription service's answer is not readable: %w", err)
	}
	return a, nil
}

// words gives the words with times inside the sound. OpenAI's own words have no
// punctuation and no probability: the segments have both. Where a segment's text
// has as many words as lie in it, its spelling is taken.
func (a answer) words(seconds float64) []archive.Word {
	timed := a.Words
	if len(timed) == 0 {
		for _, s := range a.Segments {
			timed = append(timed, s.Words...)
		}
	}
	var out []archive.Word
	at, next := 0.0, 0
	add := func(text string, w word, sure float64) {
		if text = clean(text); text == "" {
			return
		}
		start := within(w.Start, at, seconds)
		out = append(out, archive.Word{
			Text: text, Start: archive.Milliseconds(start), End: archive.Milliseconds(within(w.End, start, seconds)),
			Probability: within(sure, 0.001, 1), Timing: archive.TimeRecognised,
		})
		at = start
	}
	for i, s := range a.Segments {
		from := next
		for next < len(timed) && (i+1 == len(a.Segments) || (timed[next].Start+timed[next].End)/2 < s.End) {
			next++
		}
		mine, sure := timed[from:next], math.Exp(min(s.AvgLogprob, 0))
		if s.NoSpeechProb > 0.6 && s.AvgLogprob < -1 {
			continue // Whisper's own rule for text where nobody speaks
		}
		texts := strings.Fields(s.Text)
		if len(mine) == 0 {
			mine = spread(texts, s)
		}
		for k, w := range mine {
			text := w.Word
			if len(texts) == len(mine) {
				text = texts[k]
			}
			if w.Probability > 0 {
				sure = w.Probability
			}
			add(text, w, sure)
		}
	}
	if len(a.Segments) == 0 {
		for _, w := range timed {
			add(w.Word, w, w.Probability)
		}
	}
	return out
}

// spread shares a segment's time out over its words, for a server without word times.
func spread(texts []string, s segment) []word {
	out := make([]word, len(texts))
	for i, t := range texts {
		step := (s.End - s.Start) / float64(len(texts))
		out[i] = word{Word: t, Start: s.Start + step*float64(i), End: s.Start + step*float64(i+1)}
	}
	return out
}

// names that services write out instead of a code.
var codes = map[string]string{
	"english": "en", "german": "de", "french": "fr", "spanish": "es", "italian": "it", "portuguese": "pt",
	"dutch": "nl", "polish": "pl", "welsh": "cy", "arabic": "ar", "urdu": "ur", "punjabi": "pa", "bengali": "bn",
	"hindi": "hi", "gujarati": "gu", "turkish": "tr", "russian": "ru", "ukrainian": "uk", "chinese": "zh",
	"somali": "so", "persian": "fa", "romanian": "ro", "japanese": "ja", "korean": "ko", "swedish": "sv",
}

// language is a code: the service's, or that of the hint.
func (a answer) language(h transcribe.Hint) string {
	l := strings.ToLower(clean(a.Language))
	if code, ok := codes[l]; ok {
		return code
	}
	if len(l) == 2 || len(l) == 3 {
		return l
	}
	if h.Language != "" {
		return h.Language
	}
	return "und" // BCP 47: not known
}

func within(v, low, high float64) float64 {
	if math.IsNaN(v) {
		return low
	}
	return min(max(v, low), max(high, low))
}

// clean drops what is not text; spaces inside become one.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || (unicode.IsControl(r) && !unicode.IsSpace(r)) {
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}
