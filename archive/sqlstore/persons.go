package sqlstore

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"earshot/archive"
)

// authored are the rows that name authors: the table, its key, the interview a row
// belongs to, and which rows may name an account, as $1 with "a:" in front and
// plain as $2. Where no column finds them the table is small enough to be read.
var authored = []struct {
	table     string
	key       [2]string
	interview string
	may       string
}{
	{"change", [2]string{"seq", "seq"}, "interview", `seq IN (SELECT id FROM source WHERE who = $1 AND what = 'change') AND $2 <> ''`},
	{"vote", [2]string{"seq", "seq"}, "interview", `seq IN (SELECT id FROM source WHERE who = $1 AND what = 'vote') AND $2 <> ''`},
	{"report", [2]string{"id", "id"}, "interview", `(id IN (SELECT id FROM source WHERE who = $1 AND what = 'report') OR answered = $2)`},
	{"confirmation", [2]string{"report", "number"}, "(SELECT interview FROM report WHERE id = confirmation.report)", `report IN (SELECT id FROM source WHERE who = $1 AND what = 'confirmation') AND $2 <> ''`},
	{"report_join", [2]string{"id", "id"}, "(SELECT interview FROM report WHERE id = report_join.report)", `$1 <> '' AND account = $2`},
	{"act", [2]string{"id", "id"}, "interview", `$1 <> '' AND $2 <> ''`},
	{"sample_answer", [2]string{"interview", "number"}, "interview", `$1 <> '' AND $2 <> ''`},
	{"interview", [2]string{"id", "id"}, "id", `$1 <> '' AND $2 <> ''`},
}

// authorRow is a row that names an author who left.
type authorRow struct {
	key  [2]any
	body []byte
}

func (t *tx) RenameAuthor(account, name string) (interviews []string, err error) {
	for _, a := range authored {
		var rows []authorRow
		query := fmt.Sprintf(`SELECT %s, %s, %s, body FROM %s WHERE %s`, a.key[0], a.key[1], a.interview, a.table, a.may)
		err := t.each(query, []any{named("a:", account), account}, func(r scanner) error {
			var row authorRow
			var interview string
			if err := r.Scan(&row.key[0], &row.key[1], &interview, &row.body); err != nil {
				return err
			}
			body, changed, err := renamed(row.body, account, name)
			if err != nil || !changed {
				return err
			}
			row.body = body
			rows = append(rows, row)
			if interview != "" {
				interviews = append(interviews, interview)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		update := fmt.Sprintf(`UPDATE %s SET body = $1 WHERE %s = $2 AND %s = $3`, a.table, a.key[0], a.key[1])
		for _, row := range rows {
			if _, err := t.exec(update, row.body, row.key[0], row.key[1]); err != nil {
				return nil, err
			}
		}
	}
	slices.Sort(interviews)
	return slices.Compact(interviews), nil
}

// renamed gives an account another name in the JSON of a row, wherever it stands
// as an author, and tells whether that changed anything.
func renamed(body []byte, account, name string) (_ []byte, changed bool, err error) {
	if !bytes.Contains(body, []byte(account)) {
		return nil, false, nil
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var all any
	if err := d.Decode(&all); err != nil {
		return nil, false, err
	}
	if !rename(all, account, name) {
		return nil, false, nil
	}
	body, err = json.Marshal(all)
	return body, true, err
}

func rename(v any, account, name string) (changed bool) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			changed = rename(e, account, name) || changed
		}
	case map[string]any:
		if v["account"] == account && v["name"] != name {
			v["name"], changed = name, true
			delete(v, "group")
		}
		for _, e := range v {
			changed = rename(e, account, name) || changed
		}
	}
	return changed
}

func (t *tx) ForgetVisits(account string) error {
	_, err := t.exec(`DELETE FROM theme_visit WHERE account = $1`, account)
	return err
}

func (t *tx) SampleAnswersBy(account string) (all []*archive.SampleAnswer, err error) {
	err = t.each(`SELECT body FROM sample_answer ORDER BY interview, number`, nil, func(r scanner) error {
		var body sql.RawBytes
		if err := r.Scan(&body); err != nil || !bytes.Contains(body, []byte(account)) {
			return err
		}
		a := &archive.SampleAnswer{}
		if err := json.Unmarshal(body, a); err != nil {
			return err
		}
		if a.By.Account == account {
			all = append(all, a)
		}
		return nil
	})
	return all, err
}

func (t *tx) NoteReadBack(interview string, at time.Time) error {
	_, err := t.exec(`INSERT INTO read_back (interview, at) VALUES ($1, $2)
		ON CONFLICT (interview) DO UPDATE SET at = excluded.at`, interview, nanos(at))
	return err
}

func (t *tx) ReadBack(interview string) (time.Time, error) {
	var at int64
	if err := t.row(`SELECT at FROM read_back WHERE interview = $1`, []any{interview}, &at); err != nil {
		return time.Time{}, err
	}
	return time.Unix(0, at).UTC(), nil
}
