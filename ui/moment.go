package ui

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"earshot/archive"
)

// longestMoment is above every recording's length, in seconds.
const longestMoment = 1e6

// moment reads a time that a person typed: 62.5, 1:02.5 or 0:01:02,5. Empty is nil.
func moment(field, s string) (*float64, error) {
	s = strings.ReplaceAll(strings.TrimSpace(s), ",", ".")
	if s == "" {
		return nil, nil
	}
	parts := strings.Split(s, ":")
	total := 0.0
	for i, part := range parts {
		n, err := strconv.ParseFloat(part, 64)
		last := i == len(parts)-1
		if err != nil || len(parts) > 3 || strings.Trim(part, "0123456789.") != "" || (!last && strings.Contains(part, ".")) || (i > 0 && n >= 60) {
			return nil, archive.Invalid(field, "Please write the time as minutes and seconds, like 1:02.5.")
		}
		total = total*60 + n
	}
	if total > longestMoment {
		return nil, archive.Invalid(field, "No recording is that long.")
	}
	total = archive.Milliseconds(total)
	return &total, nil
}

// exactly writes seconds as moment reads them, to the millisecond.
func exactly(s float64) string {
	ms := int64(math.Round(max(s, 0) * 1000))
	out := fmt.Sprintf("%d:%02d.%03d", ms/60_000%60, ms/1000%60, ms%1000)
	if ms >= 3_600_000 {
		out = fmt.Sprintf("%d:%02d:%02d.%03d", ms/3_600_000, ms/60_000%60, ms/1000%60, ms%1000)
	}
	return strings.TrimSuffix(out, ".000")
}
