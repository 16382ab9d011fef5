package client

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
)

// Highlight is a run of a hit's text that matched. From and To count Unicode
// characters of the text; Start and End are seconds.
type Highlight struct {
	From  int     `json:"from"`
	To    int     `json:"to"`
	Text  string  `json:"text"`
	Start float64 `json:"start_s"`
	End   float64 `json:"end_s"`
}

// Hit is one passage that matches. Times are seconds of the recording.
type Hit struct {
	Interview  string      `json:"interview"`
	Title      string      `json:"title"`
	Start      float64     `json:"start_s"`
	End        float64     `json:"end_s"`
	PlayFrom   float64     `json:"play_from_s"`
	Speaker    string      `json:"speaker"`
	Text       string      `json:"text"`
	Instead    string      `json:"instead,omitempty"` // what stands there now, when only the words as heard matched
	Matched    string      `json:"matched"`           // corrected or heard
	Highlights []Highlight `json:"highlights"`
	Page       string      `json:"page"`
}

// Results is a page of hits.
type Results struct {
	Query string `json:"query"`
	Total int    `json:"total"` // passages that match, on all pages
	Hits  []Hit  `json:"hits"`
	Next  string `json:"next,omitempty"` // cursor of the next page; "" at the end
}

// Search finds passages. limit is 1..100, 0 for the server's own; cursor is the
// Next of the page before, or "".
func (c *Client) Search(ctx context.Context, query string, limit int, cursor string) (r Results, err error) {
	q := url.Values{"q": {query}}
	if limit != 0 {
		q.Set("limit", strconv.Itoa(limit))
	}
	if cursor != "" {
		q.Set("cursor", cursor)
	}
	return r, c.call(ctx, http.MethodGet, "/search?"+q.Encode(), nil, &r)
}

// Account is someone who signs in.
type Account struct {
	ID     string `json:"id"`
	SignIn string `json:"sign_in_name"`
	Name   string `json:"name"`
	Role   string `json:"role"`
}

// NewAccount is an account to add. Without a password its owner signs in by link.
type NewAccount struct {
	SignIn   string `json:"sign_in_name"`
	Name     string `json:"name,omitempty"` // shown as credit
	About    string `json:"about,omitempty"`
	Role     string `json:"role"` // reporter, custodian or administrator
	Password string `json:"password,omitempty"`
}

// Users lists every account.
func (c *Client) Users(ctx context.Context) ([]Account, error) {
	var all struct {
		Accounts []Account `json:"accounts"`
	}
	err := c.call(ctx, http.MethodGet, "/accounts", nil, &all)
	return all.Accounts, err
}

// AddUser adds an account.
func (c *Client) AddUser(ctx context.Context, n NewAccount) (a Account, err error) {
	return a, c.call(ctx, http.MethodPost, "/accounts", n, &a)
}

// SignInLink returns the address of a link that signs someone in once.
func (c *Client) SignInLink(ctx context.Context, name string) (string, error) {
	var link struct {
		Path string `json:"path"`
	}
	err := c.call(ctx, http.MethodPost, "/sign-in-links", map[string]string{"sign_in_name": name}, &link)
	return c.base + link.Path, err
}

func decodeInterview(r io.Reader) (iv Interview, err error) {
	if err = json.NewDecoder(r).Decode(&iv); err != nil {
		err = fmt.Errorf("read the answer: %w", err)
	}
	return iv, err
}
