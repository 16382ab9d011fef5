package archive

import (
	"context"
	"slices"
)

// Pairing compares what two people say of the passages that both have looked at.
type Pairing struct {
	A, B     string // accounts
	Names    [2]string
	Both     int // both say that it belongs
	OnlyA    int
	OnlyB    int
	Neither  int
	Disagree []*PassageNow // the passages on which they differ
}

// Looked is how many passages both have looked at.
func (p Pairing) Looked() int { return p.Both + p.OnlyA + p.OnlyB + p.Neither }

// Agreement is the share of them of which both say the same; 0 when there are none.
func (p Pairing) Agreement() float64 {
	if p.Looked() == 0 {
		return 0
	}
	return float64(p.Both+p.Neither) / float64(p.Looked())
}

// Kappa is Cohen's kappa of the two: how far they agree beyond what people would
// who said yes as often as they do, but by chance: (po - pe) / (1 - pe), where po
// is the share on which they agree and pe the share expected by chance. 1 is full
// agreement, 0 is what chance gives, below 0 is less. It is not defined, and ok is
// false, where no passage was looked at by both or where both say the same of
// every one: then chance alone agrees fully.
//
// J. Cohen, A coefficient of agreement for nominal scales, Educational and
// Psychological Measurement 20 (1960), pages 37-46.
func (p Pairing) Kappa() (kappa float64, ok bool) {
	n := float64(p.Looked())
	if n == 0 {
		return 0, false
	}
	yesA, yesB := float64(p.Both+p.OnlyA)/n, float64(p.Both+p.OnlyB)/n
	chance := yesA*yesB + (1-yesA)*(1-yesB)
	if p.OnlyA+p.OnlyB == 0 && (p.Both == 0 || p.Neither == 0) {
		return 0, false
	}
	return (p.Agreement() - chance) / (1 - chance), true
}

// CompareCoders compares every two people who say something of a theme's
// passages, over those that v may read; for people who work on the theme.
func (a *Archive) CompareCoders(ctx context.Context, v Viewer, theme string) (pairs []Pairing, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		pairs = nil
		_, may, err := visibleTheme(tx, v, theme)
		if err != nil {
			return err
		}
		if !may.Compare {
			return ErrForbidden
		}
		rows, err := a.readablePassages(tx, v, theme)
		if err != nil {
			return err
		}
		if pairs, err = pairUp(tx, rows); err != nil {
			return err
		}
		c := carrier{a: a, tx: tx}
		for _, pair := range pairs {
			for _, p := range pair.Disagree {
				if err := c.read(p); err != nil {
					return err
				}
			}
		}
		for _, p := range rows {
			p.show(v, may)
		}
		return nil
	})
	return pairs, err
}

func pairUp(tx Tx, rows []*PassageNow) (pairs []Pairing, err error) {
	var people []string
	for _, p := range rows {
		for _, c := range p.Codings {
			if c.Says != TakenBack && !slices.Contains(people, c.By) {
				people = append(people, c.By)
			}
		}
	}
	for i, x := range people {
		for _, y := range people[i+1:] {
			pair := Pairing{A: x, B: y}
			for k, account := range []string{x, y} {
				if pair.Names[k], err = creditOf(tx, account); err != nil {
					return nil, err
				}
			}
			for _, p := range rows {
				pair.count(p)
			}
			if pair.Looked() > 0 {
				pairs = append(pairs, pair)
			}
		}
	}
	return pairs, nil
}

// count adds a passage, if both have looked at it.
func (p *Pairing) count(passage *PassageNow) {
	a, b := passage.By(p.A), passage.By(p.B)
	switch {
	case a == nil || b == nil:
		return
	case a.Says == Belongs && b.Says == Belongs:
		p.Both++
		return
	case a.Says == NotThis && b.Says == NotThis:
		p.Neither++
		return
	case a.Says == Belongs:
		p.OnlyA++
	default:
		p.OnlyB++
	}
	p.Disagree = append(p.Disagree, passage)
}
