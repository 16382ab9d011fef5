package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// versionCmd prints what this program was built from.
type versionCmd struct{}

// Run prints one line.
func (versionCmd) Run() error {
	version := "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		version = info.Main.Version
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				version = s.Value
			}
		}
	}
	_, err := fmt.Printf("earshot %s, %s %s/%s\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}
