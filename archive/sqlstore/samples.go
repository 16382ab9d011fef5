package sqlstore

import (
	"encoding/json"
	"fmt"

	"earshot/archive"
)

func (t *tx) AddSampleAnswer(r *archive.SampleAnswer) error {
	what := fmt.Sprintf("answer %q to a sample of interview %s", r.Key, r.Interview)
	switch _, err := t.SampleAnswerByKey(r.Interview, r.Key); {
	case err == nil:
		return fmt.Errorf("%s: %w", what, archive.ErrExists)
	case !isNotFound(err):
		return err
	}
	was := r.Number
	if err := t.row(`SELECT coalesce(max(number), 0) + 1 FROM sample_answer WHERE interview = $1`, []any{r.Interview}, &r.Number); err != nil {
		return err
	}
	t.undo = append(t.undo, func() { r.Number = was })
	body, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	measured := 0
	if r.Result != nil {
		measured = 1
	}
	_, err = t.exec(`INSERT INTO sample_answer (interview, number, request, measured, body) VALUES ($1, $2, $3, $4, $5)`,
		r.Interview, r.Number, r.Key, measured, body)
	return err
}

func (t *tx) SampleAnswerByKey(interview, key string) (*archive.SampleAnswer, error) {
	return one[archive.SampleAnswer](t, "sample answer by key", `SELECT body FROM sample_answer WHERE interview = $1 AND request = $2`, interview, key)
}

func (t *tx) SampleAnswers(interview string) ([]*archive.SampleAnswer, error) {
	return many[archive.SampleAnswer](t, `SELECT body FROM sample_answer WHERE interview = $1 ORDER BY number`, interview)
}

func (t *tx) SampleResults(interview string, number int64, limit int) ([]*archive.SampleAnswer, error) {
	return many[archive.SampleAnswer](t, `SELECT body FROM sample_answer WHERE measured = 1 AND (interview > $1 OR (interview = $1 AND number > $2))
		ORDER BY interview, number LIMIT $3`, interview, number, limit)
}
