package archive

import (
	"context"
	"slices"
)

// proposalsListed is how many of the fixes that wait on an interview are listed at
// once: the newest, so that a flood from yesterday does not hide what people write
// today. Each of the others is found by its number.
const proposalsListed = 500

var proposalStates = []ReportState{ReportReceived, ReportListening}

// Proposals returns the newest fixes on an interview that wait for someone else
// and that v may read, oldest first.
func (a *Archive) Proposals(ctx context.Context, v Viewer, id string) (open []*Report, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		open = nil
		iv, p, err := a.openToRead(tx, v, id)
		if err != nil {
			return err
		}
		return eachReport(tx, ReportQuery{Interview: id, States: proposalStates, Newest: true}, func(r *Report) error {
			if len(open) < proposalsListed && iv.proposes(p, r) {
				open = append(open, r)
			}
			return nil
		})
	})
	slices.Reverse(open)
	return open, err
}

// Proposal returns one fix on an interview that waits for someone else;
// ErrNotFound when it waits no more or is not v's to read.
func (a *Archive) Proposal(ctx context.Context, v Viewer, id string, report int64) (r *Report, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		iv, p, err := a.openToRead(tx, v, id)
		if err != nil {
			return err
		}
		if r, err = tx.Report(report); err != nil {
			return err
		}
		if r.Interview != id || !slices.Contains(proposalStates, r.State) || !iv.proposes(p, r) {
			return ErrNotFound
		}
		return nil
	})
	return r, err
}

// proposes tells whether a report that waits carries a fix which someone with
// these permissions may read.
func (iv *Interview) proposes(p Permissions, r *Report) bool {
	return r.HasFix && (p.Manage || (!r.Held && !r.Urgent() && !iv.Withholds(r)))
}
