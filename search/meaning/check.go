package meaning

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// mend is what helps in nearly every case.
const mend = "Run `make setup` to install it again."

// hashes are the SHA-256 of the model's files, as install.py puts them.
var hashes = map[string]string{
	"model.onnx":     "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
	"tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}

// Installed tells whether there is a model in a folder. Check tells whether it works.
func Installed(folder string) bool {
	_, err := os.Stat(filepath.Join(folder, "model.onnx"))
	return err == nil
}

// Check reads the model's files, starts it and has it tell two meanings apart.
func (m *Model) Check(ctx context.Context) error {
	for name, want := range hashes {
		got, err := hashOf(filepath.Join(m.cfg.Folder, name))
		if errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("the model of meaning in %s lacks %s. %s", m.cfg.Folder, name, mend)
		}
		if err != nil {
			return fmt.Errorf("the model of meaning cannot be read: %w. %s", err, mend)
		}
		if got != want {
			return fmt.Errorf("%s in %s is not the file that was chosen: its SHA-256 is %s, not %s. Delete the folder and run `make setup`", name, m.cfg.Folder, got, want)
		}
	}
	var vectors [3]Vector
	for i, text := range []string{"feeling lonely", "I had nobody to talk to.", "The ferry leaves at nine."} {
		var err error
		if vectors[i], err = m.Embed(ctx, text); err != nil {
			return err
		}
	}
	if vectors[0].closeness(&vectors[1]) <= vectors[0].closeness(&vectors[2]) {
		return fmt.Errorf("the model of meaning cannot tell loneliness from a ferry. %s", mend)
	}
	return nil
}

func hashOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
