package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// memory is what a process holds, in bytes, as /proc tells it.
type memory struct {
	now   int64 // resident: VmRSS
	own   int64 // of that, not backed by a file: RssAnon
	peak  int64 // highest resident so far: VmHWM
	files int64 // of now, pages of mapped files: RssFile
}

// memoryOf reads the memory of a process. A process that has ended gives an
// error, or nothing while nobody has waited for it.
func memoryOf(pid int) (memory, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return memory{}, err
	}
	return parseStatus(b), nil
}

func parseStatus(b []byte) memory {
	var m memory
	into := map[string]*int64{"VmRSS": &m.now, "RssAnon": &m.own, "VmHWM": &m.peak, "RssFile": &m.files}
	for line := range strings.Lines(string(b)) {
		name, rest, _ := strings.Cut(line, ":")
		fields := strings.Fields(rest)
		if to := into[name]; to != nil && len(fields) == 2 && fields[1] == "kB" {
			kib, err := strconv.ParseInt(fields[0], 10, 64)
			if err == nil {
				*to = kib << 10
			}
		}
	}
	return m
}

// forgetPeak makes the kernel count the highest memory from now on. Where that
// is forbidden the peak counts from the start of the process, which is more.
func forgetPeak(pid int) {
	_ = os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", pid), []byte("5"), 0) // see above
}

// effort is how a process uses the processors.
type effort struct {
	nice    int
	seconds float64 // of processor time, with that of its children that have ended
}

// ticks a second, in which Linux tells programs of processor time everywhere.
const ticks = 100

func effortOf(pid int) (effort, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return effort{}, err
	}
	return parseStat(b)
}

// parseStat reads the line that proc_pid_stat(5) describes.
func parseStat(b []byte) (e effort, err error) {
	// The name, in brackets, may hold anything; what follows are numbers, the
	// first of them the third field.
	fields := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:]))
	if len(fields) < 17 {
		return e, fmt.Errorf("a line of %d fields does not describe a process", len(fields))
	}
	if e.nice, err = strconv.Atoi(fields[16]); err != nil {
		return e, err
	}
	for _, field := range fields[11:15] { // user and system time, of its own and of ended children
		n, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			return e, err
		}
		e.seconds += float64(n) / ticks
	}
	return e, nil
}

// family is a process and all that came from it.
func family(pid int) []int {
	all := []int{pid}
	for i := 0; i < len(all); i++ {
		lists, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", all[i]))
		if err != nil {
			continue
		}
		for _, list := range lists {
			b, err := os.ReadFile(list)
			if err != nil {
				continue // the thread has ended
			}
			for _, field := range strings.Fields(string(b)) {
				if child, err := strconv.Atoi(field); err == nil && !slices.Contains(all, child) {
					all = append(all, child)
				}
			}
		}
	}
	return all
}

// The parts of a running site, by what their command lines say.
const (
	partSite    = "site and worker"
	partGateway = "S3 gateway"
	partDecoder = "decoder"
	partEngine  = "speech engine"
	partFFmpeg  = "ffmpeg"
)

// roleOf names the part that a process is; "" for a process that is just
// becoming one.
func roleOf(cmdline []byte) string {
	args := strings.Split(strings.TrimRight(string(cmdline), "\x00"), "\x00")
	program := filepath.Base(args[0])
	switch {
	case strings.HasPrefix(program, "ffmpeg"):
		return partFFmpeg
	case strings.HasPrefix(program, "python"):
		return partEngine
	case slices.Contains(args, "s3-gateway"):
		return partGateway
	case slices.Contains(args, "decode-child"):
		return partDecoder
	case slices.Contains(args, "serve"):
		return partSite
	}
	return ""
}

// watcher keeps the highest memory of each part of a site.
type watcher struct {
	pid  int
	mu   sync.Mutex
	high map[string]memory
	pids map[string]int // the last process seen in each part
	end  chan struct{}
	done chan struct{}
}

// watchEvery is short enough to meet a decoder that lives a second, and seldom
// enough to cost nothing that counts. The kernel remembers peaks, so nothing
// between two looks is missed of the lasting ones.
const watchEvery = 300 * time.Millisecond

func watch(pid int) *watcher {
	w := &watcher{pid: pid, high: map[string]memory{}, pids: map[string]int{}, end: make(chan struct{}), done: make(chan struct{})}
	go func() {
		defer close(w.done)
		for {
			w.look()
			select {
			case <-w.end:
				w.look()
				return
			case <-time.After(watchEvery):
			}
		}
	}()
	return w
}

func (w *watcher) look() {
	for _, pid := range family(w.pid) {
		cmdline, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
		if err != nil || len(cmdline) == 0 {
			continue
		}
		role := roleOf(cmdline)
		m, err := memoryOf(pid)
		if err != nil || role == "" {
			continue
		}
		w.mu.Lock()
		high := w.high[role]
		w.high[role] = memory{now: max(high.now, m.now), own: max(high.own, m.own), peak: max(high.peak, m.peak), files: max(high.files, m.files)}
		w.pids[role] = pid
		w.mu.Unlock()
	}
}

// process is the last process seen in a part, 0 when there was none.
func (w *watcher) process(role string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.pids[role]
}

// seconds is the processor time that the site and its children have used.
func (w *watcher) seconds() (sum float64, err error) {
	for _, part := range []string{partSite, partGateway, partEngine} {
		e, err := effortOf(w.process(part))
		if err != nil {
			return 0, fmt.Errorf("%s: %w", part, err)
		}
		sum += e.seconds
	}
	return sum, nil
}

// stop ends the watching and returns the highest memory by part.
func (w *watcher) stop() map[string]memory {
	close(w.end)
	<-w.done
	return w.high
}
