package archive

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// Log is the open log of decisions, in numbers: never who, and never of which
// interview.
type Log struct {
	Reports map[ReportState]int // how many are in each state now
	Acts    []ActCount          // by month, kind and rule
	Months  []ReportMonth       // of the newest reports, newest month first
}

// ReportMonth is how the reports of one month were answered.
type ReportMonth struct {
	Month    string // 2006-01, in which they were made
	Made     int
	Answered int
	Median   time.Duration // until the last answer of those that were answered
}

// reportsTimed is how many reports the months look at, the newest.
const reportsTimed = 5000

// Log counts what was decided in this archive. Everyone may see it: rules that
// hold people's words back have to show how often they were right.
func (a *Archive) Log(ctx context.Context) (l Log, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		if l.Reports, err = tx.CountReports(); err != nil {
			return err
		}
		if l.Acts, err = tx.CountActs(); err != nil {
			return err
		}
		l.Months, err = reportMonths(tx)
		return err
	})
	return l, err
}

func reportMonths(tx Tx) (months []ReportMonth, err error) {
	took := map[string][]time.Duration{}
	made := map[string]int{}
	q := ReportQuery{Newest: true, Limit: 500}
	for range reportsTimed / q.Limit {
		page, err := tx.Reports(q)
		if err != nil {
			return nil, err
		}
		for _, r := range page {
			month := r.Made.Format("2006-01")
			made[month]++
			if r.Answered != nil && !r.State.Open() {
				took[month] = append(took[month], r.Changed.Sub(r.Made))
			}
		}
		if len(page) < q.Limit {
			break
		}
		q.After = page[len(page)-1].ID
	}
	for month, n := range made {
		months = append(months, ReportMonth{Month: month, Made: n, Answered: len(took[month]), Median: median(took[month])})
	}
	slices.SortFunc(months, func(x, y ReportMonth) int { return cmp.Compare(y.Month, x.Month) })
	return months, nil
}

// median is the lower one of the two in the middle.
func median(all []time.Duration) time.Duration {
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return all[(len(all)-1)/2]
}
