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
	Passage    string      `json:"passage"` // its id, for Ask.Like
	Interview  string      `json:"interview"`
	Title      string      `json:"title"`
	Start      float64     `json:"start_s"`
	End        float64     `json:"end_s"`
	PlayFrom   float64     `json:"play_from_s"`
	Speaker    string      `json:"speaker"`
	Role       string      `json:"role,omitempty"` // storyteller or interviewer, where it is known
	Checked    string      `json:"checked"`        // how far people have checked the passage, in words
	Then       string      `json:"then,omitempty"` // the words after Text, when a match goes on into them
	Text       string      `json:"text"`
	Instead    string      `json:"instead,omitempty"` // what stands there now, when only the words as heard matched
	Matched    string      `json:"matched"`           // corrected, heard, misheard, meaning or some
	Question   *Question   `json:"question,omitempty"`
	Highlights []Highlight `json:"highlights"`
	Page       string      `json:"page"`
}

// Question is what a passage answers, asked before it.
type Question struct {
	Speaker string  `json:"speaker,omitempty"`
	Text    string  `json:"text"`
	Start   float64 `json:"start_s"`
}

// Results is a page of hits.
type Results struct {
	Query    string   `json:"query"`
	Also     []Also   `json:"also,omitempty"`
	Suggest  []string `json:"suggest,omitempty"`  // queries that were perhaps meant
	Total    int      `json:"total"`              // passages that match, on all pages, without those misheard
	Misheard int      `json:"misheard,omitempty"` // counted on the page where the others end
	Close    int      `json:"close,omitempty"`    // hits besides that are only close in meaning
	Some     int      `json:"some,omitempty"`     // hits besides that have only some of the words
	Meaning  string   `json:"meaning,omitempty"`  // used, or why words alone were looked for; "" when nothing else was asked for
	Hits     []Hit    `json:"hits"`
	Next     string   `json:"next,omitempty"` // cursor of the next page; "" at the end
}

// Also is other ways to say a part of a query that were looked for.
type Also struct {
	Written string   `json:"written"`
	Ways    []string `json:"ways"`
}

// Ask is a search with all that can be chosen.
type Ask struct {
	Query     string
	Limit     int    // 1..100, 0 for the server's own
	Cursor    string // Next of the page before, or ""
	Sort      string // rank or date; "" is rank
	AsWritten bool   // no other ways to say the same
	NoGuess   bool   // nothing that may have been misheard
	Like      string // a passage that more of its kind is asked for; then Query only narrows
	Meaning   bool   // also what is close in meaning, in other words
	Some      bool   // also what has some of the words, when nothing has all
}

// Search finds passages. limit is 1..100, 0 for the server's own; cursor is the
// Next of the page before, or "".
func (c *Client) Search(ctx context.Context, query string, limit int, cursor string) (r Results, err error) {
	return c.Find(ctx, Ask{Query: query, Limit: limit, Cursor: cursor})
}

// Find finds passages as Search does.
func (c *Client) Find(ctx context.Context, a Ask) (r Results, err error) {
	q := url.Values{"q": {a.Query}}
	if a.Limit != 0 {
		q.Set("limit", strconv.Itoa(a.Limit))
	}
	for name, value := range map[string]string{"cursor": a.Cursor, "sort": a.Sort, "like": a.Like} {
		if value != "" {
			q.Set(name, value)
		}
	}
	for name, off := range map[string]bool{"variants": a.AsWritten, "misheard": a.NoGuess} {
		if off {
			q.Set(name, "false")
		}
	}
	for name, on := range map[string]bool{"meaning": a.Meaning, "some": a.Some} {
		if on {
			q.Set(name, "true")
		}
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
