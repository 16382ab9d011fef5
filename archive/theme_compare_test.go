package archive_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"earshot/archive"
)

func TestKappa(t *testing.T) {
	for name, c := range map[string]struct {
		p     archive.Pairing
		kappa float64
		ok    bool
	}{
		// The first two are the examples that textbooks work out by hand.
		"20, 5, 10, 15":             {archive.Pairing{Both: 20, OnlyA: 5, OnlyB: 10, Neither: 15}, 0.4, true},
		"45, 15, 25, 15":            {archive.Pairing{Both: 45, OnlyA: 15, OnlyB: 25, Neither: 15}, 0.1304, true},
		"all the same, both kinds":  {archive.Pairing{Both: 3, Neither: 2}, 1, true},
		"never the same":            {archive.Pairing{OnlyA: 4, OnlyB: 4}, -1, true},
		"as by chance":              {archive.Pairing{Both: 5, OnlyA: 5, OnlyB: 5, Neither: 5}, 0, true},
		"one says yes to all":       {archive.Pairing{Both: 5, OnlyA: 5}, 0, true},
		"nothing looked at by both": {archive.Pairing{}, 0, false},
		"yes to everything":         {archive.Pairing{Both: 9}, 0, false},
		"no to everything":          {archive.Pairing{Neither: 9}, 0, false},
	} {
		kappa, ok := c.p.Kappa()
		if ok != c.ok || math.Abs(kappa-c.kappa) > 0.0001 {
			t.Errorf("%s: %v %v, want %v %v", name, kappa, ok, c.kappa, c.ok)
		}
	}
}

// TestKappaHolds checks what is true of every table.
func TestKappaHolds(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 5000 {
		p := archive.Pairing{Both: r.IntN(12), OnlyA: r.IntN(12), OnlyB: r.IntN(12), Neither: r.IntN(12)}
		kappa, ok := p.Kappa()
		swapped, ok2 := archive.Pairing{Both: p.Both, OnlyA: p.OnlyB, OnlyB: p.OnlyA, Neither: p.Neither}.Kappa()
		turned, ok3 := archive.Pairing{Both: p.Neither, OnlyA: p.OnlyB, OnlyB: p.OnlyA, Neither: p.Both}.Kappa()
		twice, ok4 := archive.Pairing{Both: 2 * p.Both, OnlyA: 2 * p.OnlyA, OnlyB: 2 * p.OnlyB, Neither: 2 * p.Neither}.Kappa()
		near := func(x float64) bool { return math.Abs(x-kappa) < 1e-9 }
		switch full := p.OnlyA+p.OnlyB == 0; {
		case ok != ok2 || ok != ok3 || ok != ok4 || !near(swapped) || !near(turned) || !near(twice):
			t.Fatalf("%+v: %v, in another order %v, no for yes %v, all twice %v", p, kappa, swapped, turned, twice)
		case math.IsNaN(kappa) || kappa > 1 || kappa < -1 || ok && (kappa == 1) != full:
			t.Fatalf("%+v: %v", p, kappa)
		case ok && kappa > p.Agreement()+1e-9:
			t.Fatalf("%+v: %v is more than the share agreed on, %v", p, kappa, p.Agreement())
		}
	}
}

func TestCompareCoders(t *testing.T) {
	h := newHouse(t)
	iv, draft := h.told("a b c d e f g h i j"), h.told("k l")
	theme := h.theme(h.reporter, "x")
	h.share(theme)
	for i, says := range [][2]archive.Says{{archive.Belongs, archive.Belongs}, {archive.Belongs, archive.NotThis}, {archive.NotThis, archive.Belongs}, {archive.NotThis, archive.NotThis}, {archive.Belongs, ""}} {
		at := archive.WordID(2*i + 1)
		h.pick(h.reporter, theme, iv, at, at+1, says[0])
		if says[1] != "" {
			h.pick(h.other, theme, iv, at, at+1, says[1])
		}
	}
	h.pick(h.reporter, theme, draft, 1, 2, archive.Belongs)
	h.pick(h.other, theme, draft, 1, 2, archive.NotThis)
	if err := h.Unpublish(h.ctx, h.reporter, draft.ID); err != nil {
		t.Fatal(err)
	}
	count := func(v archive.Viewer) archive.Pairing {
		t.Helper()
		pairs := must(h.CompareCoders(h.ctx, v, theme.ID))(t)
		if len(pairs) != 1 || pairs[0].Names != [2]string{"Rosa", "Omar"} {
			t.Fatalf("pairs: %+v", pairs)
		}
		return pairs[0]
	}
	p := count(h.other)
	if p.Both != 1 || p.OnlyA != 1 || p.OnlyB != 1 || p.Neither != 1 || len(p.Disagree) != 2 || p.Disagree[0].Text != "c d" || p.Disagree[1].Text != "e f" {
		t.Errorf("compared: %+v", p)
	}
	if p := count(h.reporter); p.OnlyA != 2 || p.Agreement() != 0.4 {
		t.Errorf("with the draft: %+v", p)
	}
	must(h.CodePassage(h.ctx, h.other, theme.ID, 2, archive.TakenBack, nil))(t)
	if p := count(h.other); p.Looked() != 3 {
		t.Errorf("after one was taken back: %+v", p)
	}
}
