package whisper

import (
	"context"
	_ "embed"
	"fmt"
	"strconv"
	"time"

	"earshot/transcribe/python"
)

//go:embed hear.py
var hearPy string

//go:embed child.py
var childPy string

// startLimit is how long loading the packages and the model may take.
const startLimit = 3 * time.Minute

// child is one running Python process.
type child struct {
	*python.Process
	cfg Config
}

// start runs the interpreter and waits until the model is loaded.
func start(ctx context.Context, cfg Config) (*child, error) {
	args := []string{"--model", cfg.Model, "--threads", strconv.Itoa(cfg.Threads),
		"--compute-type", cfg.ComputeType, "--beam", strconv.Itoa(cfg.Beam)}
	env := append([]string{
		"OMP_NUM_THREADS=" + strconv.Itoa(cfg.Threads), "HF_HUB_DISABLE_TELEMETRY=1", "TOKENIZERS_PARALLELISM=false",
	}, cfg.Env...)
	if cfg.folder() {
		args, env = append(args, "--offline"), append(env, "HF_HUB_OFFLINE=1")
	}
	p, err := python.Start(python.Config{
		Name: "the speech engine", Python: cfg.Python, Program: hearPy + "\n" + childPy, Args: args, Env: env,
		Nice: cfg.Nice, Quiet: cfg.Quiet, Longest: longestAnswer,
	})
	if err != nil {
		return nil, fmt.Errorf("the speech engine did not start: %w. %s", err, mend)
	}
	c := &child{p, cfg}
	a, err := c.next(ctx, startLimit)
	if err == nil && a.Type != "ready" {
		err = fmt.Errorf("it began with %q", a.Type)
	}
	if err == nil {
		return c, nil
	}
	c.Kill()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return nil, fmt.Errorf("the speech engine did not start: %w (%s). %s", err, c.Said(), mend)
}

// next waits for an answer, at most so long.
func (c *child) next(ctx context.Context, limit time.Duration) (answer, error) {
	line, err := c.Next(ctx, limit)
	if err != nil {
		return answer{}, err
	}
	return parseAnswer(line)
}
