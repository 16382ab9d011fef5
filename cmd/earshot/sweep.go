package main

import (
	"context"
	"time"
)

// How often leftovers are looked for, and how old a part of an upload must be
// before nobody can be claiming it.
const (
	sweepEvery = time.Hour
	partsOld   = 24 * time.Hour
	remakeAt   = 24 // sweeps after which the search index is made anew
)

// sweep frees what died uploads and workers left in the bucket, and settles what
// people agreed to before it was ripe, until ctx ends.
// Once a day it calls remake, because words that were removed can be found no
// more, but stay in the files of an index until it is made anew.
func (c *Config) sweep(ctx context.Context, p *parts, remake func()) error {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for n := 1; ; n++ {
		if n%remakeAt == 0 {
			remake()
		}
		if n, err := p.bucket.AbortIncomplete(ctx, partsOld); err != nil && ctx.Err() == nil {
			p.log.Warn("uploads left open in the bucket could not be swept", "error", err)
		} else if n > 0 {
			p.log.Info("swept uploads left open in the bucket", "count", n)
		}
		if n, err := p.archive.SweepWork(ctx); err != nil && ctx.Err() == nil {
			p.log.Warn("pieces of sound that nobody needs could not be swept", "error", err)
		} else if n > 0 {
			p.log.Info("swept pieces of sound that nobody needs", "count", n)
		}
		if _, err := p.archive.SettleRipe(ctx); err != nil && ctx.Err() == nil {
			p.log.Warn("fixes that people agreed to early could not be looked at", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
