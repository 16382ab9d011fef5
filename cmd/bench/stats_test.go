package main

import (
	"errors"
	"testing"
	"time"
)

func TestTimes(t *testing.T) {
	tests := []struct {
		name            string
		in              times
		median, p50, at float64 // at is p95
	}{
		{"none", nil, 0, 0, 0},
		{"one", times{3}, 3, 3, 3},
		{"two", times{4, 2}, 3, 2, 4},
		{"three, not in order", times{9, 1, 5}, 5, 5, 9},
		{"twenty", times{20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1}, 10.5, 10, 19},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.in.median(); got != tt.median {
				t.Errorf("median is %v, want %v", got, tt.median)
			}
			if got := tt.in.at(50); got != tt.p50 {
				t.Errorf("p50 is %v, want %v", got, tt.p50)
			}
			if got := tt.in.at(95); got != tt.at {
				t.Errorf("p95 is %v, want %v", got, tt.at)
			}
		})
	}
}

// Percentiles must not disturb the order, which notes show round by round.
func TestTimesKeepTheirOrder(t *testing.T) {
	in := times{3, 1, 2}
	in.at(95)
	in.median()
	if in[0] != 3 || in[1] != 1 || in[2] != 2 {
		t.Errorf("the times became %v", in)
	}
}

func TestTimed(t *testing.T) {
	want := errors.New("it failed")
	var ts times
	took, err := timed(func() error {
		time.Sleep(time.Millisecond)
		return want
	})
	ts.add(took)
	if !errors.Is(err, want) || ts[0] < 0.001 {
		t.Errorf("timed gave %v and %v", took, err)
	}
}
