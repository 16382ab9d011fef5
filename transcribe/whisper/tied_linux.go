package whisper

import (
	"os"
	"syscall"
)

// tied makes the kernel kill the child when the thread that started it ends,
// and with it the program, however it ends. A group of its own keeps a terminal's
// Ctrl-C away from it, so that a sound in work is given up in good order.
func tied() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
}

// end kills a child and what it started.
func end(p *os.Process) { _ = syscall.Kill(-p.Pid, syscall.SIGKILL) }

// lower makes way for others. Best effort: a child that is not nicer still works.
func lower(pid, nice int) {
	if nice > 0 {
		_ = syscall.Setpriority(syscall.PRIO_PROCESS, pid, nice)
	}
}
