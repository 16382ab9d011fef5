package archive

import "slices"

// findSaid finds what a source said that still counts: open reports, votes, and
// answers to the reports of others.
func (u *Undo) findSaid(tx Tx, s Source, ask UndoAsk) error {
	reports, err := tx.ReportsFrom(s, undoMost)
	if err != nil {
		return err
	}
	for _, r := range reports {
		if !r.Made.Before(ask.Since) && !r.Urgent() {
			u.theirs = append(u.theirs, r)
		}
		if r.Made.Before(ask.Since) || !r.State.Open() || (r.Urgent() && !ask.Hidden) {
			continue // what may hurt someone is looked at, whoever said it
		}
		joined, err := stays(tx, r)
		if err != nil {
			return err
		}
		if !joined {
			u.Reports = append(u.Reports, r)
		}
	}
	if err := u.findAgreed(tx, s, ask); err != nil {
		return err
	}
	if err := u.findVotes(tx, s, ask); err != nil || s.Account == "" {
		return err
	}
	q := ReportQuery{Answered: s.Account, States: []ReportState{ReportFixed, ReportKept, ReportPassed}}
	return eachReport(tx, q, func(r *Report) error {
		if !r.Changed.Before(ask.Since) && r.Hide != HideRemoved { // removed words stay away
			u.Answers = append(u.Answers, r)
		}
		return nil
	})
}

// Agreed is what one person said of somebody else's fix.
type Agreed struct {
	*Confirmation
	Report *Report
}

// findAgreed finds what each of them said last of a fix that still waits. Those
// of their own that are withdrawn need no more.
func (u *Undo) findAgreed(tx Tx, s Source, ask UndoAsk) error {
	reports, err := tx.ConfirmedFrom(s, undoMost)
	if err != nil {
		return err
	}
	for _, r := range reports {
		if !r.State.Open() || slices.ContainsFunc(u.Reports, func(o *Report) bool { return o.ID == r.ID }) {
			continue
		}
		all, err := tx.Confirmations(r.ID)
		if err != nil {
			return err
		}
		newest := map[string]*Confirmation{}
		for _, c := range all {
			newest[c.By.marks()[0]] = c
		}
		for _, c := range all {
			if s.made(c.By) && newest[c.By.marks()[0]] == c && !c.Unsure && !c.Made.Before(ask.Since) {
				u.Agreed = append(u.Agreed, Agreed{c, r})
			}
		}
	}
	return nil
}

// made tells whether what an author did came from this source.
func (s Source) made(a Author) bool {
	switch {
	case s.Account != "":
		return a.Account == s.Account
	case s.Visitor != "":
		return a.Visitor == s.Visitor
	}
	return s.Network != "" && a.Network == s.Network
}

// findVotes finds the newest vote of each of them on the same words, unless it
// says nothing.
func (u *Undo) findVotes(tx Tx, s Source, ask UndoAsk) error {
	votes, err := tx.VotesFrom(s, undoMost)
	if err != nil {
		return err
	}
	of := map[string][]*Vote{} // by interview and person
	for _, v := range votes {
		who := v.Interview + " " + v.By.marks()[0]
		same := func(o *Vote) bool {
			return o.Silent == v.Silent && (!v.Silent || o.Line == v.Line) && slices.Equal(o.Words, v.Words)
		}
		if slices.ContainsFunc(of[who], same) {
			continue
		}
		of[who] = append(of[who], v)
		if v.Verdict != Unsure && !v.Made.Before(ask.Since) {
			u.Votes = append(u.Votes, v)
		}
	}
	return nil
}

// unsay takes back what a source said of one interview. Its reports are closed
// for their authors, with the reason on their receipts; what others said too was
// left out before. A vote is taken back as its author could: by being unsure.
func (a *Archive) unsay(tx Tx, iv *Interview, u *Undo, by Author, note string) error {
	for _, r := range u.Reports {
		if r.Interview != iv.ID {
			continue
		}
		if err := a.showAgain(tx, iv, r); err != nil {
			return err
		}
		r.State, r.Changed, r.Answer, r.Answered = ReportWithdrawn, a.now(), note, &by
		if err := tx.PutReport(r); err != nil {
			return err
		}
	}
	for _, r := range u.Answers {
		if r.Interview != iv.ID {
			continue
		}
		r.State, r.Changed, r.Answer, r.Answered, r.Fixed = ReportReceived, a.now(), "", nil, 0
		r.hideAgain()
		if err := tx.PutReport(r); err != nil {
			return err
		}
		if err := a.tell(tx, r); err != nil {
			return err
		}
	}
	for _, g := range u.Agreed {
		if g.Report.Interview != iv.ID {
			continue
		}
		if err := tx.AddConfirmation(&Confirmation{Report: g.Report.ID, By: g.By, Unsure: true, Made: a.now()}); err != nil {
			return err
		}
	}
	for _, v := range u.Votes {
		if v.Interview != iv.ID {
			continue
		}
		back := *v
		back.Number, back.Key, back.Verdict, back.Made = 0, "", Unsure, a.now()
		if err := tx.AddVote(&back); err != nil {
			return err
		}
	}
	return nil
}
