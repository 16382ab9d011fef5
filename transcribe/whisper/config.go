package whisper

import (
	"os"
	"path/filepath"
	"time"
)

// BaseSHA256 is the hash of model.bin of Whisper base as install.py puts it.
const BaseSHA256 = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"

// Config says where the engine's parts are and how it works.
type Config struct {
	Python      string        // interpreter that has the packages of requirements.txt
	Model       string        // folder of a CTranslate2 Whisper model, or a name that faster-whisper can download
	SHA256      string        // of the folder's model.bin; "" leaves it unchecked
	Threads     int           // of the processor; 0 means 2
	ComputeType string        // as CTranslate2 names it; "" means int8
	Beam        int           // beam size; 0 means 5
	Nice        int           // added to the child's niceness, so that pages come first
	Quiet       time.Duration // without a sign of life the child is killed, after this plus twice the sound's length; 0 means 90 s
	Env         []string      // more environment for the child, such as HF_HOME for downloads
}

// withDefaults fills what was left empty.
func (c Config) withDefaults() Config {
	if c.Threads == 0 {
		c.Threads = 2
	}
	if c.ComputeType == "" {
		c.ComputeType = "int8"
	}
	if c.Beam == 0 {
		c.Beam = 5
	}
	if c.Quiet == 0 {
		c.Quiet = 90 * time.Second
	}
	return c
}

// folder tells whether the model is a folder, which needs no network.
func (c Config) folder() bool {
	info, err := os.Stat(c.Model)
	return (err == nil && info.IsDir()) || filepath.IsAbs(c.Model)
}
