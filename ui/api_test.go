package ui

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"earshot/archive"

	"github.com/google/go-cmp/cmp"
)

// TestAPIRefusals sends what programs get wrong. Each answer has the status and
// names what is wrong.
// Q21, Q22, Q23 and A17: numbers beyond all bounds, parameters given twice, names
// that are not on the list, and fields that nobody may set.
func TestAPIRefusals(t *testing.T) {
	r := newRig(t)
	dan := r.program(r.dan)
	id := r.short.ID
	long := strings.Repeat("a", maxBody)
	tests := []struct {
		name, method, path string
		body               any
		status             int
		field              string
	}{
		{"page of a thousand million", get, "/interviews?limit=1000000000", nil, 422, "limit"},
		{"no page", get, "/interviews?limit=0", nil, 422, "limit"},
		{"negative page", get, "/interviews?limit=-1", nil, 422, "limit"},
		{"page as a float", get, "/interviews?limit=1e3", nil, 422, "limit"},
		{"beyond any integer", get, "/search?q=a&limit=99999999999999999999", nil, 422, "limit"},
		{"given twice", get, "/interviews?limit=1&limit=2", nil, 422, "limit"},
		{"unknown sort", get, "/search?q=garden&sort=price", nil, 422, "sort"},
		{"unknown sort of interviews", get, "/interviews?sort=title", nil, 422, "sort"},
		{"unknown state", get, "/interviews?state=secret", nil, 422, "state"},
		{"unknown parameter", get, "/interviews?pages=3", nil, 422, "pages"},
		{"bad escape", get, "/interviews?text=%zz", nil, 422, ""},
		{"bytes that are no letters", get, "/interviews?text=%ff", nil, 422, "text"},
		{"unknown cursor", get, "/interviews?cursor=nothing", nil, 422, "cursor"},
		{"made-up cursor of a search", get, "/search?q=garden&cursor=xyz", nil, 422, ""},
		{"empty search", get, "/search?q=", nil, 422, "q"},
		{"only a word to leave out", get, "/search?q=-garden", nil, 422, "q"},
		{"version that is no number", get, "/interviews/" + id + "/transcript?version=new", nil, 422, "version"},
		{"version that is not there", get, "/interviews/" + id + "/transcript?version=99", nil, 404, ""},
		{"unknown format", get, "/interviews/" + id + "/transcript?format=exe", nil, 422, "format"},
		{"report that is no number", "POST", "/reports/x/answer", object{"state": "kept"}, 404, ""},
		{"no such interview", get, "/interviews/aaaaaaaaaaaaaaaa", nil, 404, ""},
		{"no such endpoint", get, "/interview", nil, 404, ""},
		{"unknown method", "DELETE", "/interviews/" + id, nil, 405, ""},

		{"unknown field", "PATCH", "/interviews/" + id, object{"titel": "x"}, 422, "titel"},
		{"another owner", "PATCH", "/interviews/" + id, object{"reporter": r.bo.Account.ID}, 422, "reporter"},
		{"state by force", "PATCH", "/interviews/" + id, object{"state": "withdrawn"}, 422, "state"},
		{"author by force", "POST", "/interviews/" + id + "/changes", object{"against": 0, "line": 1, "text": "x", "by": object{"name": "Queen"}}, 422, "by"},
		{"role of oneself", "PATCH", "/me", object{"role": "administrator"}, 422, "role"},
		{"field in capitals", "PATCH", "/interviews/" + id, `{"Title":"x"}`, 422, "Title"},
		{"field twice", "PATCH", "/interviews/" + id, `{"title":"x","title":"y"}`, 422, "title"},
		{"wrong type", "PATCH", "/interviews/" + id, object{"title": 7}, 422, "title"},
		{"wrong type of list", "PATCH", "/interviews/" + id, object{"themes": []int{1}}, 422, "themes"},
		{"fraction", "POST", "/interviews/" + id + "/changes", object{"against": 0.5, "text": "x"}, 422, "against"},
		{"null", "POST", "/interviews/" + id + "/changes", `{"against":null,"text":"x"}`, 422, "against"},
		{"missing field", "POST", "/interviews/" + id + "/changes", object{"text": "x"}, 422, "against"},
		{"missing body", "POST", "/interviews/" + id + "/changes", nil, 415, ""},
		{"a list", "PATCH", "/interviews/" + id, `[]`, 422, ""},
		{"two objects", "PATCH", "/interviews/" + id, `{} {}`, 422, ""},
		{"cut off", "PATCH", "/interviews/" + id, `{"title":"x`, 422, ""},
		{"not UTF-8", "PATCH", "/interviews/" + id, "{\"title\":\"a\xff\"}", 422, ""},
		{"deep nesting", "PATCH", "/interviews/" + id, `{"title":` + strings.Repeat("[", 20000), 422, ""},
		{"too long a body", "PATCH", "/interviews/" + id, object{"title": long}, 413, ""},
		{"too long a title", "PATCH", "/interviews/" + id, object{"title": long[:300]}, 422, "title"},
		{"date", "PATCH", "/interviews/" + id, object{"recorded_on": "31.5.2024"}, 422, "recorded_on"},
		{"fix of two thousand and one", "POST", "/interviews/" + id + "/changes", object{"against": 0, "line": 1, "text": strings.Repeat("a ", 1001)}, 422, "text"},
		{"words of another version", "POST", "/interviews/" + id + "/reports", object{"version": 0, "first": 90000, "last": 90001, "reason": "wrong-word"}, 422, "words"},
		{"unknown reason", "POST", "/interviews/" + id + "/reports", object{"version": 0, "first": 1, "last": 1, "reason": "boring"}, 422, "reason"},
		{"already so", "POST", "/interviews/" + id + "/changes", object{"against": 0, "line": 1, "text": testSentences[0]}, 409, ""},
		{"split without a word", "POST", "/interviews/" + id + "/shape", object{"against": 0, "op": "split", "line": 1}, 409, ""},
		{"words by shape", "POST", "/interviews/" + id + "/shape", object{"against": 0, "op": "words", "line": 1}, 422, "op"},
		{"revert of nothing", "POST", "/interviews/" + id + "/changes/7/revert", nil, 404, ""},
		{"account with the name of another", "POST", "/accounts", object{"sign_in_name": "ada", "role": "reporter"}, 409, "name"},
		{"short password", "POST", "/accounts", object{"sign_in_name": "eve", "role": "reporter", "password": "x"}, 422, "password"},
		{"own role", "PATCH", "/accounts/" + r.dan.Account.ID, object{"role": "reporter"}, 422, "role"},
		{"link for nobody", "POST", "/sign-in-links", object{"sign_in_name": "nobody"}, 404, ""},
		{"synonyms that cannot be read", "PUT", "/settings/synonyms", object{"text": "one"}, 422, ""},
		{"key too long", "POST", "/interviews/" + id + "/changes", object{"against": 0, "line": 1, "text": "x", "key": long[:65]}, 422, "key"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := dan.call(tt.method, tt.path, tt.body)
			got := as[apiError](t, a, tt.status)
			if tt.field != "" && got.Field != tt.field {
				t.Errorf("field %q, want %q: %s", got.Field, tt.field, a.text)
			}
			if got.Error == "" || got.RequestID == "" || !strings.HasSuffix(got.Error, ".") {
				t.Errorf("not a sentence with a request id: %s", a.text)
			}
		})
	}
	if iv := r.look(id); iv.Version != 0 || iv.State != archive.Published || iv.Title != r.short.Title {
		t.Errorf("something was changed: %+v", iv)
	}
}

// TestAPIMedia: a form of another site can send text/plain that looks like JSON.
func TestAPIMedia(t *testing.T) {
	r := newRig(t)
	for _, kind := range []string{"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"} {
		req, err := http.NewRequestWithContext(t.Context(), "PATCH", r.URL+apiRoot+"/interviews/"+r.short.ID, strings.NewReader(`{"title":"x"}`))
		r.must(err)
		req.Header.Set("Content-Type", kind)
		as[apiError](t, r.program(r.ada).send(req), http.StatusUnsupportedMediaType)
	}
}

// TestAPICookies: a browser that signed in may read and, from this site, write.
func TestAPICookies(t *testing.T) {
	r := newRig(t)
	for _, tt := range []struct {
		site   string
		status int
	}{{"same-origin", 200}, {"cross-site", 403}, {"same-site", 403}} {
		req, err := http.NewRequestWithContext(t.Context(), "PATCH", r.URL+apiRoot+"/me", strings.NewReader(`{"about":"Hello."}`))
		r.must(err)
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Sec-Fetch-Site", tt.site)
		if a := r.as(r.ada).do(req); a.StatusCode != tt.status {
			t.Errorf("%s: status %d, want %d: %s", tt.site, a.StatusCode, tt.status, a.text)
		}
	}
}

// TestAPIPages walks all pages of a list and meets everything once.
func TestAPIPages(t *testing.T) {
	r := newRig(t)
	want := []string{r.short.ID}
	for i := range 6 {
		iv := r.draft(fmt.Sprintf("Number %d", i), 2)
		if i%2 == 0 {
			r.must(r.archive.Publish(t.Context(), r.ada, iv.ID))
			want = append([]string{iv.ID}, want...)
		}
	}
	var got []string
	path := "/interviews?limit=2"
	for range 10 {
		page := as[apiInterviewList](t, r.program(archive.Viewer{}).call(get, path, nil), 200)
		for _, iv := range page.Interviews {
			got = append(got, iv.ID)
		}
		if page.Next == "" {
			break
		}
		path = "/interviews?limit=2&cursor=" + page.Next
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("pages (-want +got):\n%s", diff)
	}
	drafts := as[apiInterviewList](t, r.program(r.cleo).call(get, "/interviews?state=draft", nil), 200)
	if len(drafts.Interviews) != 3 {
		t.Errorf("%d drafts, want 3", len(drafts.Interviews))
	}
}

// TestAPILife goes the whole way: a fix by a reporter, a proposal by a visitor,
// a confirmation, still wrong, an answer, and a revert.
func TestAPILife(t *testing.T) {
	r := newRig(t, func(c *Config) { c.TrustedProxies = []string{"127.0.0.1"} })
	at := "/interviews/" + r.short.ID
	anyone, bo, cleo := r.program(archive.Viewer{}), r.program(r.bo), r.program(r.cleo)
	anyone.from = "203.0.113.7" // people of one network count as one person

	fix := object{"against": 0, "line": 8, "text": "It felt like listening spaces that nobody used before.", "key": "one"}
	done := as[apiOutcome](t, bo.call("POST", at+"/changes", fix), 201)
	again := as[apiOutcome](t, bo.call("POST", at+"/changes", fix), 201)
	if !done.Applied || done.Change.Version != 1 || again.Change.Version != 1 {
		t.Errorf("one fix sent twice made versions %d and %d", done.Change.Version, again.Change.Version)
	}
	if diff := cmp.Diff([]string{"lifting"}, wordsOf(done.Change.Edits[0].Before)); diff != "" {
		t.Errorf("words replaced (-want +got):\n%s", diff)
	}

	proposal := object{"against": 1, "line": 11, "text": "That is what co-production means to me I think.", "key": "one"}
	waits := as[apiOutcome](t, anyone.call("POST", at+"/changes", proposal), 201)
	if waits.Applied || waits.Receipt == nil {
		t.Fatalf("a visitor's fix: %+v", waits)
	}
	list := as[apiReportList](t, anyone.call(get, at+"/proposals", nil), 200)
	if len(list.Reports) != 1 || *list.Reports[0].Fix != proposal["text"] {
		t.Errorf("proposals: %+v", list)
	}
	confirm := fmt.Sprintf("/reports/%d/confirmation", waits.Receipt.Report.ID)
	as[apiError](t, anyone.call("POST", confirm, object{"agree": true}), 403) // their own
	fixed := as[apiReport](t, bo.call("POST", confirm, object{"agree": true}), 200)
	if fixed.State != archive.ReportFixed || fixed.FixedIn != 2 {
		t.Errorf("after the confirmation: %+v", fixed)
	}
	receipt := "/receipts/" + waits.Receipt.Receipt
	if got := as[apiReceipt](t, anyone.call(get, receipt, nil), 200); got.Change == nil || got.Change.AgreedBy.Name != "Bo" {
		t.Errorf("receipt: %+v", got)
	}
	as[apiReceipt](t, anyone.call("POST", receipt+"/still-wrong", object{"note": "It is one word."}), 200)
	if tasks := as[apiTasks](t, cleo.call(get, "/tasks", nil), 200); len(tasks.Reports) != 1 {
		t.Errorf("tasks: %+v", tasks)
	}
	kept := as[apiReport](t, cleo.call("POST", fmt.Sprintf("/reports/%d/answer", fixed.ID), object{"state": "kept", "reason": "They say it with a pause."}), 200)
	if kept.State != archive.ReportKept || kept.Answered.Name != "Cleo" {
		t.Errorf("answer: %+v", kept)
	}

	as[apiChange](t, bo.call("POST", at+"/changes/1/revert", object{"note": "It was lifting after all."}), 201)
	history := as[apiChangeList](t, anyone.call(get, at+"/changes?limit=2", nil), 200)
	if history.Version != 3 || len(history.Changes) != 2 || *history.Next != 2 {
		t.Errorf("history: %+v", history)
	}
	heard := as[apiTranscript](t, anyone.call(get, at+"/transcript?view=heard", nil), 200)
	if heard.View != "heard" || heard.Lines[10].Text != testSentences[10] {
		t.Errorf("as heard: %+v", heard.Lines[10])
	}
	conflict := as[apiError](t, bo.call("POST", at+"/changes", object{"against": 0, "line": 11, "text": "That is what reproduction means to me I think."}), 409)
	if conflict.Theirs == "" || conflict.Yours == "" || conflict.Version != 3 {
		t.Errorf("a conflict must carry both texts: %+v", conflict)
	}
	r.caughtUp()
	found := as[apiResults](t, anyone.call(get, "/search?q=listening", nil), 200)
	if len(found.Hits) != 0 {
		t.Errorf("a reverted word is still found: %+v", found.Hits)
	}
	found = as[apiResults](t, anyone.call(get, "/search?q=co-production&limit=1&facets=true", nil), 200)
	if found.Total < 1 || len(found.Hits) != 1 || found.Next == "" || found.Hits[0].Highlights[0].Text == "" {
		t.Errorf("search: %+v", found)
	}
}

func wordsOf(words []apiWord) []string {
	var out []string
	for _, w := range words {
		out = append(out, w.Text)
	}
	return out
}

// TestAPIKeys: two people who choose the same key are not answered with each
// other's work.
func TestAPIKeys(t *testing.T) {
	r := newRig(t)
	at := "/interviews/" + r.short.ID + "/reports"
	body := object{"version": 0, "first": 1, "last": 2, "reason": "wrong-word", "key": "1"}
	mine := as[apiReceipt](t, r.program(r.ada).call("POST", at, body), 201)
	theirs := as[apiReceipt](t, r.program(r.bo).call("POST", at, body), 201)
	if mine.Receipt == theirs.Receipt || mine.Report.ID == theirs.Report.ID {
		t.Errorf("two people share the receipt %s", mine.Receipt)
	}
	again := as[apiReceipt](t, r.program(r.ada).call("POST", at, body), 201)
	if again.Receipt != mine.Receipt {
		t.Errorf("the same request got another receipt")
	}
}

// TestAPIEvents: the feed names nothing that was never public, and tells what is
// gone.
func TestAPIEvents(t *testing.T) {
	r := newRig(t)
	secret, public := r.draft("Never public", 2), r.interview("Public once", 2)
	r.must(r.archive.Withdraw(t.Context(), r.ada, public.ID, "asked to"))
	seen := map[string]bool{}
	list := as[apiEventList](t, r.program(archive.Viewer{}).call(get, "/events?limit=500", nil), 200)
	for _, e := range list.Events {
		seen[e.Interview] = e.Gone
	}
	want := map[string]bool{r.short.ID: false, public.ID: true}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Errorf("events by interview and whether they are gone (-want +got):\n%s", diff)
	}
	if list.More || list.Next == 0 {
		t.Errorf("next %d, more %t", list.Next, list.More)
	}
	all := as[apiEventList](t, r.program(r.cleo).call(get, "/events?limit=500", nil), 200)
	if !strings.Contains(fmt.Sprint(all.Events), secret.ID) {
		t.Error("a custodian does not see the draft's events")
	}
}

// TestAPITokens: a token is told once, listed without its secret, and ends.
func TestAPITokens(t *testing.T) {
	r := newRig(t)
	ada := r.program(r.ada)
	made := as[apiNewToken](t, ada.call("POST", "/tokens", object{"name": "phone"}), 201)
	list := ada.call(get, "/tokens", nil)
	if strings.Contains(list.text, made.Token) || strings.Contains(list.text, archive.HashSecret(made.Token)) {
		t.Errorf("the list tells the secret: %s", list.text)
	}
	phone := &program{r: r, token: made.Token}
	if me := as[apiMe](t, phone.call(get, "/me", nil), 200); me.Account == nil || me.Account.SignIn != "ada" {
		t.Errorf("me: %+v", me)
	}
	for _, tok := range as[apiTokenList](t, list, 200).Tokens {
		if tok.Name != "phone" {
			continue
		}
		if a := r.program(r.bo).call("DELETE", "/tokens/"+tok.ID, nil); a.StatusCode != 404 {
			t.Errorf("another person ended the token: %d", a.StatusCode)
		}
		if a := ada.call("DELETE", "/tokens/"+tok.ID, nil); a.StatusCode != 204 {
			t.Errorf("end token: %d %s", a.StatusCode, a.text)
		}
	}
	as[apiError](t, phone.call(get, "/interviews", nil), 401)
}

// TestAPICreate adds recordings by form, and sees that what cannot be used
// leaves nothing behind.
func TestAPICreate(t *testing.T) {
	r := newRig(t)
	ada := r.program(r.ada)
	send := func(p *program, file []byte, fields ...string) apiReply {
		t.Helper()
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		for i := 0; i+1 < len(fields); i += 2 {
			r.must(w.WriteField(fields[i], fields[i+1]))
		}
		if file != nil {
			part, err := w.CreateFormFile("file", "../talk\u202e3pm.wav")
			r.must(err)
			_, err = part.Write(file)
			r.must(err)
		}
		r.must(w.Close())
		req, err := http.NewRequestWithContext(t.Context(), "POST", r.URL+apiRoot+"/interviews", &b)
		r.must(err)
		req.Header.Set("Content-Type", w.FormDataContentType())
		return p.send(req)
	}
	sound := testSound(1)
	iv := as[apiInterview](t, send(ada, sound, "title", "By form", "agreed", "true", "themes", "gardens", "themes", "bees", "key", "k1"), 201)
	again := as[apiInterview](t, send(ada, sound, "title", "By form", "agreed", "true", "key", "k1"), 201)
	if iv.ID != again.ID || iv.State != archive.Queued || iv.Recording.Type != "audio/wav" || len(iv.Themes) != 2 || strings.Contains(iv.Recording.Name, "\u202e") {
		t.Errorf("made %+v, again %+v", iv, again)
	}
	standing := as[apiStanding](t, ada.call(get, "/interviews/"+iv.ID+"/standing", nil), 200)
	if standing.State != archive.Queued {
		t.Errorf("standing: %+v", standing)
	}
	for _, tt := range []struct {
		name, field string
		status      int
		file        []byte
		fields      []string
	}{
		{"no agreement", "agreed", 422, sound, []string{"title", "x"}},
		{"agreement refused", "agreed", 422, sound, []string{"title", "x", "agreed", "false"}},
		{"no title", "title", 422, sound, []string{"agreed", "true", "title", " "}},
		{"no file", "file", 422, nil, []string{"agreed", "true", "title", "x"}},
		{"not a recording", "file", 422, []byte("hello"), []string{"agreed", "true", "title", "x"}},
		{"empty file", "file", 422, []byte{}, []string{"agreed", "true", "title", "x"}},
		{"owner by force", "reporter", 403, sound, []string{"agreed", "true", "title", "x", "reporter", r.bo.Account.Name}},
		{"title twice", "title", 422, sound, []string{"agreed", "true", "title", "x", "title", "y"}},
		{"too many themes", "themes", 422, sound, append([]string{"agreed", "true", "title", "x"}, strings.Split(strings.Repeat("themes,%,", 25)[:25*9-1], ",")...)},
	} {
		for i := range tt.fields {
			tt.fields[i] = strings.Replace(tt.fields[i], "%", fmt.Sprint("theme ", i), 1)
		}
		got := as[apiError](t, send(ada, tt.file, tt.fields...), tt.status)
		if got.Field != tt.field {
			t.Errorf("%s: field %q, want %q: %s", tt.name, got.Field, tt.field, got.Error)
		}
	}
	left := r.spooled()
	if len(left) != 0 {
		t.Errorf("the spool still holds %v", left)
	}
}
