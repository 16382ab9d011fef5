package archive

import (
	"encoding/json"
	"fmt"
	"io"
)

func writeSamples(tx Tx, iv *Interview, w io.Writer) error {
	all, err := tx.SampleAnswers(iv.ID)
	if err != nil {
		return err
	}
	for _, r := range all {
		if err := json.NewEncoder(w).Encode(r); err != nil {
			return err
		}
	}
	return nil
}

func restoreSamples(tx Tx, iv *Interview, lines *json.Decoder) error {
	return eachLine(lines, func(r *SampleAnswer) error {
		if r.Interview != iv.ID {
			return fmt.Errorf("what was heard in a sample belongs to interview %s: %w", r.Interview, ErrDamaged)
		}
		return tx.AddSampleAnswer(r)
	})
}
