package ui

import (
	"strings"
	"testing"

	"earshot/archive"
	"earshot/archive/export"
)

// TestAPIRemoved plants words, has people quote and fix them, removes them, and
// then looks for them in every answer that the public can get.
func TestAPIRemoved(t *testing.T) {
	r := newRig(t)
	ctx := t.Context()
	r.must(r.archive.Unpublish(ctx, r.ada, r.short.ID)) // it has the same words
	iv := r.interview("Removal", 12)
	id := iv.ID
	// Line 3: "She said there is a plot going spare you know."
	secretive := func(s string) bool { return strings.Contains(s, "plot") || strings.Contains(s, "allotment strip") }
	fix := "there is an allotment strip going"
	report, receipt, err := r.archive.Report(ctx, archive.Viewer{Visitor: "v", Network: "n"}, archive.Complaint{Interview: id, Version: 0, First: 21, Last: 25, Reason: archive.WrongWord, Fix: &fix})
	r.must(err)
	if !secretive(report.Quote) {
		t.Fatalf("the report quotes %q, which tests nothing", report.Quote)
	}
	_, err = r.archive.Fix(ctx, r.bo, archive.Fix{Interview: id, Against: 0, Line: 3, Text: "She said there was a plot going spare you know.", Note: "the plot"})
	r.must(err)
	tr, err := r.archive.Read(ctx, r.ada, id, -1)
	r.must(err)
	var first, last archive.WordID
	for _, w := range tr.Transcript.Lines[2].Words {
		if w.Text == "there" {
			first = w.ID
		}
		last = w.ID
	}
	_, err = r.archive.Fix(ctx, r.ada, archive.Fix{Interview: id, Against: tr.Transcript.Version, First: first, Last: last, Kind: archive.Removal, Note: "asked to"})
	r.must(err)
	r.caughtUp()

	for _, who := range []*program{r.program(archive.Viewer{}), r.program(r.bo)} {
		for _, path := range []string{
			"/interviews/" + id, "/interviews/" + id + "/transcript", "/interviews/" + id + "/transcript?version=0", "/interviews/" + id + "/transcript?version=1",
			"/interviews/" + id + "/transcript?view=heard", "/interviews/" + id + "/transcript?format=txt", "/interviews/" + id + "/transcript?format=vtt&version=1",
			"/interviews/" + id + "/transcript?format=srt&view=heard", "/interviews/" + id + "/changes", "/interviews/" + id + "/proposals", "/search?q=plot", "/search?q=heard:plot",
			"/search?q=said",
		} {
			a := who.call(get, path, nil)
			if a.StatusCode != 200 {
				t.Errorf("%s: status %d: %s", path, a.StatusCode, a.text)
			}
			if secretive(strings.ReplaceAll(a.text, `plot","total":0`, "")) {
				t.Errorf("%s still tells the removed words: %s", path, excerpt(a.text))
			}
		}
	}
	// Who holds the receipt typed the fix themselves, but the quote is the archive's.
	got := as[apiReceipt](t, r.program(archive.Viewer{}).call(get, "/receipts/"+receipt, nil), 200)
	if got.Report.Quote != archive.RemovedText {
		t.Errorf("the receipt quotes %q", got.Report.Quote)
	}
	// Those who removed them can still see what they removed.
	if a := r.program(r.ada).call(get, "/interviews/"+id+"/proposals", nil); !secretive(a.text) {
		t.Errorf("the owner does not see the proposal: %s", a.text)
	}
}

// TestAPITellsNoSecrets asks every endpoint that answers questions about
// interviews in every state, of which people said much before, and looks for words
// that its caller must not read.
func TestAPITellsNoSecrets(t *testing.T) {
	if testing.Short() {
		t.Skip("every endpoint as six callers takes long under the race detector")
	}
	r := newRig(t)
	r.stop()
	w := r.crowd()
	var cases []*toldCase
	for _, state := range matrixStates {
		cases = append(cases, r.told(state, true))
	}
	r.caughtUp()
	paths := []string{"/search?q=zq*", "/search?q=spare", "/search?q=heard:spare", "/search?q=zqwordremovd", "/search/lines?q=spare&sort=left", "/search/overview?q=spare", "/search/file?q=spare",
		"/themes/{theme}/file", "/themes/{theme}/file?format=qdpx", "/receipts/{joined}", "/interviews/{id}/changes/1/twins", "/interviews/{id}/quotes/1.{first}-{last}", "/interviews/{id}/citation?quote=1.{first}-{last}",
		"/interviews/{id}/words?find=spare&with=free", "/interviews/{id}/compare?from=0&to=1", "/interviews/{id}/reports/alike?version=1&first=1&last={last}", "/codebook", "/interviews?text=zq"}
	for _, f := range export.Formats() {
		paths = append(paths, "/interviews/{id}/transcript?view=heard&format="+f.Ending, "/interviews/{id}/transcript?version=1&format="+f.Ending)
	}
	for _, e := range r.server.endpoints() {
		if e.method == get {
			paths = append(paths, matrix[e.id].path)
		}
	}
	answered := 0
	for _, path := range paths {
		about := cases
		if !strings.Contains(path, "{") {
			about = cases[:1]
		}
		for _, c := range about {
			for k := range siteCallers {
				a := w.api(k, get, w.fill.Replace(c.fill(path)), nil)
				for _, leak := range leaks(a, k, cases) {
					t.Errorf("%s (%s) as %s tells %s", path, c.state, siteCallers[k], leak)
				}
				if a.Code == 200 {
					answered++
				} else if a.Code >= 500 || a.Code == 422 {
					t.Errorf("%s (%s) as %s: status %d: %s", path, c.state, siteCallers[k], a.Code, a.Body)
				}
			}
		}
	}
	if answered < len(paths)*len(siteCallers) {
		t.Errorf("only %d questions were answered", answered)
	}
}
