package ui

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"earshot/archive"
)

// mark gives a form that a visitor sends what it would have had if they had
// opened its page a little before.
func (b *browser) mark(path string, form url.Values) {
	b.r.t.Helper()
	if form.Has("mark") || !(strings.HasSuffix(path, "/changes") || strings.HasSuffix(path, "/report")) {
		return
	}
	at, err := url.Parse(b.r.URL)
	b.r.must(err)
	v := archive.Viewer{}
	for _, c := range b.Jar.Cookies(at) {
		if c.Name == "session" {
			return
		}
		if c.Name == "visitor" {
			v.Visitor = c.Value
		}
	}
	if v.Visitor == "" {
		v.Visitor = archive.NewKey()
		b.Jar.SetCookies(at, []*http.Cookie{{Name: "visitor", Value: v.Visitor, Path: "/"}})
	}
	form.Set("mark", b.r.server.markAt(v, b.r.server.Now().Add(-markWait)))
}

var markField = regexp.MustCompile(`name="mark" id="mark" value="([^"]+)"`)

// A20: a mark that is replayed, too old, another's or altered is none.
func TestFormsOfVisitorsAreOpenedFirst(t *testing.T) {
	r := newRig(t, func(c *Config) { c.TrustedProxies = []string{"127.0.0.1"} })
	r.stop()
	at := "/interviews/" + r.short.ID
	l := r.line(r.short.ID, 3)
	form := at + fmt.Sprintf("/lines/%d/fix", l.ID)
	send := func(b *browser, mark, key string, more ...string) answer {
		return b.post(at+"/changes", append([]string{"against", "0", "line", fmt.Sprint(l.ID), "text", "I had never grown anything in my whole life.", "mark", mark, "key", key}, more...)...)
	}
	open := func(b *browser) string { return markField.FindStringSubmatch(b.get(form).text)[1] }

	b := r.visitor().from("192.0.2.1")
	mark := open(b)
	send(b, "", "k1").wants(t, 422, "send it once more", "my whole life.</textarea>")
	send(b, mark, "k1").wants(t, 422, "too short") // at once
	r.pass(markWait)
	send(b, mark[:len(mark)-3]+"abc", "k1", "x", "").wants(t, 303) // the last seal is for who refuses cookies
	send(b, mark, "k1").wants(t, 303)                              // the same request once more
	send(b, mark, "k2").wants(t, 422)                              // another one
	mark = open(b)
	r.pass(markLife + time.Second)
	send(b, mark, "k3").wants(t, 422)
	fresh := markField.FindStringSubmatch(send(b, mark, "k3").text)[1]
	r.pass(markWait)
	send(r.visitor().from("192.0.2.1"), fresh, "k3").wants(t, 303) // refuses cookies
	fresh = open(b)
	r.pass(markWait)
	send(r.visitor().from("198.51.100.1"), fresh, "k4").wants(t, 422) // someone else's
	send(b, fresh, "k5", "website", "www.example.com").wants(t, 422, "hidden field", "my whole life.</textarea>")
	bo := r.as(r.bo)
	if markField.MatchString(bo.get(form).text) {
		t.Error("someone who signed in gets a mark")
	}
	a := b.get("/form-mark")
	a.wants(t, 200, `"wait":2000`, `"mark":"`)
	if a.Header.Get("Cache-Control") != "private, no-store" {
		t.Error("a mark is kept")
	}
}

func TestAQuestionBeforeANameGoesIn(t *testing.T) {
	r := readingRig(t)
	at, bo := "/interviews/"+r.short.ID, r.as(r.bo)
	fix := []string{"against", "0", "line", fmt.Sprint(r.line(r.short.ID, 1).ID), "text", "Well Wendy Okafor knocked on the door one morning."}
	bo.post(at+"/changes", fix...).wants(t, 422, "Does it identify someone", `name="sure"`, "Wendy Okafor knocked")
	if _, body := bo.postJSON(at+"/changes", fix...); body["field"] != "sure" {
		t.Errorf("a script is told %v", body)
	}
	reader := r.visitor().from("192.0.2.1")
	receipt := reader.follow(reader.post(at+"/changes", fix...))
	receipt.wants(t, 200, "nobody else can see it yet", "full name")
	r.visitor().get(at).wants(t, 200, "my neighbour knocked")
	if a := r.visitor().get(at); strings.Contains(a.text, "Okafor") {
		t.Error("a held name is on the page")
	}
	bo.post(at+"/changes", append(fix, "sure", "yes")...).wants(t, 303)
	r.visitor().get(at).wants(t, 200, "Wendy Okafor knocked")
}
