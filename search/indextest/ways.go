package indextest

import (
	"testing"

	"earshot/archive"
	"earshot/search"
)

// waysToAsk: groups, nearness, patterns, and phrases that go on into the next
// passage.
func waysToAsk(t *testing.T, r *rig) {
	r.both(t)
	for _, test := range []struct {
		raw  string
		want []string
	}{
		{"(neighbour OR ropes)", []string{ropes, spaces}},
		{"neighbour | ropes | angry", []string{ropes, spaces, diary}},
		{"soup (neighbour OR ropes)", []string{spaces}},
		{"(soup kitchen OR sister in law)", []string{museum, diary}},
		{"soup -(neighbour OR ropes)", []string{museum}},
		{"(heard:lifting OR ropes)", []string{ropes, spaces}},
		{"(co-production OR angry)", []string{museum, council, diary}},
		{`"pot neighbour"~5`, []string{spaces}},
		{`"neighbour pot"~5`, []string{spaces}},
		{`"neighbour pot"~4`, nil},
		{`"budget co-production"~10`, []string{council}},
		{`"budget co-production"~9`, nil},
		{`"soup caf*"~4`, []string{spaces}},
		{"nei*bour", []string{spaces}},
		{"fro?e", []string{ropes}},
		{"neighbo?r?", []string{spaces}},
		{"co*duc*ion", []string{museum, council}}, // kept without their endings
		{"-so*p the", []string{ropes, council, diary}},
		{"zz*zz", nil},
		{`"his café and what did"`, []string{spaces}},
		{`"café and"`, []string{spaces}},
		{`"café and what did the council"`, nil}, // goes on for longer than is kept
		{`"budget were"~2`, []string{council}},
		{`"were angry"~4`, []string{diary}},
		{`"and what did"`, []string{council}},
		{"role:storyteller winter", []string{ropes}},
		{"role:interviewer every", []string{diary}},
		{"-role:interviewer the", nil},
		{"language:en soup", []string{museum, spaces}},
		{"language:english soup", []string{museum, spaces}},
		{"language:de soup", nil},
	} {
		check(t, test.raw, ids(r.ask(t, test.raw, search.Page{Sort: search.ByDate})), append([]string{}, test.want...))
	}
	h := r.ask(t, `"his café and what"`, search.Page{}).Hits[0]
	check(t, "what matched here", h.Text[h.Highlights[0].From:h.Highlights[0].To], "his café")
	check(t, "and goes on", h.Then, "And what did the")
	check(t, "goes on nowhere", r.ask(t, "café", search.Page{}).Hits[0].Then, "")
	check(t, "who says it", h.Role, search.Storyteller)
	check(t, "near", marked(r.ask(t, `"neighbour pot"~5`, search.Page{})), []string{"neighbour", "pot"})
}

// checkedWords: only passages of which a person checked every line.
func checkedWords(t *testing.T, r *rig) {
	doc, other := Doc(t, Kitchen()), Doc(t, Harbour())
	doc.Passages[0].Level, doc.Passages[1].Level, doc.Passages[2].Level = archive.CheckedOnce, archive.BeingChecked, archive.Checked
	r.apply(t, []search.InterviewDoc{doc, other})
	check(t, "checked", ids(r.ask(t, "checked:yes", search.Page{Sort: search.ByDate})), []string{spaces, diary})
	check(t, "unchecked", ids(r.ask(t, "checked:no the", search.Page{Sort: search.ByDate})), []string{ropes, museum, council})
	check(t, "both", r.ask(t, "checked:no checked:yes the", search.Page{}).Total, 5)
	check(t, "told", r.ask(t, "angry", search.Page{}).Hits[0].Level, archive.Checked)
	doc.Passages[0].Level = archive.MachineText
	r.apply(t, []search.InterviewDoc{doc})
	check(t, "a vote taken back", ids(r.ask(t, "checked:yes", search.Page{})), []string{diary})
}

// languages: endings are those of the interview's language, and a word of one is
// not taken for a word of another.
func languages(t *testing.T, r *rig) {
	talk := func(id, language, text string) search.InterviewDoc {
		doc := Doc(t, Talk(id, text))
		doc.Facts.Language = language
		return doc
	}
	r.apply(t, []search.InterviewDoc{
		talk("german0000000001", "de-AT", "Wir haben Häuser und Gärten gebaut."),
		talk("french0000000001", "fr", "Aujourd'hui l'école est fermée, les élèves chantaient."),
		talk("swahili000000001", "sw", "Tulikuwa tukiimba nyumbani."),
		talk("polish0000000001", "pl", "Moja sąsiadka mówiła o książkach i o ogrodzie za domami."),
		talk("english000000001", "en", "We built houses, gardens and schools."),
	})
	for raw, want := range map[string][]string{
		"Haus":               {"german0000000001:000001"}, // by the rules of German
		"hauser":             {"german0000000001:000001"},
		"garten":             {"german0000000001:000001"},
		"ecole":              {"french0000000001:000001"},
		"l'ecole":            {"french0000000001:000001"},
		`"ecole est fermee"`: {"french0000000001:000001"},
		"chanter":            {"french0000000001:000001"},
		"tukiimba":           {"swahili000000001:000001"},
		"tukiim*":            {"swahili000000001:000001"},
		"gart*":              {"german0000000001:000001"},
		"garden":             {"english000000001:000001"},
		"sąsiadki":           {"polish0000000001:000001"}, // by the rules of Polish
		"sasiadka":           {"polish0000000001:000001"},
		"sasiadki":           {"polish0000000001:000001"},
		"mówić książka":      {"polish0000000001:000001"},
		"ogród":              {"polish0000000001:000001"},
		"dom":                {"polish0000000001:000001"},
		`"o ogrodzie za"`:    {"polish0000000001:000001"},
		"ogrod*":             {"polish0000000001:000001"},
		"language:polish":    {"polish0000000001:000001"},
		"language:german":    {"german0000000001:000001"},
		"language:de":        {"german0000000001:000001"},
		"language:swahili":   {},
		"language:sw":        {"swahili000000001:000001"},
	} {
		check(t, raw, ids(r.ask(t, raw, search.Page{})), want)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	r.Index = r.open(t, r.dir)
	check(t, "opened again", ids(r.ask(t, "chanter", search.Page{})), []string{"french0000000001:000001"})
}
