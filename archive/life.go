package archive

import "context"

// manage runs fn on an interview that v looks after.
func (a *Archive) manage(ctx context.Context, v Viewer, id string, fn func(Tx, *Interview) error) error {
	return a.update(ctx, func(tx Tx) error {
		iv, p, err := a.visible(tx, v, id)
		if err != nil {
			return err
		}
		if !p.Manage {
			return ErrForbidden
		}
		return fn(tx, iv)
	})
}

// Describe replaces what is said of an interview: its title, people, place.
func (a *Archive) Describe(ctx context.Context, v Viewer, id string, in Intake) (out *Interview, err error) {
	err = a.manage(ctx, v, id, func(tx Tx, iv *Interview) error {
		was := iv.Collection
		if err := a.describe(iv, in); err != nil {
			return err
		}
		if err := a.moveLessons(tx, iv, was); err != nil {
			return err
		}
		out = iv
		return a.touch(tx, iv)
	})
	return out, err
}

// Publish lets anyone read, hear, report and fix.
func (a *Archive) Publish(ctx context.Context, v Viewer, id string) error {
	return a.manage(ctx, v, id, func(tx Tx, iv *Interview) error {
		if err := iv.turn(Draft, Published); err != nil {
			return err
		}
		if iv.Published.IsZero() {
			iv.Published = a.now()
		}
		return a.touch(tx, iv)
	})
}

// Unpublish makes a published interview a draft again: the fast way to hide it.
func (a *Archive) Unpublish(ctx context.Context, v Viewer, id string) error {
	return a.takeAway(ctx, v, id, func(tx Tx, iv *Interview) error {
		if err := iv.turn(Published, Draft); err != nil {
			return err
		}
		return a.touch(tx, iv)
	})
}

// Withdraw takes an interview from everyone, from any state. A tombstone stays.
func (a *Archive) Withdraw(ctx context.Context, v Viewer, id, reason string) error {
	reason, err := a.say("reason", reason, MaxNote)
	if err != nil {
		return err
	}
	return a.takeAway(ctx, v, id, func(tx Tx, iv *Interview) error {
		if err := iv.become(Withdrawn); err != nil {
			return err
		}
		iv.Reason = reason
		if err := a.forget(tx, func(s TaughtBy) bool { return s.Interview == iv.ID }); err != nil {
			return err
		}
		return a.touch(tx, iv)
	})
}

// Tasks is what waits for the people who look after interviews.
type Tasks struct {
	Reports    []*Report             // to answer: urgent ones first, then by effect, doubt and age
	People     map[int64]int         // who say what a report says
	Alike      map[int64][]*Report   // others about the same words, which can be answered together
	Failed     []*Interview          // to look at
	Drafts     []*Interview          // to read and publish
	Working    []*Interview          // on their way to words
	Interviews map[string]*Interview // of the reports
}

// Tasks returns what v may answer for: custodians see the whole archive,
// reporters what they look after.
func (a *Archive) Tasks(ctx context.Context, v Viewer) (*Tasks, error) {
	if !v.Role().AtLeast(ReporterRole) {
		return nil, ErrSignIn
	}
	var out *Tasks
	err := a.store.View(ctx, func(tx Tx) error {
		out = &Tasks{Interviews: map[string]*Interview{}}
		q := InterviewQuery{States: []State{Queued, Transcribing, Draft, Failed}, Limit: 200}
		if !v.Role().AtLeast(Custodian) {
			q.Reporter = v.Account.ID
		}
		mine, err := tx.Interviews(q)
		if err != nil {
			return err
		}
		for _, iv := range mine {
			switch iv.State {
			case Failed:
				out.Failed = append(out.Failed, iv)
			case Draft:
				out.Drafts = append(out.Drafts, iv)
			default:
				out.Working = append(out.Working, iv)
			}
		}
		return a.reportTasks(tx, v, out)
	})
	return out, err
}

const reportsListed = 500 // at once, besides the urgent ones

// reportTasks adds the reports that v may answer for.
func (a *Archive) reportTasks(tx Tx, v Viewer, out *Tasks) error {
	var urgent, rest []*Report
	err := eachReport(tx, ReportQuery{States: openStates}, func(r *Report) error {
		if !r.Urgent() && len(rest) == reportsListed {
			return nil
		}
		iv := out.Interviews[r.Interview]
		if iv == nil {
			var err error
			if iv, err = tx.Interview(r.Interview); err != nil || !Policy(v, iv).Manage {
				return err
			}
			out.Interviews[iv.ID] = iv
		}
		if r.Urgent() {
			urgent = append(urgent, r)
		} else {
			rest = append(rest, r)
		}
		return nil
	})
	if err != nil {
		return err
	}
	out.Reports = append(urgent, rest...)
	return a.order(tx, out)
}
