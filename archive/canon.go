package archive

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
)

// WriteCanonical writes the words of a transcript in the one form that its hash
// is made of: UTF-8, for each line that has words the speaker, a tab, the words
// with single spaces between them, and a line feed.
func (t *Transcript) WriteCanonical(w io.Writer) error {
	for _, l := range t.Lines {
		if len(l.Words) == 0 {
			continue
		}
		if _, err := fmt.Fprintf(w, "%s\t%s\n", oneLine(l.Speaker), oneLine(l.Text())); err != nil {
			return err
		}
	}
	return nil
}

// ContentHash is the SHA-256 of the canonical words: who cites a version can show
// later which words it had. It is made of the words that its reader may read. So
// it changes when words are removed or hidden, and must: a hash of words that are
// withheld would tell who guesses them that the guess is right.
func (t *Transcript) ContentHash() string {
	h := sha256.New()
	_ = t.WriteCanonical(h) // a hash takes everything
	return hex.EncodeToString(h.Sum(nil))
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
