package main

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// rebuildCmd makes the search index anew.
type rebuildCmd struct{}

// Run asks the site to rebuild, and waits until the new index is in use and up
// to date. Until then the old one answers.
func (rebuildCmd) Run(ctx context.Context, c *Config) error {
	return c.withRunning(ctx, func(s *site) error {
		began := time.Now()
		var before, now position
		if err := s.ask(ctx, http.MethodGet, "position", &before); err != nil {
			return err
		}
		if err := s.ask(ctx, http.MethodPost, "rebuild-index", nil); err != nil {
			return err
		}
		err := s.askUntil(ctx, "position", &now, func() bool {
			return now.Made > before.Made && now.Problem == "" && now.At >= now.Last
		})
		if err != nil {
			return err
		}
		_, err = fmt.Printf("The index was made anew in %.1f s and stands at change %d.\n", time.Since(began).Seconds(), now.At)
		return err
	})
}
