package archive

import "context"

// Log is the open log of decisions, in numbers: never who, and never of which
// interview.
type Log struct {
	Reports map[ReportState]int // how many are in each state now
	Acts    []ActCount          // by month, kind and rule
}

// Log counts what was decided in this archive. Everyone may see it: rules that
// hold people's words back have to show how often they were right.
func (a *Archive) Log(ctx context.Context) (l Log, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		if l.Reports, err = tx.CountReports(); err != nil {
			return err
		}
		l.Acts, err = tx.CountActs()
		return err
	})
	return l, err
}
