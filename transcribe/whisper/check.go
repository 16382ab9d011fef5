package whisper

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// mend is what helps in nearly every case.
const mend = "Run `make setup` to install the speech engine again."

// Check tells whether the interpreter, its packages and the model are there.
func (e *Engine) Check(ctx context.Context) error {
	if err := e.cfg.checkModel(); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, e.cfg.Python, "-I", "-c", "import faster_whisper, ctranslate2, onnxruntime")
	cmd.Env = append([]string{"LANG=C.UTF-8", "PATH=/usr/bin:/bin"}, e.cfg.Env...)
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		return fmt.Errorf("the speech engine's Python packages do not load with %s: %w (%s). %s",
			e.cfg.Python, err, lines[len(lines)-1], mend)
	}
	return nil
}

// checkModel looks at a model folder: nothing missing, the hash right.
func (c Config) checkModel() error {
	if c.Model == "" {
		return fmt.Errorf("no speech model is configured. %s", mend)
	}
	if !c.folder() {
		return nil // faster-whisper downloads it by name and checks it
	}
	for _, name := range []string{"config.json", "tokenizer.json", "model.bin"} {
		if _, err := os.Stat(filepath.Join(c.Model, name)); err != nil {
			return fmt.Errorf("the speech model in %s lacks %s. %s", c.Model, name, mend)
		}
	}
	if c.SHA256 == "" {
		return nil
	}
	f, err := os.Open(filepath.Join(c.Model, "model.bin"))
	if err != nil {
		return fmt.Errorf("the speech model cannot be read: %w. %s", err, mend)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return fmt.Errorf("the speech model cannot be read: %w. %s", err, mend)
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != c.SHA256 {
		return fmt.Errorf("the speech model in %s is not the one that was chosen: its SHA-256 is %s, not %s. Delete the folder and run `make setup`", c.Model, got, c.SHA256)
	}
	return nil
}
