package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"strconv"
	"strings"
	"testing"

	"earshot/ui/client"
)

// caller is one client of the site that outlives the site's death: it asks again
// with the same key until it has a clear answer.
type caller struct {
	t     testing.TB
	base  string
	token string // "" asks as a visitor
	http  *http.Client
}

// refused is a clear no: asking again would not help.
type refused struct {
	status int
	body   string
}

func (r *refused) Error() string { return fmt.Sprintf("%d: %s", r.status, r.body) }

// once sends one request. The error is a *refused when the site said no for
// good, anything else when it may be asked again.
func (c *caller) once(ctx context.Context, method, path string, header http.Header, body io.Reader) (*http.Response, []byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, body)
	if err != nil {
		return nil, nil, err
	}
	for name, v := range header {
		req.Header[name] = v
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, nil, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	switch s := resp.StatusCode; {
	case err != nil:
		return resp, nil, err
	case s < 300:
		return resp, b, nil
	case s == http.StatusTooManyRequests || s >= 500:
		return resp, nil, fmt.Errorf("%s %s: %s: %s", method, path, resp.Status, b)
	}
	return resp, nil, &refused{resp.StatusCode, string(b)}
}

// again repeats fn until it has a clear answer, and returns how often it had none.
func (c *caller) again(ctx context.Context, fn func() error) (broken int, err error) {
	var last error
	ok := soon(ctx, func() bool {
		if err = fn(); err == nil {
			return true
		}
		var no *refused
		if errors.As(err, &no) || errors.Is(err, errGivenWrong) {
			return true
		}
		last, broken = err, broken+1
		return false
	})
	if !ok {
		return broken, fmt.Errorf("no clear answer: %w", errors.Join(last, ctx.Err()))
	}
	return broken, err
}

var errGivenWrong = errors.New("the site said something wrong")

// call sends JSON until there is a clear answer and reads it into out.
func (c *caller) call(ctx context.Context, method, path string, in, out any) error {
	_, err := c.again(ctx, func() error {
		var body io.Reader
		header := http.Header{}
		if in != nil {
			b, err := json.Marshal(in)
			if err != nil {
				return err
			}
			body = bytes.NewReader(b)
			header.Set("Content-Type", "application/json")
		}
		_, b, err := c.once(ctx, method, "/api/v1"+path, header, body)
		if err != nil || out == nil {
			return err
		}
		return json.Unmarshal(b, out)
	})
	return err
}

// plain uploads a file as one form, as earshot import does.
func (c *caller) plain(ctx context.Context, file []byte, key string, part func()) (iv client.Interview, err error) {
	_, err = c.again(ctx, func() error {
		in := client.Intake{Title: "Plain " + key, Agreed: true, PublishWhenReady: true, Key: key}
		iv, err = client.New(c.base, c.token).Import(ctx, in, key+".wav", &ticking{bytes.NewReader(file), part}, nil)
		var e *client.Error
		if errors.As(err, &e) && e.Status < 500 && e.Status != http.StatusTooManyRequests {
			return &refused{e.Status, e.Sentence}
		}
		return err
	})
	return iv, err
}

// ticking reads in small pieces and tells of each.
type ticking struct {
	r    io.Reader
	tell func()
}

func (t *ticking) Read(p []byte) (int, error) {
	t.tell()
	return t.r.Read(p[:min(len(p), 16<<10)])
}

const tusPart = 48 << 10 // bytes of one PATCH: what an interruption may cost

// tus uploads a file in parts and takes it up again where it stopped. It holds
// the site to its own words: no acknowledged byte is asked for again.
func (c *caller) tus(ctx context.Context, file []byte, key string, part func()) (iv client.Interview, err error) {
	at := ""
	head := http.Header{"Tus-Resumable": {"1.0.0"}, "Upload-Length": {strconv.Itoa(len(file))},
		"Upload-Metadata": {"filename " + base64.StdEncoding.EncodeToString([]byte(key+".wav"))}}
	if _, err = c.again(ctx, func() error {
		resp, _, err := c.once(ctx, http.MethodPost, "/uploads/", head, nil)
		if err == nil {
			at = resp.Header.Get("Location")
		}
		return err
	}); err != nil {
		return iv, err
	}
	if err = c.tusParts(ctx, at, file, part); err != nil {
		return iv, err
	}
	in := map[string]any{"title": "Resumed " + key, "agreed": true, "publish_when_ready": true, "key": key, "upload_id": strings.TrimPrefix(at, "/uploads/")}
	return iv, c.call(ctx, http.MethodPost, "/interviews", in, &iv)
}

func (c *caller) tusParts(ctx context.Context, at string, file []byte, part func()) error {
	acked, sent, offset := 0, 0, 0
	broken, err := c.again(ctx, func() error {
		resp, _, err := c.once(ctx, http.MethodHead, at, http.Header{"Tus-Resumable": {"1.0.0"}}, nil)
		if err != nil {
			return err
		}
		if offset, err = strconv.Atoi(resp.Header.Get("Upload-Offset")); err != nil || offset < acked {
			return fmt.Errorf("acknowledged were %d bytes, after the kill %q are there: %w", acked, resp.Header.Get("Upload-Offset"), errGivenWrong)
		}
		for offset < len(file) {
			piece := file[offset:min(len(file), offset+tusPart)]
			head := http.Header{"Tus-Resumable": {"1.0.0"}, "Upload-Offset": {strconv.Itoa(offset)}, "Content-Type": {"application/offset+octet-stream"}}
			sent += len(piece)
			if _, _, err := c.once(ctx, http.MethodPatch, at, head, &ticking{bytes.NewReader(piece), part}); err != nil {
				return err
			}
			offset += len(piece)
			acked = offset
		}
		return nil
	})
	if again := sent - len(file); err == nil && again > broken*tusPart {
		return fmt.Errorf("%d bytes were sent twice in %d interruptions of at most %d each: %w", again, broken, tusPart, errGivenWrong)
	}
	return err
}

// words is a transcript as the API shows it.
type words struct {
	Version int `json:"version"`
	Lines   []struct {
		Words []struct {
			ID int `json:"id"`
		} `json:"words"`
	} `json:"lines"`
}

// outcomeOf is what the API answers to a fix.
type outcomeOf struct {
	Applied bool `json:"applied"`
	Change  *struct {
		Version int `json:"version"`
	} `json:"change"`
	Receipt *receiptOf `json:"receipt"`
}

type receiptOf struct {
	Receipt string `json:"receipt"`
	Report  struct {
		Interview string `json:"interview"`
		Note      string `json:"note"`
		Fix       string `json:"fix"`
	} `json:"report"`
}

// signIn adds a reporter with the program's own command, signs them in by their
// link, and makes a token as the account page does.
func signIn(t testing.TB, r *running, name string) string {
	t.Helper()
	said := earshot(t, "user", "add", name, "--role", "reporter", "--data", r.data).must(t)
	lines := strings.Fields(said)
	link := lines[len(lines)-1]
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar}
	resp, err := browser.Post(link, "application/x-www-form-urlencoded", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	var made struct {
		Token string `json:"token"`
	}
	resp, err = browser.Post(r.site.URL+"/api/v1/tokens", "application/json", strings.NewReader(`{"name":"drill"}`))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil || json.Unmarshal(b, &made) != nil || made.Token == "" {
		t.Fatalf("making a token: %s %s %v", resp.Status, b, err)
	}
	return made.Token
}
