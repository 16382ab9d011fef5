package sound

import (
	"fmt"
	"time"

	"earshot/archive"
)

// invalid makes a Problem about the recording, with the technical cause behind
// it for the log.
func invalid(cause error, format string, args ...any) error {
	return withCause(archive.Invalid("recording", format, args...), cause)
}

func withCause(problem, cause error) error {
	if cause == nil {
		return problem
	}
	return fmt.Errorf("%w (%w)", problem, cause)
}

// errNoFFmpeg is of kind ErrState: trying again helps only after somebody has
// installed something.
func errNoFFmpeg(what string) error {
	return &archive.Problem{Kind: archive.ErrState, Field: "recording", Sentence: what + " needs the program ffmpeg, which is not installed here. Ask the person who runs this site to install it (on Debian or Ubuntu: apt-get install ffmpeg), then try again."}
}

func errDamaged(cause error) error {
	return invalid(cause, "This recording is too damaged to play. Please export it once more from where it was made, and choose that file.")
}

func errNoSound(cause error) error {
	return invalid(cause, "We could not find any sound in this file. Please check that it plays on your own device.")
}

func errTooLong(limit time.Duration) error {
	return invalid(nil, "This recording is longer than %s, the longest we can take. Please cut it into parts.", hours(limit))
}

func errTooCostly(cause error) error {
	return invalid(cause, "Reading this recording took far more work than a sound recording should, so we stopped. Please save it again as MP3 or WAV and choose that file.")
}

func hours(d time.Duration) string {
	if d%time.Hour == 0 {
		return fmt.Sprintf("%d hours", int(d.Hours()))
	}
	return d.Round(time.Second).String()
}
