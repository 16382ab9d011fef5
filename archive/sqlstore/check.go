package sqlstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"earshot/archive"
)

// Check reads everything once: the file's own structure, every packed body, and
// that each journal runs from 1 to the version its interview names.
func (s *Store) Check(ctx context.Context) error {
	var problems []error
	err := s.View(ctx, func(atx archive.Tx) error {
		t := atx.(*tx)
		var err error
		if problems, err = unsound(ctx, t.sql); err != nil {
			return err
		}
		for _, look := range []func(*tx) ([]error, error){checkJournals, checkInterviews, checkBodies, checkPacked} {
			found, err := look(t)
			if err != nil {
				return err
			}
			problems = append(problems, found...)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("check: %w", err)
	}
	if len(problems) > 0 {
		return fmt.Errorf("the database is damaged: %w: %w", archive.ErrDamaged, errors.Join(problems...))
	}
	return nil
}

func checkJournals(t *tx) (problems []error, err error) {
	err = t.each(`SELECT interview, min(version), max(version), count(*) FROM change
		GROUP BY interview HAVING min(version) <> 1 OR max(version) <> count(*)`, nil,
		func(rows scanner) error {
			var id string
			var first, last, n int
			err := rows.Scan(&id, &first, &last, &n)
			problems = append(problems, fmt.Errorf("the journal of interview %s runs from %d to %d with %d entries", id, first, last, n))
			return err
		})
	return problems, err
}

// checkInterviews compares what an interview says of itself with its journal and
// recognition.
func checkInterviews(t *tx) (problems []error, err error) {
	err = t.each(`SELECT body, (SELECT coalesce(max(version), 0) FROM change c WHERE c.interview = interview.id) FROM interview`, nil,
		func(rows scanner) error {
			var body []byte
			var last int
			if err := rows.Scan(&body, &last); err != nil {
				return err
			}
			var iv archive.Interview
			if err := json.Unmarshal(body, &iv); err != nil {
				problems = append(problems, fmt.Errorf("an interview cannot be read: %w", err))
				return nil
			}
			if iv.Version != last {
				problems = append(problems, fmt.Errorf("interview %s says version %d, its journal ends at %d", iv.ID, iv.Version, last))
			}
			if iv.Recognition == "" {
				return nil
			}
			if _, err := t.Recognition(iv.Recognition); err != nil {
				problems = append(problems, fmt.Errorf("interview %s: %w", iv.ID, err))
			}
			return nil
		})
	return problems, err
}

// checkBodies reads the JSON of the other tables.
func checkBodies(t *tx) (problems []error, err error) {
	for _, table := range []string{"change", "report", "report_join", "letter", "confirmation", "vote", "account", "secret", "term", "act", "theme", "theme_passage", "theme_visit"} {
		err := t.each(`SELECT body FROM `+table, nil, func(rows scanner) error {
			var body []byte
			if err := rows.Scan(&body); err != nil {
				return err
			}
			if !json.Valid(body) {
				problems = append(problems, fmt.Errorf("a %s cannot be read", table))
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return problems, nil
}

func checkPacked(t *tx) (problems []error, err error) {
	for _, table := range []string{"recognition", "chunk"} {
		err := t.each(`SELECT interview, body FROM `+table, nil, func(rows scanner) error {
			var id string
			var body []byte
			if err := rows.Scan(&id, &body); err != nil {
				return err
			}
			var any json.RawMessage
			if err := unpack(body, &any); err != nil {
				problems = append(problems, fmt.Errorf("a %s of interview %s: %w", table, id, err))
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return problems, nil
}
