// Command earshot is an archive of recorded reflective interviews: one binary
// for the site, the workers that turn sound into words, and the tools of the
// people who look after it.
//
// It chooses the parts from configuration (wire.go is the one switch) and is the
// only place that sees every adapter, the environment and the process. Kong
// parses the command line because one struct then holds every setting with its
// default, its environment variable and its help line, and the table in the
// README is made from the same struct.
package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"syscall"

	"earshot/archive"
	"earshot/ui/client"

	"github.com/alecthomas/kong"
)

// cli is the whole command line: the settings and one field a command.
type cli struct {
	Config

	Serve           serveCmd           `cmd:"" help:"Start the site and a worker."`
	Work            workCmd            `cmd:"" help:"Start a worker alone, beside a site or on another machine with the same store and bucket."`
	Import          importCmd          `cmd:"" help:"Upload recordings."`
	Transcript      transcriptCmd      `cmd:"" help:"Print the transcript of an interview."`
	Search          searchCmd          `cmd:"" help:"Search the words of all published interviews."`
	User            userCmd            `cmd:"" help:"Add people and make sign-in links."`
	Check           checkCmd           `cmd:"" help:"Re-read every recording, the database, its plain copy in the bucket and the index, and compare them."`
	RebuildIndex    rebuildCmd         `cmd:"" name:"rebuild-index" help:"Make the search index anew, behind a running site too."`
	RebuildDatabase rebuildDatabaseCmd `cmd:"" name:"rebuild-database" help:"Fill a new, empty database from the bucket, after the old one was lost."`
	Doctor          doctorCmd          `cmd:"" help:"Try each part and say how to mend what is wrong."`
	Settings        settingsCmd        `cmd:"" help:"Print every setting with its default, as the table in the README."`
	Version         versionCmd         `cmd:"" help:"Print the version."`

	Gateway gatewayCmd `cmd:"" name:"s3-gateway" hidden:"" help:"The S3 server that serve starts over the data folder."`
	Decode  decodeCmd  `cmd:"" name:"decode-child" hidden:"" passthrough:"" help:"The fenced process that decodes sound."`
}

// Exit codes, as the README documents them.
const (
	exitFailed    = 1 // something went wrong
	exitUsage     = 2 // the command line or a setting cannot be used
	exitNotFound  = 3 // there is no such interview or person
	exitDamaged   = 4 // check or doctor found something wrong
	exitRunning   = 5 // another earshot uses this data folder
	exitRefused   = 6 // the input was refused: the sentence says why
	exitCancelled = 130
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// run parses and runs one command and returns the exit code.
func run(ctx context.Context, args []string) int {
	var c cli
	parser, err := kong.New(&c, kong.Name("earshot"), kong.UsageOnError(),
		kong.Description("An archive of recorded interviews: kept, transcribed, corrected together, searched."),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		fmt.Fprintln(os.Stderr, "earshot:", err)
		return exitUsage
	}
	kctx, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(os.Stderr, "earshot: %v\nTry: earshot --help\n", err)
		return exitUsage
	}
	if err := c.stray(os.Environ()); err != nil {
		fmt.Fprintln(os.Stderr, "earshot:", err)
		return exitUsage
	}
	if err := c.check(); err != nil {
		fmt.Fprintln(os.Stderr, "earshot:", err)
		return exitUsage
	}
	kctx.BindTo(ctx, (*context.Context)(nil))
	return exitCode(kctx.Run(&c.Config))
}

// exitCode prints an error and says which code belongs to it.
func exitCode(err error) int {
	if err == nil {
		return 0
	}
	if errors.Is(err, context.Canceled) {
		return exitCancelled
	}
	fmt.Fprintln(os.Stderr, "earshot:", err)
	var answer *client.Error
	switch {
	case errors.Is(err, errRunning):
		return exitRunning
	case errors.Is(err, errUsage):
		return exitUsage
	case errors.Is(err, archive.ErrNotFound):
		return exitNotFound
	case errors.Is(err, archive.ErrDamaged):
		return exitDamaged
	case errors.Is(err, archive.ErrInvalid), errors.Is(err, archive.ErrTooLarge):
		return exitRefused
	case client.Is(err, http.StatusNotFound):
		return exitNotFound
	case errors.As(err, &answer) && answer.Status >= 400 && answer.Status < 500:
		return exitRefused
	}
	return exitFailed
}

var errUsage = errors.New("this setting cannot be used")
