package ui

import (
	"testing"
	"time"
)

// X02: a moment has one day on every page, whatever the zone of the server and its
// summer time say, and seconds of a recording never show a sixtieth.
func TestTimesThatAreShown(t *testing.T) {
	for _, c := range []struct{ moment, day string }{
		{"2026-03-29T00:59:59Z", "29 March 2026"}, // British clocks go forward
		{"2026-10-25T01:30:00+01:00", "25 October 2026"},
		{"2026-10-25T00:30:00+01:00", "24 October 2026"},       // the same hour of the night, in the zone that is shown
		{"2016-12-31T23:59:59.999999999Z", "31 December 2016"}, // the next second was a leap second
		{"2017-01-01T00:00:00Z", "1 January 2017"},
		{"2024-02-29T12:00:00-11:00", "29 February 2024"},
	} {
		at, err := time.Parse(time.RFC3339Nano, c.moment)
		if err != nil {
			t.Fatal(err)
		}
		for _, zone := range []*time.Location{time.UTC, time.FixedZone("far east", 14*3600), time.FixedZone("far west", -12*3600)} {
			if got := day(at.In(zone)); got != c.day {
				t.Errorf("%s in %s is shown as %s, want %s", c.moment, zone, got, c.day)
			}
			if got := isoTime(at.In(zone)); got != at.UTC().Format(time.RFC3339) {
				t.Errorf("%s in %s: %s", c.moment, zone, got)
			}
		}
	}
	for in, want := range map[float64]string{59.9999: "0:59", 60: "1:00", 3599.9999: "59:59", 3600: "1:00:00", -1: "0:00"} {
		if got := clock(in); got != want {
			t.Errorf("%g s is shown as %s, want %s", in, got, want)
		}
	}
}
