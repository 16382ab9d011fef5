package script

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"strings"

	"earshot/archive"
	"earshot/transcribe"
)

// frame is the stretch of sound whose loudness is looked at as one: 0.1 s.
const frame = transcribe.Rate / 10

// quiet is the root mean square below which a frame counts as silent, of 32768.
const quiet = 100

// said is what the steady engine hears, again and again.
var said = strings.Fields(`I grew up by the canal, and we walked to school along the towpath. My mother
	worked in the mill until it closed. People looked after each other then. We meet every week in the
	lifting spaces, and anyone can come. What would you like to tell us about that time? It was hard,
	but we laughed a lot. The community reporters came and listened, and somebody wrote it down.`)

// Steady hears so many words a second wherever the sound is not silent. The
// same sound at the same place gives the same words, cut into chunks or not.
func Steady(wordsPerSecond float64) *Engine {
	return &Engine{model: "steady", rate: wordsPerSecond}
}

// steady places a word at each beat of the recording's clock, if there is sound
// in its middle. Which word it is follows from the beat alone.
func (e *Engine) steady(loud []bool, offset, seconds float64) []archive.Word {
	var out []archive.Word
	for beat := int(math.Ceil(offset * e.rate)); ; beat++ {
		start := float64(beat)/e.rate - offset
		if start >= seconds-1e-6 {
			return out
		}
		if middle := start + 0.4/e.rate; !loud[min(int(middle*10), len(loud)-1)] {
			continue
		}
		w := archive.Word{
			Text: said[beat%len(said)], Start: archive.Milliseconds(start),
			End:         archive.Milliseconds(min(start+0.8/e.rate, seconds)),
			Probability: 0.95, Timing: archive.TimeRecognised,
		}
		if beat%17 == 0 {
			w.Probability = 0.4 // so that doubtful words can be seen too
		}
		out = append(out, w)
	}
}

// listen reads the sound to its end and tells which frames are not silent.
// A last frame may be short: seconds is exact.
func listen(ctx context.Context, pcm io.Reader, progress func(float64)) (loud []bool, seconds float64, err error) {
	buf := make([]byte, 2*frame)
	for {
		if err := ctx.Err(); err != nil {
			return nil, 0, err
		}
		n, err := io.ReadFull(pcm, buf)
		if n >= 2 {
			var sum float64
			for i := 0; i+1 < n; i += 2 {
				v := float64(int16(binary.LittleEndian.Uint16(buf[i:])))
				sum += v * v
			}
			loud = append(loud, math.Sqrt(sum/float64(n/2)) >= quiet)
			seconds += float64(n/2) / transcribe.Rate
			if progress != nil {
				progress(seconds)
			}
		}
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return loud, seconds, nil
		case err != nil:
			return nil, 0, err
		}
	}
}
