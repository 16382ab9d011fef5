package main

import (
	"context"
	"os"

	"earshot/ui/client"
)

// transcriptCmd prints a transcript.
type transcriptCmd struct {
	ID     string `arg:"" help:"Id of the interview."`
	Format string `default:"txt" enum:"txt,vtt,srt,json" help:"Form: txt, vtt, srt or json."`
}

// Run prints to standard output.
func (cmd *transcriptCmd) Run(ctx context.Context, c *Config) error {
	return c.withSite(ctx, func(cl *client.Client) error {
		return cl.Transcript(ctx, cmd.ID, cmd.Format, os.Stdout)
	})
}
