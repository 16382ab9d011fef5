package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// ask calls an address of control on a running site. out may be nil.
func (s *site) ask(ctx context.Context, method, what string, out any) error {
	req, err := http.NewRequestWithContext(ctx, method, s.URL+controlPath+what, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+s.Token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 300 {
		return fmt.Errorf("the site answers %s to %s", resp.Status, what)
	}
	if out == nil {
		return nil
	}
	return json.NewDecoder(resp.Body).Decode(out)
}

// askUntil asks every tenth of a second until done says so.
func (s *site) askUntil(ctx context.Context, what string, out any, done func() bool) error {
	for {
		if err := s.ask(ctx, http.MethodGet, what, out); err != nil {
			return err
		}
		if done() {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}
