package sqlstore

import (
	"fmt"
	"time"

	"earshot/archive"
)

const (
	addEvent    = `INSERT INTO event (seq, interview, version, at) VALUES ($1, $2, $3, $4)`
	eventsAfter = `SELECT seq, interview, version, at FROM event WHERE seq > $1 ORDER BY seq LIMIT $2`
)

func (t *tx) AddEvent(interview string, version int, at time.Time) (int64, error) {
	seq, err := t.next("event")
	if err != nil {
		return 0, err
	}
	_, err = t.exec(addEvent, seq, interview, version, nanos(at))
	return seq, err
}

func (t *tx) Events(after int64, limit int) ([]archive.Event, error) {
	var all []archive.Event
	err := t.each(eventsAfter, []any{after, max(limit, 0)},
		func(rows scanner) error {
			var e archive.Event
			var at int64
			if err := rows.Scan(&e.Seq, &e.Interview, &e.Version, &at); err != nil {
				return err
			}
			if at != 0 {
				e.At = time.Unix(0, at).UTC()
			}
			all = append(all, e)
			return nil
		})
	return all, err
}

func (t *tx) LastEvent() (n int64, err error) {
	err = t.row(`SELECT value FROM counter WHERE name = 'event'`, nil, &n)
	return n, err
}

func (t *tx) Setting(name string) (string, error) {
	var value string
	if err := t.row(`SELECT value FROM setting WHERE name = $1`, []any{name}, &value); err != nil {
		return "", fmt.Errorf("setting %s: %w", name, err)
	}
	return value, nil
}

func (t *tx) Settings() (map[string]string, error) {
	all := map[string]string{}
	err := t.each(`SELECT name, value FROM setting`, nil, func(rows scanner) error {
		var name, value string
		err := rows.Scan(&name, &value)
		all[name] = value
		return err
	})
	return all, err
}

func (t *tx) PutSetting(name, value string) error {
	_, err := t.exec(`INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
	return err
}
