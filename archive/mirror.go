package archive

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
)

// mirrored is a report as it is written to the bucket: with the hash of its
// receipt, so that receipts open after the database was rebuilt.
type mirrored struct {
	*Report
	Receipt       string          `json:"receipt_sha256"`
	Confirmations []*Confirmation `json:"confirmations,omitempty"`
	Joins         []mirroredJoin  `json:"joins,omitempty"`
}

type mirroredJoin struct {
	*Join
	Receipt string `json:"receipt_sha256"`
}

// MirrorInterview writes what cannot be recomputed of an interview to the
// bucket, beside its recording, as plain files:
//
//	interviews/ID/interview.json         the facts, as in the API
//	interviews/ID/recognition-RID.json   what the engine heard; written once
//	interviews/ID/journal.jsonl          one change a line, in order
//	interviews/ID/reports.jsonl          one report a line, with its votes and who joined
//
// It reads one moment of the store, so the files agree with each other.
func (a *Archive) MirrorInterview(ctx context.Context, interview string) error {
	var iv *Interview
	var base *Recognition
	var journal, reports bytes.Buffer
	err := a.store.View(ctx, func(tx Tx) (err error) {
		journal.Reset()
		reports.Reset()
		if iv, err = tx.Interview(interview); err != nil {
			return err
		}
		if base = nil; iv.HasWords() {
			if base, err = tx.Recognition(iv.Recognition); err != nil {
				return err
			}
		}
		changes, err := tx.Changes(interview, 0, -1)
		if err != nil {
			return err
		}
		for _, c := range changes {
			if err := json.NewEncoder(&journal).Encode(c); err != nil {
				return err
			}
		}
		return mirrorReports(tx, interview, &reports)
	})
	if err != nil {
		return fmt.Errorf("mirror %s: %w", interview, err)
	}
	folder := "interviews/" + interview + "/"
	if base != nil {
		key := folder + "recognition-" + base.ID + ".json"
		if _, err := a.blobs.Stat(ctx, key); err != nil {
			if err := a.putJSON(ctx, key, base); err != nil {
				return err
			}
		}
	}
	if _, err := a.blobs.Put(ctx, folder+"journal.jsonl", "application/jsonl", &journal); err != nil {
		return err
	}
	if _, err := a.blobs.Put(ctx, folder+"reports.jsonl", "application/jsonl", &reports); err != nil {
		return err
	}
	return a.putJSON(ctx, folder+"interview.json", iv)
}

func mirrorReports(tx Tx, interview string, w io.Writer) error {
	q := ReportQuery{Interview: interview, Limit: 500}
	for {
		page, err := tx.Reports(q)
		if err != nil {
			return err
		}
		for _, r := range page {
			votes, err := tx.Confirmations(r.ID)
			if err != nil {
				return err
			}
			joins, err := tx.Joins(r.ID)
			if err != nil {
				return err
			}
			out := mirrored{Report: r, Receipt: r.Receipt, Confirmations: votes}
			for _, j := range joins {
				out.Joins = append(out.Joins, mirroredJoin{j, j.Receipt})
			}
			if err := json.NewEncoder(w).Encode(out); err != nil {
				return err
			}
		}
		if len(page) < q.Limit {
			return nil
		}
		q.After = page[len(page)-1].ID
	}
}

func (a *Archive) putJSON(ctx context.Context, key string, v any) error {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	_, err = a.blobs.Put(ctx, key, "application/json", bytes.NewReader(b))
	return err
}
