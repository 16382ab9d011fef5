package archive

import "errors"

// repeatedLoss returns the conflict that a request met already, when its words
// were kept as a proposal.
func (a *Archive) repeatedLoss(tx Tx, f Fix, by Author) (*Conflict, error) {
	r, err := tx.ReportByKey(f.Interview, f.Key)
	switch {
	case errors.Is(err, ErrNotFound):
		return nil, nil
	case err != nil:
		return nil, err
	case !r.By.Same(by):
		return nil, errKeyTaken
	}
	c, err := a.clash(tx, f)
	if err != nil {
		return nil, err
	}
	c.Number, c.Receipt = r.ID, a.derive("receipt", r.Interview, r.Key)
	return c, nil
}

// clash describes a fix that came too late: what it was written on, what it says
// and what stands there now. It returns ErrUnchanged when someone else wrote the
// very same meanwhile. Words withheld since are in none of the texts.
func (a *Archive) clash(tx Tx, f Fix) (*Conflict, error) {
	iv, err := tx.Interview(f.Interview)
	if err != nil {
		return nil, err
	}
	saw, now, err := a.sawAndNow(tx, iv, f.Against)
	if err != nil {
		return nil, err
	}
	c := &Conflict{Yours: f.Text, Now: now.Version}
	first, last := saw.wholeLine(f.Line, f.First, f.Last)
	if first == 0 {
		if i := now.LineIndex(f.Line); i >= 0 {
			c.Theirs = iv.publicWords(now.Lines[i].Words)
		}
		return c, nil
	}
	was, err := saw.Words(first, last)
	if err != nil {
		return nil, err
	}
	c.Before = iv.publicWords(was)
	to, text, _, err := a.carried(tx, iv, Anchor{saw.Version, first, last}, now.Version)
	if err != nil {
		return nil, err
	}
	if text != "" && a.opt.Normalise(text) == f.Text {
		return nil, ErrUnchanged
	}
	c.Theirs = iv.ForPublic(now).around(to, f.Line)
	return c, nil
}

// tooLate returns the conflict that a fix which is only proposed has met, nil when
// its words stand as its author saw them; ErrUnchanged when someone else wrote the
// very same meanwhile. Without it the words would wait for people to find out.
func (a *Archive) tooLate(tx Tx, iv *Interview, f Fix, text []string) (*Conflict, error) {
	if f.Against == iv.Version {
		return nil, nil
	}
	edits, err := a.editsNow(tx, iv, f, text)
	if err == nil {
		now, err := a.fold(tx, iv, iv.Version)
		if err != nil {
			return nil, err
		}
		if now.Clone().Apply(&Change{Against: f.Against, Kind: f.Kind, Op: OpWords, Edits: edits}) == nil {
			return nil, nil
		}
	} else if errors.Is(err, ErrUnchanged) {
		return nil, err
	}
	return a.clash(tx, f)
}

// withdrawKept takes back what a conflict kept of a person's words, once they
// propose others in their place. What others joined meanwhile stays.
func (a *Archive) withdrawKept(tx Tx, by Author, interview, receipt string) error {
	if receipt == "" {
		return nil
	}
	r, err := tx.ReportByReceipt(HashSecret(receipt))
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil || r.Interview != interview || !r.By.Same(by) || !r.State.MayBecome(ReportWithdrawn) {
		return err
	}
	if joined, err := stays(tx, r); joined || err != nil {
		return err
	}
	return a.withdraw(tx, r)
}

// wholeLine returns the words a fix speaks of: those it names or all of the
// line; 0 when the line has none.
func (t *Transcript) wholeLine(line LineID, first, last WordID) (WordID, WordID) {
	i := t.LineIndex(line)
	if first != 0 || i < 0 || len(t.Lines[i].Words) == 0 {
		return first, last
	}
	words := t.Lines[i].Words
	return words[0].ID, words[len(words)-1].ID
}

// around is the text of the lines that hold an anchor, or of the given line when
// its words are gone.
func (t *Transcript) around(a Anchor, line LineID) string {
	from, ok := t.find(a.First)
	to, ok2 := t.find(a.Last)
	if !ok || !ok2 {
		from.line = t.LineIndex(line)
		to.line = from.line
	}
	var words []Word
	for i := max(from.line, 0); i <= to.line; i++ {
		words = append(words, t.Lines[i].Words...)
	}
	return JoinWords(words)
}

// keepLost keeps the words of a fix that came too late, so that nothing a person
// typed is lost: someone decides between both texts, and the receipt shows what
// became of it. What the storyteller wants to say differently is not up for
// confirmation by readers: it is kept as a note.
func (a *Archive) keepLost(tx Tx, v Viewer, f Fix, c *Conflict) error {
	r := proposal(f)
	if f.Kind == Amendment {
		r.HasFix, r.Fix, r.Reason = false, "", Else
		r.Note = "The storyteller wants to say: " + f.Text
	}
	kept, secret, err := a.addReport(tx, v, r)
	if err != nil {
		return err
	}
	c.Number, c.Receipt = kept.ID, secret
	return nil
}

// answerKept answers the proposal that was kept of a person's words at a
// conflict, once they decided what to write instead.
func (a *Archive) answerKept(tx Tx, f Fix, c *Change) error {
	if f.Instead == "" {
		return nil
	}
	r, err := tx.ReportByReceipt(HashSecret(f.Instead))
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil || r.Interview != f.Interview || !r.By.Same(c.By) || !r.State.MayBecome(ReportFixed) {
		return err
	}
	return a.moveReport(tx, r, ReportFixed, func(r *Report) { r.Fixed, r.Answered = c.Version, &c.By })
}

// keepMissedLine keeps the words of a missed line whose place is gone, on the
// word they were to stand behind.
func (a *Archive) keepMissedLine(tx Tx, v Viewer, s Shape, saw *Transcript, c *Conflict) error {
	near := saw.wordBefore(place{saw.LineIndex(s.Line) + 1, 0})
	if near == nil {
		return c // a transcript without words: there is nothing to hang them on
	}
	kept, secret, err := a.addReport(tx, v, Report{Interview: s.Interview, Version: s.Against, First: near.ID, Last: near.ID, Reason: MissingWords,
		Note: "A line is missing behind this: " + s.Text, Key: s.Key})
	if err != nil {
		return err
	}
	c.Number, c.Receipt = kept.ID, secret
	return nil
}
