package archive

import "time"

// ReportState is what became of a report.
type ReportState string

const (
	ReportReceived  ReportState = "received"
	ReportListening ReportState = "listening" // someone is listening to it
	ReportFixed     ReportState = "fixed"
	ReportKept      ReportState = "kept"      // the words stay; Answer says why
	ReportPassed    ReportState = "passed"    // passed to the storyteller
	ReportWithdrawn ReportState = "withdrawn" // by its author
)

// reportMoves: fixed is not closed, so every answered report may be opened again.
var reportMoves = map[ReportState][]ReportState{
	ReportReceived:  {ReportListening, ReportFixed, ReportKept, ReportPassed, ReportWithdrawn},
	ReportListening: {ReportReceived, ReportFixed, ReportKept, ReportPassed, ReportWithdrawn},
	ReportFixed:     {ReportReceived},
	ReportKept:      {ReportReceived},
	ReportPassed:    {ReportReceived, ReportFixed, ReportKept, ReportWithdrawn},
	ReportWithdrawn: {},
}

// MayBecome tells whether a report in state s may go to state next.
func (s ReportState) MayBecome(next ReportState) bool {
	for _, m := range reportMoves[s] {
		if m == next {
			return true
		}
	}
	return false
}

// Open tells whether someone still has to answer.
func (s ReportState) Open() bool {
	return s == ReportReceived || s == ReportListening || s == ReportPassed
}

// Reason is what the reader says is wrong.
type Reason string

const (
	WrongWord    Reason = "wrong-word"
	MissingWords Reason = "missing-words"
	NeverSaid    Reason = "never-said"
	WrongSpeaker Reason = "wrong-speaker"
	WrongTime    Reason = "wrong-time"
	PrivateName  Reason = "private" // a name or fact that should not be here
	Harm         Reason = "harm"    // it could hurt someone
	Else         Reason = "else"
)

// Reasons lists them in the order a form shows them.
var Reasons = []Reason{WrongWord, MissingWords, NeverSaid, WrongSpeaker, WrongTime, PrivateName, Harm, Else}

// Report is a reader saying that something is wrong, with the exact words. A
// visitor's fix is a report that carries it and waits for someone else.
type Report struct {
	ID        int64       `json:"id"` // rises by one; 0 until stored
	Receipt   string      `json:"-"`  // SHA-256 of the secret in the receipt link
	Interview string      `json:"interview"`
	Version   int         `json:"version"`
	Line      LineID      `json:"line,omitempty"` // only of a line without words
	First     WordID      `json:"first"`          // words First..Last as of Version
	Last      WordID      `json:"last"`
	Span      Span        `json:"span"`
	Quote     string      `json:"quote"` // the words as the reader saw them
	Reason    Reason      `json:"reason"`
	Note      string      `json:"note,omitempty"`
	HasFix    bool        `json:"has_fix"`
	Fix       string      `json:"fix,omitempty"`    // the words proposed; "" with HasFix: nothing was said
	Hide      HideState   `json:"hide,omitempty"`   // of an urgent report whose words should be hidden at once
	Rules     []string    `json:"rules,omitempty"`  // names of the content rules it matched
	Held      bool        `json:"held,omitempty"`   // its words are shown only to who looks after the interview
	Struck    bool        `json:"struck,omitempty"` // it proposes or quotes words that were struck out
	By        Author      `json:"by"`
	State     ReportState `json:"state"`
	Answer    string      `json:"answer,omitempty"` // the reason given for keeping or passing on
	Answered  *Author     `json:"answered,omitempty"`
	Fixed     int         `json:"fixed,omitempty"` // version of the change that answered it
	Reopened  int         `json:"reopened,omitempty"`
	Key       string      `json:"key"` // idempotency key
	Made      time.Time   `json:"made"`
	Changed   time.Time   `json:"changed"`
}

// Confirmation is "I listened, this is right" for a proposed fix.
type Confirmation struct {
	Report int64     `json:"report"`
	By     Author    `json:"by"`
	Agree  bool      `json:"agree"`
	Unsure bool      `json:"unsure,omitempty"` // takes back what they said before
	Made   time.Time `json:"made"`
}

// ReportQuery asks for reports, oldest first.
type ReportQuery struct {
	Interview string
	States    []ReportState
	Account   string // made by this account
	Visitor   string // made by this visitor
	Answered  string // answered by this account
	After     int64  // id of the last report of the page before
	Newest    bool   // newest first
	Limit     int    // 1..500; 0 means 100; ErrInvalid beyond
}
