package ui

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"earshot/archive"
)

// A14, A15: forms from elsewhere and forged headers change nothing.
func TestForeignRequests(t *testing.T) {
	r := newRig(t)
	for name, c := range map[string]struct {
		headers []string
		status  int
	}{
		"another site":         {[]string{"Sec-Fetch-Site", "cross-site"}, http.StatusForbidden},
		"a sister site":        {[]string{"Sec-Fetch-Site", "same-site"}, http.StatusForbidden},
		"no origin":            {[]string{"Origin", "null"}, http.StatusForbidden},
		"another origin":       {[]string{"Origin", "https://evil.example"}, http.StatusForbidden},
		"our own":              {[]string{"Origin", r.URL, "Sec-Fetch-Site", "same-origin"}, http.StatusSeeOther},
		"method in a header":   {[]string{"X-HTTP-Method-Override", "DELETE"}, http.StatusSeeOther},
		"forged address":       {[]string{"X-Forwarded-For", "203.0.113.9"}, http.StatusSeeOther},
		"a program, no cookie": {nil, http.StatusSeeOther},
	} {
		t.Run(name, func(t *testing.T) {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.URL+"/sign-out", nil)
			r.must(err)
			for i := 0; i+1 < len(c.headers); i += 2 {
				req.Header.Set(c.headers[i], c.headers[i+1])
			}
			r.visitor().do(req).wants(t, c.status)
		})
	}
}

func TestHeaders(t *testing.T) {
	r := newRig(t, func(c *Config) { c.Secure = true })
	page := r.visitor().get("/")
	for name, want := range map[string]string{"Content-Security-Policy": contentPolicy, "X-Content-Type-Options": "nosniff",
		"Referrer-Policy": "same-origin", "Strict-Transport-Security": "max-age=31536000", "Cache-Control": "private, no-store"} {
		if got := page.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if strings.Contains(page.text, "<script>") || strings.Contains(page.text, " style=") || len(page.Header.Get("X-Request-Id")) != 16 {
		t.Errorf("inline code, or no request id: %v", page.Header)
	}
	in := r.visitor().post("/sign-in", "name", "ada", "password", testPassword)
	if c := in.Header.Get("Set-Cookie"); !strings.HasPrefix(c, "__Host-session=") || !strings.Contains(c, "Secure") || !strings.Contains(c, "HttpOnly") || !strings.Contains(c, "SameSite=Lax") {
		t.Errorf("session cookie %q", c)
	}
	r.visitor().get("/nowhere").wants(t, 404, "There is nothing at this address.")
	r.visitor().post("/about").wants(t, http.StatusMethodNotAllowed)
}

// What people search for and the secrets in addresses are not written down.
func TestLogHoldsNoSecrets(t *testing.T) {
	r := newRig(t)
	b := r.visitor()
	b.get("/search?q=verysecretquestion")
	b.get("/sign-in/verysecretlink")
	b.get("/receipts/verysecretreceipt")
	r.Server.Close()
	if log := r.log.String(); strings.Contains(log, "verysecret") || !strings.Contains(log, "route=/sign-in/:secret") {
		t.Errorf("log:\n%s", log)
	}
}

// Those who only read get no cookie.
func TestReadersGetNoCookie(t *testing.T) {
	r := newRig(t)
	for _, path := range []string{"/", "/interviews", "/search?q=garden", "/reporters", "/interviews/" + r.short.ID} {
		if c := r.visitor().get(path).Header.Values("Set-Cookie"); len(c) > 0 {
			t.Errorf("%s sets %q", path, c)
		}
	}
}

func TestAssets(t *testing.T) {
	r := newRig(t)
	b := r.visitor()
	at := siteAssets.URL("css/site.css")
	css := b.get(at)
	css.wants(t, 200, "--paper")
	if got := css.Header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
		t.Errorf("cache %q", got)
	}
	b.get("/static/000000000000/css/site.css").wants(t, 404)
	b.get("/static/000000000000/../../server.go").wants(t, 404)
	b.get("/favicon.ico").wants(t, 200, "<svg")
	b.get("/robots.txt").wants(t, 200, "Disallow: /search")
	if siteAssets.URL("js/nothing.js") != "" {
		t.Error("a script that was not built has an address")
	}
}

func TestHealth(t *testing.T) {
	broken := errors.New("bucket at 10.1.2.3 is gone")
	var ready error
	r := newRig(t, func(c *Config) {
		c.Ready = func(context.Context) error { return ready }
		c.Metrics = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "jobs 1\n") })
	})
	b := r.visitor()
	b.get("/healthz").wants(t, 200, "ok")
	b.get("/readyz").wants(t, 200, "ready")
	ready = broken
	got := b.get("/readyz")
	got.wants(t, 503, "not ready")
	if strings.Contains(got.text, "10.1.2.3") {
		t.Error("readyz tells inner text")
	}
	b.get("/metrics").wants(t, 200, "jobs 1")
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.URL+"/metrics", nil)
	r.must(err)
	req.Header.Set("X-Forwarded-For", "203.0.113.9")
	b.do(req).wants(t, http.StatusForbidden)
	r.as(r.dan).do(req.Clone(t.Context())).wants(t, 200, "jobs 1")
}

// A form that is too large or broken ends as such, never as empty fields.
func TestBodies(t *testing.T) {
	r := newRig(t)
	b := r.visitor()
	b.post("/sign-in", "name", strings.Repeat("x", ordinaryBody)).wants(t, http.StatusRequestEntityTooLarge)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.URL+"/sign-in", strings.NewReader("name=%zz"))
	r.must(err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	b.do(req).wants(t, 422, "did not arrive whole")
}

// T01 to T05, T08, T09: what a stranger types is shown as text.
func TestStrangeFacts(t *testing.T) {
	r := newRig(t)
	ada := r.as(r.ada)
	for _, s := range []string{`<img src=x onerror=alert(1)>`, `{{.Viewer}}`, `javascript:alert(1)`, `</style><style>*{}`, `</script><script>alert(1)</script>`, "bi\u202edi", "nul\x00l"} {
		ada.post("/interviews/"+r.short.ID+"/manage", "do", "describe", "title", s, "storyteller", s, "place", s, "themes", s, "summary", s).wants(t, http.StatusSeeOther)
		for _, path := range []string{"/", "/interviews", "/interviews/" + r.short.ID + "/manage", "/reporters/" + r.ada.Account.ID, "/interviews?theme=" + strings.ReplaceAll(s, "\x00", "")} {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.URL, nil)
			r.must(err)
			req.URL.Path, req.URL.RawQuery, _ = strings.Cut(path, "?")
			page := ada.do(req)
			for _, bad := range []string{"<img src=x", "<style>*", "<script>alert", `href="javascript:`, "\u202e", "\x00"} {
				if strings.Contains(page.text, bad) {
					t.Errorf("%s has %q after %q", path, bad, s)
				}
			}
		}
	}
	ada.post("/interviews/"+r.short.ID+"/manage", "do", "describe", "title", "\xff\xfe").wants(t, 422, "bytes that are not letters")
	ada.post("/interviews/"+r.short.ID+"/manage", "do", "describe", "title", strings.Repeat("e\u0301\u0301\u0301\u0301\u0301", 30)).wants(t, 422, "too many marks")
	ada.post("/interviews/"+r.short.ID+"/manage", "do", "describe", "title", "").wants(t, 422, "give the interview a title")
}

// The manage page does what its buttons say, for those who look after it alone.
func TestManage(t *testing.T) {
	r := newRig(t)
	ada, bo, visitor := r.as(r.ada), r.as(r.bo), r.visitor()
	at := "/interviews/" + r.short.ID + "/manage"
	bo.get(at).wants(t, http.StatusForbidden)
	bo.post(at, "do", "withdraw", "sure", "yes").wants(t, http.StatusForbidden)
	visitor.get(at).wants(t, http.StatusUnauthorized, "/sign-in?next=")
	ada.post(at, "do", "unpublish").wants(t, http.StatusSeeOther)
	if page := visitor.get("/interviews"); strings.Contains(page.text, r.short.Title) {
		t.Error("a hidden interview is listed")
	}
	bo.get(at).wants(t, http.StatusNotFound)
	ada.post(at, "do", "publish").wants(t, http.StatusSeeOther)
	visitor.get("/interviews").wants(t, 200, r.short.Title)
	ada.post(at, "do", "nonsense").wants(t, 422, "Please choose what to do.")
	ada.post(at, "do", "withdraw", "reason", "they asked").wants(t, 422, "tick that you are sure", "they asked")
	ada.post(at, "do", "withdraw", "reason", "they asked", "sure", "yes").wants(t, http.StatusSeeOther)
	visitor.get("/interviews/"+r.short.ID).wants(t, http.StatusGone)
	if page := visitor.get("/"); strings.Contains(page.text, r.short.Title) {
		t.Error("a withdrawn interview is on the home page")
	}
}

// A report is answered from the work list; what was typed survives a refusal.
func TestAnswerReports(t *testing.T) {
	r := newRig(t)
	fix := "listening"
	report, _, err := r.archive.Report(t.Context(), archive.Viewer{Visitor: "v"}, archive.Complaint{Interview: r.short.ID, First: r.word("lifting"), Last: r.word("lifting"), Reason: archive.WrongWord, Fix: &fix})
	r.must(err)
	at := fmt.Sprintf("/work/reports/%d", report.ID)
	ada, bo := r.as(r.ada), r.as(r.bo)
	if page := bo.get("/work"); strings.Contains(page.text, "lifting") {
		t.Error("a reporter sees reports on what they do not look after")
	}
	bo.post(at, "state", "fixed").wants(t, http.StatusForbidden)
	ada.get("/work").wants(t, 200, "lifting", "listening")
	ada.post(at, "state", "kept").wants(t, 422, "tell the person who reported it why")
	ada.post(at, "state", "passed", "reason", "Grace knows").wants(t, http.StatusSeeOther)
	ada.get("/work").wants(t, 200, "Grace knows", "Passed to the storyteller")
	ada.post(at, "state", "fixed", "fix", fix).wants(t, http.StatusSeeOther)
	ada.get("/work").wants(t, 200, "No report waits.")
	r.caughtUp()
	r.visitor().get("/search?q=listening").wants(t, 200, "<mark>listening</mark>")
	ada.post("/work/reports/99999", "state", "kept", "reason", "x").wants(t, http.StatusNotFound)
	ada.post("/work/reports/x", "state", "kept").wants(t, http.StatusNotFound)
}

// word finds the id of a word in the short interview.
func (r *rig) word(text string) archive.WordID {
	r.t.Helper()
	got, err := r.archive.Read(r.t.Context(), archive.System, r.short.ID, -1)
	r.must(err)
	for _, l := range got.Transcript.Lines {
		for _, w := range l.Words {
			if w.Text == text {
				return w.ID
			}
		}
	}
	r.t.Fatalf("no word %q", text)
	return 0
}

func TestSettings(t *testing.T) {
	r := newRig(t)
	cleo := r.as(r.cleo)
	cleo.post("/settings", "synonyms", "gp = family doctor\nonly one").wants(t, 422, "has only one entry", "only one")
	cleo.post("/settings", "synonyms", "gp = family doctor").wants(t, http.StatusSeeOther)
	cleo.get("/settings").wants(t, 200, "The list is saved", "gp = family doctor")
	cleo.get("/settings").wants(t, 200, "gp = family doctor")
	r.as(r.ada).post("/settings", "synonyms", "").wants(t, http.StatusForbidden)
}

// A notice that someone else wrote into the cookie is not shown.
func TestForgedNotice(t *testing.T) {
	r := newRig(t)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.URL+"/about", nil)
	r.must(err)
	req.AddCookie(&http.Cookie{Name: "notice", Value: "U2VuZCB1cyBtb25leQ.AAAA"})
	if page := r.visitor().do(req); strings.Contains(page.text, "Send us money") {
		t.Error("a forged notice is shown")
	}
}

func TestSearchPage(t *testing.T) {
	r := newRig(t)
	r.caughtUp()
	b := r.visitor()
	page := b.get("/search?q=lifting&sort=date")
	page.wants(t, 200, "<mark>lifting</mark>", "Newest recording first")
	w := r.word("lifting")
	if want := fmt.Sprintf("/interviews/%s?t=", r.short.ID); !strings.Contains(page.text, want) || !strings.Contains(page.text, fmt.Sprintf("w=%d", w)) {
		t.Errorf("no %q with w=%d in\n%s", want, w, excerpt(page.text))
	}
	b.get("/search?q=-only").wants(t, 422, "add a word to look for", `value="-only"`)
	b.get("/search?q="+strings.Repeat("x", 600)).wants(t, 422, "at most 500 letters")
	b.get("/search?q=garden&after=rubbish").wants(t, 422)
	b.get("/search?q=%00%ff").wants(t, 422)
	b.get("/search?q=%3Cscript%3Ealert(1)%3C/script%3E").wants(t, 200, "&lt;script&gt;")
}

func TestExplorePages(t *testing.T) {
	r := newRig(t)
	for i := range listPage {
		r.queued(fmt.Sprintf("Number %02d", i))
	}
	cleo := r.as(r.cleo)
	first := cleo.get("/interviews?theme=gardens")
	first.wants(t, 200, "21 interviews fit", "Older interviews", "Number 19")
	at := first.text[strings.Index(first.text, `href="/interviews?before=`)+6:]
	second := cleo.get(strings.ReplaceAll(at[:strings.IndexByte(at, '"')], "&amp;", "&"))
	second.wants(t, 200, "Talking about the allotment", "Back to the newest")
	if strings.Contains(second.text, "Number 19") {
		t.Error("the second page repeats the first")
	}
	r.visitor().get("/interviews?theme=gardens").wants(t, 200, "1 interview fits")
}

// The buckets of many callers take bounded memory, and one who floods is told.
func TestLimits(t *testing.T) {
	now := time.Now()
	l := newLimits(func() time.Time { return now })
	v := archive.Viewer{}
	for i := range 3 * bucketsKept {
		if i%1000 == 0 {
			now = now.Add(10 * time.Second)
		}
		if err := l.take(costRead, v, fmt.Sprintf("10.%d.%d.1", i/256%256, i%256)); err != nil {
			t.Fatal(err)
		}
	}
	if n := l.order.Len(); n > bucketsKept || n != len(l.buckets) {
		t.Errorf("%d buckets, %d in the map", n, len(l.buckets))
	}
	taken := 0
	for l.take(costWrite, v, "192.0.2.7") == nil {
		taken++
	}
	if taken != int(allowances[costWrite].one.burst) {
		t.Errorf("%d writes at once", taken)
	}
	if err := l.take(costWrite, v, "192.0.2.200"); !errors.Is(err, errTooMany) {
		t.Errorf("a neighbour in the same network: %v", err)
	}
	if err := l.take(costWrite, archive.System, "192.0.2.7"); err != nil {
		t.Errorf("Earshot's own commands: %v", err)
	}
	now = now.Add(allowances[costWrite].one.every)
	if err := l.take(costWrite, v, "192.0.2.7"); err != nil {
		t.Errorf("after a pause: %v", err)
	}
}

func TestNetwork(t *testing.T) {
	for ip, want := range map[string]string{"192.0.2.77": "192.0.2.0/24", "::ffff:192.0.2.77": "192.0.2.0/24", "2001:db8:1:2ff::1": "2001:db8:1:200::/56", "": "", "rubbish": ""} {
		if got := network(ip); got != want {
			t.Errorf("network(%q) = %q, want %q", ip, got, want)
		}
	}
}
