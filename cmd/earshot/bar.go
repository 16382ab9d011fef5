package main

import (
	"fmt"
	"os"
	"strings"
)

// bar shows how far long work has come, on standard error and only if that is a
// terminal.
type bar struct {
	what  string
	whole float64
	shown string
	on    bool
}

func newBar(what string, whole float64) *bar {
	info, err := os.Stderr.Stat()
	return &bar{what: what, whole: whole, on: err == nil && info.Mode()&os.ModeCharDevice != 0}
}

// set shows done of the whole, and a remark.
func (b *bar) set(done float64, remark string) {
	if !b.on || b.whole <= 0 {
		return
	}
	const width = 30
	share := min(max(done/b.whole, 0), 1)
	full := int(share * width)
	line := fmt.Sprintf("%s [%s%s] %3.0f %% %s", b.what, strings.Repeat("#", full), strings.Repeat(".", width-full), share*100, remark)
	if line == b.shown {
		return
	}
	fmt.Fprintf(os.Stderr, "\r\x1b[K%s", line)
	b.shown = line
}

// end leaves the line clean for what is printed next.
func (b *bar) end() {
	if b.on && b.shown != "" {
		fmt.Fprint(os.Stderr, "\r\x1b[K")
	}
}
