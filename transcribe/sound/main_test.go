package sound

import (
	"os"
	"testing"
)

// TestMain lets the test program play the part of Earshot's hidden subcommand,
// so that every test decodes in the same fenced child as in real life.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "decode-child" {
		os.Exit(ChildMain(os.Args[2:]))
	}
	os.Exit(m.Run())
}
