package archive

import (
	"errors"
	"fmt"
)

// The errors that cross the border of this package. Callers test for them with
// errors.Is; ui maps each to a status and a kind sentence in one place.
var (
	ErrNotFound   = errors.New("not found")
	ErrWithdrawn  = errors.New("withdrawn")
	ErrExists     = errors.New("exists already")
	ErrConflict   = errors.New("the words changed meanwhile")
	ErrUnchanged  = errors.New("it already says that")
	ErrForbidden  = errors.New("not allowed")
	ErrSignIn     = errors.New("sign in first")
	ErrState      = errors.New("not possible in this state")
	ErrInvalid    = errors.New("not usable")
	ErrTooLarge   = errors.New("too large")
	ErrDamaged    = errors.New("stored bytes differ from what was kept")
	ErrOwnWork    = errors.New("someone else has to confirm this")
	ErrNoRoom     = errors.New("no room is left")
	ErrUnsureBlob = errors.New("the store gave no clear answer")
)

// Problem is an error with a sentence that may be shown to anyone. Unwrap gives
// one of the errors above, so that the status follows from the kind.
type Problem struct {
	Kind     error
	Field    string // the form field it belongs to, or ""
	Sentence string
}

func (p *Problem) Error() string { return p.Sentence }
func (p *Problem) Unwrap() error { return p.Kind }

// Invalid makes a Problem of kind ErrInvalid for one form field.
func Invalid(field, format string, args ...any) error {
	return &Problem{Kind: ErrInvalid, Field: field, Sentence: fmt.Sprintf(format, args...)}
}

// Conflict is a Problem of kind ErrConflict that carries both texts, because
// nothing a person typed may be lost.
type Conflict struct {
	Theirs string // what the words say now
	Yours  string // what was proposed
	Before string // what the proposer saw
	Now    int    // version that Theirs is read from

	Number  int64  // of the report that keeps Yours; 0 when there is none
	Receipt string // its secret
}

func (c *Conflict) Error() string {
	return fmt.Sprintf("these words changed meanwhile: now %q, yours %q", c.Theirs, c.Yours)
}
func (c *Conflict) Unwrap() error { return ErrConflict }
