package bleveindex

import (
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search/query"
)

// How years and months are written among the periods of a passage.
const (
	yearly  = "2006"
	monthly = "2006-01"
)

// days matches what was recorded on the days that were asked for: as few whole
// years, whole months and single days as make them up. A numeric field for the
// same would be several times as large and slower.
func (c *compiler) days() (query.Query, error) {
	first, last, err := recorded(c.terms)
	if err != nil {
		return nil, err
	}
	if c.from.After(first) {
		first = c.from
	}
	if !c.to.IsZero() && c.to.Before(last) {
		last = c.to
	}
	var any []query.Query
	for day := first; !day.After(last); {
		next := day.AddDate(1, 0, 0)
		field, layout := fieldPeriod, yearly
		if day.YearDay() != 1 || next.AddDate(0, 0, -1).After(last) {
			next, layout = day.AddDate(0, 1, 0), monthly
		}
		if layout == monthly && (day.Day() != 1 || next.AddDate(0, 0, -1).After(last)) {
			next, field, layout = day.AddDate(0, 0, 1), fieldDate, time.DateOnly
		}
		any = append(any, term(field, day.Format(layout)))
		day = next
	}
	return query.NewDisjunctionQuery(any), nil
}

// recorded is the first day of the first year and the last day of the last year
// that anything was recorded in. Last is before first when nothing was.
func recorded(ix bleve.Index) (first, last time.Time, err error) {
	dict, err := ix.FieldDict(fieldPeriod)
	if err != nil {
		return first, last, err
	}
	defer func() {
		if e := dict.Close(); err == nil {
			err = e
		}
	}()
	last = first.AddDate(0, 0, -1)
	for {
		entry, err := dict.Next()
		if err != nil || entry == nil {
			return first, last, err
		}
		year, notYear := time.Parse(yearly, entry.Term)
		if notYear != nil {
			continue // a month
		}
		if first.IsZero() {
			first = year
		}
		last = year.AddDate(1, 0, -1)
	}
}
