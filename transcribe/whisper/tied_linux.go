package whisper

import "syscall"

// tied makes the kernel kill the child when the thread that started it ends,
// and with it the program, however it ends.
func tied() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }

// lower makes way for others. Best effort: a child that is not nicer still works.
func lower(pid, nice int) {
	if nice > 0 {
		_ = syscall.Setpriority(syscall.PRIO_PROCESS, pid, nice)
	}
}
