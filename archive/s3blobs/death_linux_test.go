package s3blobs

import (
	"os/exec"
	"syscall"
)

// dieWithTest ends the program when the test process is killed.
func dieWithTest(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
