package main

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestVerdict(t *testing.T) {
	tests := []struct {
		row     row
		met     bool
		verdict string
		wanted  string
	}{
		{row{value: 1.10, target: 1.10, sense: atMost}, true, "met", "≤ 1.10"},
		{row{value: 1.11, target: 1.10, sense: atMost}, false, "not met", "≤ 1.10"},
		{row{value: 50, target: 50, sense: atLeast, unit: " x"}, true, "met", "≥ 50.0 x"},
		{row{value: 49.9, target: 50, sense: atLeast, unit: " x"}, false, "not met", "≥ 50.0 x"},
		{row{value: 7}, true, "for the record", "-"},
		{row{value: math.NaN(), target: 1, sense: atMost}, false, "not met", "≤ 1.00"},
		{row{value: math.Inf(1), target: 1, sense: atLeast}, false, "not met", "≥ 1.00"},
	}
	for _, tt := range tests {
		if got := tt.row.met(); got != tt.met {
			t.Errorf("%+v met: %v, want %v", tt.row, got, tt.met)
		}
		if got := tt.row.verdict(); got != tt.verdict {
			t.Errorf("%+v: %q, want %q", tt.row, got, tt.verdict)
		}
		if got := tt.row.wanted(); got != tt.wanted {
			t.Errorf("%+v wants %q, want %q", tt.row, got, tt.wanted)
		}
	}
}

func TestPrintRows(t *testing.T) {
	var b strings.Builder
	missed := printRows(&b, []row{
		{what: "work", measured: "10.0 s / 10.0 s", value: 1, target: 1.1, sense: atMost, notes: []string{"one", "two"}},
		{what: "decode", measured: "3 s", value: 123.4, unit: " x", target: 100, sense: atMost},
		{what: "bytes", measured: "-", value: 12.34, unit: " KiB"},
	})
	want := `what    measured         value      target   verdict
work    10.0 s / 10.0 s  1.00       ≤ 1.10   met
decode  3 s              123 x      ≤ 100 x  not met
bytes   -                12.3 KiB   -        for the record

work
  one
  two
`
	if d := cmp.Diff(squeeze(want), squeeze(b.String())); d != "" {
		t.Errorf("the table differs (-want +got):\n%s", d)
	}
	if missed != 1 {
		t.Errorf("%d targets missed, want 1", missed)
	}
}

// squeeze makes runs of spaces one: how wide the columns are is tabwriter's.
func squeeze(s string) string {
	var lines []string
	for line := range strings.Lines(s) {
		lines = append(lines, strings.Join(strings.Fields(line), " "))
	}
	return strings.Join(lines, "\n")
}

func TestFigures(t *testing.T) {
	for _, tt := range []struct{ got, want string }{
		{number(0.004), "0.00"}, {number(1.234), "1.23"}, {number(12.34), "12.3"}, {number(1234.5), "1234"}, {number(-12.34), "-12.3"},
		{ms(0.0123), "12.3 ms"}, {mib(3 << 19), "1.50 MiB"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}
