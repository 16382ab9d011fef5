package ui

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// told is what a script of the page reads.
type told struct {
	Status  int
	Version int
	Message string
	Receipt string
	Error   string
	Lines   []shownLine
}

// tell sends a form as a script and reads what the page's own script would.
func (b *browser) tell(path string, pairs ...string) told {
	b.r.t.Helper()
	a := b.script(path, pairs...)
	out := told{}
	b.r.must(json.Unmarshal([]byte(a.text), &out))
	out.Status = a.StatusCode
	return out
}

func TestScriptTakesAProposalBack(t *testing.T) {
	r := readingRig(t)
	iv := "/interviews/" + r.short.ID
	visitor := r.visitor()
	sent := visitor.tell(iv+"/changes", "against", "0", "line", "2", "text", "Well my neighbour knocked at the door one morning.", "key", "k1")
	if sent.Status != http.StatusAccepted || len(sent.Lines) != 1 || !strings.Contains(sent.Lines[0].HTML, "proposes") {
		t.Fatalf("proposed: %+v", sent)
	}
	back := visitor.tell(sent.Receipt, "do", "withdraw")
	if back.Status != http.StatusOK || len(back.Lines) != 1 || strings.Contains(back.Lines[0].HTML, "proposes") {
		t.Errorf("taken back: %+v", back)
	}
	if twice := visitor.tell(sent.Receipt, "do", "withdraw"); twice.Status != http.StatusConflict {
		t.Errorf("taken back twice: %+v", twice)
	}

	sent = visitor.tell(iv+"/changes", "against", "0", "line", "3", "text", "She said there was a plot going spare you know.", "key", "k2")
	r.must(r.archive.Unpublish(t.Context(), r.ada, r.short.ID))
	if hidden := visitor.tell(sent.Receipt, "do", "withdraw"); hidden.Status != http.StatusOK || len(hidden.Lines) != 0 {
		t.Errorf("of an interview that was hidden meanwhile: %+v", hidden)
	}
}
