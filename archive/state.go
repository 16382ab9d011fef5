package archive

import "fmt"

// State is where an interview stands in its life.
type State string

const (
	Received     State = "received"     // bytes are kept, work not yet queued
	Queued       State = "queued"       // waiting for the engine
	Transcribing State = "transcribing" // sound is being turned into words
	Draft        State = "draft"        // words are there, its people read first
	Published    State = "published"    // anyone may read, hear, report and fix
	Failed       State = "failed"       // a person has to look; Reason says why
	Withdrawn    State = "withdrawn"    // gone from the public; a tombstone stays
)

// States lists every state, in the order of a life.
var States = []State{Received, Queued, Transcribing, Draft, Published, Failed, Withdrawn}

// moves is the whole life of an interview: from each state, the states that may
// follow. Corrections never change the state.
var moves = map[State][]State{
	Received:     {Queued, Failed, Withdrawn},
	Queued:       {Transcribing, Failed, Withdrawn},
	Transcribing: {Draft, Published, Failed, Withdrawn},
	Draft:        {Published, Queued, Withdrawn}, // queued again: a newer recognition
	Published:    {Draft, Queued, Withdrawn},
	Failed:       {Queued, Withdrawn}, // retry
	Withdrawn:    {},
}

// MayBecome tells whether an interview in state s may go to state next.
func (s State) MayBecome(next State) bool {
	for _, m := range moves[s] {
		if m == next {
			return true
		}
	}
	return false
}

// become moves the interview or says ErrState.
func (iv *Interview) become(next State) error {
	if !iv.State.MayBecome(next) {
		return fmt.Errorf("interview %s is %s and cannot become %s: %w", iv.ID, iv.State, next, ErrState)
	}
	iv.State = next
	return nil
}

// turn is become for what people ask of an interview in one state alone: the moves
// of the worker are not theirs to make.
func (iv *Interview) turn(from, next State) error {
	if iv.State != from {
		return fmt.Errorf("interview %s is %s, not %s: %w", iv.ID, iv.State, from, ErrState)
	}
	return iv.become(next)
}

// HasWords tells whether there is a transcript to read.
func (iv *Interview) HasWords() bool { return iv.Recognition != "" }
