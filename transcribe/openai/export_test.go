package openai

import (
	"testing"
	"unicode/utf8"
)

// Hold checks what words promises of any answer.
func Hold(t *testing.T, body []byte) {
	a, err := parseAnswer(body)
	if err != nil {
		return
	}
	at := 0.0
	for _, w := range a.words(10) {
		if w.Text == "" || !utf8.ValidString(w.Text) || !(w.Start >= at && w.End >= w.Start && w.End <= 10) {
			t.Fatalf("word %+v after %v", w, at)
		}
		at = w.Start
	}
}
