package main

import (
	"context"
	"fmt"
	"net/http"

	"earshot/archive"
)

// checkCmd re-reads everything that is kept.
type checkCmd struct {
	Quick bool `help:"Leave out the sound: check the database and the index only."`
}

// Run prints what is wrong and fails when anything is.
func (cmd checkCmd) Run(ctx context.Context, c *Config) error {
	return c.besideSite(ctx, func(s *site, p *parts) error {
		wrong := 0
		say := func(what string, err error) {
			if err != nil {
				wrong++
				fmt.Printf("WRONG  %s: %v\n", what, err)
			}
		}
		say("database", p.archive.CheckStore(ctx))
		objects := 0
		if !cmd.Quick {
			err := p.archive.Verify(ctx, func(iv *archive.Interview, key string, err error) {
				objects++
				say(fmt.Sprintf("sound of %s (%s)", iv.ID, key), err)
			})
			if err != nil {
				return err
			}
		}
		var ix compared
		if err := s.ask(ctx, http.MethodGet, "compare-index", &ix); err != nil {
			return err
		}
		for _, d := range ix.Differences {
			say("search index, "+d.Interview, fmt.Errorf("%s", d.What))
		}
		if ix.Problem != "" {
			say("search index", fmt.Errorf("%s", ix.Problem))
		}
		if wrong > 0 {
			return fmt.Errorf("%d things are wrong: %w", wrong, archive.ErrDamaged)
		}
		_, err := fmt.Printf("Sound: the database, %d objects of sound, and the index agree with what was kept.\n", objects)
		return err
	})
}

// besideSite runs fn with a site that runs on the data folder and with parts of
// its own beside it. It starts the site when none runs.
func (c *Config) besideSite(ctx context.Context, fn func(*site, *parts) error) error {
	return c.withRunning(ctx, func(s *site) error {
		p, err := c.openParts(ctx, s)
		if err != nil {
			return err
		}
		defer p.close()
		return fn(s, p)
	})
}
