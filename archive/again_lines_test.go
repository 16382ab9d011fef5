package archive_test

import (
	"strings"
	"testing"

	"earshot/archive"

	"github.com/google/go-cmp/cmp"
)

// TestLinesThatPeopleBeganInANewerRecognition: where the newer recognition hears
// other words, a line begins at the same time; where it hears nothing near, a
// person is asked instead of a guess.
func TestLinesThatPeopleBeganInANewerRecognition(t *testing.T) {
	for name, c := range map[string]struct {
		again, want []string
		asks        string // in the note of the report; "" for none
	}{
		"the same words":       {[]string{"we did lifting spaces all day"}, []string{"we did lifting", "spaces all day"}, ""},
		"the word before":      {[]string{"we did lifting paces each hour"}, []string{"we did lifting", "paces each hour"}, ""},
		"only the word at":     {[]string{"he hid listing spaces each hour"}, []string{"he hid listing", "spaces each hour"}, ""},
		"other words":          {[]string{"he hid listing paces each hour"}, []string{"he hid listing", "paces each hour"}, ""},
		"a line there already": {[]string{"he hid listing", "paces each hour"}, []string{"he hid listing", "paces each hour"}, ""},
		"nothing near":         {[]string{"he hid"}, []string{"he hid"}, "People began a new line at “spaces”"},
		"nothing but one word": {[]string{"he"}, []string{"he"}, "People began a new line at “spaces”"},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			iv := h.told("we did lifting spaces all day")
			must(h.Reshape(h.ctx, h.other, archive.Shape{Interview: iv.ID, Op: archive.OpSplit, Line: 1, At: 4}))(t)
			h.again(iv, c.again...)
			if d := cmp.Diff(strings.Join(c.want, "\n")+"\n", h.reads(h.ann, iv.ID, -1)); d != "" {
				t.Errorf("lines (-want +got):\n%s", d)
			}
			open := must(h.Tasks(h.ctx, h.custodian))(t).Reports
			switch {
			case c.asks == "" && len(open) != 0:
				t.Errorf("it asks %q", open[0].Note)
			case c.asks != "" && (len(open) != 1 || !strings.Contains(open[0].Note, c.asks)):
				t.Errorf("%d reports ask", len(open))
			}
		})
	}
}

// TestMovedWordsInANewerRecognition: a time that people gave words stays while it
// fits between the words around them.
func TestMovedWordsInANewerRecognition(t *testing.T) {
	for name, again := range map[string][]string{
		"heard as before":        {"we did", "lifting spaces", "all day"},
		"heard with more behind": {"we did", "lifting spaces", "all day long"},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			iv := h.told("we did", "lifting spaces", "all day")
			start, end := 1.05, 1.95
			must(h.Reshape(h.ctx, h.other, archive.Shape{Interview: iv.ID, Op: archive.OpTime, Line: 2, Start: &start, End: &end}))(t)
			h.again(iv, again...)
			if got := must(h.Read(h.ctx, h.ann, iv.ID, -1))(t).Transcript.Lines[1].Span(); got.Start != start || got.End != end {
				t.Errorf("people moved it to %v to %v; now it is at %v to %v", start, end, got.Start, got.End)
			}
			if open := must(h.Tasks(h.ctx, h.custodian))(t).Reports; len(open) > 0 {
				t.Errorf("%d reports ask", len(open))
			}
		})
	}
}
