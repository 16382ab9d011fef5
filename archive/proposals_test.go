package archive_test

import (
	"errors"
	"fmt"
	"testing"

	"earshot/archive"
)

// A flood of proposals neither hides what people write after it nor keeps anybody
// from confirming what came before.
func TestAFloodOfProposalsHidesNone(t *testing.T) {
	h := newHouse(t)
	iv := h.told("we did lifting spaces", "most lifting spaces")
	early := must(h.Fix(h.ctx, h.ann, archive.Fix{Interview: iv.ID, First: 3, Last: 3, Text: "listening"}))(t).Report
	err := h.store.Update(h.ctx, func(tx archive.Tx) error {
		for n := range 600 {
			r := *early
			r.ID, r.Key, r.Receipt, r.First, r.Last, r.Fix = 0, fmt.Sprint("flood", n), fmt.Sprint("flood", n), 6, 6, "rubbish"
			r.By = archive.Author{Visitor: fmt.Sprint("flood", n), Network: "flood"}
			if err := tx.PutReport(&r); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	late := must(h.Fix(h.ctx, h.ben, archive.Fix{Interview: iv.ID, First: 2, Last: 2, Text: "made"}))(t).Report
	list := must(h.Proposals(h.ctx, h.ann, iv.ID))(t)
	if n := len(list); n != 500 || list[n-1].ID != late.ID || list[0].ID > list[1].ID {
		t.Errorf("%d proposals from %d to %d", n, list[0].ID, list[n-1].ID)
	}
	for _, want := range []*archive.Report{early, late} {
		if got := must(h.Proposal(h.ctx, h.custodian, iv.ID, want.ID))(t); got.ID != want.ID {
			t.Errorf("proposal %d is %d", want.ID, got.ID)
		}
	}
	other := h.told("another talk")
	must(h.Answer(h.ctx, h.reporter, archive.Answer{Report: late.ID, State: archive.ReportFixed}))(t)
	for name, ask := range map[string]struct {
		interview string
		report    int64
	}{"answered": {iv.ID, late.ID}, "of another interview": {other.ID, early.ID}, "none": {iv.ID, 0}} {
		if _, err := h.Proposal(h.ctx, h.custodian, ask.interview, ask.report); !errors.Is(err, archive.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
