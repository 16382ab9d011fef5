package client

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"
)

// Interview is one interview as the API shows it. Durations are seconds.
type Interview struct {
	ID           string    `json:"id"`
	Title        string    `json:"title"`
	Storyteller  string    `json:"storyteller"`
	State        string    `json:"state"` // received, queued, transcribing, draft, published, failed or withdrawn
	Reason       string    `json:"reason"`
	Version      int       `json:"version"`
	Language     string    `json:"language"`
	Duration     float64   `json:"duration_s"`
	Words        int       `json:"words"`
	RecognisedIn float64   `json:"recognised_in_s"` // of engine time; 0 until there are words
	Received     time.Time `json:"received"`
	Page         string    `json:"page"` // path on the site
}

// Ready tells whether there is nothing more to wait for: words, or a failure.
func (iv Interview) Ready() bool {
	switch iv.State {
	case "draft", "published", "failed", "withdrawn":
		return true
	}
	return false
}

// Interview returns one interview.
func (c *Client) Interview(ctx context.Context, id string) (iv Interview, err error) {
	return iv, c.call(ctx, http.MethodGet, "/interviews/"+url.PathEscape(id), nil, &iv)
}

// Publish lets anyone read, hear, report and fix.
func (c *Client) Publish(ctx context.Context, id string) (iv Interview, err error) {
	return iv, c.call(ctx, http.MethodPost, "/interviews/"+url.PathEscape(id)+"/publish", nil, &iv)
}

// Standing is how far an interview has come. Left is the estimated waiting in
// seconds, 0 when nothing is known yet.
type Standing struct {
	State    string  `json:"state"`
	Reason   string  `json:"reason"`
	Ahead    int     `json:"ahead"`
	Left     float64 `json:"left_s"`
	Duration float64 `json:"duration_s"`
	Progress struct {
		Chunks   int     `json:"chunks"`
		Done     int     `json:"done"`
		Heard    float64 `json:"heard_s"`
		AllKnown bool    `json:"all_known"`
	} `json:"progress"`
}

// Share is how much of the sound is recognised, 0..1.
func (s Standing) Share() float64 {
	if s.Duration <= 0 {
		return 0
	}
	return min(1, s.Progress.Heard/s.Duration)
}

// Standing returns an interview's place in the queue and its progress.
func (c *Client) Standing(ctx context.Context, id string) (s Standing, err error) {
	return s, c.call(ctx, http.MethodGet, "/interviews/"+url.PathEscape(id)+"/standing", nil, &s)
}

// How often WaitReady asks: often at first, because short clips are done in
// seconds, then seldom, because an hour of sound is not.
const (
	firstPause = 200 * time.Millisecond
	lastPause  = 3 * time.Second
)

// WaitReady waits until an interview has words or has failed, calling progress
// (which may be nil) with each standing on the way. A failed interview is no
// error: look at its State and Reason. A site that restarts meanwhile is waited
// for until ctx ends or it stayed away for a minute.
func (c *Client) WaitReady(ctx context.Context, id string, progress func(Standing)) (Interview, error) {
	pause, lastSeen := firstPause, time.Now()
	for {
		s, err := c.Standing(ctx, id)
		switch {
		case err == nil:
			lastSeen = time.Now()
			if progress != nil {
				progress(s)
			}
			if (Interview{State: s.State}).Ready() {
				return c.Interview(ctx, id)
			}
		case ctx.Err() != nil:
			return Interview{}, ctx.Err()
		case !passing(err) || time.Since(lastSeen) > time.Minute:
			return Interview{}, err
		}
		select {
		case <-ctx.Done():
			return Interview{}, ctx.Err()
		case <-time.After(pause):
		}
		pause = min(lastPause, pause*5/4)
	}
}

// passing tells whether an error may go away by itself.
func passing(err error) bool {
	var e *Error
	if !errors.As(err, &e) {
		return true // no answer at all
	}
	return e.Status == http.StatusTooManyRequests || e.Status >= 500
}

// Transcript writes the newest transcript to w. format is json, txt, vtt or another
// one that GET /interviews/{id}/transcript knows.
func (c *Client) Transcript(ctx context.Context, id, format string, w io.Writer) error {
	resp, err := c.send(ctx, http.MethodGet, root+"/interviews/"+url.PathEscape(id)+"/transcript?format="+url.QueryEscape(format), nil, nil)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(w, resp.Body)
	return err
}
