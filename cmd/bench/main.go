package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// options say what is measured and how often.
type options struct {
	bin, tools, speech, temp string
	engine, long             string
	python, model, ffmpeg    string

	only       []string // parts to run, in any order; empty means all
	rounds     int      // of whole recordings through the engine, ours and plain
	decodes    int      // of each recording, ours and ffmpeg's
	interviews int      // in the loaded archive, beside the long one
	words      int      // of each
	fixes      int
	requests   int // of the kept page
	restarts   int
	large      int64 // bytes of the large upload
	uploads    int
	passages   int // in the index where searches are measured
	questions  int // of each kind
}

// part is a group of rows that are measured together.
type part struct {
	name string
	run  func(context.Context, *bench) error
	long bool // runs only when it is named
}

var parts = []part{
	{name: "work", run: benchWork}, {name: "decode", run: benchDecode}, {name: "reading", run: benchReading}, {name: "upload", run: benchUpload},
	{name: "interaction", run: benchInteraction},
	{name: "search", run: benchSearch, long: true},
}

// bench is one run: its options, what was learned so far, and the rows.
type bench struct {
	options
	published float64 // seconds from a whole upload of the recording to its page; 0 when not measured
	rows      []row
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// run measures what the arguments ask for and returns the exit code.
func run(ctx context.Context, args []string) int {
	if len(args) == 3 && args[0] == "search-site" {
		if err := searchSite(ctx, args[1], args[2]); err != nil {
			fmt.Fprintln(os.Stderr, "bench: search site:", err)
			return 1
		}
		return 0
	}
	o, err := parse(args)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err == nil {
		o.temp, err = os.MkdirTemp("", "earshot-bench-")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		return 2
	}
	defer os.RemoveAll(o.temp)
	b := &bench{options: *o}
	failed := false
	for _, p := range parts {
		if len(b.only) > 0 && !slices.Contains(b.only, p.name) || len(b.only) == 0 && p.long {
			continue
		}
		say("measuring: %s", p.name)
		if err := p.run(ctx, b); err != nil {
			failed = true
			fmt.Fprintf(os.Stderr, "bench: %s: %v\n", p.name, err)
		}
		if ctx.Err() != nil {
			break
		}
	}
	missed := printRows(os.Stdout, b.rows)
	if failed || missed > 0 {
		return 1
	}
	return 0
}

// parse reads the flags and finds the programs.
func parse(args []string) (*options, error) {
	var o options
	var only string
	var large int64
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	f.StringVar(&o.bin, "bin", "bin/earshot", "the built program")
	f.StringVar(&o.tools, "tools", ".tools", "the folder that make setup filled")
	f.StringVar(&o.speech, "speech", "../shared/speech", "the folder of speech recordings")
	f.StringVar(&o.engine, "engine", "whisper", "the engine to measure")
	f.StringVar(&o.long, "recording", "readings-long.mp3", "the speech recording that both engines hear")
	f.StringVar(&only, "only", "", "parts to run, with commas: work, decode, reading, upload, interaction, search (which runs only when named)")
	f.IntVar(&o.rounds, "rounds", 2, "whole recordings through each engine")
	f.IntVar(&o.decodes, "decodes", 3, "decodings of each recording by each decoder")
	f.IntVar(&o.interviews, "interviews", 10, "interviews in the archive where fixes are searched")
	f.IntVar(&o.words, "words", 20000, "words in each of them")
	f.IntVar(&o.fixes, "fixes", 40, "fixes to find")
	f.IntVar(&o.requests, "requests", 200, "requests of a kept page")
	f.IntVar(&o.restarts, "restarts", 3, "restarts before a page is asked for")
	f.Int64Var(&large, "large", 512, "size of the large upload in MiB, at most 2048")
	f.IntVar(&o.uploads, "uploads", 2, "large uploads")
	f.IntVar(&o.passages, "passages", 1_000_000, "passages in the index where searches are measured")
	f.IntVar(&o.questions, "questions", 100, "searches of each kind")
	if err := f.Parse(args); err != nil {
		return nil, err
	}
	o.large = large << 20
	if only != "" {
		o.only = strings.Split(only, ",")
	}
	for _, name := range o.only {
		if !slices.ContainsFunc(parts, func(p part) bool { return p.name == name }) {
			return nil, fmt.Errorf("there is no part %q: use work, decode, reading, upload, interaction or search", name)
		}
	}
	for name, n := range map[string]int{"rounds": o.rounds, "decodes": o.decodes, "interviews": o.interviews, "fixes": o.fixes,
		"requests": o.requests, "restarts": o.restarts, "uploads": o.uploads, "passages": o.passages, "questions": o.questions, "words": o.words / 100, "large": int(large)} {
		if n < 1 {
			return nil, fmt.Errorf("-%s is too small", name)
		}
	}
	return &o, o.find()
}

// find makes the paths absolute, because the program runs elsewhere.
func (o *options) find() (err error) {
	for _, path := range []*string{&o.bin, &o.tools, &o.speech} {
		if *path, err = filepath.Abs(*path); err != nil {
			return err
		}
	}
	if _, err := os.Stat(o.bin); err != nil {
		return fmt.Errorf("%w (make build leaves it there)", err)
	}
	o.python = filepath.Join(o.tools, "venv", "bin", "python")
	o.model = filepath.Join(o.tools, "models", "whisper-base")
	o.ffmpeg, err = exec.LookPath("ffmpeg")
	return err
}

// recording is the path of a speech recording, or an error that says it is
// missing.
func (o *options) recording(name string) (string, error) {
	path := filepath.Join(o.speech, name)
	_, err := os.Stat(path)
	return path, err
}

// say tells on standard error what goes on: a run takes minutes.
func say(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }
