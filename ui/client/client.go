package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Client speaks to one site. Its methods are safe for concurrent use.
type Client struct {
	base  string
	token string
	http  *http.Client
}

// New makes a client for the site at baseURL, such as http://127.0.0.1:8080. An
// empty token asks as a visitor.
func New(baseURL, token string) *Client {
	// No limit on the whole request: an upload takes as long as it takes. What
	// ends a stuck one is its context.
	return &Client{base: strings.TrimRight(baseURL, "/"), token: token, http: &http.Client{Transport: &http.Transport{
		Proxy: http.ProxyFromEnvironment, ResponseHeaderTimeout: 5 * time.Minute, IdleConnTimeout: 30 * time.Second, ForceAttemptHTTP2: true,
	}}}
}

// Error is a refusal of the server.
type Error struct {
	Status    int    `json:"status"` // HTTP status
	Sentence  string `json:"error"`  // for a person
	Field     string `json:"field"`  // the field or parameter it is about, or ""
	RequestID string `json:"request_id"`
}

func (e *Error) Error() string {
	if e.Status >= 500 && e.RequestID != "" {
		return e.Sentence + " (request " + e.RequestID + ")"
	}
	return e.Sentence
}

// Is tells whether err is a refusal with the given HTTP status.
func Is(err error, status int) bool {
	var e *Error
	return errors.As(err, &e) && e.Status == status
}

// Health returns nil when the site answers and everything it needs does too.
func (c *Client) Health(ctx context.Context) error {
	resp, err := c.send(ctx, http.MethodGet, "/readyz", nil, nil)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// call sends in as JSON, or nothing when it is nil, and reads the answer into
// out, unless that is nil.
func (c *Client) call(ctx context.Context, method, path string, in, out any) error {
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
	resp, err := c.send(ctx, method, root+path, header, body)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if out == nil {
		return nil
	}
	if err := json.NewDecoder(resp.Body).Decode(out); err != nil {
		return fmt.Errorf("read the answer to %s %s: %w", method, path, err)
	}
	return nil
}

const root = "/api/v1"

// send returns an answer of success; anything else is an *Error.
func (c *Client) send(ctx context.Context, method, path string, header http.Header, body io.Reader) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, body)
	if err != nil {
		return nil, err
	}
	for name, values := range header {
		req.Header[name] = values
	}
	req.Header.Set("Accept", "application/json")
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		var at *url.Error
		if errors.As(err, &at) && ctx.Err() == nil {
			return nil, fmt.Errorf("the site at %s does not answer: %w", c.base, at.Err)
		}
		return nil, err
	}
	if resp.StatusCode < 300 {
		return resp, nil
	}
	defer resp.Body.Close()
	return nil, refusal(resp)
}

// refusal reads the error of an answer. A proxy in between may answer with
// something else than JSON; then the status says what is known.
func refusal(resp *http.Response) error {
	e := &Error{}
	b, err := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	if err != nil || json.Unmarshal(b, e) != nil || e.Sentence == "" {
		e.Sentence = "The site answered with " + resp.Status + "."
	}
	e.Status = resp.StatusCode
	return e
}
