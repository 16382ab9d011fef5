package ui

import "testing"

// TestChoosingInBrowser runs the spec of choosing words by touch and of what a
// report is told.
func TestChoosingInBrowser(t *testing.T) {
	inBrowser(t, func(r *rig) map[string]any { return map[string]any{"interview": r.short.ID} }, "choose")
}
