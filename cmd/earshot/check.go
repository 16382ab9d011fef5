package main

import (
	"context"
	"fmt"
	"net/http"

	"earshot/archive"
)

// checkCmd re-reads everything that is kept.
type checkCmd struct {
	Quick bool `help:"Leave out the sound."`
	Mend  bool `help:"Write records in the bucket again that differ from a sound database."`
}

// Run prints what is wrong and fails when anything is.
func (cmd checkCmd) Run(ctx context.Context, c *Config) error {
	return c.besideSite(ctx, func(s *site, p *parts) error {
		f := &findings{}
		f.say("database", p.archive.CheckStore(ctx))
		sound := f.wrong == 0
		objects := 0
		if !cmd.Quick {
			err := p.archive.Verify(ctx, func(iv *archive.Interview, key string, err error) {
				objects++
				f.say(fmt.Sprintf("sound of %s (%s)", iv.ID, key), err)
			})
			if err != nil {
				return err
			}
		}
		records, err := cmd.records(ctx, p.archive, f, sound)
		if err != nil {
			return err
		}
		var ix compared
		if err := s.ask(ctx, http.MethodGet, "compare-index", &ix); err != nil {
			return err
		}
		for _, d := range ix.Differences {
			f.say("search index, "+d.Interview, fmt.Errorf("%s", d.What))
		}
		if ix.Problem != "" {
			f.say("search index", fmt.Errorf("%s", ix.Problem))
		}
		if f.wrong > 0 {
			return fmt.Errorf("%d things are wrong: %w", f.wrong, archive.ErrDamaged)
		}
		_, err = fmt.Printf("Sound: the database, %d objects of sound, %d records in the bucket, and the index agree with what was kept.\n", objects, records)
		return err
	})
}

// findings prints what is wrong and counts it.
type findings struct{ wrong int }

func (f *findings) say(what string, err error) {
	if err != nil {
		f.wrong++
		fmt.Printf("WRONG  %s: %v\n", what, err)
	}
}

// records compares the records in the bucket with the database and says how to
// mend them. It overwrites none when the database itself is damaged: then they
// are what it can be made of again.
func (cmd checkCmd) records(ctx context.Context, a *archive.Archive, f *findings, sound bool) (compared int, err error) {
	differ := map[string]bool{}
	err = a.VerifyRecords(ctx, func(interview, key string, err error) {
		compared++
		if err == nil {
			return
		}
		differ[interview] = true
		if cmd.Mend && sound {
			fmt.Printf("differs  record %s: %v\n", key, err)
			return
		}
		f.say("record "+key, err)
	})
	if err != nil || len(differ) == 0 {
		return compared, err
	}
	switch {
	case !sound:
		fmt.Println("The records in the bucket are left as they are, because the database is damaged. Of them a new one can be made: stop the site, move earshot.db away, and run: earshot rebuild-database")
	case !cmd.Mend:
		fmt.Println("If the database is right, write the records again: earshot check --mend. If the bucket is right, stop the site, move earshot.db away, and run: earshot rebuild-database")
	}
	if !cmd.Mend || !sound {
		return compared, nil
	}
	for interview := range differ {
		if err := a.Mend(ctx, interview); err != nil {
			return compared, err
		}
	}
	fmt.Printf("Mended: the records of %d folders were written again from the database.\n", len(differ))
	return compared, nil
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
