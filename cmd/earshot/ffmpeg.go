package main

import (
	"os/exec"
	"path/filepath"
	"time"
)

// ffmpeg finds the program: the configured one, the system's, else the one that
// the Python package imageio-ffmpeg brought. "" when there is none.
func (c *Config) ffmpeg() string {
	if c.FFmpeg != "" {
		return c.FFmpeg
	}
	if path, err := exec.LookPath("ffmpeg"); err == nil {
		return path
	}
	pattern := filepath.Join(c.tools(), "venv", "lib", "python3*", "site-packages", "imageio_ffmpeg", "binaries", "ffmpeg-*")
	if found, err := filepath.Glob(pattern); err == nil && len(found) > 0 {
		return found[0]
	}
	return ""
}

func (c *Config) maxDuration() time.Duration {
	return time.Duration(c.MaxHours * float64(time.Hour))
}
