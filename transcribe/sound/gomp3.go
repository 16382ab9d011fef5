package sound

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	mp3 "github.com/hajimehoshi/go-mp3"

	"earshot/transcribe/sound/mp3scan"
	"earshot/transcribe/sound/resample"
)

// mp3Order says which samples of a stream of MPEG-1 layer III frames to write.
type mp3Order struct {
	Frames int64 `json:"frames"` // in the stream
	Skip   int64 `json:"skip"`   // samples to drop at the beginning, at the file's own rate
	Take   int64 `json:"take"`   // samples to keep behind those
	Rate   int   `json:"rate"`   // to write at, in Hz; 0 leaves the file's own rate
}

const (
	// frameSamples is the length of an MPEG-1 layer III frame.
	frameSamples = 1152
	// blockFrames is how many frames one go-mp3 decoder is given: about 7 s.
	blockFrames = 256
	// warmUp is how many frames from before a block bring a decoder into the
	// state it would have had. The bit reservoir reaches 511 bytes back, at most
	// 9 frames of 32 kbit/s stereo at 48 kHz (58 bytes of main data each): these
	// are muted and only fill it. The last two are decoded again, for the overlap
	// of the filter bank.
	warmUp, muted = 12, 10
)

// decodeMP3 decodes frames from in to 16-bit little-endian mono samples. Blocks
// are decoded side by side on all processors, since go-mp3 is slow, and come
// out as if decoded in one go. A panic of go-mp3 becomes an error.
func decodeMP3(o mp3Order, in io.Reader, out io.Writer) error {
	debug.SetGCPercent(400) // go-mp3 makes a lot of garbage and needs little memory
	first, blocks, stop := readBlocks(bufio.NewReaderSize(in, 1<<16))
	defer close(stop)
	if first.Version != mp3scan.MPEG1 || first.Layer != 3 {
		return fmt.Errorf("%v layer %d is not for go-mp3", first.Version, first.Layer)
	}
	if o.Rate == 0 {
		o.Rate = first.SampleRate
	}
	convert, err := resample.New(first.SampleRate, o.Rate)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(out, 1<<16)
	var samples []float32
	var bytes []byte
	total := int64(0)
	for b := range blocks {
		decoded := <-b.done
		if decoded.err != nil {
			return decoded.err
		}
		total += int64(len(decoded.mono)) / frameSamples
		mono := trim(decoded.mono, &o.Skip, &o.Take)
		samples = convert.Append(samples[:0], mono)
		bytes = appendPCM(bytes[:0], samples)
		if _, err := w.Write(bytes); err != nil {
			return err
		}
	}
	if total != o.Frames {
		return fmt.Errorf("decoded %d frames of %d", total, o.Frames)
	}
	if _, err := w.Write(appendPCM(nil, convert.Flush(nil))); err != nil {
		return err
	}
	return w.Flush()
}

// trim cuts off what is still to skip, and what lies behind what is still to
// take.
func trim(mono []float32, skip, take *int64) []float32 {
	n := min(*skip, int64(len(mono)))
	*skip -= n
	mono = mono[n:]
	mono = mono[:min(*take, int64(len(mono)))]
	*take -= int64(len(mono))
	return mono
}

// block is some frames on their way through a decoder.
type block struct {
	frames []byte // with the warm-up before
	count  int    // without it
	warm   int    // frames of warm-up
	done   chan decodedBlock
}

type decodedBlock struct {
	mono []float32 // -1..1
	err  error
}

// readBlocks cuts the stream into blocks and has them decoded, a few at a time.
// They come out in order. A block that could not be read ends with its error.
func readBlocks(in io.Reader) (first mp3scan.Header, blocks <-chan *block, stop chan<- struct{}) {
	workers := runtime.GOMAXPROCS(0)
	ordered, work, quit := make(chan *block, workers), make(chan *block), make(chan struct{})
	for range workers {
		go func() {
			for b := range work {
				mono, err := b.decode()
				b.done <- decodedBlock{mono, err}
			}
		}()
	}
	frame, header, err := mp3scan.ReadFrame(in, nil)
	go func() {
		defer close(work)
		defer close(ordered)
		filler := header.Loudest().Silent() // so that no frame reaches back to nothing
		var warm [][]byte
		for err == nil {
			b := &block{warm: 1 + len(warm), done: make(chan decodedBlock, 1)}
			b.frames = bytes.Clone(filler)
			for i, frame := range warm {
				if h, ok := mp3scan.ParseHeader(frame); ok && i < muted {
					h.Mute(frame)
				}
				b.frames = append(b.frames, frame...)
			}
			warm = warm[:0]
			for err == nil && b.count < blockFrames {
				b.frames = append(b.frames, frame...)
				b.count++
				if b.count > blockFrames-warmUp {
					warm = append(warm, bytes.Clone(frame))
				}
				frame, _, err = mp3scan.ReadFrame(in, frame)
			}
			if err != nil && err != io.EOF {
				b.done <- decodedBlock{err: err}
			}
			select {
			case ordered <- b:
			case <-quit:
				return
			}
			if err == nil || err == io.EOF {
				select {
				case work <- b:
				case <-quit:
					return
				}
			}
		}
	}()
	return header, ordered, quit
}

// decode runs go-mp3 over the block. It hides the file's length from the
// decoder, which would otherwise read everything twice.
func (b *block) decode() (mono []float32, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("go-mp3 panicked: %v", r)
		}
	}()
	decoder, err := mp3.NewDecoder(struct{ io.Reader }{bytes.NewReader(b.frames)})
	if err != nil {
		return nil, fmt.Errorf("go-mp3: %w", err)
	}
	pcm := make([]byte, (b.warm+b.count)*frameSamples*4) // always 16 bit stereo
	if _, err := io.ReadFull(decoder, pcm); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			err = errors.New("ended early")
		}
		return nil, fmt.Errorf("go-mp3: %w", err)
	}
	pcm = pcm[b.warm*frameSamples*4:]
	mono = make([]float32, len(pcm)/4)
	for i := range mono {
		left := int16(binary.LittleEndian.Uint16(pcm[4*i:]))
		right := int16(binary.LittleEndian.Uint16(pcm[4*i+2:]))
		mono[i] = (float32(left) + float32(right)) / (2 * 32768)
	}
	return mono, nil
}

// appendPCM rounds samples of -1..1 to 16 bits, little-endian.
func appendPCM(dst []byte, samples []float32) []byte {
	for _, s := range samples {
		v := s * 32768
		switch {
		case v >= 32767:
			v = 32767
		case v <= -32768:
			v = -32768
		case v >= 0:
			v += 0.5
		default:
			v -= 0.5
		}
		dst = binary.LittleEndian.AppendUint16(dst, uint16(int16(v)))
	}
	return dst
}
