package ui

import (
	"fmt"
	"strings"
	"testing"

	"earshot/archive"
)

// talk is a transcript of two people who take turns of so many lines.
func talk(lines, turn int) *archive.Transcript {
	t := &archive.Transcript{}
	for i := range lines {
		at := float64(3 * i)
		t.Lines = append(t.Lines, archive.Line{ID: archive.LineID(i + 1), Speaker: []string{"Ada", "Ben"}[i/turn%2],
			Words: []archive.Word{{ID: archive.WordID(i + 1), Text: fmt.Sprint("word", i), Start: at, End: at + 1}}})
	}
	return t
}

func TestBlocksAreFewAndSmall(t *testing.T) {
	for _, turn := range []int{1, 6, 15, 16, 40, 500} {
		w := &bodyWriter{interview: "i"}
		w.transcript(talk(500, turn), nil)
		html := string(w.b)
		blocks := strings.Split(html, "<div class=block>")[1:]
		if len(blocks) > 500/blockLeast+1 {
			t.Errorf("turns of %d: %d blocks", turn, len(blocks))
		}
		for i, b := range blocks {
			if n := strings.Count(b, "<p class=l "); n > blockMost || n == 0 {
				t.Errorf("turns of %d: block %d has %d lines", turn, i+1, n)
			}
			if strings.Count(b, "</div>") != 1 {
				t.Errorf("turns of %d: block %d ends %d times", turn, i+1, strings.Count(b, "</div>"))
			}
			if before := strings.Split(b, "<p class=l ")[0]; turn < blockMost-blockLeast && !strings.Contains(before, "class=who") {
				t.Errorf("turns of %d: block %d cuts a turn in two", turn, i+1)
			}
		}
		if got, want := strings.Count(html, "<h3 class=who"), (500+turn-1)/turn; got != want {
			t.Errorf("turns of %d: %d names for %d turns", turn, got, want)
		}
	}
}

func TestABlockEndsAtDamagedSound(t *testing.T) {
	w := &bodyWriter{interview: "i"}
	w.transcript(talk(4, 4), []archive.Span{{Start: 4, End: 5}, {Start: 100, End: 101}})
	parts := strings.Split(string(w.b), "<p class=gap>")
	if len(parts) != 3 {
		t.Fatalf("%d gaps are told of", len(parts)-1)
	}
	for i, p := range parts[:2] {
		if strings.Count(p, "<div class=block>") != 1 || strings.Count(p, "</div>") != 1 {
			t.Errorf("a gap stands in a block: %s", parts[i])
		}
	}
	if strings.Count(parts[0], "<p class=l ") != 2 {
		t.Error("the gap is told of at another place")
	}
}
