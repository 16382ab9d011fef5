package gateway

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// credentials are the keys of the one account of the server.
type credentials struct {
	AccessKey string `json:"access_key"`
	SecretKey string `json:"secret_key"`
}

// loadCredentials reads the keys of a folder, or makes them on first use.
func loadCredentials(dir string) (credentials, error) {
	path := filepath.Join(dir, "credentials.json")
	c, err := readCredentials(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return c, err
	}
	c = credentials{AccessKey: "earshot" + rand.Text()[:13], SecretKey: rand.Text() + rand.Text()}
	raw, err := json.Marshal(c)
	if err != nil {
		return c, err
	}
	tmp, err := os.CreateTemp(dir, ".credentials-*") // has mode 0600
	if err != nil {
		return c, err
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(append(raw, '\n'))
	if err := errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return c, err
	}
	// A link fails where a rename would replace: of two first starts at once,
	// both must go on with the same keys.
	if err := os.Link(tmp.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return c, err
	}
	return readCredentials(path)
}

func readCredentials(path string) (credentials, error) {
	var c credentials
	raw, err := os.ReadFile(path)
	if err != nil {
		return c, err
	}
	if err := json.Unmarshal(raw, &c); err != nil || c.AccessKey == "" || c.SecretKey == "" {
		return c, fmt.Errorf("%s holds no keys; remove it and new ones are made", path)
	}
	return c, nil
}
