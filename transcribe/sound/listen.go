package sound

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"

	"earshot/archive"
)

const (
	// silenceMargin is added on both sides of a stretch that must not be heard,
	// in seconds: a removed name may begin before its word does, and AAC smears
	// sound over up to 2048 samples.
	silenceMargin = 0.150
	// maxCopy bounds a listening copy, in bytes: 12 hours at 96 kbit/s take 520 MB.
	maxCopy = 2 << 30
)

// copyRates are the sample rates AAC and every browser know. Other recordings
// are resampled to the last of them.
var copyRates = []int{8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000}

// ListeningCopy writes the recording at path to the file out as AAC in MP4 that
// starts at once and seeks exactly, mono or stereo, without tags or pictures,
// the given stretches silenced, and its outline to peaks (see archive.Peaks).
// Times in it are those of the samples Decode writes. Errors are like Decode's;
// when it fails there is no out.
func (d *Decoder) ListeningCopy(ctx context.Context, path, out string, silence []archive.Span, peaks io.Writer) (mediaType string, err error) {
	if d.config.FFmpeg == "" {
		return "", errNoFFmpeg("A copy for listening")
	}
	src, err := d.open(ctx, path)
	if err != nil {
		return "", fmt.Errorf("listening copy: %w", err)
	}
	defer src.close()
	temp := d.config.Temp
	if temp == "" {
		temp = filepath.Dir(out)
	}
	folder, err := os.MkdirTemp(temp, "listening-")
	if err != nil {
		return "", fmt.Errorf("listening copy: %w", err)
	}
	defer func() { _ = os.RemoveAll(folder) }()
	if folder, err = absolute(folder); err != nil {
		return "", fmt.Errorf("listening copy: %w", err)
	}
	made := filepath.Join(folder, "copy.mp4")
	if err := d.encode(ctx, src, made, folder, silence, peaks); err != nil {
		return "", fmt.Errorf("listening copy: %w", blame(err))
	}
	if err := move(made, out); err != nil {
		return "", fmt.Errorf("listening copy: %w", err)
	}
	return "audio/mp4", nil
}

// move renames a file, or copies it when it goes to another file system.
func move(from, to string) error {
	err := os.Rename(from, to)
	if !errors.Is(err, syscall.EXDEV) {
		return err
	}
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	if _, err = io.Copy(out, in); err == nil {
		err = out.Close()
	} else {
		_ = out.Close()
	}
	if err != nil {
		_ = os.Remove(to)
	}
	return err
}

// encode decodes in one child and encodes in another; the samples go by here,
// where stretches are silenced exactly.
func (d *Decoder) encode(ctx context.Context, src *source, made, folder string, silence []archive.Span, peaks io.Writer) error {
	s := copyShape(src.shape)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	samples, sink := io.Pipe()
	outline := newPeaker(sink, peaks, s)
	heard := d.meter(newSilencer(outline, s, silence), s)
	encoded := make(chan error, 1)
	go func() {
		err := d.run(ctx, &child{
			order: order{Program: d.config.FFmpeg, Args: encodeArgs(s, made), Write: folder, MaxFile: maxCopy},
			in:    samples, heard: heard,
		})
		// Whoever still writes samples must learn that nobody takes them.
		samples.CloseWithError(fmt.Errorf("encoder: %w", orClosed(err)))
		encoded <- err
	}()
	decodeErr := d.byFFmpeg(ctx, src, s, heard)
	if decodeErr == nil && heard.seconds() == 0 {
		decodeErr = errNoSound(nil)
	}
	if decodeErr == nil {
		decodeErr = outline.flush()
	}
	if decodeErr != nil {
		cancel() // an encoder must not finish half a recording
	}
	sink.CloseWithError(decodeErr)
	encodeErr := <-encoded
	if decodeErr != nil {
		return decodeErr
	}
	if encodeErr != nil {
		return fmt.Errorf("encode: %w", encodeErr)
	}
	return nil
}

func orClosed(err error) error {
	if err == nil {
		return io.ErrClosedPipe
	}
	return err
}

// copyShape is the recording's own shape where AAC can have it.
func copyShape(own shape) shape {
	s := shape{rate: own.rate, channels: min(2, own.channels)}
	if !slices.Contains(copyRates, s.rate) {
		s.rate = copyRates[len(copyRates)-1]
	}
	return s
}

// bitRate is enough for speech to sound like the original, in bit/s. Recordings
// at low sample rates have less to keep.
func (s shape) bitRate() int {
	rate := 64_000
	switch {
	case s.rate < 16000:
		rate = 32_000
	case s.rate < 32000:
		rate = 48_000
	}
	if s.channels == 2 {
		rate += rate / 2
	}
	return rate
}

// encodeArgs are ffmpeg's arguments to turn samples into a listening copy. Its
// MP4 writer notes the encoder's delay in an edit list, which browsers honour,
// so that times stay true.
func encodeArgs(s shape, made string) []string {
	return []string{"-nostdin", "-hide_banner", "-loglevel", "error", "-y",
		"-protocol_whitelist", "file,pipe", "-f", "s16le", "-ar", strconv.Itoa(s.rate), "-ac", strconv.Itoa(s.channels), "-i", "pipe:0",
		"-c:a", "aac", "-b:a", strconv.Itoa(s.bitRate()), "-threads", "1",
		"-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact",
		"-movflags", "+faststart", "-f", "mp4", "file:" + made}
}

// silencer passes samples on, with some stretches set to zero.
type silencer struct {
	w    io.Writer
	mute [][2]int64 // byte ranges, ascending, apart
	at   int64      // bytes gone by
}

func newSilencer(w io.Writer, s shape, silence []archive.Span) *silencer {
	q := &silencer{w: w}
	frame := int64(2 * s.channels)
	spans := slices.Clone(silence)
	slices.SortFunc(spans, func(a, b archive.Span) int { return cmp.Compare(a.Start, b.Start) })
	for _, span := range spans {
		from := int64(max(0, span.Start-silenceMargin)*float64(s.rate)) * frame
		to := int64((span.End+silenceMargin)*float64(s.rate)+1) * frame
		if n := len(q.mute); n > 0 && from <= q.mute[n-1][1] {
			q.mute[n-1][1] = max(q.mute[n-1][1], to)
			continue
		}
		q.mute = append(q.mute, [2]int64{from, to})
	}
	return q
}

func (q *silencer) Write(p []byte) (int, error) {
	end := q.at + int64(len(p))
	for len(q.mute) > 0 && q.mute[0][1] <= q.at {
		q.mute = q.mute[1:]
	}
	if len(q.mute) > 0 && q.mute[0][0] < end {
		p = slices.Clone(p) // a writer must not change what it is given
		for _, m := range q.mute {
			if m[0] >= end {
				break
			}
			clear(p[max(m[0]-q.at, 0):min(m[1]-q.at, int64(len(p)))])
		}
	}
	q.at = end
	return q.w.Write(p)
}
