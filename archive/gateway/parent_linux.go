package gateway

import (
	"os/exec"
	"syscall"
)

// dieWithParent has the kernel end the child when its parent is killed. The
// child also ends when its standard input closes; this is for one that hangs.
func dieWithParent(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
