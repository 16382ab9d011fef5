package sqlstore

import (
	"encoding/json"
	"fmt"

	"earshot/archive"
)

func (t *tx) AddVote(v *archive.Vote) error {
	what := fmt.Sprintf("vote %q of interview %s", v.Key, v.Interview)
	switch _, err := t.VoteByKey(v.Interview, v.Key); {
	case err == nil:
		return fmt.Errorf("%s: %w", what, archive.ErrExists)
	case !isNotFound(err):
		return err
	}
	was := v.Number
	if err := t.row(`SELECT coalesce(max(number), 0) + 1 FROM vote WHERE interview = $1`, []any{v.Interview}, &v.Number); err != nil {
		return err
	}
	t.undo = append(t.undo, func() { v.Number = was })
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	seq, err := t.next("vote")
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO vote (seq, interview, number, request, body) VALUES ($1, $2, $3, $4, $5)`,
		seq, v.Interview, v.Number, v.Key, body)
	if err != nil {
		return err
	}
	return t.from("vote", seq, v.By)
}

func (t *tx) VoteByKey(interview, key string) (*archive.Vote, error) {
	return one[archive.Vote](t, "vote by key", `SELECT body FROM vote WHERE interview = $1 AND request = $2 AND request <> ''`, interview, key)
}

func (t *tx) Votes(interview string) ([]*archive.Vote, error) {
	return many[archive.Vote](t, `SELECT body FROM vote WHERE interview = $1 ORDER BY number`, interview)
}

func (t *tx) VotesBy(account string, limit int) ([]*archive.Vote, error) {
	return many[archive.Vote](t, `SELECT vote.body FROM source JOIN vote ON vote.seq = source.id
		WHERE source.who = $1 AND source.what = 'vote' ORDER BY vote.seq DESC LIMIT $2`, named("a:", account), max(limit, 0))
}
