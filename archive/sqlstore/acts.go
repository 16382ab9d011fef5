package sqlstore

import (
	"encoding/json"

	"earshot/archive"
)

func (t *tx) AddAct(a *archive.Act) error {
	if a.ID != 0 {
		if _, err := t.exec(`UPDATE counter SET value = $1 WHERE name = 'act' AND value < $1`, a.ID); err != nil {
			return err
		}
	} else {
		id, err := t.next("act")
		if err != nil {
			return err
		}
		a.ID = id
		t.undo = append(t.undo, func() { a.ID = 0 })
	}
	body, err := json.Marshal(a)
	if err != nil {
		return err
	}
	return t.insert("act", `INSERT INTO act (id, interview, month, kind, rule, body) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
		a.ID, a.Interview, a.Made.UTC().Format("2006-01"), string(a.Kind), a.Rule, body)
}

func (t *tx) Acts(interview string, after int64, limit int) ([]*archive.Act, error) {
	return many[archive.Act](t, `SELECT body FROM act WHERE interview = $1 AND id > $2 ORDER BY id LIMIT $3`, interview, after, max(limit, 0))
}

func (t *tx) CountActs() (all []archive.ActCount, err error) {
	err = t.each(`SELECT month, kind, rule, count(*) FROM act GROUP BY month, kind, rule ORDER BY month, kind, rule`, nil, func(rows scanner) error {
		var c archive.ActCount
		err := rows.Scan(&c.Month, &c.Kind, &c.Rule, &c.Acts)
		all = append(all, c)
		return err
	})
	return all, err
}

func (t *tx) CountReports() (map[archive.ReportState]int, error) {
	all := map[archive.ReportState]int{}
	err := t.each(`SELECT state, count(*) FROM report GROUP BY state`, nil, func(rows scanner) error {
		var state archive.ReportState
		var n int
		err := rows.Scan(&state, &n)
		all[state] = n
		return err
	})
	return all, err
}

const addSource = `INSERT INTO source (who, what, id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`

// from remembers from whom a change, report or vote came; of a vote on a fix, the
// report that it is about.
func (t *tx) from(what string, id int64, authors ...archive.Author) error {
	for _, by := range authors {
		for _, who := range []string{named("a:", by.Account), named("v:", by.Visitor), named("n:", by.Network)} {
			if who == "" {
				continue
			}
			if _, err := t.exec(addSource, who, what, id); err != nil {
				return err
			}
		}
	}
	return nil
}

func named(kind, id string) string {
	if id == "" {
		return ""
	}
	return kind + id
}

func sourceName(s archive.Source) string {
	switch {
	case s.Account != "":
		return "a:" + s.Account
	case s.Visitor != "":
		return "v:" + s.Visitor
	}
	return named("n:", s.Network)
}

func (t *tx) ChangesFrom(s archive.Source, limit int) ([]*archive.Change, error) {
	return many[archive.Change](t, `SELECT c.body FROM source s JOIN change c ON c.seq = s.id
		WHERE s.who = $1 AND s.what = 'change' ORDER BY s.id DESC LIMIT $2`, sourceName(s), max(limit, 0))
}

func (t *tx) VotesFrom(s archive.Source, limit int) ([]*archive.Vote, error) {
	return many[archive.Vote](t, `SELECT v.body FROM source s JOIN vote v ON v.seq = s.id
		WHERE s.who = $1 AND s.what = 'vote' ORDER BY s.id DESC LIMIT $2`, sourceName(s), max(limit, 0))
}

func (t *tx) ReportsFrom(s archive.Source, limit int) ([]*archive.Report, error) {
	return t.reports(` JOIN source s ON s.id = report.id
		WHERE s.who = $1 AND s.what = 'report' ORDER BY s.id DESC LIMIT $2`, sourceName(s), max(limit, 0))
}

func (t *tx) ConfirmedFrom(s archive.Source, limit int) ([]*archive.Report, error) {
	return t.reports(` JOIN source s ON s.id = report.id
		WHERE s.who = $1 AND s.what = 'confirmation' ORDER BY s.id DESC LIMIT $2`, sourceName(s), max(limit, 0))
}
