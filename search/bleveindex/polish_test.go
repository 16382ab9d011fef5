package bleveindex

import "testing"

// Forms of one Polish word are kept alike, and other words apart.
func TestPolish(t *testing.T) {
	for _, forms := range [][]string{
		{"sąsiadka", "Sąsiadki", "sąsiadkę", "sąsiadek"}, {"mówić", "mówię", "mówił", "mówiła", "mówimy"}, {"pracować", "pracuję", "pracowała"},
		{"robotnik", "robotnicy", "robotników", "robotnikom"}, {"rodzina", "rodziny", "rodzinie", "rodziną", "rodzin"}, {"zupa", "zupę", "zupie"},
		{"ogród", "ogrodu", "ogrodzie", "ogrodów"}, {"samotność", "samotności", "samotnością"}, {"dom", "domu", "domach"},
	} {
		for _, form := range forms {
			if got, want := polish(form), polish(forms[0]); got != want {
				t.Errorf("%s is kept as %q, %s as %q", form, got, forms[0], want)
			}
		}
	}
	kept := map[string]string{}
	for _, word := range []string{"ogród", "zupa", "rodzina", "dom", "pan", "pani", "rok", "sąsiad", "szkoła", "", "a", "ł", "ść", "12", "sąsiadka"} {
		got := polish(word)
		if other, taken := kept[got]; taken {
			t.Errorf("%q and %q are both kept as %q", word, other, got)
		}
		kept[got] = word
	}
}
