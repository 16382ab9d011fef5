package ui

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestInBrowser runs the specs of the reading page and its editor in a real browser.
func TestInBrowser(t *testing.T) {
	inBrowser(t, func(r *rig) map[string]any {
		return map[string]any{"interview": r.short.ID, "second": r.interview("The same talk, told by keyboard", 60).ID, "third": r.interview("The same talk, without scripts", 60).ID,
			"editor": r.interview("The same talk, put right", 60).ID, "long": r.interview("Two hours about everything", 2500).ID}
	}, "interview", "editor")
}

// TestLinesInBrowser runs the spec of what is done with whole lines.
func TestLinesInBrowser(t *testing.T) {
	inBrowser(t, func(r *rig) map[string]any { return map[string]any{"editor": r.short.ID} }, "line")
}

// TestShiftsOfflineInBrowser runs the spec of shifts with the network off.
func TestShiftsOfflineInBrowser(t *testing.T) {
	inBrowser(t, func(r *rig) map[string]any {
		token, err := r.archive.NewToken(t.Context(), r.ada, "test", "")
		r.must(err)
		return map[string]any{"interview": r.audible(r.short).ID, "token": token}
	}, "kept")
}

// TestMeasuredShiftsOfflineInBrowser runs the spec of clips drawn by lot that are
// answered with the network off.
func TestMeasuredShiftsOfflineInBrowser(t *testing.T) {
	inBrowser(t, func(r *rig) map[string]any {
		r.server.deck.plenty, r.server.deck.share = 1, 1
		return map[string]any{"interview": r.audible(r.short).ID}
	}, "kept-measure")
}

// inBrowser runs specs of e2e in Chromium against a rig; known is what they are
// told of it. Bo is signed in where a spec asks for it. It needs what `npm ci` and
// `npm run build` leave, and Debian's chromium.
func inBrowser(t *testing.T, known func(*rig) map[string]any, specs ...string) {
	t.Helper()
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
	site := known(r)
	site["url"], site["chromium"], site["session"] = r.URL, chromium, secret
	settings, err := json.Marshal(site)
	r.must(err)
	args := []string{"--test", "--test-concurrency=1"}
	for _, name := range specs {
		args = append(args, filepath.Join("e2e", name+".spec.mjs"))
	}
	cmd := exec.CommandContext(t.Context(), node, args...)
	cmd.Env = append(os.Environ(), "EARSHOT_RIG="+string(settings))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
