package whisper

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"

	"earshot/archive"
	"earshot/transcribe"
)

const (
	// longestSound is the most seconds of sound in one request.
	longestSound = 30 * 60
	// frameBytes is how much sound goes over at once. child.py reads up to 1 MiB.
	frameBytes = 64 << 10
	// takenBack in place of a frame's length ends a request unheard.
	takenBack = math.MaxUint32
)

// request is the JSON line before a sound.
type request struct {
	ID       int64    `json:"id"`
	Language string   `json:"language"`
	Words    []string `json:"words"`
}

// hear sends one sound and waits for what was heard. It returns the sound's
// length in seconds. The child takes in a whole sound before it answers, also
// while it is busy, so sending and waiting follow each other.
func (c *child) hear(ctx context.Context, r request, pcm io.Reader, progress func(float64)) (answer, float64, error) {
	stop := context.AfterFunc(ctx, c.End)
	defer stop()
	sent, err := c.send(r, pcm)
	if err != nil {
		return answer{}, 0, err
	}
	seconds, far := float64(sent/2)/transcribe.Rate, 0.0
	for {
		a, err := c.next(ctx, c.cfg.quietFor(seconds))
		if err != nil {
			return answer{}, 0, err
		}
		if a.ID != r.ID {
			return answer{}, 0, fmt.Errorf("the speech engine answered request %d instead of %d", a.ID, r.ID)
		}
		switch a.Type {
		case "progress":
			far = within(a.Seconds, far, seconds)
			progress(far)
		case "error":
			return answer{}, 0, &inStepError{fmt.Errorf("the speech engine failed on this sound: %s", a.Message)}
		case "heard":
			return a, seconds, nil
		default:
			return answer{}, 0, fmt.Errorf("the speech engine answered %q in the middle of a sound", a.Type)
		}
	}
}

// inStepError is a failure after which the child is ready for the next sound.
type inStepError struct{ cause error }

func (e *inStepError) Error() string { return e.cause.Error() }
func (e *inStepError) Unwrap() error { return e.cause }

// send writes the request and the sound, and returns the bytes of sound. When
// the sound cannot be read or is too long, the request is taken back.
func (c *child) send(r request, pcm io.Reader) (sent int64, err error) {
	head, err := json.Marshal(r)
	if err != nil {
		return 0, err
	}
	if err := c.Write(append(head, '\n')); err != nil {
		return 0, err
	}
	buf := make([]byte, 4+frameBytes)
	for {
		n, err := io.ReadFull(pcm, buf[4:])
		if n > 0 {
			binary.LittleEndian.PutUint32(buf, uint32(n))
			if err := c.Write(buf[:4+n]); err != nil {
				return sent, err
			}
			if sent += int64(n); sent > longestSound*transcribe.BytesPerSecond {
				return sent, c.takeBack(archive.Invalid("",
					"The sound given to the speech engine is longer than %d minutes.", longestSound/60))
			}
		}
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return sent, c.Write(make([]byte, 4))
		case err != nil:
			return sent, c.takeBack(fmt.Errorf("read the sound: %w", err))
		}
	}
}

// takeBack ends a request that came without its whole sound.
func (c *child) takeBack(cause error) error {
	if err := c.Write(binary.LittleEndian.AppendUint32(nil, takenBack)); err != nil {
		return err
	}
	return &inStepError{cause}
}
