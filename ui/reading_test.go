package ui

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"earshot/archive"
)

// readingRig believes X-Forwarded-For, so that readers can come from different
// networks: who shares a network counts as one person when a fix is confirmed.
func readingRig(t testing.TB) *rig {
	return newRig(t, func(cfg *Config) { cfg.TrustedProxies = []string{"127.0.0.1"} })
}

type fromNetwork struct {
	address string
	next    http.RoundTripper
}

func (f fromNetwork) RoundTrip(r *http.Request) (*http.Response, error) {
	r.Header.Set("X-Forwarded-For", f.address)
	return f.next.RoundTrip(r)
}

// from makes a browser one of another network.
func (b *browser) from(address string) *browser {
	b.Transport = fromNetwork{address, http.DefaultTransport}
	return b
}

// postJSON sends a form as a script and reads the answer.
func (b *browser) postJSON(path string, pairs ...string) (answer, map[string]any) {
	b.r.t.Helper()
	a := b.script(path, pairs...)
	var body map[string]any
	if err := json.Unmarshal([]byte(a.text), &body); err != nil {
		b.r.t.Fatalf("%s answered %d with no JSON: %s", path, a.StatusCode, excerpt(a.text))
	}
	return a, body
}

// line returns the n-th line (from 0) of the newest version.
func (r *rig) line(id string, n int) archive.Line {
	r.t.Helper()
	read, err := r.archive.Read(r.t.Context(), archive.System, id, -1)
	r.must(err)
	return read.Transcript.Lines[n]
}

func (r *rig) version(id string) string { return fmt.Sprint(r.look(id).Version) }

// follow opens the address of a redirect.
func (b *browser) follow(a answer) answer {
	b.r.t.Helper()
	if a.StatusCode != http.StatusSeeOther {
		b.r.t.Fatalf("%s: status %d is no redirect\n%s", a.Request.URL, a.StatusCode, excerpt(a.text))
	}
	at, _, _ := strings.Cut(a.Header.Get("Location"), "#")
	return b.get(at)
}

func TestInterviewPage(t *testing.T) {
	r := readingRig(t)
	at := "/interviews/" + r.short.ID
	r.visitor().get(at).wants(t, 200, "<h1 dir=\"auto\">Talking about the allotment</h1>", "<strong>Grace</strong>", "Leeds", "31 May 2024", `Looked after by <a href="/reporters/`,
		"This text was made by a machine.", "Nobody has corrected it yet.", "<u>lifting</u>", `aria-label="Play from 4 s, 0:04"`, "<h3 class=who dir=auto>Grace</h3>",
		"/sound\"", `aria-label="Fix or report the line at 0:04"`, "</html>")
	r.visitor().get(at+"?t=125.3&w=17").wants(t, 200, `/sound#t=125.3"`, `data-word="17"`)
	r.visitor().get(at+"?t=%3Cscript%3E&w=%22%3E").wants(t, 200, `/sound"`)
	r.visitor().get(at+"?v=0").wants(t, 303)
	r.visitor().get("/interviews/nothinghere").wants(t, 404)

	waiting := r.queued("Still waiting")
	r.visitor().get("/interviews/"+waiting.ID).wants(t, 404)
	r.as(r.bo).get("/interviews/"+waiting.ID).wants(t, 404)
	r.as(r.ada).get("/interviews/"+waiting.ID).wants(t, 200, "Waiting to be turned into words")
	draft := r.draft("Not yet open", 5)
	r.visitor().get("/interviews/"+draft.ID).wants(t, 404)
	r.as(r.cleo).get("/interviews/"+draft.ID).wants(t, 200, "Only the people who look after it can see this page.")
	r.must(r.archive.Withdraw(t.Context(), r.ada, r.short.ID, "They asked us to"))
	r.visitor().get(at).wants(t, 410, "was withdrawn")
	r.as(r.cleo).get(at).wants(t, 410)
}

func TestFixByReporterAppliesAtOnce(t *testing.T) {
	r := readingRig(t)
	l := r.line(r.short.ID, 7)
	at := "/interviews/" + r.short.ID
	bo := r.as(r.bo)
	key := archive.NewKey()
	form := bo.get(fmt.Sprintf("%s/lines/%d/fix", at, l.ID))
	form.wants(t, 200, "Save the fix", `name="against" value="0"`, "It felt like lifting spaces that nobody used before.</textarea>", "<u>lifting</u>", "What did that feel like", "My daughter still brings")
	pairs := []string{"against", "0", "line", fmt.Sprint(l.ID), "key", key, "text", "It felt like listening spaces that nobody used before."}
	first := bo.post(at+"/changes", pairs...)
	page := bo.follow(first)
	page.wants(t, 200, "Saved as version 1. Thank you.", "listening", "corrected, version 1", "1 of 60 lines were corrected by people.")
	if want := fmt.Sprintf("%s?t=28#l%d", at, l.ID); first.Header.Get("Location") != want {
		t.Errorf("led to %q, not %q", first.Header.Get("Location"), want)
	}
	bo.follow(bo.post(at+"/changes", pairs...)).wants(t, 200)
	if v := r.look(r.short.ID).Version; v != 1 {
		t.Errorf("the same key made version %d", v)
	}
	bo.post(at+"/changes", "against", "1", "line", fmt.Sprint(l.ID), "text", "It felt like listening spaces that nobody used before.").
		wants(t, 409, "It already says that.", "listening spaces that nobody used before.</textarea>")
	r.visitor().get(at+"/history").wants(t, 200, "Version 1", "Bo", "<span class=\"visually-hidden\">Taken away: </span>lifting", "<span class=\"visually-hidden\">Put in: </span>listening", "… It felt like")
}

func TestFixByVisitorWaitsForSomeoneElse(t *testing.T) {
	r := readingRig(t)
	id := r.short.ID
	at, l := "/interviews/"+id, r.line(id, 7)
	w := l.Words[3]
	reader := r.visitor().from("192.0.2.1")
	pairs := []string{"against", "0", "line", fmt.Sprint(l.ID), "first", fmt.Sprint(w.ID), "last", fmt.Sprint(w.ID), "text", "listening", "name", "Sam", "key", "k1"}
	sent := reader.post(at+"/changes", pairs...)
	receipt := reader.follow(sent)
	receipt.wants(t, 200, "Thank you. Your fix waits", "Received.", "Keep this link", "lifting", "listening", "Take my report back")
	if again := reader.post(at+"/changes", pairs...); again.Header.Get("Location") != sent.Header.Get("Location") {
		t.Error("the same key gave another receipt")
	}
	if receipt.Header.Get("Referrer-Policy") != "no-referrer" {
		t.Error("the receipt's link is passed on")
	}
	page := reader.get(at)
	page.wants(t, 200, "A reader proposes: “<ins>listening</ins>” instead of “<del>lifting</del>”.", "1 fix waits for someone to listen.")
	link := regexp.MustCompile(`/interviews/\w+/proposals/\d+`).FindString(page.text)

	reader.get(link).wants(t, 200, "Listen and confirm", "Sam proposes", "#t=28.9")
	reader.post(link, "heard", "yes").wants(t, 403, "Someone else has to listen")
	other := r.visitor().from("198.51.100.7")
	other.post(link, "heard", "maybe").wants(t, 422)
	other.follow(other.post(link, "heard", "yes")).wants(t, 200, "Thank you. That is counted.", "1 fix waits for someone to listen.")
	third := r.visitor().from("203.0.113.9")
	r.ahead.Add(int64(archive.LeastApart))
	third.follow(third.post(link, "heard", "yes")).wants(t, 200, "Thank you. The words are corrected now.", "listening")
	other.get(link).wants(t, 404, "This fix is not waiting any more.")
	reader.follow(sent).wants(t, 200, "Fixed.", "in version 1", "It is still wrong")
	r.visitor().get(at+"/history").wants(t, 200, "Sam", "agreed")

	secret := sent.Header.Get("Location")
	reader.follow(reader.post(secret, "do", "still-wrong", "note", "It is lessening")).wants(t, 200, "It is open again", "Received.", "It is lessening")
	reader.follow(reader.post(secret, "do", "withdraw")).wants(t, 200, "Your report is taken back.", "Taken back.")
	reader.post(secret, "do", "withdraw").wants(t, 409)
	reader.post(secret, "do", "explode").wants(t, 422)
	reader.get("/receipts/notasecretofanything").wants(t, 404)
}

func TestDisagreementLeavesItToAReporter(t *testing.T) {
	r := readingRig(t)
	id := r.short.ID
	at, l := "/interviews/"+id, r.line(id, 7)
	reader := r.visitor().from("192.0.2.1")
	reader.post(at+"/changes", "against", "0", "line", fmt.Sprint(l.ID), "text", "It felt like nothing.").wants(t, 303)
	link := regexp.MustCompile(`/interviews/\w+/proposals/\d+`).FindString(reader.get(at).text)
	no := r.visitor().from("198.51.100.7")
	no.follow(no.post(link, "heard", "no")).wants(t, 200, "when enough people agree, or when a reporter decides.", "lifting")
	yes := r.visitor().from("203.0.113.9")
	yes.follow(yes.post(link, "heard", "yes")).wants(t, 200, "when enough people agree, or when a reporter decides.", "lifting")
	ada := r.as(r.ada) // on the reader's own network, but she looks after it
	ada.from("192.0.2.1")
	ada.follow(ada.post(link, "heard", "yes")).wants(t, 200, "The words are corrected now.", "It felt like nothing.")
}

func TestReportOfChosenWords(t *testing.T) {
	r := readingRig(t)
	id := r.short.ID
	at, l := "/interviews/"+id, r.line(id, 2)
	b := r.visitor()
	b.get(fmt.Sprintf("%s/report?line=%d&first=%d&last=%d", at, l.ID, l.Words[1].ID, l.Words[2].ID)).wants(t, 200, `name="from" type="text" inputmode="numeric" size="4" value="2"`)
	base := []string{"against", "0", "line", fmt.Sprint(l.ID), "text", l.Text()}
	b.post(at+"/report", append(base, "from", "2", "to", "3")...).wants(t, 422, "Please choose what is wrong.", `value="2"`)
	b.post(at+"/report", append(base, "from", "99", "to", "3", "reason", "wrong-speaker")...).wants(t, 422, "Please choose a number from 1 to", `href="#from"`)
	b.post(at+"/report", append(base, "from", "3", "to", "2", "reason", "wrong-speaker")...).wants(t, 422, "after the first one")
	b.post(at+"/report", append(base, "reason", "else")...).wants(t, 422, "in a few words")
	page := b.follow(b.post(at+"/report", append(base, "from", "2", "to", "3", "reason", "wrong-speaker", "note", "This is Ada")...))
	page.wants(t, 200, "<dd dir=\"auto\">"+l.Words[1].Text+" "+l.Words[2].Text+"</dd>", "Someone else is speaking", "This is Ada")
	if _, body := b.postJSON(at+"/report", "against", "0", "first", fmt.Sprint(l.Words[0].ID), "last", fmt.Sprint(l.Words[0].ID), "reason", "wrong-time"); !strings.HasPrefix(fmt.Sprint(body["receipt"]), "/receipts/") {
		t.Errorf("answered %v", body)
	}
}

func TestConflictShowsBothTexts(t *testing.T) {
	r := readingRig(t)
	id := r.short.ID
	at, l := "/interviews/"+id, r.line(id, 7)
	bo := r.as(r.bo)
	line := fmt.Sprint(l.ID)
	bo.post(at+"/changes", "against", "0", "line", line, "text", "It felt like listening spaces that nobody used before.").wants(t, 303)
	late := []string{"against", "0", "line", line, "text", "It felt like lessening spaces that nobody used before.", "note", "I am sure"}
	bo.post(at+"/changes", late...).wants(t, 409, "Someone changed this line meanwhile", "lessening spaces that nobody used before.</textarea>",
		"<dt>It says now</dt><dd dir=\"auto\">It felt like listening", "<dt>It said before</dt><dd dir=\"auto\">It felt like lifting", `name="against" value="1"`, "I am sure</textarea>")
	a, body := bo.postJSON(at+"/changes", late...)
	a.wants(t, 409)
	if body["yours"] == nil || body["theirs"] == nil || body["version"] != 1.0 {
		t.Errorf("the script is told %v", body)
	}
	receipt := fmt.Sprint(body["receipt"])
	bo.get(receipt).wants(t, 200, "Received.", "lessening")
	form := bo.post(at+"/changes", late...)
	form.wants(t, 409, "kept as a proposal, number 3", "See what becomes of it")
	instead := regexp.MustCompile(`name="instead" value="(\w+)"`).FindStringSubmatch(form.text)
	if instead == nil {
		t.Fatalf("the form does not name what was kept: %s", excerpt(form.text))
	}
	bo.post(at+"/changes", append([]string{"against", "1", "instead", instead[1]}, late[2:]...)...).wants(t, 303)
	r.visitor().get(at).wants(t, 200, "lessening", "corrected, version 2")
	bo.get("/receipts/"+instead[1]).wants(t, 200, "Fixed.", "in version 2")
}

func TestScriptGetsTheNewLine(t *testing.T) {
	r := readingRig(t)
	id := r.short.ID
	at, l := "/interviews/"+id, r.line(id, 7)
	a, body := r.as(r.bo).postJSON(at+"/changes", "against", "0", "line", fmt.Sprint(l.ID), "first", fmt.Sprint(l.Words[3].ID), "last", fmt.Sprint(l.Words[3].ID), "text", "listening <b>")
	a.wants(t, 200)
	lines, _ := body["lines"].([]any)
	if body["applied"] != true || body["version"] != 1.0 || len(lines) != 1 {
		t.Fatalf("answered %v", body)
	}
	html := fmt.Sprint(lines[0].(map[string]any)["html"])
	if !strings.Contains(html, "like listening &lt;b&gt; spaces") || !strings.Contains(html, `id=l8 `) {
		t.Errorf("the line is %s", html)
	}
	a, body = r.visitor().postJSON(at+"/changes", "against", "1", "line", fmt.Sprint(l.ID), "text", "It felt good.")
	if a.wants(t, 202); body["applied"] != false || body["receipt"] == nil {
		t.Errorf("answered %v", body)
	}
}

func TestShape(t *testing.T) {
	r := readingRig(t)
	id := r.short.ID
	at, bo := "/interviews/"+id, r.as(r.bo)
	l := r.line(id, 7)
	hidden := func() []string { return []string{"against", r.version(id), "line", fmt.Sprint(l.ID)} }
	bo.get(fmt.Sprintf("%s/lines/%d/fix", at, l.ID)).wants(t, 200, "Cut the line here", "Join it to the line above", "Name the speaker", `<option value="Ada">`)
	bo.follow(bo.post(at+"/shape", append(hidden(), "op", "split", "at", fmt.Sprint(l.Words[4].ID))...)).wants(t, 200, "The line is two lines now.", "Nobody has corrected it yet.")
	if got := r.line(id, 8).Text(); got != "spaces that nobody used before." {
		t.Errorf("the new line is %q", got)
	}
	second := r.line(id, 8).ID
	bo.follow(bo.post(at+"/shape", "against", r.version(id), "line", fmt.Sprint(second), "op", "merge")).wants(t, 200, "joined to the one above")
	bo.follow(bo.get(fmt.Sprintf("%s/lines/%d/fix", at, second))).wants(t, 200, "That line was joined", "It felt like lifting spaces")
	bo.follow(bo.post(at+"/shape", append(hidden(), "op", "speaker", "speaker", "<b>Grace O'Neill", "reach", "everywhere")...)).wants(t, 200, "&lt;b&gt;Grace O&#39;Neill</h3>", "Nobody has corrected it yet.")
	if r.line(id, 1).Speaker != "<b>Grace O'Neill" {
		t.Error("the name did not go everywhere")
	}
	bo.post(at+"/shape", append(hidden(), "op", "split")...).wants(t, 422, "Please choose the word")
	bo.post(at+"/shape", append(hidden(), "op", "explode")...).wants(t, 422)
	r.visitor().post(at+"/shape", append(hidden(), "op", "merge")...).wants(t, 401)
}

func TestHistoryAndRevert(t *testing.T) {
	r := readingRig(t)
	id := r.short.ID
	at, bo := "/interviews/"+id, r.as(r.bo)
	for i := range historyLength + 5 {
		l := r.line(id, i)
		bo.post(at+"/changes", "against", r.version(id), "line", fmt.Sprint(l.ID), "text", fmt.Sprintf("Line number %d.", i)).wants(t, 303)
	}
	bo.get(at+"/history").wants(t, 200, "Version 35", "Older changes", "/history?v=5\"", "Take it back")
	bo.get(at+"/history?v=5").wants(t, 200, "Version 5", "Version 1<", "Newer changes")
	r.visitor().get(at+"/history?v=3").wants(t, 200, "id=\"v3\"", "id=\"v5\"")
	if strings.Contains(r.visitor().get(at+"/history").text, "Take it back") {
		t.Error("a visitor is offered to revert")
	}
	r.visitor().post(at+"/revert", "version", "1").wants(t, 401)
	bo.follow(bo.post(at+"/revert", "version", "1", "note", "I misheard", "key", "r1")).wants(t, 200, "Version 1 is taken back.", "So how did you first come to the garden?")
	bo.post(at+"/revert", "version", "1", "key", "r1").wants(t, 303)
	bo.get(at+"/history").wants(t, 200, "took back version 1", "I misheard")
	if v := r.look(id).Version; v != 36 {
		t.Errorf("version %d after one revert sent twice", v)
	}
	bo.post(at+"/revert", "version", "99").wants(t, 404)
	r.visitor().get(at+"/versions/0").wants(t, 200, "This is version 0 of 36", "as it was first heard", "So how did you first come")
	old := r.visitor().get(at + "/versions/3")
	old.wants(t, 200, "Line number 2.", "I had never grown anything")
	if strings.Contains(old.text, "/fix") {
		t.Error("an old version offers to fix its lines")
	}
	r.visitor().get(at+"/versions/37").wants(t, 404)
	r.visitor().get(at+"/versions/x").wants(t, 404)
}
