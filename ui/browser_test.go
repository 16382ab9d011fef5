package ui

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestInBrowser runs the specs of the reading page and its editor in a real browser,
// against this rig. It needs what `npm ci` and `npm run build` leave, and
// Debian's chromium.
func TestInBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("a browser takes half a minute")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("no node on this machine")
	}
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no chromium on this machine: apt-get install chromium")
	}
	if _, err := os.Stat(filepath.Join("node_modules", "playwright-core")); err != nil {
		t.Skip("no playwright-core: run npm ci in ui")
	}
	if siteAssets.URL("js/interview.js") == "" {
		t.Skip("the page's script is not built: run npm run build in ui")
	}
	r := readingRig(t)
	link, err := r.archive.SignInLink(t.Context(), r.dan, "bo")
	r.must(err)
	secret, _, err := r.archive.SignInByLink(t.Context(), link, "browser")
	r.must(err)
	site := map[string]any{"url": r.URL, "chromium": chromium, "session": secret, "interview": r.short.ID,
		"second": r.interview("The same talk, told by keyboard", 60).ID, "third": r.interview("The same talk, without scripts", 60).ID, "editor": r.interview("The same talk, put right", 60).ID, "long": r.interview("Two hours about everything", 2500).ID}
	settings, err := json.Marshal(site)
	r.must(err)
	cmd := exec.CommandContext(t.Context(), node, "--test", "--test-concurrency=1", "e2e/interview.spec.mjs", "e2e/editor.spec.mjs")
	cmd.Env = append(os.Environ(), "EARSHOT_RIG="+string(settings))
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
