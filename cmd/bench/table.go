package main

import (
	"fmt"
	"io"
	"math"
	"strings"
	"text/tabwriter"
)

// row is one measured thing. value is compared with target; what there is no
// target for stands for the record.
type row struct {
	what     string
	measured string // the figures behind the value
	value    float64
	unit     string
	target   float64
	sense    sense
	notes    []string // told below the table
}

// sense says on which side of its target a value should be.
type sense int

const (
	record sense = iota
	atMost
	atLeast
)

func (r row) met() bool {
	switch {
	case r.sense == record:
		return true
	case math.IsNaN(r.value) || math.IsInf(r.value, 0):
		return false
	case r.sense == atMost:
		return r.value <= r.target
	}
	return r.value >= r.target
}

func (r row) verdict() string {
	switch {
	case r.sense == record:
		return "for the record"
	case r.met():
		return "met"
	}
	return "not met"
}

func (r row) wanted() string {
	switch r.sense {
	case atMost:
		return "≤ " + number(r.target) + r.unit
	case atLeast:
		return "≥ " + number(r.target) + r.unit
	}
	return "-"
}

// number writes three digits that count.
func number(v float64) string {
	switch a := math.Abs(v); {
	case a >= 100:
		return fmt.Sprintf("%.0f", v)
	case a >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

// printRows writes the table and what explains it, and returns how many targets
// were missed.
func printRows(w io.Writer, rows []row) (missed int) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "what\tmeasured\tvalue\ttarget\tverdict")
	for _, r := range rows {
		if !r.met() {
			missed++
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", r.what, r.measured, number(r.value)+r.unit, r.wanted(), r.verdict())
	}
	t.Flush()
	for _, r := range rows {
		if len(r.notes) > 0 {
			fmt.Fprintf(w, "\n%s\n  %s\n", r.what, strings.Join(r.notes, "\n  "))
		}
	}
	return missed
}

// ms writes seconds as milliseconds.
func ms(seconds float64) string { return number(seconds*1000) + " ms" }

// mib writes bytes as MiB.
func mib(bytes int64) string { return number(float64(bytes)/(1<<20)) + " MiB" }
