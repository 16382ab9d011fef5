package main

import (
	"bufio"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
)

//go:embed plain.py
var plainProgram string

// engineThreads is what Earshot gives its engine by default.
const engineThreads = 2

// plain is the plain engine in a process of its own, its model loaded.
type plain struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Scanner
}

// heard is the plain engine's answer.
type heard struct {
	Ready    bool    `json:"ready"`
	Seconds  float64 `json:"seconds"`
	Duration float64 `json:"duration"`
	Words    int     `json:"words"`
}

// startPlain loads the plain engine with the same interpreter, model, threads and
// niceness as Earshot's: other work of the machine must fall on both alike.
func (o *options) startPlain(ctx context.Context, nice int) (*plain, error) {
	own, err := effortOf(os.Getpid())
	if err != nil {
		return nil, err
	}
	// nice adds to the niceness it is started with.
	p := &plain{cmd: exec.CommandContext(ctx, "nice", "-n", strconv.Itoa(nice-own.nice), o.python, "-c", plainProgram, o.model, strconv.Itoa(engineThreads))}
	p.cmd.Stderr = os.Stderr
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.out = bufio.NewScanner(out)
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	if a, err := p.answer(); err != nil || !a.Ready {
		return nil, errors.Join(errors.New("the plain engine does not start"), err, p.stop())
	}
	return p, nil
}

func (p *plain) answer() (a heard, err error) {
	if !p.out.Scan() {
		return a, errors.Join(io.ErrUnexpectedEOF, p.out.Err())
	}
	return a, json.Unmarshal(p.out.Bytes(), &a)
}

// hear transcribes a file.
func (p *plain) hear(path string) (heard, error) {
	if _, err := fmt.Fprintln(p.in, path); err != nil {
		return heard{}, fmt.Errorf("plain engine: %w", err)
	}
	a, err := p.answer()
	if err != nil {
		return a, fmt.Errorf("plain engine: %w", err)
	}
	return a, nil
}

func (p *plain) stop() error { return errors.Join(p.in.Close(), p.cmd.Wait()) }
