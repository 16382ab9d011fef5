package sqlstore

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"earshot/archive"
)

// scanner is one row of an answer.
type scanner interface{ Scan(into ...any) error }

// where gathers conditions and their arguments. Only constant text goes into the
// SQL; every value is an argument.
type where struct {
	conditions []string
	args       []any
}

// and adds a condition, with a ? for each argument.
func (w *where) and(condition string, args ...any) {
	for _, a := range args {
		condition = strings.Replace(condition, "?", w.arg(a), 1)
	}
	w.conditions = append(w.conditions, condition)
}

// in adds "column is any of values"; no values mean no condition.
func (w *where) in(column string, values []string) {
	if len(values) == 0 {
		return
	}
	marks := make([]string, len(values))
	for i, v := range values {
		marks[i] = w.arg(v)
	}
	w.conditions = append(w.conditions, column+" IN ("+strings.Join(marks, ", ")+")")
}

// anyOf is in for ids: however many there are, the text stays the same, so that the
// statement can be prepared.
func (w *where) anyOf(column string, ids []string) {
	if len(ids) > 0 {
		list, _ := json.Marshal(ids) // texts can always be written
		w.and(column+" IN ("+listed+")", string(list))
	}
}

// arg adds an argument and returns its placeholder.
func (w *where) arg(a any) string {
	w.args = append(w.args, a)
	return "$" + strconv.Itoa(len(w.args))
}

func (w *where) String() string {
	if len(w.conditions) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(w.conditions, " AND ")
}

func strs[T ~string](values []T) []string {
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = string(v)
	}
	return all
}

// pageSize is the limit asked for, or the usual one for 0. Others are refused
// rather than cut, so that nobody takes a part for the whole.
func pageSize(asked, usual, most int) (int, error) {
	if asked == 0 {
		return usual, nil
	}
	if asked < 0 || asked > most {
		return 0, fmt.Errorf("a page of %d, from 1 to %d are possible: %w", asked, most, archive.ErrInvalid)
	}
	return asked, nil
}
