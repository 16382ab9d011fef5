package s3blobs

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"earshot/archive/gateway"
)

// fault decides what becomes of one request: it may answer itself, or pass it on
// and spoil the answer. pass forwards to the true server.
type fault func(w http.ResponseWriter, r *http.Request, pass func() *http.Response)

// proxy stands between a Bucket and its store and does the faults it is given to
// the requests they match, in order, each once.
type proxy struct {
	mu     sync.Mutex
	faults []armed
	seen   []string // "METHOD call" of every request
	client *http.Client
}

type armed struct {
	call string
	do   fault
}

// call names an S3 request as this test speaks of it.
func call(r *http.Request) string {
	q := r.URL.Query()
	switch {
	case r.Method == http.MethodPost && q.Has("uploads"):
		return "create"
	case r.Method == http.MethodPost && q.Has("uploadId"):
		return "complete"
	case r.Method == http.MethodPut && q.Has("partNumber"):
		return "part"
	case r.Method == http.MethodDelete && q.Has("uploadId"):
		return "abort"
	case r.Method == http.MethodGet && (q.Has("list-type") || q.Has("uploads")):
		return "list"
	case r.Method == http.MethodGet && q.Has("versioning"):
		return "versioning"
	case r.Method == http.MethodGet && q.Has("lifecycle"):
		return "lifecycle"
	}
	return strings.ToLower(r.Method)
}

// arm lets the next request of this kind, n times, meet the fault.
func (p *proxy) arm(what string, n int, do fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for range n {
		p.faults = append(p.faults, armed{what, do})
	}
}

// next takes the fault for a request, if there is one.
func (p *proxy) next(what string) fault {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.seen = append(p.seen, what)
	for i, f := range p.faults {
		if f.call == what {
			p.faults = append(p.faults[:i:i], p.faults[i+1:]...)
			return f.do
		}
	}
	return nil
}

// count says how many requests of a kind came by.
func (p *proxy) count(what string) (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.seen {
		if s == what {
			n++
		}
	}
	return n
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	pass := func() *http.Response {
		out := r.Clone(context.WithoutCancel(r.Context()))
		out.RequestURI = ""
		out.URL.Scheme, out.URL.Host = "http", r.Host
		resp, err := p.client.Do(out)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		return resp
	}
	if f := p.next(call(r)); f != nil {
		f(w, r, pass)
		return
	}
	relay(w, pass(), nil)
}

// relay passes an answer on, its body through change if there is one.
func relay(w http.ResponseWriter, resp *http.Response, change func(io.Reader) io.Reader) {
	defer resp.Body.Close()
	for k, v := range resp.Header {
		w.Header()[k] = v
	}
	w.WriteHeader(resp.StatusCode)
	var body io.Reader = resp.Body
	if change != nil {
		body = change(body)
	}
	if _, err := io.Copy(w, body); err != nil {
		panic(http.ErrAbortHandler)
	}
}

// behind opens a bucket behind a proxy.
func behind(t *testing.T, g *gateway.Gateway, change func(*Config)) (*Bucket, *proxy) {
	t.Helper()
	e := g.Endpoint()
	p := &proxy{client: &http.Client{Transport: &http.Transport{
		DisableCompression: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", e.Socket)
		},
	}}}
	s := httptest.NewServer(p)
	t.Cleanup(s.Close)
	t.Cleanup(p.client.CloseIdleConnections)
	b := openAt(t, g, func(c *Config) {
		c.Endpoint, c.Socket = s.URL, ""
		if change != nil {
			change(c)
		}
	})
	return b, p
}

// hangUp closes the connection without an answer.
func hangUp(http.ResponseWriter, *http.Request, func() *http.Response) {
	panic(http.ErrAbortHandler)
}

// losing passes the request on and then hangs up: it was done, and nobody knows.
func losing(w http.ResponseWriter, r *http.Request, pass func() *http.Response) {
	resp := pass()
	_, _ = io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
	panic(http.ErrAbortHandler)
}

// refusing answers with an S3 error, having read the request.
func refusing(status int, code string) fault {
	return func(w http.ResponseWriter, r *http.Request, _ func() *http.Response) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/xml")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, `<?xml version="1.0"?><Error><Code>`+code+`</Code><Message>as the test wants</Message></Error>`)
	}
}

// hanging takes the request and never answers.
func hanging(_ http.ResponseWriter, r *http.Request, _ func() *http.Response) {
	_, _ = io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
	panic(http.ErrAbortHandler)
}

// spoiling passes the answer on through change.
func spoiling(change func(io.Reader) io.Reader) fault {
	return func(w http.ResponseWriter, _ *http.Request, pass func() *http.Response) {
		relay(w, pass(), change)
	}
}
