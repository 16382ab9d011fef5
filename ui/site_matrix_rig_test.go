package ui

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"time"

	"earshot/archive"
)

// states are what an interview of the matrices may be. Withheld ones tell
// outsiders nothing at all; the last two tell everything but some words.
var (
	withheldStates = []string{"draft", "unpublished", "withdrawn"}
	matrixStates   = append([]string{"published", "removed", "hidden"}, withheldStates...)
)

// toldCase is an interview in one state, all that people did with it before it came
// to that state, and words that are nowhere else.
type toldCase struct {
	state, id, receipt, joined, theme string
	report                            int64
	line                              archive.LineID
	first, last                       archive.WordID // of the secret words
}

// secrets are what outsiders must not read of it: words that were removed or
// hidden, and of withheld interviews what is said of them as well.
func (c *toldCase) secrets() []string {
	switch c.state {
	case "published":
		return nil
	case "removed", "hidden":
		return []string{"zqword" + c.state, "zqfix" + c.state, "zqnote" + c.state}
	}
	return []string{"zqword" + c.state, "zqfix" + c.state, "zqnote" + c.state, "zqtitle" + c.state, "zqteller" + c.state, "zqplace" + c.state, "zqsummary" + c.state, "zqtag" + c.state, "zqgroup" + c.state}
}

// told makes an interview, has people change, report, vote on and collect its
// third line, and brings it to its state.
func (r *rig) told(state string, collect bool) *toldCase {
	r.t.Helper()
	ctx := r.t.Context()
	c := &toldCase{state: state}
	c.id = r.draft("Zqtitle"+state, 4).ID
	_, err := r.archive.Describe(ctx, r.ada, c.id, archive.Intake{Title: "Zqtitle" + state, Storyteller: "Zqteller" + state, Interviewer: "Ada", Place: "Zqplace" + state, RecordedOn: "2024-05-31",
		Collection: "Zqgroup" + state, Themes: []string{"zqtag" + state}, Summary: "Zqsummary" + state, Agreed: true})
	r.must(err)
	r.must(r.archive.Publish(ctx, r.ada, c.id))
	l := r.line(c.id, 2)
	c.line = l.ID
	_, err = r.archive.Fix(ctx, r.bo, archive.Fix{Interview: c.id, Line: c.line, Text: "She said zqword" + state + " is a plot going spare you know.", Note: "zqnote" + state, Sure: true})
	r.must(err)
	l = r.line(c.id, 2)
	c.first, c.last = l.Words[2].ID, l.Words[3].ID
	fix := "zqfix" + state + " was"
	ann := archive.Viewer{Visitor: "ann-" + state, Network: "ann"}
	report, receipt, err := r.archive.Report(ctx, ann, archive.Complaint{Interview: c.id, Version: 1, First: c.first, Last: c.last, Reason: archive.WrongWord, Fix: &fix, Note: "zqnote" + state})
	r.must(err)
	c.report, c.receipt = report.ID, receipt
	_, c.joined, err = r.archive.Join(ctx, archive.Viewer{Visitor: "ben-" + state, Network: "ben"}, report.ID, "")
	r.must(err)
	_, err = r.archive.Vote(ctx, r.cleo, archive.Ballot{Interview: c.id, Version: 1, Line: c.line, Verdict: archive.Right})
	r.must(err)
	if collect {
		r.collect(c)
	}
	r.bring(c)
	return c
}

// collect picks its secret words for a public theme.
func (r *rig) collect(c *toldCase) {
	r.t.Helper()
	ctx := r.t.Context()
	theme, err := r.archive.MakeTheme(ctx, r.ada, archive.ThemeDraft{Name: "Spare", Query: "spare"}, "")
	r.must(err)
	c.theme = theme.ID
	_, err = r.archive.PickPassage(ctx, r.ada, archive.Pick{Theme: c.theme, Interview: c.id, Version: 1, First: c.first, Last: c.last, Says: archive.Belongs, Note: "zqnote" + c.state})
	r.must(err)
	_, err = r.archive.ShareTheme(ctx, r.ada, c.theme, true, []archive.ThemeInvitation{{Name: "cleo", Code: true}})
	r.must(err)
}

func (r *rig) bring(c *toldCase) {
	r.t.Helper()
	ctx := r.t.Context()
	switch c.state {
	case "draft": // as if it had never been open
		iv := r.look(c.id)
		r.must(r.archive.Unpublish(ctx, r.ada, iv.ID))
	case "unpublished":
		r.caughtUp() // so that the index held it
		r.must(r.archive.Unpublish(ctx, r.ada, c.id))
	case "withdrawn":
		r.must(r.archive.Withdraw(ctx, r.ada, c.id, "asked to"))
	case "removed":
		_, err := r.archive.Fix(ctx, r.ada, archive.Fix{Interview: c.id, Against: 1, First: c.first, Last: c.last, Kind: archive.Removal, Note: "asked to", Sure: true})
		r.must(err)
	case "hidden":
		_, _, err := r.archive.Report(ctx, r.bo, archive.Complaint{Interview: c.id, Version: 1, First: c.first, Last: c.last, Reason: archive.Harm, Hide: true})
		r.must(err)
		if len(r.look(c.id).Hidden) != 1 {
			r.t.Fatal("nothing is hidden")
		}
	}
}

// fill writes a case's numbers into an address or a field.
func (c *toldCase) fill(s string) string {
	return strings.NewReplacer("{id}", c.id, "{receipt}", c.receipt, "{joined}", c.joined, "{theme}", c.theme, "{report}", fmt.Sprint(c.report),
		"{line}", fmt.Sprint(c.line), "{first}", fmt.Sprint(c.first), "{last}", fmt.Sprint(c.last)).Replace(s)
}

// siteCallers are the columns of the site's matrix.
var siteCallers = []string{"visitor", "contributor", "other reporter", "owner", "custodian", "administrator"}

// outsiders are the first three of them: they look after nothing.
const outsiders = 3

// crowd is one guest of each kind. Each request comes from an address of its own
// and a while after the last one: limits have tests of their own.
type crowd struct {
	r        *rig
	accounts []archive.Viewer
	sessions []string
	tokens   []string
	fill     *strings.Replacer // of what is not about one interview
	calls    int
}

func (r *rig) crowd() *crowd {
	r.t.Helper()
	w := &crowd{r: r, accounts: []archive.Viewer{{}, r.account("con", "Con", archive.Contributor), r.bo, r.ada, r.cleo, r.dan}, sessions: make([]string, len(siteCallers)), tokens: make([]string, len(siteCallers))}
	for k, v := range w.accounts {
		w.signIn(k)
		if v.Account != nil {
			var err error
			w.tokens[k], err = r.archive.NewToken(r.t.Context(), v, "test", "")
			r.must(err)
		}
	}
	saved := w.ask(0, http.MethodGet, "/searches/new?q=spare", nil).Header().Get("Location")
	w.fill = strings.NewReplacer("{ada}", r.ada.Account.ID, "{bo}", r.bo.Account.ID, "{con}", w.accounts[1].Account.ID, "{person}", r.bo.Account.ID, "{search}", strings.TrimPrefix(saved, "/searches/"))
	return w
}

// signIn gives caller k a session, once more when an earlier one is over.
func (w *crowd) signIn(k int) {
	w.r.t.Helper()
	if v := w.accounts[k]; v.Account != nil {
		link, err := w.r.archive.SignInLink(w.r.t.Context(), archive.System, v.Account.Name)
		w.r.must(err)
		w.sessions[k], _, err = w.r.archive.SignInByLink(w.r.t.Context(), link, "test")
		w.r.must(err)
	}
}

func (w *crowd) guest(k int) *guest {
	w.calls++
	w.r.pass(2 * time.Second)
	return &guest{r: w.r, address: fmt.Sprintf("10.%d.%d.1", w.calls/250, w.calls%250), visitor: "someone", session: w.sessions[k]}
}

// api calls the API as a program would, with one idempotency key for all it sends.
func (w *crowd) api(k int, method, path string, body any) *httptest.ResponseRecorder {
	g := w.guest(k)
	sent := []byte{}
	if body != nil {
		var err error
		sent, err = json.Marshal(body)
		w.r.must(err)
	}
	req := httptest.NewRequest(method, apiRoot+path, bytes.NewReader(sent)).WithContext(w.r.t.Context())
	req.RemoteAddr = g.address + ":40000"
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if method == http.MethodPost {
		req.Header.Set("Idempotency-Key", "the-same")
	}
	if w.tokens[k] != "" {
		req.Header.Set("Authorization", "Bearer "+w.tokens[k])
	}
	rec := httptest.NewRecorder()
	w.r.server.ServeHTTP(rec, req)
	return rec
}

// ask sends a request of the site's matrix: a form when it is a POST.
func (w *crowd) ask(k int, method, path string, form []string) *httptest.ResponseRecorder {
	g := w.guest(k)
	if method == http.MethodPost {
		return g.post(path, form...)
	}
	return g.send(method, path, url.Values{})
}

// allText is all that an answer says, its headers and what is packed in it too,
// in small letters.
func allText(rec *httptest.ResponseRecorder) string {
	var b strings.Builder
	_ = rec.Header().Write(&b) // to memory
	body := rec.Body.Bytes()
	b.Write(body)
	if z, err := zip.NewReader(bytes.NewReader(body), int64(len(body))); err == nil {
		for _, f := range z.File {
			b.WriteString(f.Name)
			if in, err := f.Open(); err == nil {
				_, _ = io.Copy(&b, in) // a broken part says what it says
				in.Close()
			}
		}
	}
	text := b.String()
	if plain, err := url.QueryUnescape(text); err == nil {
		text += plain
	}
	return strings.ToLower(html.UnescapeString(text))
}

// leaks finds the secrets that an answer tells caller k.
func leaks(rec *httptest.ResponseRecorder, k int, cases []*toldCase) (found []string) {
	text := allText(rec)
	for _, c := range cases {
		secrets := c.secrets()
		switch {
		case k >= outsiders && c.state != "withdrawn":
			continue // they look after it
		case k > outsiders:
			secrets = secrets[:3] // custodians see what a tombstone stands for, and no word of it
		}
		for _, secret := range secrets {
			if i := strings.Index(text, secret); i >= 0 {
				found = append(found, fmt.Sprintf("%q: …%s…", secret, text[max(0, i-120):min(len(text), i+60)]))
			}
		}
	}
	return found
}
