package sound

import (
	"context"
	"errors"
	"log/slog"
	"os/exec"
	"strings"
	"time"

	"earshot/archive"
)

// Rate is the sample rate of what Decode writes, in Hz.
const Rate = 16000

// defaultMaxDuration is how long a recording may be if nothing else is said.
const defaultMaxDuration = 12 * time.Hour

// Config says what a Decoder works with.
type Config struct {
	FFmpeg      string        // path of ffmpeg; "" plays only the MP3 files that go-mp3 plays
	Child       []string      // the command line that runs ChildMain, such as {"earshot", "decode-child"}
	Temp        string        // folder to make listening copies in; "" makes them beside where they go
	MaxDuration time.Duration // of a recording; 0 means 12 hours
	Log         *slog.Logger  // nil means slog.Default
}

// Decoder turns recordings into samples and listening copies. It may be used by
// several goroutines at once.
type Decoder struct {
	config Config
}

// New checks the configuration.
func New(c Config) (*Decoder, error) {
	if len(c.Child) == 0 {
		return nil, errors.New("sound: no command line for the decoding child")
	}
	if c.FFmpeg != "" {
		path, err := exec.LookPath(c.FFmpeg)
		if err != nil {
			return nil, err
		}
		c.FFmpeg = path
	}
	if c.MaxDuration <= 0 {
		c.MaxDuration = defaultMaxDuration
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	return &Decoder{config: c}, nil
}

// Facts is what was learned by decoding a recording.
type Facts struct {
	Duration   float64        // seconds of sound written
	Type       string         // media type found in the bytes
	Gaps       []archive.Span // stretches that are silent because the file is damaged there; a last one behind Duration was cut off
	By         string         // "go-mp3" or "ffmpeg"
	Channels   int            // of the recording itself
	SampleRate int            // of the recording itself, in Hz
}

// Version is the first line that ffmpeg says about itself. It returns an
// *archive.Problem when there is no ffmpeg.
func (d *Decoder) Version(ctx context.Context) (string, error) {
	if d.config.FFmpeg == "" {
		return "", errNoFFmpeg("This server")
	}
	out, err := exec.CommandContext(ctx, d.config.FFmpeg, "-hide_banner", "-version").Output()
	if err != nil {
		return "", err
	}
	line, _, _ := strings.Cut(string(out), "\n")
	return strings.TrimSpace(line), nil
}
