package ui

import (
	"strings"
	"testing"
)

// TestMailAddress goes the way of an address: left with a report, shown nowhere,
// deleted by a person or by a mail program.
func TestMailAddress(t *testing.T) {
	r := newRig(t)
	at := "/interviews/" + r.short.ID
	form := []string{"against", "0", "line", "1", "from", "2", "to", "3", "reason", "wrong-word"}
	b := r.visitor()
	b.post(at+"/report", append(form, "mail", "ann@example.org\r\nBcc: x@example.org")...).wants(t, 422, "This is not a mail address")
	tasks, err := r.archive.Tasks(t.Context(), r.ada)
	r.must(err)
	if len(tasks.Reports) != 0 {
		t.Error("a report with a bad address was kept")
	}
	sent := b.post(at+"/report", append(form, "mail", "ann@example.org")...)
	sent.wants(t, 303)
	receipt := sent.Header.Get("Location")
	shown := b.get(receipt)
	shown.wants(t, 200, "No more mails, delete my address")
	for who, page := range map[string]answer{"the receipt": shown, "the receipt's record": b.get("/api/v1" + receipt), "the work list": r.as(r.ada).get("/work"), "the reading page": b.get(at)} {
		if strings.Contains(page.text, "ann@example.org") {
			t.Errorf("%s shows the address", who)
		}
	}
	b.get(receipt+"/mail").wants(t, 303) // a mail scanner changes nothing
	b.get(receipt).wants(t, 200, "No more mails, delete my address")
	r.visitor().post(receipt+"/mail", "List-Unsubscribe", "One-Click").wants(t, 303)
	b.get(receipt).wants(t, 200, "Write to me")
	b.post(receipt+"/mail", "mail", "ann@example.org").wants(t, 303)
	b.get(receipt).wants(t, 200, "No more mails, delete my address")
	b.post(receipt+"/mail", "mail", "nonsense").wants(t, 422)
}
