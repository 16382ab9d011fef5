package archive

import (
	"context"
	"errors"
	"slices"
)

// Own is everything that a person did and gave, and all that is kept of them. Of
// interviews that they may not read any more it tells what they did and when, and
// no words; of others the words as they may read them now.
type Own struct {
	Account    *Account
	Interviews []*Interview    // they look after
	Changes    []*Change       // they made or agreed to, oldest first
	Reports    []OwnReport     // they sent, oldest first
	Joined     []OwnReport     // they joined, oldest first
	Answered   []*Report       // of anyone, which they answered; without what others wrote
	Agreed     []*Confirmation // what they said of proposed fixes
	Votes      []*Vote         // oldest first
	Samples    []*SampleAnswer
	Themes     []*Theme    // they own, also those thrown away
	Codings    []OwnCoding // what they say of passages, also in themes of others
	Searches   []*KeptSearch
	Secrets    []*Secret // sessions and tokens that work
}

// OwnReport is a report with the address that the person left for news of it.
type OwnReport struct {
	*Report
	Mail string
}

// OwnCoding is what a person says of one passage of a theme.
type OwnCoding struct {
	Theme   *Theme
	Passage *ThemePassage
	Coding
}

// Own gathers everything of v.
func (a *Archive) Own(ctx context.Context, v Viewer) (own *Own, err error) {
	if v.Role() == Visitor {
		return nil, ErrSignIn
	}
	err = a.store.View(ctx, func(tx Tx) error {
		g := &gathering{a: a, tx: tx, v: v, who: v.Account.ID, known: map[string]ownSight{}}
		if g.Account, err = tx.Account(g.who); err != nil {
			return err
		}
		for _, part := range []func() error{g.interviews, g.changes, g.reports, g.said, g.themes} {
			if err := part(); err != nil {
				return err
			}
		}
		own = &g.Own
		return nil
	})
	if err != nil {
		return nil, err
	}
	own.Secrets, err = a.Secrets(ctx, v)
	return own, err
}

// gathering is an Own under way.
type gathering struct {
	Own
	a     *Archive
	tx    Tx
	v     Viewer
	who   string
	known map[string]ownSight
}

// ownSight is how much the person sees of an interview.
type ownSight struct {
	iv       *Interview
	reads    bool // its words
	withheld bool // even those that the public does not get
}

func (g *gathering) sight(id string) (ownSight, error) {
	s, known := g.known[id]
	if known {
		return s, nil
	}
	iv, p, err := g.a.visible(g.tx, g.v, id)
	if err != nil && !unseen(err) {
		return s, err
	}
	s = ownSight{iv, err == nil && p.Read, p.Remove}
	g.known[id] = s
	return s, nil
}

func (g *gathering) interviews() error {
	ids, err := interviewsOf(g.tx, g.who)
	if err != nil {
		return err
	}
	for _, id := range ids {
		s, err := g.sight(id)
		if err != nil {
			return err
		}
		if s.iv != nil {
			g.Interviews = append(g.Interviews, s.iv)
		}
	}
	return nil
}

func (g *gathering) changes() error {
	all, err := g.tx.ChangesFrom(Source{Account: g.who}, everything)
	if err != nil {
		return err
	}
	for _, c := range slices.Backward(all) {
		s, err := g.sight(c.Interview)
		switch {
		case err != nil:
			return err
		case !s.reads:
			c = &Change{Interview: c.Interview, Version: c.Version, Against: c.Against, Kind: c.Kind, Op: c.Op, By: c.By, Made: c.Made}
		case !s.withheld:
			c = s.iv.forPublic(c)
		}
		g.Changes = append(g.Changes, c)
	}
	return nil
}

// shown leaves of a report what the person may read of it.
func (g *gathering) shown(r *Report) error {
	s, err := g.sight(r.Interview)
	switch {
	case err != nil:
		return err
	case !s.reads:
		r.Quote, r.Fix, r.Note, r.Answer, r.HasFix = "", "", "", "", false
	case !s.withheld:
		s.iv.seal(r)
	}
	return nil
}

func (g *gathering) own(r *Report, receipt string) (o OwnReport, err error) {
	o.Report = r
	if o.Mail, err = g.tx.Address(receipt); err != nil && !errors.Is(err, ErrNotFound) {
		return o, err
	}
	return o, g.shown(r)
}

func (g *gathering) reports() error {
	err := eachReport(g.tx, ReportQuery{Account: g.who}, func(r *Report) error {
		o, err := g.own(r, r.Receipt)
		g.Reports = append(g.Reports, o)
		return err
	})
	if err != nil {
		return err
	}
	joins, err := g.tx.JoinsBy(g.who, "", everything)
	if err != nil {
		return err
	}
	for _, j := range slices.Backward(joins) {
		r, err := g.tx.Report(j.Report)
		if err != nil {
			return err
		}
		r.Note, r.By = "", Author{} // what somebody else wrote
		o, err := g.own(r, j.Receipt)
		if err != nil {
			return err
		}
		g.Joined = append(g.Joined, o)
	}
	return eachReport(g.tx, ReportQuery{Answered: g.who}, func(r *Report) error {
		err := g.shown(r)
		r.Quote, r.Note, r.Fix, r.HasFix, r.By = "", "", "", false, Author{}
		g.Answered = append(g.Answered, r)
		return err
	})
}

// said gathers votes, agreement and answers to samples.
func (g *gathering) said() error {
	asked, err := g.tx.ConfirmedFrom(Source{Account: g.who}, everything)
	if err != nil {
		return err
	}
	for _, r := range slices.Backward(asked) {
		all, err := g.tx.Confirmations(r.ID)
		if err != nil {
			return err
		}
		for _, c := range all {
			if c.By.Account == g.who {
				g.Agreed = append(g.Agreed, c)
			}
		}
	}
	if g.Votes, err = g.tx.VotesBy(g.who, everything); err != nil {
		return err
	}
	slices.Reverse(g.Votes)
	if g.Samples, err = g.tx.SampleAnswersBy(g.who); err != nil {
		return err
	}
	for _, answer := range g.Samples {
		s, err := g.sight(answer.Interview)
		if err != nil {
			return err
		}
		if !s.reads || !s.withheld && slices.ContainsFunc(s.iv.Withheld(), answer.Span.Overlaps) {
			answer.Text = ""
		}
	}
	g.Searches, err = g.tx.KeptSearches(g.who)
	return err
}

func (g *gathering) themes() error {
	all, err := g.tx.Themes(ThemeQuery{For: g.who, Public: true})
	if err != nil {
		return err
	}
	for _, t := range all {
		if t.Owner == g.who {
			g.Themes = append(g.Themes, t)
		}
		passages, err := g.tx.ThemePassages(t.ID)
		if err != nil {
			return err
		}
		for _, p := range passages {
			if err := g.coding(t, p); err != nil {
				return err
			}
		}
	}
	return nil
}

func (g *gathering) coding(t *Theme, p *ThemePassage) error {
	c := p.By(g.who)
	if c == nil {
		return nil
	}
	s, err := g.sight(p.Interview)
	own := OwnCoding{t, p, *c}
	if !s.reads {
		own.Note = "" // it may say the words
	}
	g.Codings = append(g.Codings, own)
	return err
}
