package archive

import (
	"math"
	"strings"
)

// WordID names one word of one interview for ever. Ids start at 1 and are never
// given twice, not even when a change is reverted.
type WordID int

// LineID names one line of one interview for ever.
type LineID int

// Timing says how a word's time was got.
type Timing string

const (
	TimeRecognised Timing = "recognised" // by the engine
	TimeAligned    Timing = "aligned"    // taken over from the word it replaced
	TimeEstimated  Timing = "estimated"  // shared out over the gap, or from even captions
)

// Word is one word as shown, with its punctuation.
type Word struct {
	ID          WordID  `json:"id"`
	Text        string  `json:"text"`
	Start       float64 `json:"start"` // seconds
	End         float64 `json:"end"`
	Probability float64 `json:"probability,omitempty"` // 0..1 as the engine said; 0 when a person wrote it
	Timing      Timing  `json:"timing"`
	NoVoice     bool    `json:"no_voice,omitempty"` // the engine wrote it where no voice was detected
}

// Doubtful is the probability under which a recognised word is marked for a
// person to hear. Half the words below it were wrong on the test recordings.
const Doubtful = 0.5

// Doubtful tells whether a person should listen to this word.
func (w Word) Doubtful() bool {
	return w.NoVoice || (w.Probability > 0 && w.Probability < Doubtful)
}

// Line is a run of words by one speaker, about one caption long. A line may be
// empty: someone said that nothing was said there.
type Line struct {
	ID      LineID `json:"id"`
	Speaker string `json:"speaker,omitempty"`
	Words   []Word `json:"words"`
	Version int    `json:"version,omitempty"` // the change that last touched it; 0 is machine text
}

// Text is the line's words with single spaces between them.
func (l Line) Text() string { return JoinWords(l.Words) }

// Span is the stretch of sound from the first word to the last.
func (l Line) Span() Span {
	if len(l.Words) == 0 {
		return Span{}
	}
	return Span{l.Words[0].Start, l.Words[len(l.Words)-1].End}
}

// JoinWords writes words with single spaces between them.
func JoinWords(words []Word) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w.Text)
	}
	return b.String()
}

func wordTexts(words []Word) []string {
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = w.Text
	}
	return texts
}

// Milliseconds rounds seconds to the precision that is kept.
func Milliseconds(seconds float64) float64 { return math.Round(seconds*1000) / 1000 }
