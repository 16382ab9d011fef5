package ui

import (
	"fmt"
	"strings"
	"testing"

	"earshot/archive"
)

// TestHiddenWordsLeakNowhere plants words, has people quote and fix them, hides
// them, and then looks for them in every page, file and answer that the public
// can get.
func TestHiddenWordsLeakNowhere(t *testing.T) {
	r := newRig(t)
	ctx := t.Context()
	r.must(r.archive.Unpublish(ctx, r.ada, r.short.ID)) // it has the same words
	id := r.interview("Hiding", 120).ID
	at := "/interviews/" + id
	r.must(r.archive.Unpublish(ctx, r.ada, r.interview("Another", 3).ID))
	// Line 3: "She said there is a plot going spare you know." Its sentences come again.
	tr, err := r.archive.Read(ctx, r.ada, id, 0)
	r.must(err)
	for _, l := range tr.Transcript.Lines[3:] {
		if strings.Contains(l.Text(), "plot") {
			w := l.Words
			_, err := r.archive.Fix(ctx, r.ada, archive.Fix{Interview: id, First: w[0].ID, Last: w[len(w)-1].ID, Line: l.ID, Kind: archive.Removal, Note: "cleared"})
			r.must(err)
		}
	}
	m := archive.Media{Key: "listening/again", Type: "audio/wav", Removed: len(r.look(id).Removed)}
	_, err = r.archive.Blobs().Put(ctx, m.Key, m.Type, strings.NewReader("sound"))
	r.must(err)
	r.must(r.archive.KeepListeningCopy(ctx, id, m))
	fix := "there is an allotment strip going"
	ann := archive.Viewer{Visitor: "v", Network: "n"}
	report, receipt, err := r.archive.Report(ctx, ann, archive.Complaint{Interview: id, First: 21, Last: 25, Reason: archive.WrongWord, Fix: &fix})
	r.must(err)
	_, joined, err := r.archive.Join(ctx, archive.Viewer{Visitor: "w", Network: "o"}, report.ID, "")
	r.must(err)
	out, err := r.archive.Fix(ctx, r.bo, archive.Fix{Interview: id, Line: 3, Text: "She said there was a plot going spare you know.", Note: "the plot"})
	r.must(err)

	first := tr.Transcript.Lines[2].Words[2].ID
	hide := r.visitor().post(at+"/report", "against", "0", "line", "3", "first", fmt.Sprint(first), "last", fmt.Sprint(first+3), "reason", "harm", "hide", "yes", "seen", "999")
	hide.wants(t, 303)
	if len(r.look(id).Hidden) != 1 {
		t.Fatal("nothing was hidden")
	}
	r.caughtUp()

	version := out.Change.Version
	for _, path := range []string{
		at, at + "?v=0", at + "/history", at + fmt.Sprintf("/history?v=%d", version), at + "/versions/0", at + fmt.Sprintf("/versions/%d", version), at + "/lines/3/fix", at + "/lines/3/history", "/reporters/" + r.ada.Account.ID + "/changes", "/reporters/" + r.bo.Account.ID + "/changes",
		at + "/transcript.txt", at + "/transcript.vtt?version=0", at + "/transcript.srt?view=heard", at + "/transcript.json", at + fmt.Sprintf("/transcript.json?version=%d", version),
		at + "/alike?against=0&first=17&last=25", at + fmt.Sprintf("/proposals/%d", report.ID), "/", "/interviews", "/search?q=plot", "/search?q=heard:plot", "/search?q=said",
		"/search?q=said&view=lines", "/search?q=said&view=interviews", "/search?q=said&view=overview", at + "/lines?from=0&to=500",
		"/receipts/" + receipt, "/receipts/" + joined, hide.Header.Get("Location"),
		"/api/v1/interviews/" + id, "/api/v1/interviews/" + id + "/transcript", "/api/v1/interviews/" + id + "/transcript?version=0", "/api/v1/interviews/" + id + "/transcript?view=heard",
		"/api/v1/interviews/" + id + "/transcript?format=vtt", "/api/v1/interviews/" + id + "/changes", "/api/v1/interviews/" + id + "/proposals",
		"/api/v1/interviews/" + id + "/reports/alike?version=0&first=17&last=25", "/api/v1/search?q=plot", "/api/v1/search/lines?q=said", "/api/v1/search/overview?q=said", "/api/v1/receipts/" + receipt, "/api/v1/receipts/" + joined,
	} {
		for name, who := range map[string]*browser{"a visitor": r.visitor(), "a reporter": r.as(r.bo)} {
			a := who.get(path)
			if a.StatusCode >= 500 {
				t.Errorf("%s asks %s: status %d", name, path, a.StatusCode)
			}
			text := strings.NewReplacer(`q=heard%3Aplot`, "", `q=plot`, "", `q=heard`, "", `value="plot"`, "", "Search: plot", "", "Search: heard:plot", "", `value="heard:plot"`, "", "“plot”", "", `plot","total":0`, "", "heard:plot", "").Replace(a.text)
			if strings.Contains(text, "plot") || strings.Contains(text, "allotment strip") {
				i := max(strings.Index(text, "plot"), strings.Index(text, "allotment strip"))
				t.Errorf("%s is told by %s: …%s…", name, path, text[max(i-80, 0):min(i+40, len(text))])
			}
		}
	}
	r.visitor().get(at).wants(t, 200, archive.HiddenText, "Some words are hidden")
	if a := r.visitor().get(at + "/sound"); a.StatusCode == 200 {
		t.Error("the sound still says the hidden words")
	}
	// Who decides reads and hears them, and shows them again with the reason.
	ada := r.as(r.ada)
	ada.get(at).wants(t, 200, "there was a plot", "Decide on the work list")
	ada.get(at+"/sound").wants(t, 200)
	list := ada.get("/work")
	list.wants(t, 200, "Urgent", "hidden from everyone else", "Show them again")
	if strings.Index(list.text, "It could hurt someone") > strings.Index(list.text, "The words are not what is said") {
		t.Error("the urgent report is not at the top")
	}
	hidden := r.look(id).Hidden[0].Report
	ada.post(fmt.Sprintf("/work/reports/%d", hidden), "state", "kept", "reason", "She agreed to it.").wants(t, 303)
	r.visitor().get(at).wants(t, 200, "there was a plot")
	r.visitor().get(at+"/sound").wants(t, 200)
	r.visitor().get(hide.Header.Get("Location")).wants(t, 200, "She agreed to it.")
}
