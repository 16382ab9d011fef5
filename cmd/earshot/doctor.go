package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"earshot/archive"
	"earshot/search"

	"golang.org/x/sys/unix"
)

// doctorCmd tries each part.
type doctorCmd struct{}

const (
	doctorPatience = 2 * time.Minute
	leastFree      = 5 << 30 // bytes of disk under which doctor warns
)

// examination is one part that doctor tries. A passing one may tell something.
type examination struct {
	part string
	try  func(context.Context) (told string, err error)
}

// Run prints one line a part, says how to mend what is wrong, and fails when
// anything is.
func (doctorCmd) Run(ctx context.Context, c *Config) error {
	ctx, cancel := context.WithTimeout(ctx, doctorPatience)
	defer cancel()
	if err := c.printSettings(); err != nil {
		return err
	}
	beside, unread := c.neighbour()
	var p *parts
	defer func() {
		if p != nil {
			p.close()
		}
	}()
	all := []examination{
		{"data folder", func(ctx context.Context) (string, error) {
			if unread != nil {
				return "", fmt.Errorf("%w. Choose a folder that you may read and write with --data", unread)
			}
			return c.tryFolder(ctx)
		}},
		{"database and bucket", func(ctx context.Context) (_ string, err error) {
			if p, err = c.openParts(ctx, beside); err != nil {
				return "", err
			}
			return "", errors.Join(notLost(ctx, p.archive), p.archive.CheckStore(ctx), p.bucket.Check(ctx))
		}},
		{"search index", func(ctx context.Context) (string, error) { return c.tryIndex(ctx, p, beside) }},
		{"engine", func(ctx context.Context) (string, error) { return c.Engine, c.tryEngine(ctx) }},
		{"meaning", c.tryMeaning},
		{"mail", func(ctx context.Context) (string, error) { return c.tryMail(ctx) }},
		{"ffmpeg", func(ctx context.Context) (string, error) { return c.tryFFmpeg(ctx) }},
	}
	wrong := 0
	for _, e := range all {
		told, err := e.try(ctx)
		if err != nil {
			wrong++
			fmt.Printf("WRONG  %-20s %v\n", e.part, err)
			continue
		}
		fmt.Printf("ok     %-20s %s\n", e.part, told)
	}
	if wrong > 0 {
		return fmt.Errorf("%d of %d parts need mending: %w", wrong, len(all), archive.ErrDamaged)
	}
	return nil
}

// printSettings prints the settings in force with secrets hidden.
func (c *Config) printSettings() error {
	all, err := c.settings()
	if err != nil {
		return err
	}
	for _, s := range all {
		if shown := s.shown(); shown != "" && shown != "[]" {
			fmt.Printf("       %-20s %s\n", s.Name, shown)
		}
	}
	fmt.Println()
	return nil
}

// tryFolder writes to the data folder and looks at the room that is left.
func (c *Config) tryFolder(context.Context) (string, error) {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return "", fmt.Errorf("%w. Choose a folder that you may write with --data", err)
	}
	f, err := os.CreateTemp(c.Data, "doctor-")
	if err != nil {
		return "", fmt.Errorf("%w. Let the user who runs earshot write there", err)
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString("written by earshot doctor")
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return "", err
	}
	var disk unix.Statfs_t
	if err := unix.Statfs(c.Data, &disk); err != nil {
		return "", err
	}
	free := disk.Bavail * uint64(disk.Bsize)
	if free < leastFree {
		return "", fmt.Errorf("only %d MB of disk are free. Make room: an hour of sound takes up to 700 MB", free>>20)
	}
	return fmt.Sprintf("%s, %d GB free", c.Data, free>>30), nil
}

// tryIndex compares the index with the archive: through the site that has it
// open, or by opening it here.
func (c *Config) tryIndex(ctx context.Context, p *parts, beside *site) (string, error) {
	var found []search.Difference
	switch {
	case p == nil:
		return "", errors.New("not tried, as the database or the bucket does not open")
	case beside != nil:
		var ix compared
		if err := beside.ask(ctx, "GET", "compare-index", &ix); err != nil {
			return "", err
		}
		if ix.Problem != "" {
			return "", errors.New(ix.Problem)
		}
		found = ix.Differences
	default:
		ix, err := c.shelf(p.archive).Current(ctx)
		if errors.Is(err, archive.ErrNotFound) {
			return "none yet; the site makes it at its start", nil
		}
		if err != nil {
			return "", fmt.Errorf("%w. Run: earshot rebuild-index", err)
		}
		defer ix.Close()
		if found, err = search.Compare(ctx, p.archive, ix, reporterName(p.archive)); err != nil {
			return "", err
		}
	}
	if len(found) > 0 {
		return "", fmt.Errorf("%d interviews differ from the archive (%s: %s). Run: earshot rebuild-index", len(found), found[0].Interview, found[0].What)
	}
	return "agrees with the archive", nil
}

func (c *Config) tryEngine(ctx context.Context) error {
	e, err := c.openEngine()
	if err != nil {
		return err
	}
	return errors.Join(e.Check(ctx), e.Close())
}

// tryMail signs in at the mail server, or writes to the folder of mails.
func (c *Config) tryMail(ctx context.Context) (string, error) {
	post, err := c.openPost()
	if err != nil {
		return "", err
	}
	if err := post.Check(ctx); err != nil || c.Mail != "" {
		return "", err
	}
	return "written to " + c.path("mail"), nil
}

func (c *Config) tryFFmpeg(ctx context.Context) (string, error) {
	if c.ffmpeg() == "" {
		return "", errors.New("there is none: only MP3 can be read, and no listening copies can be made. Install it (Debian: apt-get install ffmpeg) or run make setup")
	}
	d, err := c.openDecoder(c.logger())
	if err != nil {
		return "", err
	}
	version, err := d.Version(ctx)
	return c.ffmpeg() + ", " + strings.TrimSpace(version), err
}
