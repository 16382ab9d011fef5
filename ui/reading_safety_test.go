package ui

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"earshot/archive"
	"earshot/archive/export"
)

// nasty are the texts of T01, T02, T03, T04 and T05: none may ever be more than
// text.
var nasty = []string{
	`<img src=x onerror=alert(1)>`, `{{.Secret}}`, `[a](javascript:alert(1))`, `</style><style>*{display:none}`, `</script><script>alert(1)</script>`,
	`" onmouseover="alert(1)`, `' autofocus onfocus='alert(1)`, `<!-- --> ]]>`, "\u202egnp.exe\u202c", `&lt;b&gt;`,
}

func TestTextIsOnlyTextEverywhere(t *testing.T) {
	r := readingRig(t)
	id := r.short.ID
	at := "/interviews/" + id
	bo, reader := r.as(r.bo), r.visitor().from("192.0.2.1")
	var receipts []string
	for i, s := range nasty {
		l := r.line(id, i)
		bo.post(at+"/changes", "against", r.version(id), "line", fmt.Sprint(l.ID), "text", s+" said", "note", s).wants(t, 303)
		bo.post(at+"/shape", "against", r.version(id), "line", fmt.Sprint(l.ID), "op", "speaker", "speaker", s, "reach", "line").wants(t, 303)
		a := reader.post(at+"/changes", "against", r.version(id), "line", fmt.Sprint(r.line(id, i+20).ID), "text", s, "note", s, "name", s)
		a.wants(t, 303)
		receipts = append(receipts, a.Header.Get("Location"))
	}
	_, err := r.archive.Describe(t.Context(), r.ada, id, archive.Intake{Title: nasty[0], Summary: nasty[4], Storyteller: nasty[5], Interviewer: nasty[6], Place: nasty[3], Themes: nasty[:5]})
	r.must(err)
	proposals, err := r.archive.Proposals(t.Context(), archive.System, id)
	r.must(err)
	pages := append(receipts, at, at+"/history", at+"/versions/"+r.version(id), fmt.Sprintf("%s/lines/%d/fix", at, r.line(id, 0).ID),
		fmt.Sprintf("%s/proposals/%d", at, proposals[0].ID), fmt.Sprintf("%s/proposals/%d", at, proposals[4].ID), fmt.Sprintf("%s/remove?line=%d", at, r.line(id, 4).ID))
	for _, who := range []*browser{r.visitor(), r.as(r.cleo)} {
		for _, page := range pages {
			a := who.get(page)
			if a.StatusCode >= 500 {
				t.Errorf("%s: status %d", page, a.StatusCode)
			}
			for _, bad := range []string{"<img src=x", "</style><style>", "<script>alert", `" onmouseover="`, "' autofocus onfocus='", "<!-- -->", "\u202e", `href="javascript:`} {
				if strings.Contains(a.text, bad) {
					t.Errorf("%s has %q as it is", page, bad)
				}
			}
		}
	}
	r.visitor().get(at).wants(t, 200, "{{.Secret}} said", "&lt;img src=x onerror=alert(1)&gt; said", "&amp;lt;b&amp;gt; said")
	r.visitor().get(at+"/transcript.vtt").wants(t, 200, "&lt;img src=x onerror=alert(1)&gt;", "<v &lt;/script&gt;")
	r.visitor().get(at+"/transcript.json").wants(t, 200, `\u003cimg src=x`)
}

func TestAbsurdTextIsRefusedKindly(t *testing.T) {
	r := readingRig(t)
	at, bo := "/interviews/"+r.short.ID, r.as(r.bo)
	line := fmt.Sprint(r.line(r.short.ID, 3).ID)
	for name, text := range map[string]string{
		"T08 bad bytes": "caf\xe9 \xff", "T10 too long": strings.Repeat("word ", 500), "T11 zalgo": "a" + strings.Repeat("\u0301", 100), "T12 one endless word": strings.Repeat("x", 1500), "T13 ten thousand lines": strings.Repeat("a\n", 10_000),
		"T17 nothing, no reason": "",
	} {
		t.Run(name, func(t *testing.T) {
			a := bo.post(at+"/changes", "against", "0", "line", line, "text", text, "note", "", "key", "again")
			a.wants(t, 422, `role="alert"`, `href="#text"`, `value="again"`)
		})
	}
	bo.post(at+"/changes", "against", "0", "line", line, "text", strings.Repeat("y", 1<<20)).wants(t, 413)
	bo.post(at+"/changes", "against", "x", "line", line, "text", "y").wants(t, 422)
	bo.post(at+"/changes", "against", "99", "line", line, "text", "y").wants(t, 404)
	bo.post(at+"/changes", "against", "0", "line", "9999", "text", "y").wants(t, 404)
	bo.get(at+"/lines/9999/fix").wants(t, 404)
	bo.get(at+"/lines/x/fix").wants(t, 404)
	if v := r.look(r.short.ID).Version; v != 0 {
		t.Errorf("version %d after nothing usable", v)
	}
	bo.post(at+"/changes", "against", "0", "line", line, "text", "Llŷn 👩🏽‍🔬 مرحبا \x00\ufeff!").wants(t, 303)
	r.visitor().get(at).wants(t, 200, "Llŷn 👩🏽‍🔬 مرحبا !")
	bo.post(at+"/changes", "against", "1", "line", line, "text", "", "reason", "never-said").wants(t, 303)
	r.visitor().get(at).wants(t, 200, "[nothing was said here]")
	bo.get(fmt.Sprintf("%s/lines/%s/fix", at, line)).wants(t, 200, "[nothing was said here]")
}

func TestRemovedWordsAreNowhere(t *testing.T) {
	r := readingRig(t)
	id, secret := r.short.ID, "Xylophonia"
	at, ada := "/interviews/"+id, r.as(r.ada)
	l := r.line(id, 5)
	line := fmt.Sprint(l.ID)
	ada.post(at+"/changes", "against", "0", "line", line, "text", "And "+secret+" began to stop and talk.", "note", "she is "+secret).wants(t, 303)
	reader := r.visitor().from("192.0.2.1")
	receipt := reader.post(at+"/changes", "against", "1", "line", line, "text", "And "+secret+" Smith began to stop and talk.").Header.Get("Location")
	report := reader.post(at+"/report", "against", "1", "line", line, "from", "2", "to", "2", "reason", "wrong-word").Header.Get("Location")
	proposals, err := r.archive.Proposals(t.Context(), archive.System, id)
	r.must(err)
	visitor := r.visitor()
	visitor.get(at).wants(t, 200, secret)

	r.as(r.bo).get(at+"/remove?line="+line).wants(t, 403)
	ada.get(at+"/remove?line="+line+"&from=2&to=2").wants(t, 200, "<blockquote dir=\"auto\">"+secret+"</blockquote>", "Remove the words now")
	ada.post(at+"/changes", "kind", "removal", "against", "1", "line", line, "from", "2", "to", "2").wants(t, 422, "Please say why", "<blockquote dir=\"auto\">"+secret)
	visitor.post(at+"/changes", "kind", "removal", "against", "1", "line", line, "from", "2", "to", "2", "note", "x").wants(t, 403)
	ada.follow(ada.post(at+"/changes", "kind", "removal", "against", "1", "line", line, "from", "2", "to", "2", "note", secret+" asked us")).wants(t, 200, "The words are removed.", "[removed]")

	outlets := []string{at, at + "?t=20", at + "/history", at + "/history?v=1", at + "/versions/0", at + "/versions/1", at + "/versions/2", at + "/lines/" + line + "/fix", at + "/lines/" + line + "/history", "/reporters/" + r.ada.Account.ID + "/changes",
		fmt.Sprintf("%s/proposals/%d", at, proposals[0].ID), receipt, report, at + "/remove?line=" + line}
	for _, pair := range [][2]string{{"0", "1"}, {"0", "2"}, {"1", "2"}, {"2", "1"}} {
		outlets = append(outlets, at+"/versions/"+pair[0]+".."+pair[1], apiRoot+at+"/compare?from="+pair[0]+"&to="+pair[1])
	}
	for _, f := range export.Formats() {
		format := f.Ending
		outlets = append(outlets, at+"/transcript."+format, apiRoot+at+"/transcript?format="+format, at+"/transcript."+format+"?version=1", at+"/transcript."+format+"?view=heard")
	}
	for _, page := range outlets {
		for name, b := range map[string]*browser{"a visitor": visitor, "another reporter": r.as(r.bo), "the reader": reader} {
			if a := b.get(page); strings.Contains(a.text, secret) || a.StatusCode >= 500 {
				t.Errorf("%s is shown %q at %s (status %d)", name, secret, page, a.StatusCode)
			}
		}
	}
	visitor.get(at+"/sound").wants(t, 403)
	visitor.get(at).wants(t, 200, "The sound is being made without the words that must not be heard.", "“[removed]” stands where")
	ada.post(at+"/revert", "version", "2").wants(t, 403)
}

func TestWhoMayDoWhat(t *testing.T) {
	r := readingRig(t)
	draft := r.draft("For its people only", 12)
	at := "/interviews/" + draft.ID
	line := fmt.Sprint(r.line(draft.ID, 3).ID)
	for _, path := range []string{"", "/history", "/versions/0", "/versions/0..0", "/sound", "/transcript.txt", "/lines/" + line + "/fix", "/report?line=" + line} {
		for role, b := range map[string]*browser{"visitor": r.visitor(), "another reporter": r.as(r.bo)} {
			if a := b.get(at + path); a.StatusCode != 404 {
				t.Errorf("a %s gets %d at %s of a draft", role, a.StatusCode, path)
			}
		}
		for role, b := range map[string]*browser{"keeper": r.as(r.ada), "custodian": r.as(r.cleo), "administrator": r.as(r.dan)} {
			if a := b.get(at + path); a.StatusCode != 200 {
				t.Errorf("the %s gets %d at %s of a draft", role, a.StatusCode, path)
			}
		}
	}
	for _, path := range []string{"/changes", "/report", "/shape", "/revert"} {
		a := r.visitor().post(at+path, "against", "0", "line", line, "text", "x", "op", "merge", "reason", "wrong-word", "version", "1")
		if a.StatusCode != 404 {
			t.Errorf("a visitor gets %d from %s of a draft", a.StatusCode, path)
		}
	}
}

func TestReadersMayKeepThePage(t *testing.T) {
	r := readingRig(t)
	at := "/interviews/" + r.short.ID
	first := r.visitor().get(at)
	tag := first.Header.Get("ETag")
	if tag == "" || !strings.Contains(first.Header.Get("Cache-Control"), "no-cache") {
		t.Fatalf("headers %v", first.Header)
	}
	r.visitor().ask(http.MethodGet, at, "If-None-Match", tag).wants(t, 304)
	if got := r.visitor().get(at + "?t=5").Header.Get("ETag"); got == tag {
		t.Error("another start has the same tag")
	}
	if a := r.as(r.bo).ask(http.MethodGet, at, "If-None-Match", tag); a.StatusCode != 200 || a.Header.Get("ETag") != "" {
		t.Errorf("someone signed in gets %d with tag %q", a.StatusCode, a.Header.Get("ETag"))
	}
	plain := r.visitor().ask(http.MethodGet, at, "Accept-Encoding", "identity")
	if plain.Header.Get("Content-Encoding") != "" || plain.text != first.text {
		t.Error("the page differs without gzip")
	}
	l := r.line(r.short.ID, 2)
	r.visitor().post(at+"/report", "against", "0", "line", fmt.Sprint(l.ID), "reason", "wrong-word").wants(t, 303)
	r.as(r.bo).post(at+"/changes", "against", "0", "line", fmt.Sprint(l.ID), "text", "Something new.").wants(t, 303)
	r.visitor().ask(http.MethodGet, at, "If-None-Match", tag).wants(t, 200, "Something new.")
}

func TestDownloads(t *testing.T) {
	r := readingRig(t)
	at := "/interviews/" + r.short.ID
	r.as(r.bo).post(at+"/changes", "against", "0", "line", fmt.Sprint(r.line(r.short.ID, 7).ID), "text", "It felt like listening spaces.").wants(t, 303)
	a := r.visitor().get(at + "/transcript.txt")
	a.wants(t, 200, "Version: 1, as corrected by people", "listening spaces")
	if got := a.Header.Get("Content-Disposition"); got != `attachment; filename="talking-about-the-allotment-`+r.short.ID+`-v1.txt"` {
		t.Errorf("Content-Disposition %s", got)
	}
	r.visitor().get(at+"/transcript.vtt?view=heard").wants(t, 200, "WEBVTT", "Version: 0, as heard by the machine", "lifting", "<v Grace>")
	r.visitor().get(at+"/transcript.srt?version=0").wants(t, 200, "lifting", "00:00:00,000 -->")
	r.visitor().get(at+"/transcript.json").wants(t, 200, `"version":1`)
	for _, bad := range []string{"/transcript.exe", "/transcript.txt?version=9", "/transcript.txt?version=-1", "/transcript.txt?version=x"} {
		r.visitor().get(at+bad).wants(t, 404)
	}
	r.visitor().get(at+"/transcript.txt?view=raw").wants(t, 422)
}

// Many people on one page at once: every fix that was acknowledged is there.
func TestManyFixAtOnce(t *testing.T) {
	r := readingRig(t)
	id := r.short.ID
	at := "/interviews/" + id
	var wg sync.WaitGroup
	var mu sync.Mutex
	var saved []string
	for i := range 12 {
		l := r.line(id, i)
		b := r.as(r.bo)
		wg.Go(func() {
			text := fmt.Sprintf("Person number %d was here.", i)
			if a := b.post(at+"/changes", "against", "0", "line", fmt.Sprint(l.ID), "text", text); a.StatusCode == 303 {
				mu.Lock()
				saved = append(saved, text)
				mu.Unlock()
			}
			r.visitor().get(at)
		})
	}
	wg.Wait()
	page := r.visitor().get(at)
	if len(saved) != 12 || slices.ContainsFunc(saved, func(s string) bool { return !strings.Contains(page.text, s) }) {
		t.Errorf("%d were saved, and not all are on the page", len(saved))
	}
}
