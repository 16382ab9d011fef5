package sound

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/gabriel-vasile/mimetype"

	"earshot/archive"
	"earshot/transcribe/sound/mp3scan"
)

// headSize is how much of a file's beginning names its container, in bytes.
const headSize = 4096

// demuxers maps the media types we play to ffmpeg's name of the one demuxer
// that may read them. What is not in this table is not handed to ffmpeg: its own
// guess would also open playlists, which name other files.
var demuxers = map[string]string{
	"audio/mpeg":       "mp3",
	"audio/wav":        "wav",
	"audio/aac":        "aac",
	"audio/flac":       "flac",
	"audio/ogg":        "ogg",
	"audio/aiff":       "aiff",
	"audio/amr":        "amr",
	"audio/x-caf":      "caf",
	"audio/x-ms-wma":   "asf",
	"audio/mp4":        "mov",
	"video/mp4":        "mov",
	"video/quicktime":  "mov",
	"video/3gpp":       "mov",
	"video/webm":       "matroska",
	"video/x-matroska": "matroska",
}

// sameAs maps mimetype's names to those of the table above.
var sameAs = map[string]string{
	"audio/x-m4a":     "audio/mp4",
	"video/x-m4v":     "video/mp4",
	"video/3gpp2":     "video/3gpp",
	"audio/3gpp":      "video/3gpp",
	"application/ogg": "audio/ogg",
	"video/ogg":       "audio/ogg",
	"video/x-ms-asf":  "audio/x-ms-wma",
	"audio/x-wav":     "audio/wav",
	"audio/x-aiff":    "audio/aiff",
	"audio/AMR":       "audio/amr",
	"video/matroska":  "video/x-matroska",
	"audio/matroska":  "video/x-matroska",
}

// Identify looks at the bytes, not the name, and says the media type of a
// recording we can play, or an *archive.Problem of kind ErrInvalid with a
// sentence for the person who chose the file. It reads headers and the place
// where MP3 frames start, never the whole file.
func Identify(r io.ReaderAt, size int64) (mediaType string, err error) {
	if size == 0 {
		return "", archive.Invalid("recording", "This file is empty. Please choose the recording again.")
	}
	head, err := readHead(r, 0, size)
	if err != nil {
		return "", fmt.Errorf("identify: %w", err)
	}
	guess := mimetype.Detect(head)
	if known := playable(guess, head); known != "" {
		return known, nil
	}
	_, _, err = mp3scan.Start(r, size)
	switch {
	case err == nil:
		return "audio/mpeg", nil
	case errors.Is(err, mp3scan.ErrFreeFormat):
		return "", archive.Invalid("recording", "This MP3 is of a rare kind (free format) that players do not open. Please save it as an ordinary MP3, or as WAV, and choose that file.")
	case !errors.Is(err, mp3scan.ErrNotMP3):
		return "", fmt.Errorf("identify: %w", err)
	}
	// Other sounds sometimes carry an ID3 tag too.
	if off := mp3scan.TagsEnd(r, size); off > 0 && off < size {
		if head, err = readHead(r, off, size); err != nil {
			return "", fmt.Errorf("identify: %w", err)
		}
		if known := playable(mimetype.Detect(head), head); known != "" {
			return known, nil
		}
	}
	return "", archive.Invalid("recording", "%s", refusal(guess, head))
}

func readHead(r io.ReaderAt, off, size int64) ([]byte, error) {
	head := make([]byte, min(headSize, size-off))
	n, err := r.ReadAt(head, off)
	if err == io.EOF {
		err = nil
	}
	return head[:n], err
}

// playable returns our name of the type if the head names a container we play.
// MP3 is left to the frame scan, which knows better than two bytes can.
func playable(guess *mimetype.MIME, head []byte) string {
	for m := guess; m != nil; m = m.Parent() {
		name, _, _ := strings.Cut(m.String(), ";")
		if same, ok := sameAs[name]; ok {
			name = same
		}
		switch _, ok := demuxers[name]; {
		case !ok || name == "audio/mpeg":
		case name == "audio/aac" && !adts(head):
		default:
			return name
		}
	}
	switch {
	case adts(head):
		return "audio/aac"
	case bytes.HasPrefix(head, []byte("#!AMR")):
		return "audio/amr"
	case len(head) > 12 && bytes.HasPrefix(head, []byte("RF64")) && string(head[8:12]) == "WAVE":
		return "audio/wav"
	case bytes.HasPrefix(head, []byte("caff\x00\x01")):
		return "audio/x-caf"
	case len(head) > 8 && (string(head[4:8]) == "moov" || string(head[4:8]) == "mdat" || string(head[4:8]) == "wide"):
		return "video/quicktime"
	}
	return ""
}

// adts tells whether head starts with two AAC frames, as ISO/IEC 13818-7 lays
// them out, one where the other ends; or with one that is longer than head.
func adts(head []byte) bool {
	for frames := 0; frames < 2; frames++ {
		if len(head) < 7 {
			return frames > 0
		}
		if head[0] != 0xff || head[1]&0xf6 != 0xf0 || head[2]>>2&15 > 12 {
			return false
		}
		size := int(head[3]&3)<<11 | int(head[4])<<3 | int(head[5])>>5
		if size < 7 {
			return false
		}
		head = head[min(size, len(head)):]
	}
	return true
}

// refusal says in plain words what a file seems to be and what to do.
func refusal(guess *mimetype.MIME, head []byte) string {
	const choose = "Please choose a sound or video recording, such as MP3, M4A, WAV or MP4."
	kind, _, _ := strings.Cut(guess.String(), "/")
	for m := guess; m != nil; m = m.Parent() {
		name, _, _ := strings.Cut(m.String(), ";")
		if what, ok := otherThings[name]; ok && (name != "text/plain" || utf8.Valid(head)) {
			return "This looks like " + what + ", not a recording. " + choose
		}
	}
	switch kind {
	case "image":
		return "This looks like a picture, not a recording. " + choose
	case "audio", "video":
		if guess.Is("audio/mpeg") { // by two bytes only: there are no frames
			break
		}
		return "We cannot play this kind of recording (" + guess.String() + "). " + choose
	}
	return "We could not find any sound in this file. " + choose
}

// otherThings names what people choose by mistake.
var otherThings = map[string]string{
	"application/pdf":                               "a PDF document",
	"application/zip":                               "a ZIP archive or an office document",
	"application/gzip":                              "a compressed archive",
	"application/x-7z-compressed":                   "a compressed archive",
	"application/x-rar-compressed":                  "a compressed archive",
	"application/x-tar":                             "an archive of files",
	"application/x-ole-storage":                     "an office document",
	"application/vnd.microsoft.portable-executable": "a program",
	"application/x-elf":                             "a program",
	"application/x-mach-binary":                     "a program",
	"application/vnd.apple.mpegurl":                 "a playlist, which only names recordings",
	"audio/x-mpegurl":                               "a playlist, which only names recordings",
	"image/svg+xml":                                 "a picture",
	"text/html":                                     "a web page",
	"text/xml":                                      "a text file",
	"text/plain":                                    "a text file",
}
