package whisper

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"earshot/archive"
)

func TestParseAnswer(t *testing.T) {
	cases := []struct{ name, line, fails string }{
		{"ready", `{"type":"ready","engine":"x"}`, ""},
		{"heard", `{"type":"heard","id":3,"words":[[" a",0,1,0.5,true]]}`, ""},
		{"no JSON", `hello`, "not readable"},
		{"unknown type", `{"type":"song"}`, "unknown type"},
		{"word with four parts", `{"type":"heard","words":[["a",0,1,0.5]]}`, "4 parts"},
		{"word that is a number", `{"type":"heard","words":[3]}`, "not readable"},
		{"time that is a text", `{"type":"heard","words":[["a","0",1,0.5,true]]}`, "not readable"},
		{"too long", strings.Repeat(" ", longestAnswer+1), "too long"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := parseAnswer([]byte(c.line))
			if (err == nil) != (c.fails == "") || (err != nil && !strings.Contains(err.Error(), c.fails)) {
				t.Errorf("got %v, want %q", err, c.fails)
			}
		})
	}
}

func TestWordsAreBroughtIntoTheSound(t *testing.T) {
	a := answer{Words: []wordJSON{
		{" Hello", -1, 0.5, 0.9, true},
		{" ", 0, 1, 0.9, true},
		{" back", 0.4, 0.2, 2, true},
		{"x\x00y\u2028\ufffd", 3, 9, math.NaN(), false},
	}}
	want := []archive.Word{
		{Text: "Hello", Start: 0, End: 0.5, Probability: 0.9, Timing: archive.TimeRecognised},
		{Text: "back", Start: 0.4, End: 0.4, Probability: 1, Timing: archive.TimeRecognised},
		{Text: "xy", Start: 3, End: 4, Probability: 0.001, Timing: archive.TimeRecognised, NoVoice: true},
	}
	if diff := cmp.Diff(want, a.words(4)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add([]byte(`{"type":"heard","id":1,"language":"en","words":[[" Hi",0.1,0.5,0.9,true],["-fi",0.5,1e300,-1,false]]}`))
	f.Add([]byte(`{"type":"progress","id":1,"seconds":1e999}`))
	f.Add([]byte(`{"type":"heard","words":[[null,null,null,null,null]]}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		a, err := parseAnswer(line)
		if err != nil {
			return
		}
		at := 0.0
		for _, w := range a.words(10) {
			if w.Text == "" || !utf8.ValidString(w.Text) || strings.ContainsAny(w.Text, " \n\x00") {
				t.Fatalf("word %q", w.Text)
			}
			if !(w.Start >= at && w.End >= w.Start && w.End <= 10 && w.Probability > 0 && w.Probability <= 1) {
				t.Fatalf("word %+v after %v", w, at)
			}
			at = w.Start
		}
		if _, err := json.Marshal(a.words(10)); err != nil {
			t.Fatal(err)
		}
	})
}
