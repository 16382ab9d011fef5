package sqlstore

import (
	"fmt"

	"earshot/archive"
)

func (t *tx) Recognition(id string) (*archive.Recognition, error) {
	var body []byte
	if err := t.row(`SELECT body FROM recognition WHERE id = $1`, []any{id}, &body); err != nil {
		return nil, fmt.Errorf("recognition %s: %w", id, err)
	}
	r := &archive.Recognition{}
	if err := unpack(body, r); err != nil {
		return nil, fmt.Errorf("recognition %s: %w", id, err)
	}
	return r, nil
}

func (t *tx) RecognitionHead(id string) (*archive.Recognition, error) {
	var body []byte
	if err := t.row(`SELECT body FROM recognition WHERE id = $1`, []any{id}, &body); err != nil {
		return nil, fmt.Errorf("recognition %s: %w", id, err)
	}
	r := &archive.Recognition{}
	if err := unpackHead(body, "lines", r); err != nil {
		return nil, fmt.Errorf("recognition %s: %w", id, err)
	}
	return r, nil
}

func (t *tx) AddRecognition(r *archive.Recognition) error {
	body, err := pack(r)
	if err != nil {
		return fmt.Errorf("recognition %s: %w", r.ID, err)
	}
	return t.insert("recognition "+r.ID,
		`INSERT INTO recognition (id, interview, body) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, r.ID, r.Interview, body)
}

func (t *tx) Chunk(interview string, run, index int) (*archive.Chunk, error) {
	what := fmt.Sprintf("chunk %d of run %d of interview %s", index, run, interview)
	var body []byte
	err := t.row(`SELECT body FROM chunk WHERE interview = $1 AND run = $2 AND number = $3`, []any{interview, run, index}, &body)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	c := &archive.Chunk{}
	if err := unpack(body, c); err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	return c, nil
}

func (t *tx) PutChunk(c *archive.Chunk) error {
	body, err := pack(c)
	if err != nil {
		return fmt.Errorf("chunk %d of interview %s: %w", c.Index, c.Interview, err)
	}
	_, err = t.exec(`INSERT INTO chunk (interview, run, number, body) VALUES ($1, $2, $3, $4)
		ON CONFLICT (interview, run, number) DO UPDATE SET body = excluded.body`, c.Interview, c.Run, c.Index, body)
	return err
}

func (t *tx) Chunks(interview string, run int) ([]*archive.Chunk, error) {
	var all []*archive.Chunk
	err := t.each(`SELECT body FROM chunk WHERE interview = $1 AND run = $2 ORDER BY number`, []any{interview, run},
		func(rows scanner) error {
			var body []byte
			if err := rows.Scan(&body); err != nil {
				return err
			}
			c := &archive.Chunk{}
			all = append(all, c)
			return unpack(body, c)
		})
	return all, err
}

func (t *tx) DeleteChunks(interview string, run int) error {
	_, err := t.exec(`DELETE FROM chunk WHERE interview = $1 AND run = $2`, interview, run)
	return err
}
