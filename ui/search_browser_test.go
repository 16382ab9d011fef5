package ui

import (
	"fmt"
	"testing"

	"earshot/archive"
)

// recorded makes a published interview with facts of its own.
func (r *rig) recorded(title, storyteller, place, date string, lines int, themes ...string) *archive.Interview {
	r.t.Helper()
	iv := r.interview(title, lines)
	_, err := r.archive.Describe(r.t.Context(), r.ada, iv.ID, archive.Intake{Title: title, Storyteller: storyteller, Interviewer: "Ada", Place: place,
		RecordedOn: date, Collection: "Growing together", Themes: themes, Language: "en"})
	r.must(err)
	return r.look(iv.ID)
}

// shelf is a small archive with something to narrow, compare and draw.
func (r *rig) shelf() {
	r.t.Helper()
	r.recorded("Beans forgive you everything", "Grace", "Leeds", "2019-04-02", 36, "gardens", "neighbours")
	r.recorded("The kettle on Sundays", "Grace", "Salford", "2021-09-12", 24, "neighbours", "loneliness")
	r.recorded("A plot going spare, and everything that came of it over fourteen long years on the allotments behind the canal", "Grace", "Leeds", "2022", 24, "gardens", "co-production", "growing food in the city with other people")
	r.recorded("Nobody had a key", "Grace", "Hull", "", 12, "co-production")
	for i := range 4 {
		r.recorded(fmt.Sprintf("Winter talk %d", i+1), "Grace", "York", fmt.Sprint(2012+i), 12, "gardens", "winter")
	}
	r.spoken("Across the water", "Ada: How did you cross?", "Grace: The ferry went over like a fairy in the fog.")
	r.caughtUp()
}

// TestSearchInBrowser walks the researcher's path.
func TestSearchInBrowser(t *testing.T) {
	inBrowser(t, func(r *rig) map[string]any {
		r.shelf()
		return map[string]any{}
	}, "search")
}

// TestGatheringInBrowser keeps passages and searches.
func TestGatheringInBrowser(t *testing.T) {
	inBrowser(t, func(r *rig) map[string]any {
		r.shelf()
		return map[string]any{}
	}, "gather")
}
