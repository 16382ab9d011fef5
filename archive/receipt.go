package archive

import (
	"context"
	"errors"
)

// Receipt is what a receipt shows: one report and what came of it.
type Receipt struct {
	Report    *Report
	Interview *Interview
	Change    *Change // that answered it, if one did
	Joined    bool    // the receipt of someone who joined the report
	Left      bool    // and took that back
	People    int     // who said so
	Mail      bool    // an address was left for news of it

	// What the words say, without those that must not be public: as the reader saw
	// them, as the answer left them, and now. After is "" unless it was fixed; Now
	// is "" while nobody changed them since.
	Before, After, Now string
	Later              []*Change // changes of these words behind the answer, oldest first
}

// Receipt returns what a receipt's secret shows.
func (a *Archive) Receipt(ctx context.Context, secret string) (out *Receipt, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		r, j, err := byReceipt(tx, secret)
		if err != nil {
			return err
		}
		out = &Receipt{Report: r, Joined: j != nil, Left: j != nil && j.Left}
		if out.Interview, err = tx.Interview(r.Interview); err != nil {
			return err
		}
		one, err := alike(tx, Author{}, r)
		if err != nil {
			return err
		}
		out.People = one.People
		switch _, err := tx.Address(HashSecret(secret)); {
		case err == nil:
			out.Mail = true
		case !errors.Is(err, ErrNotFound):
			return err
		}
		if out.Joined {
			r.Note = "" // what the first person wrote is for those who look after the interview
		}
		return a.follow(tx, out)
	})
	return out, err
}

// follow reads what became of the words of a report.
func (a *Archive) follow(tx Tx, out *Receipt) error {
	r, iv := out.Report, out.Interview
	sealed := iv.Withholds(r)
	iv.seal(r)
	out.Before = r.Quote
	if r.Fixed > 0 {
		cs, err := tx.Changes(r.Interview, r.Fixed-1, r.Fixed)
		if err != nil {
			return err
		}
		if len(cs) == 1 {
			out.Change = iv.forPublic(cs[0])
		}
	}
	if sealed {
		return nil
	}
	at := Anchor{Version: r.Version, First: r.First, Last: r.Last}
	if r.Fixed > 0 {
		var err error
		if at, out.After, _, err = a.carried(tx, iv, at, r.Fixed); err != nil {
			return err
		}
		if out.After == out.Before && r.HasFix {
			out.After = r.Fix // words were put in beside the ones reported
		}
	}
	_, now, touched, err := a.carried(tx, iv, at, iv.Version)
	if err != nil || len(touched) == 0 {
		return err
	}
	out.Now = now
	for _, c := range touched {
		out.Later = append(out.Later, iv.forPublic(c))
	}
	return nil
}

// carried follows words to a later version of the transcript: where they are
// there, what they say, and the changes that touched them on the way.
func (a *Archive) carried(tx Tx, iv *Interview, at Anchor, to int) (Anchor, string, []*Change, error) {
	if at.First == 0 || at.Version >= to {
		return at, "", nil, nil
	}
	base, err := a.fold(tx, iv, at.Version)
	if err != nil {
		return at, "", nil, err
	}
	later, err := tx.Changes(iv.ID, at.Version, to)
	if err != nil {
		return at, "", nil, err
	}
	now, hits, err := Carry(at, base, later)
	if err != nil {
		return at, "", nil, err
	}
	var touched []*Change
	for _, v := range hits {
		touched = append(touched, later[v-at.Version-1])
	}
	if now.First == 0 {
		return now, "", touched, nil
	}
	t, err := a.fold(tx, iv, to)
	if err != nil {
		return at, "", nil, err
	}
	words, err := t.Words(now.First, now.Last)
	if err != nil {
		return now, "", touched, nil // the lines were put in another order: there is no one text
	}
	return now, iv.publicWords(words), touched, nil
}

// StillWrong opens an answered report again: fixed is not closed.
func (a *Archive) StillWrong(ctx context.Context, secret, note string) (*Report, error) {
	note, err := a.say("note", note, MaxNote)
	if err != nil {
		return nil, err
	}
	return a.moveReceipt(ctx, secret, ReportReceived, func(r *Report) {
		r.Reopened++
		if r.Fixed > 0 {
			r.HasFix, r.Fix = false, "" // the words say that already
		}
		if note != "" {
			r.Note = note
		}
	})
}

// WithdrawReport takes a report back, by its author; or one person's part in it,
// by someone who joined. What others joined stays theirs.
func (a *Archive) WithdrawReport(ctx context.Context, secret string) (r *Report, err error) {
	err = a.update(ctx, func(tx Tx) error {
		var j *Join
		if r, j, err = byReceipt(tx, secret); err != nil {
			return err
		}
		if j != nil {
			return a.leave(tx, r, j)
		}
		others, err := stays(tx, r)
		if err != nil {
			return err
		}
		if others {
			return &Problem{Kind: ErrState, Sentence: "Other people joined your report, so it stays open until someone has listened."}
		}
		return a.withdraw(tx, r)
	})
	return r, err
}

// withdraw takes back a report that nobody joined, with what it said of its words.
func (a *Archive) withdraw(tx Tx, r *Report) error {
	if err := a.voteOnReport(tx, r, r.By, Unsure); err != nil {
		return err
	}
	if err := a.unhide(tx, r); err != nil {
		return err
	}
	return a.moveReport(tx, r, ReportWithdrawn, func(*Report) {})
}

func (a *Archive) moveReceipt(ctx context.Context, secret string, to ReportState, with func(*Report)) (r *Report, err error) {
	err = a.update(ctx, func(tx Tx) error {
		var j *Join
		if r, j, err = byReceipt(tx, secret); err != nil {
			return err
		}
		by := r.By
		if j != nil {
			by = j.By
		}
		if err := a.voteOnReport(tx, r, by, Wrong); err != nil {
			return err
		}
		return a.moveReport(tx, r, to, with)
	})
	return r, err
}
