package ui

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"earshot/archive"
)

// TestJoinWithoutScripts goes the way of someone whose words were reported
// meanwhile: the report is shown instead of sent twice, and one press joins it.
func TestJoinWithoutScripts(t *testing.T) {
	r := newRig(t)
	at := "/interviews/" + r.short.ID
	ann, ben := r.visitor(), r.visitor()
	form := []string{"against", "0", "line", "1", "from", "2", "to", "3", "reason", "wrong-word", "note", "told in confidence"}
	ann.post(at+"/report", append(form, "name", "Ann Sixpence")...).wants(t, 303)

	a := ben.post(at+"/report", form...)
	a.wants(t, 200, "Reported already", "One person reported these words: The words are not what is said.", "I say so too", "told in confidence") // ben typed the same note
	if strings.Contains(a.text, "Sixpence") {
		t.Errorf("the page tells who: %s", excerpt(a.text))
	}
	b := r.visitor().get(at + "/lines/1/fix")
	b.wants(t, 200, "One person reported these words")
	if strings.Contains(b.text, "confidence") || strings.Contains(b.text, "Sixpence") {
		t.Errorf("the page tells a note or a name: %s", excerpt(b.text))
	}
	press := regexp.MustCompile(`action="(/reports/\d+/join)"><input type="hidden" name="key" value="(\w+)"`).FindStringSubmatch(a.text)
	if press == nil {
		t.Fatalf("no form joins the report: %s", excerpt(a.text))
	}
	for range 2 { // a second press is the same request
		joined := ben.post(press[1], "key", press[2])
		joined.wants(t, 303)
		ben.get(joined.Header.Get("Location")).wants(t, 200, "2 people reported these words", "Take my report back")
	}
	ben.get(at+"/lines/1/fix").wants(t, 200, "You and 1 other person reported these words")

	// Who has seen it and means something else can still send their own.
	seen := regexp.MustCompile(`name="seen" value="(\d+)"`).FindStringSubmatch(b.text)
	other := r.visitor()
	other.post(at+"/report", append(form, "seen", seen[1])...).wants(t, 303)
	tasks, err := r.archive.Tasks(t.Context(), r.ada)
	r.must(err)
	if len(tasks.Reports) != 2 {
		t.Errorf("there are %d reports", len(tasks.Reports))
	}
}

// TestAlikeForScripts asks as the panel does, also about words of a report whose
// words were removed since: nothing is told of those.
func TestAlikeForScripts(t *testing.T) {
	r := newRig(t)
	at := "/interviews/" + r.short.ID
	_, _, err := r.archive.Report(t.Context(), archive.Viewer{Visitor: "v", Network: "n"}, archive.Complaint{Interview: r.short.ID, First: 2, Last: 3, Reason: archive.PrivateName, Note: "her name"})
	r.must(err)
	ask := func(who *browser, version int) string {
		a := who.get(at + "/alike?against=" + strconv.Itoa(version) + "&first=1&last=8")
		a.wants(t, 200)
		return a.text
	}
	if got := ask(r.visitor(), 0); !strings.Contains(got, "One person reported these words: A name or fact that should not be here.") || strings.Contains(got, "her name") {
		t.Errorf("the panel is told %s", got)
	}
	_, err = r.archive.Fix(t.Context(), r.ada, archive.Fix{Interview: r.short.ID, First: 2, Last: 3, Kind: archive.Removal, Note: "asked to"})
	r.must(err)
	if got := ask(r.visitor(), 0); !strings.Contains(got, `"alike":[]`) {
		t.Errorf("the panel is told of removed words: %s", got)
	}
	r.visitor().get(at+"/alike?against=0&first=1").wants(t, 422)
}
