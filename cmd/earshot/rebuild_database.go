package main

import (
	"context"
	"fmt"

	"earshot/archive"
)

// notLost refuses an empty database beside a bucket that holds an archive.
func notLost(ctx context.Context, a *archive.Archive) error {
	lost, err := a.Lost(ctx)
	if err == nil && lost {
		err = fmt.Errorf("the database is empty, but the bucket holds an archive. Bring it back with: earshot rebuild-database. To begin a new archive, name an empty bucket with --s3-bucket: %w", archive.ErrDamaged)
	}
	return err
}

// rebuildDatabaseCmd makes a lost database again.
type rebuildDatabaseCmd struct{}

// Run fills the empty database of the data folder from the bucket. No site may
// run on the folder: it would write to the database meanwhile.
func (rebuildDatabaseCmd) Run(ctx context.Context, c *Config) error {
	held, err := takeLock(c.lockFile(), 0)
	if err != nil {
		return fmt.Errorf("stop the site first: %w", err)
	}
	defer held.release()
	p, err := c.openParts(ctx, nil)
	if err != nil {
		return err
	}
	defer p.close()
	done, err := p.archive.Rebuild(ctx, func(interview string, err error) {
		if err != nil {
			fmt.Printf("LEFT OUT  %s: %v\n", interview, err)
		}
	})
	if err != nil {
		return err
	}
	fmt.Printf("Put back: %d interviews with %d changes and %d reports, and %d people.\n", done.Interviews, done.Changes, done.Reports, done.People)
	fmt.Println("Passwords are not kept in the bucket. For each person: earshot user link NAME.")
	if done.Damaged > 0 {
		return fmt.Errorf("%d interviews could not be put back; their files are in the bucket still: %w", done.Damaged, archive.ErrDamaged)
	}
	return nil
}
