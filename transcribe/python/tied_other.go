//go:build !linux

package python

import (
	"os"
	"syscall"
)

// tied asks for nothing: the child ends when its input does.
func tied() *syscall.SysProcAttr { return nil }

// end kills a child.
func end(p *os.Process) { _ = p.Kill() }

// lower leaves the priority as it is.
func lower(int, int) {}
