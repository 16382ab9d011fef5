package mp3scan

// Version is the MPEG version of a frame.
type Version uint8

const (
	MPEG1 Version = iota
	MPEG2
	MPEG25
)

func (v Version) String() string { return [...]string{"MPEG-1", "MPEG-2", "MPEG-2.5"}[v] }

// Format is what stays the same from frame to frame of one stream. The joint
// stereo mode and the bit rate may change freely; these may not.
type Format struct {
	Version    Version
	Layer      int // 1, 2 or 3
	SampleRate int // Hz
	Channels   int // 1 or 2
}

// Header is one frame header, 4 bytes.
type Header struct {
	Format
	BitRate   int // bit/s; 0 is free format, whose frame length is not in the header
	Padding   bool
	CRC       bool // two bytes of checksum follow the header
	Intensity bool // intensity stereo may be in use
	raw       [4]byte
}

// headerSize is the length of a frame header in bytes.
const headerSize = 4

// bitRates in kbit/s by table and index; index 0 is free format, 15 forbidden.
var bitRates = [5][15]int{
	{0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448}, // MPEG-1 layer I
	{0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},    // MPEG-1 layer II
	{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},     // MPEG-1 layer III
	{0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},    // MPEG-2 layer I
	{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},         // MPEG-2 layers II, III
}

var sampleRates = [3]int{44100, 48000, 32000} // MPEG-1; half for MPEG-2, a quarter for 2.5

// ParseHeader reads a frame header; false when the four bytes cannot be one.
func ParseHeader(b []byte) (Header, bool) {
	if len(b) < headerSize || b[0] != 0xff || b[1]&0xe0 != 0xe0 {
		return Header{}, false
	}
	version, layerBits := b[1]>>3&3, b[1]>>1&3
	rate, freq := b[2]>>4, b[2]>>2&3
	if version == 1 || layerBits == 0 || rate == 15 || freq == 3 || b[3]&3 == 2 {
		return Header{}, false
	}
	h := Header{Padding: b[2]&2 != 0, CRC: b[1]&1 == 0, raw: [4]byte(b)}
	h.Layer = 4 - int(layerBits)
	h.Version = [...]Version{MPEG25, 0, MPEG2, MPEG1}[version]
	h.SampleRate = sampleRates[freq] >> h.Version
	h.Channels = 2
	mode := b[3] >> 6
	if mode == 3 {
		h.Channels = 1
	}
	h.Intensity = mode == 1 && b[3]&0x10 != 0
	table := h.Layer - 1
	if h.Version != MPEG1 {
		table = 3 + min(1, h.Layer-1)
	}
	h.BitRate = bitRates[table][rate] * 1000
	return h, true
}

// Samples is how many samples per channel the frame holds.
func (h Header) Samples() int {
	switch {
	case h.Layer == 1:
		return 384
	case h.Layer == 3 && h.Version != MPEG1:
		return 576
	}
	return 1152
}

// Size is the whole frame in bytes; 0 for free format.
func (h Header) Size() int {
	if h.BitRate == 0 {
		return 0
	}
	pad := 0
	if h.Padding {
		pad = 1
	}
	if h.Layer == 1 {
		return (12*h.BitRate/h.SampleRate + pad) * 4
	}
	return h.Samples()/8*h.BitRate/h.SampleRate + pad
}

// sideStart and sideSize say where layer III side information lies in a frame.
func (h Header) sideStart() int {
	if h.CRC {
		return headerSize + 2
	}
	return headerSize
}

func (h Header) sideSize() int {
	switch {
	case h.Version == MPEG1 && h.Channels == 2:
		return 32
	case h.Version == MPEG1 || h.Channels == 2:
		return 17
	}
	return 9
}

// mainDataBegin is how many bytes before this frame its sound starts, in the
// main data of earlier frames (the "bit reservoir"). frame is the whole frame.
func (h Header) mainDataBegin(frame []byte) int {
	side := frame[h.sideStart():]
	if h.Version == MPEG1 {
		return int(side[0])<<1 | int(side[1])>>7
	}
	return int(side[0])
}

// mainDataSize is how many bytes of main data the frame itself carries.
func (h Header) mainDataSize() int { return max(0, h.Size()-h.sideStart()-h.sideSize()) }

// Silent is a whole frame that decodes to silence and is like h in everything
// else. In layer III zeroed side information says that nothing was coded; in
// layers I and II zeroed bit allocations say so.
func (h Header) Silent() []byte {
	frame := make([]byte, h.Size())
	copy(frame, h.raw[:])
	frame[1] |= 1 // no checksum
	return frame
}

// Mute blanks the side information of a layer III frame, so that it decodes to
// silence; the main data it carries for later frames stay. Where its own main
// data would begin stays too: some decoders keep no more than the frame before
// reached back to.
func (h Header) Mute(frame []byte) {
	from := min(len(frame), h.sideStart())
	side := frame[from:min(len(frame), from+h.sideSize())]
	if len(side) < 2 {
		return
	}
	begin := [2]byte{side[0]}
	if h.Version == MPEG1 {
		begin[1] = side[1] & 0x80
	}
	clear(side)
	copy(side, begin[:])
}

// Loudest is h at the highest bit rate of its format: a silent frame of this
// size fills any bit reservoir.
func (h Header) Loudest() Header {
	raw := h.raw
	raw[2] = raw[2]&0x0f | 14<<4
	raw[1] |= 1
	loudest, _ := ParseHeader(raw[:])
	return loudest
}
