//go:build !linux

package s3blobs

import "os/exec"

func dieWithTest(*exec.Cmd) {}
