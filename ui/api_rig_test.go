package ui

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"testing"

	"earshot/archive"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// program is a caller of the API: it sends a token, keeps no cookies, and holds
// every answer to openapi.json.
type program struct {
	r     *rig
	token string
	from  string // address, when the rig trusts what a proxy says of it
}

// program makes a token for v; the zero Viewer has none.
func (r *rig) program(v archive.Viewer) *program {
	r.t.Helper()
	if v.Account == nil {
		return &program{r: r}
	}
	secret, err := r.archive.NewToken(r.t.Context(), v, "test", "")
	r.must(err)
	return &program{r: r, token: secret}
}

// apiReply is an answer that was read.
type apiReply struct {
	*http.Response
	text string
}

// call sends JSON (nil: no body; a string: these bytes) and checks the answer.
func (p *program) call(method, path string, body any) apiReply {
	p.r.t.Helper()
	var sent []byte
	switch b := body.(type) {
	case nil:
	case string:
		sent = []byte(b)
	default:
		var err error
		sent, err = json.Marshal(b)
		p.r.must(err)
	}
	req, err := http.NewRequestWithContext(p.r.t.Context(), method, p.r.URL+apiRoot+path, bytes.NewReader(sent))
	p.r.must(err)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return p.send(req)
}

func (p *program) send(req *http.Request) apiReply {
	p.r.t.Helper()
	if p.token != "" {
		req.Header.Set("Authorization", "Bearer "+p.token)
	}
	if p.from != "" {
		req.Header.Set("X-Forwarded-For", p.from)
	}
	got := p.r.visitor().do(req)
	a := apiReply(got)
	checkAnswer(p.r.t, a)
	return a
}

// as reads a JSON answer of one status.
func as[T any](t testing.TB, a apiReply, status int) T {
	t.Helper()
	var out T
	if a.StatusCode != status {
		t.Fatalf("%s %s: status %d, want %d: %s", a.Request.Method, a.Request.URL.Path, a.StatusCode, status, a.text)
	}
	if err := json.Unmarshal([]byte(a.text), &out); err != nil {
		t.Fatalf("%s %s: %v in %s", a.Request.Method, a.Request.URL.Path, err, a.text)
	}
	return out
}

var openDoc = sync.OnceValues(func() (any, error) { return jsonschema.UnmarshalJSON(bytes.NewReader(openAPI)) })

// checkAnswer holds an answer to what openapi.json says of it.
func checkAnswer(t testing.TB, a apiReply) {
	t.Helper()
	if a.Header.Get("Content-Type") == "" || !strings.HasPrefix(a.Header.Get("Content-Type"), "application/json") {
		return
	}
	at := "#/components/schemas/Error"
	if a.StatusCode < 300 {
		path := describedPath(a.Request.URL.Path)
		if path == "" {
			t.Errorf("%s is not in openapi.json", a.Request.URL.Path)
			return
		}
		at = "#/paths/" + strings.ReplaceAll(path, "/", "~1") + "/" + strings.ToLower(a.Request.Method) + "/responses/" + strconv.Itoa(a.StatusCode) + "/content/application~1json/schema"
	}
	doc, err := openDoc()
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	if err := c.AddResource("mem:///openapi.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("mem:///openapi.json" + at)
	if err != nil {
		t.Errorf("%s %s answers %d, which openapi.json does not describe: %v", a.Request.Method, a.Request.URL.Path, a.StatusCode, err)
		return
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(a.text))
	if err != nil {
		t.Errorf("%s: %v", a.Request.URL.Path, err)
		return
	}
	if err := schema.Validate(value); err != nil {
		t.Errorf("%s %s: the answer is not as described: %v\n%s", a.Request.Method, a.Request.URL.Path, err, excerpt(a.text))
	}
}

// describedPath finds the pattern in openapi.json that a path belongs to.
func describedPath(path string) string {
	have := strings.Split(strings.TrimPrefix(path, apiRoot), "/")
	best := ""
	for _, e := range (&Server{}).endpoints() {
		want := strings.Split(openPath(e.path), "/")
		if len(want) != len(have) {
			continue
		}
		fits := true
		for i := range want {
			fits = fits && (want[i] == have[i] || strings.HasPrefix(want[i], "{"))
		}
		if fits {
			best = strings.Join(want, "/")
		}
	}
	return best
}

// spooled lists what is left of uploads.
func (r *rig) spooled() []string {
	r.t.Helper()
	files, err := os.ReadDir(r.spool)
	r.must(err)
	var names []string
	for _, f := range files {
		names = append(names, f.Name())
	}
	return names
}

var fixType = reflect.TypeFor[fixAsk]()

func valueOf(in *fixAsk) reflect.Value { return reflect.ValueOf(in).Elem() }
