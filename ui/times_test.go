package ui

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"earshot/archive"
)

// shared reads a table that the tests of the pages' modules read too: what the
// server writes, they must be able to read, and both must mean the same by it.
func shared[T any](t *testing.T, name string) (all []T) {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &all); err != nil || len(all) == 0 {
		t.Fatalf("%s: %d examples, %v", name, len(all), err)
	}
	return all
}

func TestTimesAreReadAsThePageReadsThem(t *testing.T) {
	for _, e := range shared[struct {
		Text string
		Ms   *float64
	}](t, "typed_times") {
		got, err := moment("start", e.Text)
		if (got != nil) != (e.Ms != nil) || (err != nil) != (e.Ms == nil) || got != nil && math.Round(*got*1000) != *e.Ms {
			t.Errorf("%q is %v, %v", e.Text, got, err)
		}
	}
	for _, e := range shared[struct {
		Text string
		Ms   float64
	}](t, "written_times") {
		if got := exactly(e.Ms / 1000); got != e.Text {
			t.Errorf("%v ms is %q, want %q", e.Ms, got, e.Text)
		}
	}
}

func TestWordTimesAreWrittenAsThePageReadsThem(t *testing.T) {
	for _, e := range shared[struct {
		Data  string
		Words [][3]int // id, start and end in milliseconds
	}](t, "word_times") {
		var words []archive.Word
		for _, w := range e.Words {
			words = append(words, archive.Word{ID: archive.WordID(w[0]), Start: float64(w[1]) / 1000, End: float64(w[2]) / 1000})
		}
		w := &bodyWriter{}
		w.times(words)
		if got := string(w.b); got != e.Data {
			t.Errorf("%v is %q, want %q", e.Words, got, e.Data)
		}
	}
}
