package sqlstore

import (
	"encoding/json"
	"errors"
	"fmt"

	"earshot/archive"
)

func isNotFound(err error) bool { return errors.Is(err, archive.ErrNotFound) }

func (t *tx) PutReport(r *archive.Report) error {
	switch other, err := t.ReportByKey(r.Interview, r.Key); {
	case err == nil && other.ID != r.ID:
		return fmt.Errorf("report %q of interview %s: %w", r.Key, r.Interview, archive.ErrExists)
	case err != nil && !isNotFound(err):
		return err
	}
	if r.ID != 0 {
		return t.replaceReport(r)
	}
	id, err := t.next("report")
	if err != nil {
		return err
	}
	r.ID = id
	t.undo = append(t.undo, func() { r.ID = 0 })
	return t.insertReport(r)
}

func (t *tx) insertReport(r *archive.Report) error {
	body, err := json.Marshal(r)
	if err != nil {
		return err
	}
	err = t.insert("report", `INSERT INTO report (id, interview, state, account, request, receipt, body, visitor, answered)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
		r.ID, r.Interview, string(r.State), r.By.Account, r.Key, r.Receipt, body, r.By.Visitor, answeredBy(r))
	if err != nil {
		return err
	}
	return t.from("report", r.ID, r.By)
}

func (t *tx) RestoreReport(r *archive.Report) error {
	if _, err := t.exec(`UPDATE counter SET value = $1 WHERE name = 'report' AND value < $1`, r.ID); err != nil {
		return err
	}
	return t.insertReport(r)
}

func (t *tx) replaceReport(r *archive.Report) error {
	body, err := json.Marshal(r)
	if err != nil {
		return err
	}
	n, err := t.exec(`UPDATE report SET interview = $2, state = $3, account = $4, request = $5, receipt = $6, body = $7, visitor = $8, answered = $9 WHERE id = $1`,
		r.ID, r.Interview, string(r.State), r.By.Account, r.Key, r.Receipt, body, r.By.Visitor, answeredBy(r))
	if err == nil && n == 0 {
		err = fmt.Errorf("report %d: %w", r.ID, archive.ErrNotFound)
	}
	return err
}

func answeredBy(r *archive.Report) string {
	if r.Answered == nil {
		return ""
	}
	return r.Answered.Account
}

func (t *tx) Report(id int64) (*archive.Report, error) {
	return t.report(`id = $1`, id)
}

func (t *tx) ReportByReceipt(hash string) (*archive.Report, error) {
	return t.report(`receipt = $1 AND receipt <> ''`, hash)
}

func (t *tx) ReportByKey(interview, key string) (*archive.Report, error) {
	return t.report(`interview = $1 AND request = $2 AND request <> ''`, interview, key)
}

func (t *tx) report(condition string, args ...any) (*archive.Report, error) {
	all, err := t.reports(` WHERE `+condition, args...)
	if err == nil && len(all) == 0 {
		return nil, fmt.Errorf("report: %w", archive.ErrNotFound)
	}
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// reports reads the receipt from its column: it is left out of the JSON so that
// no page can show it by accident.
func (t *tx) reports(rest string, args ...any) ([]*archive.Report, error) {
	var all []*archive.Report
	err := t.each(`SELECT receipt, body FROM report`+rest, args, func(rows scanner) error {
		r := &archive.Report{}
		var body []byte
		if err := rows.Scan(&r.Receipt, &body); err != nil {
			return err
		}
		all = append(all, r)
		return json.Unmarshal(body, r)
	})
	return all, err
}

func (t *tx) Reports(q archive.ReportQuery) ([]*archive.Report, error) {
	limit, err := pageSize(q.Limit, 100, 500)
	if err != nil {
		return nil, err
	}
	w := &where{}
	order := ` ORDER BY id LIMIT `
	switch {
	case !q.Newest:
		w.and(`id > ?`, q.After)
	case q.After > 0:
		w.and(`id < ?`, q.After)
	}
	if q.Newest {
		order = ` ORDER BY id DESC LIMIT `
	}
	if q.Interview != "" {
		w.and(`interview = ?`, q.Interview)
	}
	w.in("state", strs(q.States))
	for column, wanted := range map[string]string{"account": q.Account, "visitor": q.Visitor, "answered": q.Answered} {
		if wanted != "" {
			w.and(column+` = ?`, wanted)
		}
	}
	rest := w.String() + order + w.arg(limit)
	return t.reports(rest, w.args...)
}

func (t *tx) AddConfirmation(c *archive.Confirmation) error {
	body, err := json.Marshal(c)
	if err != nil {
		return err
	}
	if _, err := t.Report(c.Report); err != nil {
		return fmt.Errorf("confirm report %d: %w", c.Report, err)
	}
	_, err = t.exec(`INSERT INTO confirmation (report, number, body)
		SELECT $1, coalesce(max(number), 0) + 1, $2 FROM confirmation WHERE report = $1`, c.Report, body)
	if err != nil {
		return err
	}
	return t.from("confirmation", c.Report, c.By)
}

func (t *tx) Confirmations(report int64) ([]*archive.Confirmation, error) {
	return many[archive.Confirmation](t, `SELECT body FROM confirmation WHERE report = $1 ORDER BY number`, report)
}
