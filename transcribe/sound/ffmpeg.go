package sound

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"earshot/transcribe/sound/mp3scan"
)

// shape is the form of samples: 16-bit little-endian, channels interleaved.
type shape struct{ rate, channels int }

func (s shape) bytesPerSecond() int64 { return int64(2 * s.rate * s.channels) }

// input is what ffmpeg reads: a file, or frames of an MP3 by standard input.
type input struct {
	demuxer string
	path    string
	stream  io.Reader
	filter  string // audio filters to run before all else
}

// decodeArgs are ffmpeg's arguments to turn an input into samples of a shape.
// The first sound track only; no pictures, no subtitles, no tags; files and
// pipes only, and one thread, since another recording may be waiting.
func (d *Decoder) decodeArgs(in input, s shape) []string {
	source := "pipe:0"
	if in.path != "" {
		source = "file:" + in.path
	}
	args := []string{"-nostdin", "-hide_banner", "-loglevel", "error", "-max_alloc", "268435456",
		"-protocol_whitelist", "file,pipe", "-threads", "1", "-f", in.demuxer, "-i", source,
		"-map", "0:a:0", "-vn", "-sn", "-dn", "-map_metadata", "-1"}
	if in.filter != "" {
		args = append(args, "-af", in.filter)
	}
	return append(args, "-t", strconv.FormatInt(int64(d.config.MaxDuration.Seconds())+1, 10),
		"-ar", strconv.Itoa(s.rate), "-ac", strconv.Itoa(s.channels), "-f", "s16le", "pipe:1")
}

// ffmpeg decodes an input to out, through a meter.
func (d *Decoder) ffmpeg(ctx context.Context, in input, s shape, out *meter) error {
	c := &child{
		order: order{Program: d.config.FFmpeg, Args: d.decodeArgs(in, s)},
		in:    in.stream, out: out, heard: out,
	}
	if in.path != "" {
		c.order.Read = []string{in.path}
	}
	return d.run(ctx, c)
}

// probeCPU is ample for the first moment of a file, even of one whose index
// lists millions of pieces.
const probeCPU = 20 * time.Second

// probe decodes the first moment of a file to learn its first sound track's
// rate and channels, from the WAV header ffmpeg then writes. ffprobe would say
// it too, but is not there where only ffmpeg itself was installed.
func (d *Decoder) probe(ctx context.Context, in input) (shape, error) {
	args := []string{"-nostdin", "-hide_banner", "-loglevel", "error", "-max_alloc", "268435456",
		"-protocol_whitelist", "file,pipe", "-threads", "1", "-f", in.demuxer, "-i", "file:" + in.path,
		"-map", "0:a:0", "-vn", "-sn", "-dn", "-t", "0.1", "-c:a", "pcm_s16le", "-f", "wav", "pipe:1"}
	var head bytes.Buffer
	err := d.run(ctx, &child{
		order: order{Program: d.config.FFmpeg, Args: args, Read: []string{in.path}},
		out:   &limited{w: &head, left: 1 << 20},
		start: probeCPU,
	})
	if err != nil {
		return shape{}, err
	}
	return wavShape(head.Bytes())
}

// wavShape reads the "fmt " chunk of a WAV header.
func wavShape(b []byte) (shape, error) {
	_, fmtChunk, found := bytes.Cut(b, []byte("fmt "))
	if !found || len(fmtChunk) < 12 {
		return shape{}, errors.New("ffmpeg wrote no WAV header")
	}
	s := shape{
		channels: int(binary.LittleEndian.Uint16(fmtChunk[6:])),
		rate:     int(binary.LittleEndian.Uint32(fmtChunk[8:])),
	}
	if s.channels < 1 || s.rate < 1 {
		return shape{}, fmt.Errorf("a track of %d channels at %d Hz", s.channels, s.rate)
	}
	return s, nil
}

// limited passes on a bounded number of bytes.
type limited struct {
	w    io.Writer
	left int
}

func (l *limited) Write(p []byte) (int, error) {
	if l.left -= len(p); l.left < 0 {
		return 0, errors.New("more output than expected")
	}
	return l.w.Write(p)
}

// segmentFilter cuts a segment of an MP3 to its sound and fills in, by
// timestamps, what ffmpeg drops when the inside of a frame is damaged: otherwise
// everything behind would be early.
func segmentFilter(scan *mp3scan.Scan, i int, rate int) string {
	seg := scan.Segments[i]
	first, last := int64(0), seg.Samples()
	if i == 0 {
		first = scan.Lead()
	}
	if i == len(scan.Segments)-1 {
		last -= scan.Trail()
	}
	return fmt.Sprintf("asettb=1/%d,atrim=start_pts=%d:end_pts=%d,asetpts=PTS-%d,aresample=%d:async=1:min_hard_comp=0.02:first_pts=0",
		seg.First.SampleRate, first, last, first, rate)
}

// blame turns what went wrong in a child into what the person should know.
// Errors that are not about the recording pass through.
func blame(err error) error {
	switch {
	case errors.Is(err, errCPU), errors.Is(err, errStall):
		return errTooCostly(err)
	case !errors.Is(err, errChild):
		return err
	case strings.Contains(err.Error(), "matches no streams"), strings.Contains(err.Error(), "does not contain any stream"):
		return errNoSound(err)
	}
	return errDamaged(err)
}

// absolute makes a path that ffmpeg and Landlock read alike.
func absolute(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(path)
}
