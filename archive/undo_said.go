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
