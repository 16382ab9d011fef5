package sqlstore

import (
	"encoding/json"
	"fmt"

	"earshot/archive"
)

func (t *tx) PutJoin(j *archive.Join) error {
	if j.Receipt == "" {
		return fmt.Errorf("join report %d without a receipt: %w", j.Report, archive.ErrInvalid)
	}
	body, err := json.Marshal(j)
	if err != nil {
		return err
	}
	if _, err := t.Report(j.Report); err != nil {
		return fmt.Errorf("join report %d: %w", j.Report, err)
	}
	n, err := t.exec(`UPDATE report_join SET body = $2 WHERE receipt = $1`, j.Receipt, body)
	if err != nil || n > 0 {
		return err
	}
	id, err := t.next("join")
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO report_join (id, report, receipt, account, visitor, body) VALUES ($1, $2, $3, $4, $5, $6)`,
		id, j.Report, j.Receipt, j.By.Account, j.By.Visitor, body)
	return err
}

func (t *tx) JoinByReceipt(hash string) (*archive.Join, error) {
	all, err := t.joins(` WHERE receipt = $1`, hash)
	if err == nil && len(all) == 0 {
		return nil, fmt.Errorf("join: %w", archive.ErrNotFound)
	}
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

func (t *tx) Joins(report int64) ([]*archive.Join, error) {
	return t.joins(` WHERE report = $1 ORDER BY id`, report)
}

func (t *tx) JoinsBy(account, visitor string, limit int) ([]*archive.Join, error) {
	if account != "" {
		return t.joins(` WHERE account = $1 ORDER BY id DESC LIMIT $2`, account, limit)
	}
	return t.joins(` WHERE visitor = $1 AND visitor <> '' ORDER BY id DESC LIMIT $2`, visitor, limit)
}

// joins reads the receipt from its column, as reports does.
func (t *tx) joins(rest string, args ...any) ([]*archive.Join, error) {
	var all []*archive.Join
	err := t.each(`SELECT receipt, body FROM report_join`+rest, args, func(rows scanner) error {
		j := &archive.Join{}
		var body []byte
		if err := rows.Scan(&j.Receipt, &body); err != nil {
			return err
		}
		all = append(all, j)
		return json.Unmarshal(body, j)
	})
	return all, err
}
