package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"earshot/archive"
	"earshot/search"
)

const (
	// nightRest is how long a check rests for each time it works: it takes a fifth
	// of what one processor and the disk can do, and readers have the rest.
	nightRest = 4
	// lateStart is how long after its start a site makes up for a night it slept through.
	lateStart = 10 * time.Minute
	// nightAgain is the pause after a check that could not be done.
	nightAgain = time.Hour
	// remakeWait is how long a search index may take to be made again.
	remakeWait = 6 * time.Hour
)

// checkTime is the time of day that the setting names; ok is false for "off".
func (c *Config) checkTime() (at time.Duration, ok bool, err error) {
	if c.CheckAt == "off" {
		return 0, false, nil
	}
	t, err := time.Parse("15:04", c.CheckAt)
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, true, err
}

// nightly runs a check every night.
type nightly struct {
	at    time.Duration // of the day, by the machine's clock
	log   *slog.Logger
	last  func(context.Context) (time.Time, error) // when the last check ended; zero for never
	check func(context.Context) error
}

// run checks at every due time until ctx ends. A check that fails is tried again
// in an hour: the database or the bucket may be away for a while.
func (n *nightly) run(ctx context.Context) error {
	began := time.Now()
	for {
		last, err := n.last(ctx)
		if err == nil {
			due := dueAfter(last, time.Now(), n.at)
			if early := began.Add(lateStart); due.Before(early) {
				due = early
			}
			if !pause(ctx, time.Until(due)) {
				return nil
			}
			if err = n.check(ctx); err == nil {
				continue
			}
		}
		if ctx.Err() != nil {
			return nil
		}
		n.log.Error("The nightly check could not be done; it is tried again in an hour", "error", err)
		if !pause(ctx, nightAgain) {
			return nil
		}
	}
}

// dueAfter tells when the next check is due: the next time it is so late in the
// day, or now when the last such time passed without one. A new site has nothing
// to make up for.
func dueAfter(last, now time.Time, at time.Duration) time.Time {
	y, m, d := now.Date()
	clock := func(day int) time.Time {
		return time.Date(y, m, day, int(at/time.Hour), int(at%time.Hour/time.Minute), 0, 0, now.Location())
	}
	latest, next := clock(d), clock(d+1)
	if latest.After(now) {
		latest, next = clock(d-1), latest
	}
	if !last.IsZero() && last.Before(latest) {
		return now
	}
	return next
}

// pause waits; false when ctx ended first.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// gently rests after work in proportion to it.
func gently(ctx context.Context, worked time.Duration) error {
	if !pause(ctx, nightRest*worked) {
		return ctx.Err()
	}
	return nil
}

// nightlyChecks is the check of this site.
func (c *Config) nightlyChecks(p *parts, live *search.Live) (*nightly, bool) {
	at, on, _ := c.checkTime()
	n := &nightly{at: at, log: p.log}
	n.last = func(ctx context.Context) (time.Time, error) {
		last, err := p.archive.NightCheck(ctx, archive.System)
		return last.Ended, err
	}
	ix := &indexCheck{source: p.archive, live: live, name: reporterName(p.archive), log: p.log}
	n.check = func(ctx context.Context) error {
		found, err := p.archive.CheckNight(ctx, archive.Night{Rest: gently, Index: ix.run})
		if err == nil {
			p.log.Info("The nightly check has ended", "interviews", found.Interviews, "objects", found.Objects,
				"index_differed", found.Differed, "wrong", found.Wrong(), "took", found.Ended.Sub(found.Began).Round(time.Second))
		}
		return err
	}
	return n, on
}

// indexCheck holds the index of a running site against the archive.
type indexCheck struct {
	source search.Source
	live   *search.Live
	name   func(context.Context, string) string
	log    *slog.Logger
}

// run has the index made again behind the site when it differs, and returns how
// many interviews did, and an error when they still do.
func (x *indexCheck) run(ctx context.Context) (int, error) {
	found, err := x.differences(ctx)
	if err == nil && len(found) == 0 {
		return 0, nil
	}
	if err != nil && !errors.Is(err, archive.ErrDamaged) {
		return 0, err
	}
	for _, d := range found {
		x.log.Error("The search index differs from the database; it is made again", "interview", d.Interview, "what", d.What)
	}
	if err := x.remake(ctx); err != nil {
		return len(found), err
	}
	still, err := x.differences(ctx)
	if err == nil && len(still) > 0 {
		err = fmt.Errorf("%d interviews differ, the first is %s: %s", len(still), still[0].Interview, still[0].What)
	}
	return max(1, len(found)), err
}

// differences compares at leisure, and what differs once more at once: at leisure
// changes come in between, which the index has and the first look had not.
func (x *indexCheck) differences(ctx context.Context) ([]search.Difference, error) {
	found, err := search.Compare(ctx, &leisurely{Source: x.source}, x.live, x.name)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return search.Compare(ctx, x.source, x.live, x.name)
}

// remake waits until another index is in use.
func (x *indexCheck) remake(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, remakeWait)
	defer cancel()
	made := x.live.Made()
	x.live.Rebuild()
	for x.live.Made() == made {
		if !pause(ctx, time.Second) {
			return fmt.Errorf("the search index was not made again in time: %w", ctx.Err())
		}
	}
	return nil
}

// leisurely rests after each interview it reads.
type leisurely struct {
	search.Source
	since time.Time
}

// Spoken implements search.Source.
func (l *leisurely) Spoken(ctx context.Context, interview string) (*archive.Interview, *archive.Transcript, *archive.Transcript, error) {
	if !l.since.IsZero() {
		if err := gently(ctx, time.Since(l.since)); err != nil {
			return nil, nil, nil, err
		}
	}
	l.since = time.Now()
	return l.Source.Spoken(ctx, interview)
}
