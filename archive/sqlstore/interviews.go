package sqlstore

import (
	"encoding/json"
	"fmt"
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"earshot/archive"
)

const (
	interviewByID = `SELECT body FROM interview WHERE id = $1`
	putInterview  = `INSERT INTO interview (id, received, state, reporter, collection, words, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (id) DO UPDATE SET received = excluded.received, state = excluded.state,
			reporter = excluded.reporter, collection = excluded.collection, words = excluded.words, body = excluded.body`
)

// interviewsByID are looked up for each page of hits.
var interviewsByID = func() string {
	w := interviewWhere(archive.InterviewQuery{IDs: []string{""}})
	return interviewsWhere(w.String(), w.arg(0))
}()

func interviewsWhere(where, limit string) string {
	return `SELECT body FROM interview` + where + ` ORDER BY received DESC, id LIMIT ` + limit
}

func (t *tx) Interview(id string) (*archive.Interview, error) {
	return one[archive.Interview](t, "interview "+id, interviewByID, id)
}

func (t *tx) PutInterview(iv *archive.Interview) error {
	body, err := json.Marshal(iv)
	if err != nil {
		return err
	}
	words := fold(strings.Join([]string{iv.Title, iv.Summary, iv.Place, iv.Storyteller}, "\n"))
	_, err = t.exec(putInterview,
		iv.ID, nanos(iv.Received), string(iv.State), iv.Reporter, iv.Collection, words, body)
	if err != nil {
		return fmt.Errorf("interview %s: %w", iv.ID, err)
	}
	return t.putThemes(iv)
}

func (t *tx) putThemes(iv *archive.Interview) error {
	if _, err := t.exec(`DELETE FROM interview_theme WHERE interview = $1`, iv.ID); err != nil {
		return err
	}
	for _, theme := range iv.Themes {
		_, err := t.exec(`INSERT INTO interview_theme (interview, theme) VALUES ($1, $2) ON CONFLICT DO NOTHING`, iv.ID, theme)
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) Interviews(q archive.InterviewQuery) ([]*archive.Interview, error) {
	limit, err := pageSize(q.Limit, 50, 200)
	if err != nil {
		return nil, err
	}
	w := interviewWhere(q)
	if q.Before != "" {
		var received int64
		if err := t.row(`SELECT received FROM interview WHERE id = $1`, []any{q.Before}, &received); err != nil {
			return nil, fmt.Errorf("page before interview %s: %w", q.Before, err)
		}
		w.and(`(received < ? OR (received = ? AND id > ?))`, received, received, q.Before)
	}
	where := w.String()
	return many[archive.Interview](t, interviewsWhere(where, w.arg(limit)), w.args...)
}

func (t *tx) CountInterviews(q archive.InterviewQuery) (map[archive.State]int, error) {
	w := interviewWhere(q)
	counts := map[archive.State]int{}
	err := t.each(`SELECT state, count(*) FROM interview`+w.String()+` GROUP BY state`, w.args,
		func(rows scanner) error {
			var state archive.State
			var n int
			err := rows.Scan(&state, &n)
			counts[state] = n
			return err
		})
	return counts, err
}

// textWords caps how many words of a query are looked for; each costs a pass
// over the titles.
const textWords = 16

func interviewWhere(q archive.InterviewQuery) *where {
	w := &where{}
	w.anyOf("id", q.IDs)
	w.in("state", strs(q.States))
	if q.Reporter != "" {
		w.and(`reporter = ?`, q.Reporter)
	}
	if q.Collection != "" {
		w.and(`collection = ?`, q.Collection)
	}
	if q.Theme != "" {
		w.and(`EXISTS (SELECT 1 FROM interview_theme t WHERE t.interview = interview.id AND t.theme = ?)`, q.Theme)
	}
	for i, word := range strings.Fields(fold(q.Text)) {
		if i == textWords {
			break
		}
		w.and(`words LIKE ? ESCAPE '\'`, "%"+likeEscaper.Replace(word)+"%")
	}
	return w
}

var likeEscaper = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// fold makes texts equal that a reader takes for the same: any case, and
// accents written as one character or two. A Caser keeps state, so each call
// has its own.
func fold(s string) string { return norm.NFC.String(cases.Fold().String(norm.NFC.String(s))) }
