package main

import (
	"context"
	"os"

	"earshot/ui/client"
)

// transcriptCmd prints a transcript.
type transcriptCmd struct {
	ID     string `arg:"" help:"Id of the interview."`
	Format string `default:"txt" enum:"txt,lines.txt,plain.txt,docx,md,vtt,srt,json,tei.xml,ohms.xml,iiif.json" help:"Form: ${enum}."`
}

// Run prints to standard output.
func (cmd *transcriptCmd) Run(ctx context.Context, c *Config) error {
	return c.withSite(ctx, func(cl *client.Client) error {
		return cl.Transcript(ctx, cmd.ID, cmd.Format, os.Stdout)
	})
}
