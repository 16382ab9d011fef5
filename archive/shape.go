package archive

import "context"

// Shape is a change to lines rather than words.
type Shape struct {
	Interview string
	Against   int
	Op        Op
	At        WordID // OpSplit: the word that begins the new line
	Line      LineID // OpAdd: the line in front of the new one; 0 puts it first
	Speaker   string // OpSpeaker, OpAdd
	Reach     Reach  // OpSpeaker
	Text      string // OpAdd: the words that are missing

	// Start and End are seconds of the recording. OpTime: where the line is, nil
	// leaves that end. OpAdd: where in the gap the line is, nil is the gap's own end.
	Start, End *float64

	Reason Reason // OpDelete: NeverSaid answers that nothing was said there
	Note   string // OpDelete: required with any other reason
	Key    string
}

// Reach says how far a speaker's name goes.
type Reach string

const (
	ThisLine   Reach = "line"
	FromHere   Reach = "from-here"  // until the next line with another name
	Everywhere Reach = "everywhere" // every line that has the same name now
)

// Reshape splits, joins, adds or deletes lines, moves the time of one or names a
// speaker. ErrConflict when its lines changed since the version it names; words
// of a missed line are then kept as a report.
func (a *Archive) Reshape(ctx context.Context, v Viewer, s Shape) (*Change, error) {
	_, p, err := a.Interview(ctx, v, s.Interview)
	if err != nil {
		return nil, err
	}
	if err := mayCorrect(v, p); err != nil {
		return nil, err
	}
	if s.Op == OpDelete && !v.Role().AtLeast(ReporterRole) {
		return nil, &Problem{Kind: ErrForbidden, Sentence: "Taking a whole line out needs someone who looks after interviews. Please report it: “nothing was said here” is an answer."}
	}
	if err := a.prepareShape(&s); err != nil {
		return nil, err
	}
	var c *Change
	var lost *Conflict
	err = a.update(ctx, func(tx Tx) (err error) {
		c, lost, err = a.reshapeIn(tx, v, s)
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case lost != nil:
		return nil, lost
	}
	return c, nil
}

func (a *Archive) prepareShape(s *Shape) (err error) {
	if s.Speaker, err = a.say("speaker", s.Speaker, MaxName); err != nil {
		return err
	}
	if s.Note, err = a.say("note", s.Note, MaxNote); err != nil {
		return err
	}
	if s.Text, err = a.say("text", s.Text, MaxFix); err != nil {
		return err
	}
	if s.Op == OpDelete && s.Note == "" && s.Reason != NeverSaid {
		return Invalid("reason", "Please tick “nothing was said here” or say why the line must go.")
	}
	s.Key, err = requestKey(s.Key)
	return err
}

func (a *Archive) reshapeIn(tx Tx, v Viewer, s Shape) (*Change, *Conflict, error) {
	by := v.Author()
	if s.Op == OpAdd {
		lost, err := a.repeatedLoss(tx, Fix{Interview: s.Interview, Against: s.Against, Line: s.Line, Text: s.Text, Key: s.Key}, by)
		if lost != nil || err != nil {
			return nil, lost, err
		}
	}
	if c, err := made(tx, s.Interview, s.Key, by); c != nil || err != nil {
		return c, nil, err
	}
	iv, err := tx.Interview(s.Interview)
	if err != nil {
		return nil, nil, err
	}
	saw, now, err := a.sawAndNow(tx, iv, s.Against)
	if err != nil {
		return nil, nil, err
	}
	c := &Change{Interview: iv.ID, Against: s.Against, Kind: MisHearing, Op: s.Op, At: s.At, Line: s.Line, Key: s.Key, By: by}
	switch s.Op {
	case OpSpeaker:
		if c.Speaker, c.Lines = s.Speaker, now.reached(s); len(c.Lines) == 0 {
			return nil, nil, ErrUnchanged
		}
	case OpAdd:
		err = now.planAdd(c, saw, s, iv.Recording.Duration)
	case OpDelete:
		err = now.planDelete(c, saw, s)
	case OpTime:
		err = now.planTime(c, saw, s, iv.Recording.Duration)
	}
	if err == nil {
		err = a.append(tx, iv, c, nil)
	}
	if lost := conflictOf(err); lost != nil && s.Op == OpAdd {
		return nil, lost, a.keepMissedLine(tx, v, s, saw, lost)
	}
	return c, nil, err
}

// reached lists the lines that a speaker's name goes to and that lack it.
func (t *Transcript) reached(s Shape) []LineID {
	at := t.LineIndex(s.Line)
	if at < 0 {
		return nil
	}
	was := t.Lines[at].Speaker
	var ids []LineID
	for i, l := range t.Lines {
		hit := i == at
		switch s.Reach {
		case Everywhere:
			hit = l.Speaker == was
		case FromHere:
			if i > at && l.Speaker != was {
				return ids
			}
			hit = i >= at
		}
		if hit && l.Speaker != s.Speaker {
			ids = append(ids, l.ID)
		}
	}
	return ids
}
