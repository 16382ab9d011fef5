package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// found is one process of this machine.
type found struct {
	pid, parent int
	command     string
}

// processes lists those that work in a folder or were told of it: everything
// that an earshot on this folder started, whoever its parent is now.
func processes(root string) []found {
	dirs, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		return nil
	}
	var all []found
	for _, dir := range dirs {
		pid, err := strconv.Atoi(filepath.Base(dir))
		if err != nil || pid == os.Getpid() {
			continue
		}
		raw, _ := os.ReadFile(dir + "/cmdline")
		where, _ := os.Readlink(dir + "/cwd")
		command := strings.TrimSpace(strings.ReplaceAll(string(raw), "\x00", " "))
		if command == "" || (!strings.HasPrefix(where, root) && !strings.Contains(command, root)) {
			continue
		}
		all = append(all, found{pid, parentOf(dir), command})
	}
	return all
}

func parentOf(dir string) int {
	stat, err := os.ReadFile(dir + "/stat")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(stat), ") ") // the name before may hold spaces
	f := strings.Fields(rest)
	if len(f) < 2 {
		return 0
	}
	parent, _ := strconv.Atoi(f[1])
	return parent
}

// child finds a child of a process by a word of its command; 0 when there is none.
func child(root string, parent int, word string) int {
	for _, p := range processes(root) {
		if p.parent == parent && strings.Contains(p.command, word) {
			return p.pid
		}
	}
	return 0
}

// noOrphans waits until everything that runs in the folder belongs to one of the
// processes that should.
func noOrphans(t testing.TB, root string, keep ...int) {
	t.Helper()
	var left []string
	until(t, "children of killed processes are gone", func() bool {
		left = nil
		all := processes(root)
		ours := map[int]bool{}
		for _, pid := range keep {
			ours[pid] = true
		}
		for range all { // children of children of ...
			for _, p := range all {
				ours[p.pid] = ours[p.pid] || ours[p.parent]
			}
		}
		for _, p := range all {
			if !ours[p.pid] {
				left = append(left, fmt.Sprintf("%d (child of %d) %s", p.pid, p.parent, p.command))
			}
		}
		return len(left) == 0
	})
}

// kill9 ends one process as a power cut would.
func kill9(pid int) error { return syscall.Kill(pid, syscall.SIGKILL) }
