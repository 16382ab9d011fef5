package main

import (
	"context"
	"os"

	"earshot/archive/gateway"
	"earshot/transcribe/sound"
)

// gatewayCmd is the S3 server that serve starts as a child.
type gatewayCmd struct{}

// Run serves until its standard input closes.
func (gatewayCmd) Run(ctx context.Context) error { return gateway.Serve(ctx, os.Stdin) }

// decodeCmd is the fenced process that decodes one recording.
type decodeCmd struct {
	Args []string `arg:"" optional:""`
}

// Run does not return: the decoder's exit code is the process's.
func (d decodeCmd) Run() error {
	os.Exit(sound.ChildMain(d.Args))
	return nil
}
