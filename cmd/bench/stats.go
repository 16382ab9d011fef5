package main

import (
	"math"
	"slices"
	"time"
)

// times are measured durations in seconds.
type times []float64

func (t *times) add(d time.Duration) { *t = append(*t, d.Seconds()) }

// at is the p-th percentile by nearest rank, p in 0..100; 0 of no times.
func (t times) at(p float64) float64 {
	if len(t) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(t))
	i := int(math.Ceil(p/100*float64(len(s)))) - 1
	return s[min(max(i, 0), len(s)-1)]
}

// median is the middle, or the mean of the two in the middle.
func (t times) median() float64 {
	if len(t) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(t))
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}

// timed is how long fn takes.
func timed(fn func() error) (time.Duration, error) {
	began := time.Now()
	err := fn()
	return time.Since(began), err
}
