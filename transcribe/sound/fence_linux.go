package sound

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/landlock-lsm/go-landlock/landlock"
	"golang.org/x/sys/unix"
)

const (
	// maxMemory is how much memory of its own a child may have, in bytes. It
	// bounds what can be written to (RLIMIT_DATA), not the address space: Go
	// reserves more of that than it ever uses.
	maxMemory = 768 << 20
	// goMemory is where Go's own memory manager begins to save, in bytes.
	goMemory = 256 << 20
	maxFiles = 64
)

// libraries is where programs keep what they need to start.
var libraries = []string{"/usr", "/lib", "/lib64", "/nix/store"}

// fence gives up memory, time, files and network beyond what o needs, for this
// process and whatever it becomes. An old kernel without Landlock leaves the
// file and network part out; the limits always hold.
func fence(o order) error {
	debug.SetMemoryLimit(goMemory)
	limits := []struct {
		what  int
		limit uint64
	}{
		{unix.RLIMIT_CORE, 0},
		{unix.RLIMIT_CPU, uint64(o.MaxCPU)},
		{unix.RLIMIT_FSIZE, uint64(o.MaxFile)},
		{unix.RLIMIT_NOFILE, maxFiles},
		{unix.RLIMIT_DATA, maxMemory},
	}
	if err := restrict(o); err != nil { // first: it needs a little memory of its own
		return err
	}
	for _, l := range limits {
		if err := unix.Setrlimit(l.what, &unix.Rlimit{Cur: l.limit, Max: l.limit}); err != nil {
			return fmt.Errorf("limit %d: %w", l.what, err)
		}
	}
	return nil
}

func restrict(o order) error {
	var rules []landlock.Rule
	if o.Program != "" {
		program, err := filepath.EvalSymlinks(o.Program)
		if err != nil {
			return err
		}
		rules = append(rules,
			landlock.ROFiles(program),
			landlock.RODirs(libraries...).IgnoreIfMissing(),
			landlock.ROFiles("/etc/ld.so.cache", "/dev/urandom").IgnoreIfMissing(),
			landlock.RWFiles("/dev/null").IgnoreIfMissing())
	}
	if len(o.Read) > 0 {
		rules = append(rules, landlock.ROFiles(o.Read...))
	}
	if o.Write != "" {
		rules = append(rules, landlock.RWDirs(o.Write))
	}
	return landlock.V11.BestEffort().Restrict(rules...)
}

// become replaces this process by the program. It returns only errors.
func become(program string, args []string) error {
	return unix.Exec(program, append([]string{program}, args...), []string{"LC_ALL=C"})
}

// contain makes a command a process group of its own, which dies with us and is
// killed as a whole. The thread that starts it must live as long as the child.
func contain(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}

// overCPU tells whether the kernel ended a process for its processor time.
func overCPU(state *os.ProcessState) bool {
	status, ok := state.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGXCPU
}

// cpuTime is how much processor time a running process has used; 0 when that
// cannot be told.
func cpuTime(pid int) time.Duration {
	const ticks = 100 // a second; fixed for user programs on Linux (USER_HZ)
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(stat), ") ") // the name before may hold spaces
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * time.Second / ticks
}
