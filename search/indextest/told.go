package indextest

import (
	"errors"

	"earshot/archive"
)

// Told tells whether err carries a sentence for the person who asked.
func Told(err error) (*archive.Problem, bool) {
	var p *archive.Problem
	return p, errors.As(err, &p)
}
