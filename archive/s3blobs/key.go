package s3blobs

import (
	"strings"
	"unicode/utf8"

	"earshot/archive"
)

// Limits of keys: S3's own for the whole, and that of file systems for one
// segment, because the default store keeps objects as files.
const (
	maxKey     = 1024
	maxSegment = 255
)

// checkKey refuses keys that not every store keeps as they are.
func checkKey(key string) error {
	if key == "" || len(key) > maxKey || !utf8.ValidString(key) {
		return archive.Invalid("key", "A key has 1 to %d bytes of valid text.", maxKey)
	}
	for seg := range strings.SplitSeq(key, "/") {
		if seg == "" || seg == "." || seg == ".." || len(seg) > maxSegment {
			return archive.Invalid("key", "Each part of a key has 1 to %d bytes and is neither \".\" nor \"..\".", maxSegment)
		}
	}
	if i := strings.IndexFunc(key, func(r rune) bool { return r < 0x20 || r == 0x7f || r == '\\' }); i >= 0 {
		return archive.Invalid("key", "A key has no control characters and no backslash.")
	}
	return nil
}
