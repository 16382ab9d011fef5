package python

import (
	"os"
	"syscall"
)

// tied makes the kernel kill the child when the thread that started it ends,
// and with it the program, however it ends. A group of its own keeps a terminal's
// Ctrl-C away from it, so that work in hand is given up in good order.
func tied() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
}

// end kills a child and what it started.
func end(p *os.Process) { _ = syscall.Kill(-p.Pid, syscall.SIGKILL) }

// lower makes way for others. Best effort: a child that is not nicer still works.
func lower(pid, nice int) {
	raw, err := syscall.Getpriority(syscall.PRIO_PROCESS, 0) // the kernel's 20 - niceness
	if nice > 0 && err == nil {
		_ = syscall.Setpriority(syscall.PRIO_PROCESS, pid, 20-raw+nice)
	}
}
