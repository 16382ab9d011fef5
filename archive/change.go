package archive

import (
	"slices"
	"time"
)

// Kind says why words change. The three are never mixed.
type Kind string

const (
	MisHearing Kind = "mis-hearing" // the words on the page are not the words in the sound
	Amendment  Kind = "amendment"   // the storyteller wants to say it differently
	Removal    Kind = "removal"     // words that must not be public
)

// Op is what a change does.
type Op string

const (
	OpWords   Op = "words"   // replaces, adds or deletes words
	OpSplit   Op = "split"   // a line becomes two
	OpMerge   Op = "merge"   // a line joins the one before it
	OpSpeaker Op = "speaker" // names who speaks on some lines
	OpAdd     Op = "add"     // a line that was missed comes in
	OpDelete  Op = "delete"  // a line goes, with its words
	OpTime    Op = "time"    // the words of a line are at another time
	OpBase    Op = "base"    // a newer recognition becomes the base; what people wrote follows as entries of its own
)

// Change is one entry of the journal. Once appended it is never edited.
type Change struct {
	Interview string `json:"interview"`
	Version   int    `json:"version"` // the version this change made, from 1
	Against   int    `json:"against"` // the version its author saw
	Base      string `json:"base"`    // the recognition it rests on
	Kind      Kind   `json:"kind"`
	Op        Op     `json:"op"`

	Edits []Edit `json:"edits,omitempty"` // OpWords; OpAdd, OpDelete: one, the words of the line

	At      WordID `json:"at,omitempty"`       // OpSplit: first word of the new line
	Line    LineID `json:"line,omitempty"`     // the line that is cut, joins, goes or moves; OpAdd: the one in front, 0 for none
	NewLine LineID `json:"new_line,omitempty"` // OpSplit, OpAdd: the id the new line gets; OpMerge, OpDelete: the line in front, 0 for none

	Lines   []LineID `json:"lines,omitempty"`   // OpSpeaker
	Speaker string   `json:"speaker,omitempty"` // OpSpeaker: the name given; OpAdd, OpDelete: who speaks on the line
	Names   []string `json:"names,omitempty"`   // OpSpeaker: instead of Speaker, one for each of Lines; OpSplit: of the new line, if not the same
	Were    []string `json:"were,omitempty"`    // OpSpeaker: the names before, same order as Lines; OpMerge: of the line that joins

	Times []WordTime `json:"times,omitempty"` // OpTime
	Moved []WordTime `json:"moved,omitempty"` // OpTime: the times before, same order as Times

	Same    []SameWords    `json:"same,omitempty"`    // OpBase: words that both recognitions heard
	Instead []HeardInstead `json:"instead,omitempty"` // OpBase: and what it heard instead of others
	Carries []int          `json:"carries,omitempty"` // versions whose words this one carries over to a newer recognition

	By      Author    `json:"by"`
	Agreed  *Author   `json:"agreed,omitempty"` // who confirmed or accepted it, if not By
	Reason  Reason    `json:"reason,omitempty"` // what was wrong; NeverSaid is the answer that nothing was said
	Note    string    `json:"note,omitempty"`
	Rules   []string  `json:"rules,omitempty"`   // names of the content rules it matched
	Key     string    `json:"key"`               // idempotency key: one request, one change
	Report  int64     `json:"report,omitempty"`  // the report it answers
	Reverts int       `json:"reverts,omitempty"` // the version it takes back
	Made    time.Time `json:"made"`
}

// WordTime is the time of one word.
type WordTime struct {
	Word   WordID  `json:"word"`
	Start  float64 `json:"start"` // seconds
	End    float64 `json:"end"`
	Timing Timing  `json:"timing"`
}

// SameWords is a run of words of an older recognition, which a newer one heard
// too, under ids of its own.
type SameWords struct {
	From  WordID `json:"from"`
	To    WordID `json:"to"`
	Count int    `json:"count"`
}

// HeardInstead is what a newer recognition heard in place of words of an older one.
type HeardInstead struct {
	From []WordID `json:"from"`
	To   []WordID `json:"to"`
}

// Edit replaces the words Before by Words. When Before is empty, Words go in
// after the word After (0: at the start of Line). Otherwise After only remembers
// what stood in front, so that words taken away can be put back.
type Edit struct {
	Before []Word `json:"before,omitempty"`
	Words  []Word `json:"words,omitempty"`
	After  WordID `json:"after,omitempty"`
	Next   WordID `json:"next,omitempty"` // the word its author saw behind the place; 0 at a line's end
	Line   LineID `json:"line"`           // the line that receives Words

	From []WordID `json:"from,omitempty"` // ids that Words had on an older recognition
}

// Author is who did something: a signed-in account, or a visitor known only by
// a cookie and a keyed hash of their network, never by an address.
type Author struct {
	Account string `json:"account,omitempty"`
	Visitor string `json:"visitor,omitempty"`
	Network string `json:"network,omitempty"`
	Name    string `json:"name,omitempty"`  // how they want to be credited; "" is "a visitor"
	Group   string `json:"group,omitempty"` // that they want to be credited with
}

// Same tells, as far as can be told, whether two authors are one person. Networks
// count between visitors only: people with an account are known by it, and could
// change the words themselves.
func (a Author) Same(o Author) bool {
	if a.Account != "" || o.Account != "" {
		return a.Account == o.Account
	}
	return (a.Visitor != "" && a.Visitor == o.Visitor) || (a.Network != "" && a.Network == o.Network)
}

// clone copies a change so deeply that Apply can number its words.
func (c *Change) clone() *Change {
	d := *c
	d.Edits = slices.Clone(c.Edits)
	for i := range d.Edits {
		d.Edits[i].Words = slices.Clone(d.Edits[i].Words)
	}
	return &d
}

// gone lists the words that a change takes away.
func (c *Change) gone() (words []Word) {
	for _, e := range c.Edits {
		words = append(words, e.Before...)
	}
	return words
}

// written lists the words that a change puts in.
func (c *Change) written() (words []Word) {
	for _, e := range c.Edits {
		words = append(words, e.Words...)
	}
	return words
}
