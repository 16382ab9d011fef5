package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"earshot/archive"
	"earshot/ui/client"
)

// importCmd uploads recordings.
type importCmd struct {
	Files       []string `arg:"" type:"existingfile" help:"Recordings to upload."`
	Title       string   `help:"Title; by default the file's name."`
	Storyteller string   `help:"The name the storyteller wants to be known by."`
	Interviewer string   `help:"The name of the interviewer."`
	Place       string   `help:"Where it was recorded."`
	Date        string   `help:"When it was recorded: 2024, 2024-05 or 2024-05-31."`
	Collection  string   `help:"Collection it belongs to."`
	Theme       []string `help:"Themes; may be given several times."`
	Language    string   `help:"Language spoken, like en; by default it is detected."`
	Summary     string   `help:"A few sentences about it."`
	Reporter    string   `help:"Sign-in name of who will look after them; by default the administrator, if nobody else has an account."`
	Captions    string   `type:"existingfile" help:"WebVTT or SRT file to use instead of recognition."`
	Draft       bool     `help:"Wait for someone to read it before it is published."`
	Agreed      bool     `default:"true" negatable:"" help:"The storyteller agreed to the terms."`
	Wait        bool     `help:"Wait until the words are there."`
	JSON        bool     `name:"json" help:"Print one JSON object a file."`
}

// imported is what import tells of one file.
type imported struct {
	File         string  `json:"file"`
	ID           string  `json:"id"`
	State        string  `json:"state"`
	Reason       string  `json:"reason,omitempty"`
	Duration     float64 `json:"duration_s"`
	RecognisedIn float64 `json:"recognised_in_s"`
	Words        int     `json:"words"`
}

// Run uploads the files one after the other. A file that is refused does not
// stop the others; the exit code tells that one was.
func (cmd *importCmd) Run(ctx context.Context, c *Config) error {
	return c.withSite(ctx, func(cl *client.Client) error {
		if err := cmd.findReporter(ctx, cl); err != nil {
			return err
		}
		var errs []error
		for _, file := range cmd.Files {
			if err := cmd.one(ctx, cl, file); err != nil {
				errs = append(errs, fmt.Errorf("%s: %w", file, err))
			}
		}
		return errors.Join(errs...)
	})
}

// findReporter sets who will look after the recordings, before any is sent. It
// is asked once, because a name that nobody has would refuse each file anew.
func (cmd *importCmd) findReporter(ctx context.Context, cl *client.Client) error {
	people, err := cl.Users(ctx)
	if err != nil {
		return err
	}
	if cmd.Reporter != "" {
		name := strings.ToLower(strings.TrimSpace(cmd.Reporter))
		if !slices.ContainsFunc(people, func(p client.Account) bool { return p.SignIn == name }) {
			return fmt.Errorf("nobody here signs in with the name %q; earshot user add %s would make the account: %w", name, name, archive.ErrNotFound)
		}
		return nil
	}
	if len(people) == 1 && people[0].Role == string(archive.Administrator) {
		cmd.Reporter = people[0].SignIn
		return nil
	}
	fmt.Fprintln(os.Stderr, "No reporter looks after what is imported now: only custodians and administrators can. Name one with --reporter NAME.")
	return nil
}

func (cmd *importCmd) one(ctx context.Context, cl *client.Client, file string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	in, err := cmd.intake(file)
	if err != nil {
		return err
	}
	bar := newBar("uploading", float64(info.Size()))
	iv, err := cl.Import(ctx, in, filepath.Base(file), f, func(sent int64) { bar.set(float64(sent), "") })
	bar.end()
	if err != nil {
		return err
	}
	if cmd.Wait {
		bar = newBar("transcribing", 1)
		iv, err = cl.WaitReady(ctx, iv.ID, func(s client.Standing) { bar.set(s.Share(), waiting(s)) })
		bar.end()
		if err != nil {
			return err
		}
	}
	return cmd.print(file, iv)
}

func (cmd *importCmd) intake(file string) (client.Intake, error) {
	in := client.Intake{
		Title: cmd.Title, Storyteller: cmd.Storyteller, Interviewer: cmd.Interviewer, Place: cmd.Place, RecordedOn: cmd.Date,
		Collection: cmd.Collection, Themes: cmd.Theme, Language: cmd.Language, Summary: cmd.Summary,
		Agreed: cmd.Agreed, Reporter: cmd.Reporter, PublishWhenReady: !cmd.Draft,
	}
	if in.Title == "" {
		name := filepath.Base(file)
		in.Title = strings.TrimSuffix(name, filepath.Ext(name))
	}
	if cmd.Captions != "" {
		var err error
		if in.Captions, err = os.ReadFile(cmd.Captions); err != nil {
			return in, err
		}
	}
	return in, nil
}

func waiting(s client.Standing) string {
	if s.Ahead > 0 {
		return fmt.Sprintf("%d ahead", s.Ahead)
	}
	if s.Left >= 60 {
		return fmt.Sprintf("about %.0f min left", s.Left/60)
	}
	return s.State
}

func (cmd *importCmd) print(file string, iv client.Interview) error {
	out := imported{File: file, ID: iv.ID, State: iv.State, Reason: iv.Reason, Duration: iv.Duration, RecognisedIn: iv.RecognisedIn, Words: iv.Words}
	if cmd.JSON {
		return json.NewEncoder(os.Stdout).Encode(out)
	}
	line := fmt.Sprintf("%s  %s  %s", iv.ID, iv.State, file)
	if iv.Ready() {
		line += fmt.Sprintf("  (%.0f s of sound, %d words)", iv.Duration, iv.Words)
	}
	if iv.Reason != "" {
		line += "  " + iv.Reason
	}
	_, err := fmt.Println(line)
	return err
}
