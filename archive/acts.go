package archive

import "time"

// ActKind is a sort of thing that the open log counts.
type ActKind string

const (
	ActRule      ActKind = "rule"      // a content rule found something
	ActSure      ActKind = "sure"      // someone listened and said that the rule was wrong
	ActReversed  ActKind = "reversed"  // a held fix was let through after all
	ActUndo      ActKind = "undo"      // everything by one person was taken back
	ActStrike    ActKind = "strike"    // what changes wrote was struck out of the public history
	ActShow      ActKind = "show"      // and shown again
	ActProtect   ActKind = "protect"   // a transcript takes only custodians' fixes
	ActUnprotect ActKind = "unprotect" // it takes everyone's again
	ActFreeze    ActKind = "freeze"    // editing stopped everywhere
	ActThaw      ActKind = "thaw"      // editing goes on
	ActBrake     ActKind = "brake"     // so much came at once that every fix waits
	ActRelease   ActKind = "release"   // a custodian ended that early
)

// Act is one decision, by a person or by a rule. Once added it is never edited.
type Act struct {
	ID        int64     `json:"id"` // rises by one; 0 until stored
	Kind      ActKind   `json:"kind"`
	Rule      string    `json:"rule,omitempty"`      // ActRule, ActSure, ActReversed: its name
	Interview string    `json:"interview,omitempty"` // "" for the whole site
	Count     int       `json:"count,omitempty"`     // ActUndo: changes and reports taken back; ActStrike: changes
	By        Author    `json:"by"`                  // whose work the rule looked at, or who decided
	Note      string    `json:"note,omitempty"`
	Made      time.Time `json:"made"`
}

// ActCount is how often something happened in a month.
type ActCount struct {
	Month string // 2006-01
	Kind  ActKind
	Rule  string
	Acts  int
}

// ActRows keeps the log of decisions.
type ActRows interface {
	// AddAct numbers and appends. An act that has a number, from a lost store,
	// keeps it; ErrExists when it is taken. Later ones get higher numbers.
	AddAct(*Act) error
	// Acts returns up to limit acts of an interview, or with "" of the whole
	// site, that have a number above after, in order.
	Acts(interview string, after int64, limit int) ([]*Act, error)
	// CountActs counts all by month, kind and rule, in this order.
	CountActs() ([]ActCount, error)
	// CountReports counts all reports by state.
	CountReports() (map[ReportState]int, error)
}

// Source is where changes and reports come from: one of the three is set.
type Source struct {
	Account string
	Visitor string
	Network string
}

// SourceRows finds what came from one source.
type SourceRows interface {
	// ChangesFrom returns up to limit changes written or agreed to from a source,
	// newest first.
	ChangesFrom(s Source, limit int) ([]*Change, error)
	// ReportsFrom returns up to limit reports from a source, newest first.
	ReportsFrom(s Source, limit int) ([]*Report, error)
	// ConfirmedFrom returns up to limit reports whose fix someone from a source
	// voted on, the newest report first, each once.
	ConfirmedFrom(s Source, limit int) ([]*Report, error)
	// VotesFrom returns up to limit votes from a source, newest first.
	VotesFrom(s Source, limit int) ([]*Vote, error)
}

// act adds to the log in tx and has it written to the bucket.
func (a *Archive) act(tx Tx, act Act) error {
	act.Made = a.now()
	if err := tx.AddAct(&act); err != nil {
		return err
	}
	return tx.Enqueue(Job{Kind: JobMirror, Interview: act.Interview})
}
