package gateway

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/versity/versitygw/backend/posix"
)

// inProgress ends the name that versitygw gives the folder of an upload while it
// puts the parts together: "<upload id>.<etag>.inprogress".
const inProgress = ".inprogress"

// mend gives uploads whose completion was cut by a crash their names back. Left
// alone, versitygw would answer every later completion with success ("still in
// progress") though no object ever appears. Only the holder of the folder's lock
// may do this.
func mend(root string) error {
	cut, err := filepath.Glob(filepath.Join(globQuote(root), "*", posix.MetaTmpMultipartDir, "*", "*"+inProgress))
	if err != nil {
		return err
	}
	for _, dir := range cut {
		id, _, ok := strings.Cut(filepath.Base(dir), ".")
		if !ok {
			continue
		}
		if err := os.Rename(dir, filepath.Join(filepath.Dir(dir), id)); err != nil {
			return fmt.Errorf("mend an upload that was cut: %w", err)
		}
	}
	return nil
}

// globQuote keeps a folder's name from being read as a pattern.
func globQuote(path string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}
