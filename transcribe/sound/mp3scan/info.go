package mp3scan

import "encoding/binary"

// decoderDelay is how many samples every layer III decoder is late by itself:
// 528 for the filter bank and one more (LAME's tech FAQ; ffmpeg uses the same).
const decoderDelay = 528 + 1

// Info is what the first frame says of the whole file, when an encoder put a
// Xing, Info or VBRI header there. Such a frame holds no sound.
type Info struct {
	Kind    string // "Xing", "Info" or "VBRI"
	Frames  int64  // of sound; 0 when it does not say
	Bytes   int64
	Gapless bool // Delay and Padding are known
	Delay   int  // samples the encoder put before the sound
	Padding int  // samples the encoder put behind it
}

// parseInfo reads the frame at off. As ffmpeg does, it counts a header that
// gives neither frames nor bytes as an ordinary (silent) frame.
func (w *window) parseInfo(off int64, h Header) (Info, bool) {
	frame := w.at(off, h.Size())
	if len(frame) < h.Size() || h.Layer != 3 {
		return Info{}, false
	}
	if v, ok := parseVBRI(frame); ok {
		return v, true
	}
	start := headerSize + h.sideSize()
	if len(frame) < start+8 {
		return Info{}, false
	}
	b := frame[start:]
	info := Info{Kind: string(b[:4])}
	if info.Kind != "Xing" && info.Kind != "Info" {
		return Info{}, false
	}
	flags := binary.BigEndian.Uint32(b[4:])
	b = b[8:]
	take := func(bit uint32, n int) []byte {
		if flags&bit == 0 || len(b) < n {
			return nil
		}
		field := b[:n]
		b = b[n:]
		return field
	}
	if f := take(1, 4); f != nil {
		info.Frames = int64(binary.BigEndian.Uint32(f))
	}
	if f := take(2, 4); f != nil {
		info.Bytes = int64(binary.BigEndian.Uint32(f))
	}
	take(4, 100) // seek table
	take(8, 4)   // quality
	if len(b) >= 24 {
		switch string(b[:4]) {
		case "LAME", "Lavf", "Lavc":
			info.Gapless = true
			info.Delay = int(b[21])<<4 | int(b[22])>>4
			info.Padding = int(b[22]&0x0f)<<8 | int(b[23])
		}
	}
	return info, info.Frames > 0 || info.Bytes > 0
}

// parseVBRI reads Fraunhofer's header, 32 bytes behind the frame header.
func parseVBRI(frame []byte) (Info, bool) {
	const at = headerSize + 32
	if len(frame) < at+18 || string(frame[at:at+4]) != "VBRI" || binary.BigEndian.Uint16(frame[at+4:]) != 1 {
		return Info{}, false
	}
	return Info{
		Kind:   "VBRI",
		Bytes:  int64(binary.BigEndian.Uint32(frame[at+10:])),
		Frames: int64(binary.BigEndian.Uint32(frame[at+14:])),
	}, true
}
