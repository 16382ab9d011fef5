package ui

import "testing"

// TestAccuracyInBrowser runs the spec of the figures and of the clips drawn by lot.
func TestAccuracyInBrowser(t *testing.T) {
	inBrowser(t, func(r *rig) map[string]any {
		r.interview("Talking about the café", 60)
		mended := func(s string) string { return s + " indeed" }
		r.as(r.ada).hearSamples(mended)
		r.as(r.cleo).hearSamples(mended)
		r.interview("Nobody has listened to this one yet", 60) // so that clips wait
		return map[string]any{}
	}, "accuracy")
}
