package archive

import "testing"

func TestCredits(t *testing.T) {
	by := func(visitor, name, group string, version, reverts int) *Change {
		return &Change{Version: version, Reverts: reverts, Kind: MisHearing, By: Author{Visitor: visitor, Name: name, Group: group}}
	}
	for want, changes := range map[string][]*Change{
		"":                                 nil,
		"Ann":                              {by("a", "Ann", "", 1, 0), by("a", "Ann", "", 2, 0)},
		"1 visitor":                        {by("a", "", "", 1, 0), by("a", "", "", 2, 0)},
		"Ann, Salford u3a; and 3 visitors": {by("a", "Ann", "Salford u3a", 1, 0), by("b", "", "", 2, 0), by("c", "", "", 3, 0), by("d", "", "", 4, 0)},
		"Salford u3a and Bo":               {by("a", "", "Salford u3a", 1, 0), by("b", "Bo", "", 2, 0)},
		"Ann; Bo; and Cy":                  {by("a", "Ann", "", 1, 0), by("b", "Bo", "", 2, 0), by("c", "Cy", "", 3, 0)},
		"Bo":                               {by("a", "Vandal", "", 1, 0), by("c", "Cleo", "", 2, 1), by("b", "Bo", "", 3, 0)},
		"Ann and Bo":                       {by("a", "Ann", "", 1, 0), by("b", "Bo", "", 2, 0), by("c", "", "", 3, 1), by("d", "", "", 4, 3)},
	} {
		if got := Credits(changes).String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestCoveredCountsSharedSoundOnce(t *testing.T) {
	if got := covered([]Span{{5, 6}, {0, 2}, {1, 3}, {1, 1.5}}); got != 4 {
		t.Errorf("covered %v seconds, want 4", got)
	}
}
