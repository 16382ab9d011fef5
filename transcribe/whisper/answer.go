package whisper

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"earshot/archive"
)

// longestAnswer is the most bytes one JSON line of the child may have. A sound
// of three minutes makes about 50 kB.
const longestAnswer = 4 << 20

// longestWord, in bytes, above which the model babbles.
const longestWord = 200

// answer is one JSON line of the child. child.py describes each type.
type answer struct {
	Type     string     `json:"type"`
	ID       int64      `json:"id"`
	Engine   string     `json:"engine"`
	Seconds  float64    `json:"seconds"`
	Language string     `json:"language"`
	Words    []wordJSON `json:"words"`
	Message  string     `json:"message"`
}

// wordJSON is a word as the child sends it: [text, start, end, probability, voiced].
type wordJSON struct {
	Text                    string
	Start, End, Probability float64
	Voiced                  bool
}

// UnmarshalJSON reads the list of five.
func (w *wordJSON) UnmarshalJSON(data []byte) error {
	var parts []json.RawMessage
	if err := json.Unmarshal(data, &parts); err != nil {
		return err
	}
	into := []any{&w.Text, &w.Start, &w.End, &w.Probability, &w.Voiced}
	if len(parts) != len(into) {
		return fmt.Errorf("a word has %d parts instead of %d", len(parts), len(into))
	}
	for i, p := range parts {
		if err := json.Unmarshal(p, into[i]); err != nil {
			return err
		}
	}
	return nil
}

// parseAnswer reads one line. Whatever a confused child writes, the result is a
// valid answer or an error.
func parseAnswer(line []byte) (answer, error) {
	if len(line) > longestAnswer {
		return answer{}, errors.New("an answer of the speech engine is too long")
	}
	var a answer
	if err := json.Unmarshal(line, &a); err != nil {
		return answer{}, fmt.Errorf("an answer of the speech engine is not readable: %w", err)
	}
	switch a.Type {
	case "ready", "progress", "heard", "error":
		return a, nil
	}
	return answer{}, fmt.Errorf("the speech engine answered with an unknown type %q", a.Type)
}

// words turns an answer into words in order, inside a sound of so many seconds.
func (a answer) words(seconds float64) []archive.Word {
	words := make([]archive.Word, 0, len(a.Words))
	at := 0.0
	for _, w := range a.Words {
		text := clean(w.Text)
		if text == "" || len(text) > longestWord {
			continue
		}
		start := within(w.Start, at, seconds)
		end := within(w.End, start, seconds)
		words = append(words, archive.Word{
			Text: text, Start: archive.Milliseconds(start), End: archive.Milliseconds(end),
			Probability: within(w.Probability, 0.001, 1), Timing: archive.TimeRecognised, NoVoice: !w.Voiced,
		})
		at = start
	}
	return words
}

// within brings v into low..high. What is not a number becomes low.
func within(v, low, high float64) float64 {
	if math.IsNaN(v) {
		return low
	}
	return min(max(v, low), max(high, low))
}

// clean drops what is not text: control characters, and the marks left where
// the model stopped in the middle of a letter. A word holds no spaces.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || unicode.IsControl(r) || unicode.IsSpace(r) || r == '\ufeff' {
			return -1
		}
		return r
	}, s)
}
