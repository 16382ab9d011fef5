package archive

import (
	"context"
	"fmt"
	"time"
)

// LeastApart is how long a fix has to stand in the open before people whose own
// fixes would wait can settle it: two sources that agree have to differ in
// account, or in visitor and network, and in time. Three cookies behind three
// networks cost a program a second. Ten minutes cost honest people nothing, as
// they come by later anyway, and give the limits, the brake and whoever looks
// after the archive the time to see a burst.
const LeastApart = 10 * time.Minute

// ripeFor is how long after it was made a proposal is looked at again, for those
// that were agreed to within LeastApart. Later ones are ripe when they are.
const ripeFor = 24 * time.Hour

// ripe tells whether a fix that enough people agreed to has stood long enough.
// Those who could change the words themselves need not wait.
func (o *opinions) ripe(rule Rule, t Tally, now time.Time) bool {
	if t.TrustedFor >= rule.Trusted && t.TrustedAgainst == 0 {
		return true
	}
	for _, s := range o.said { // in the order they were made
		if s.agree {
			return now.Sub(s.made) >= LeastApart
		}
	}
	return false
}

// SettleRipe applies the proposals that enough people agreed to before they were
// ripe, and returns how many it looked at. It is called from time to time.
func (a *Archive) SettleRipe(ctx context.Context) (n int, err error) {
	var waiting []int64
	err = a.store.View(ctx, func(tx Tx) error {
		waiting = nil
		q := ReportQuery{States: []ReportState{ReportReceived, ReportListening}, Newest: true}
		return eachReport(tx, q, func(r *Report) error {
			if r.HasFix && !r.Held && a.now().Sub(r.Made) < ripeFor {
				waiting = append(waiting, r.ID)
			}
			return nil
		})
	})
	if err != nil {
		return 0, fmt.Errorf("ripe proposals: %w", err)
	}
	for i, id := range waiting {
		err := a.update(ctx, func(tx Tx) error {
			r, err := tx.Report(id)
			if err != nil {
				return err
			}
			return a.tryProposal(tx, r)
		})
		if err != nil {
			return i, fmt.Errorf("ripe proposal %d: %w", id, err)
		}
	}
	return len(waiting), nil
}
