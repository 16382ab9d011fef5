package sound

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"earshot/archive"
	"earshot/transcribe/sound/mp3scan"
)

// speech is what recognition listens to.
var speech = shape{rate: Rate, channels: 1}

// source is a recording that was looked at, ready to be decoded.
type source struct {
	file      *os.File
	path      string // absolute
	mediaType string
	scan      *mp3scan.Scan // of MP3 only
	shape     shape         // the recording's own
}

func (s *source) close() { _ = s.file.Close() }

// Decode writes the recording at path to pcm as 16 kHz mono signed 16-bit
// little-endian samples, as they are decoded. A slow pcm slows it down. An error
// that wraps archive.ErrInvalid is about the recording and carries a sentence
// for its owner; archive.ErrState means that ffmpeg has to be installed first.
// What pcm returns comes back wrapped. Samples already written stay written.
func (d *Decoder) Decode(ctx context.Context, path string, pcm io.Writer) (Facts, error) {
	src, err := d.open(ctx, path)
	if err != nil {
		return Facts{}, fmt.Errorf("decode: %w", err)
	}
	defer src.close()
	facts := Facts{Type: src.mediaType, By: "ffmpeg", Channels: src.shape.channels, SampleRate: src.shape.rate}
	out := d.meter(pcm, speech)
	if src.scan != nil {
		facts.Gaps = gaps(src.scan)
	}
	if simple(src.scan) {
		facts.By = "go-mp3"
		err = d.goMP3(ctx, src, out)
		if ctx.Err() == nil && errors.Is(err, errChild) && d.config.FFmpeg != "" {
			// The headers were sound but something inside was not: ffmpeg goes
			// on where go-mp3 gave up.
			d.config.Log.Warn("go-mp3 gave up, ffmpeg takes over", "path", path, "at_s", out.seconds(), "error", err)
			facts.By = "ffmpeg"
			resumed := d.meter(pcm, speech)
			resumed.skip = out.count.Load()
			out = resumed
			err = d.byFFmpeg(ctx, src, speech, out)
		}
	} else {
		err = d.byFFmpeg(ctx, src, speech, out)
	}
	if err != nil {
		return Facts{}, fmt.Errorf("decode: %w", blame(err))
	}
	if facts.Duration = out.seconds(); facts.Duration == 0 {
		return Facts{}, fmt.Errorf("decode: %w", errNoSound(nil))
	}
	return facts, nil
}

// open looks at a recording: what it is, and if it is MP3, every frame header.
func (d *Decoder) open(ctx context.Context, path string) (*source, error) {
	path, err := absolute(path)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	src := &source{file: file, path: path}
	if err := d.look(ctx, src); err != nil {
		src.close()
		return nil, err
	}
	return src, nil
}

func (d *Decoder) look(ctx context.Context, src *source) error {
	info, err := src.file.Stat()
	if err != nil {
		return err
	}
	if src.mediaType, err = Identify(src.file, info.Size()); err != nil {
		return err
	}
	if src.mediaType == "audio/mpeg" {
		return d.lookMP3(src, info.Size())
	}
	if d.config.FFmpeg == "" {
		return errNoFFmpeg("This kind of recording")
	}
	if src.shape, err = d.probe(ctx, src.input()); err != nil {
		return blame(err)
	}
	return nil
}

func (d *Decoder) lookMP3(src *source, size int64) error {
	scan, err := mp3scan.Read(src.file, size)
	switch {
	case errors.Is(err, mp3scan.ErrNotMP3), errors.Is(err, mp3scan.ErrTooDamaged):
		return errDamaged(err)
	case err != nil:
		return err
	case scan.TooMixed():
		return errDamaged(fmt.Errorf("%d changes of format", len(scan.Segments)))
	case scan.Seconds() > d.config.MaxDuration.Seconds():
		return errTooLong(d.config.MaxDuration)
	case !simple(scan) && d.config.FFmpeg == "":
		return errNoFFmpeg("This MP3")
	}
	src.scan = scan
	for _, seg := range scan.Segments {
		src.shape.channels = max(src.shape.channels, seg.First.Channels)
	}
	src.shape.rate = scan.Segments[0].First.SampleRate
	return nil
}

// simple tells whether go-mp3 decodes this file right.
func simple(scan *mp3scan.Scan) bool {
	if scan == nil || !scan.Steady() {
		return false
	}
	format := scan.Segments[0].First.Format
	return format.Version == mp3scan.MPEG1 && format.Layer == 3
}

// gaps are the scan's, in the archive's words.
func gaps(scan *mp3scan.Scan) []archive.Span {
	var spans []archive.Span
	for _, g := range scan.Gaps {
		spans = append(spans, archive.Span{Start: archive.Milliseconds(g.Start), End: archive.Milliseconds(g.End)})
	}
	return spans
}

func (d *Decoder) meter(w io.Writer, s shape) *meter {
	return &meter{w: w, perSec: s.bytesPerSecond(), limit: d.config.MaxDuration}
}

func (s *source) input() input { return input{demuxer: demuxers[s.mediaType], path: s.path} }

// goMP3 decodes an MP3 of one segment in a child of our own.
func (d *Decoder) goMP3(ctx context.Context, src *source, out *meter) error {
	seg := src.scan.Segments[0]
	lead := src.scan.Lead()
	return d.run(ctx, &child{
		order: order{MP3: mp3Order{
			Frames: seg.Frames, Skip: lead, Take: seg.Samples() - lead - src.scan.Trail(), Rate: Rate,
		}},
		in: seg.Reader(src.file), out: out, heard: out,
	})
}

// byFFmpeg decodes a recording in any shape: an MP3 segment by segment from the
// frames the scan found, anything else from the file.
func (d *Decoder) byFFmpeg(ctx context.Context, src *source, s shape, out *meter) error {
	if src.scan == nil {
		return d.ffmpeg(ctx, src.input(), s, out)
	}
	for i, seg := range src.scan.Segments {
		in := input{demuxer: "mp3", stream: seg.Reader(src.file), filter: segmentFilter(src.scan, i, s.rate)}
		if err := d.ffmpeg(ctx, in, s, out); err != nil {
			return err
		}
	}
	return nil
}
