package ui

import (
	"strings"
	"testing"

	"earshot/archive"
)

// TestLog: what was decided is counted for everyone, and names nobody.
func TestLog(t *testing.T) {
	r := newRig(t)
	ctx := t.Context()
	iv := r.interview("The weather that year", 20)
	nobody := r.visitor()
	nobody.get("/log").wants(t, 200, "Nothing was held back or taken back yet.", "an e-mail address</th><td>0</td><td>0</td>")

	rep, _, err := r.archive.Report(ctx, archive.Viewer{Visitor: "v", Network: "n"}, archive.Complaint{Interview: iv.ID, First: 1, Last: 1, Reason: archive.WrongWord})
	r.must(err)
	_, err = r.archive.Answer(ctx, r.ada, archive.Answer{Report: rep.ID, State: archive.ReportKept, Reason: "That is her word."})
	r.must(err)
	nobody.post("/interviews/"+iv.ID+"/changes", "against", "0", "line", "2", "text", "write to grace@example.org", "key", "k1").wants(t, 303)
	r.must(r.archive.Freeze(ctx, r.cleo, "We look at something."))

	page := nobody.get("/log")
	page.wants(t, 200, reportWords(archive.ReportKept)+"</th><td>1</td>", reportWords(archive.ReportReceived)+"</th><td>1</td>",
		"an e-mail address</th><td>1</td><td>0</td>", "Editing was stopped everywhere: 1")
	for _, secret := range []string{"grace@", "Cleo", iv.ID, "weather"} {
		if strings.Contains(page.text, secret) {
			t.Errorf("the log tells %q", secret)
		}
	}
}
