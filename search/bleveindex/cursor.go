package bleveindex

import (
	"encoding/base64"
	"math"
	"strconv"
	"strings"
	"time"

	bsearch "github.com/blevesearch/bleve/v2/search"

	"earshot/archive"
	"earshot/search"
)

// place is where the next page begins: after a hit, by what hits are sorted by and
// by its id. A first page by rank leaves hits of equal rank in the order in which
// the index holds them, so the pages after it, which go by id, are told which of
// the last rank it showed.
type place struct {
	first string // what the hit was sorted by; "" at the start
	id    string
	shown []string // ids
}

// next is the place after a full page.
func (p place) next(s search.Sort, hits bsearch.DocumentMatchCollection) place {
	last := hits[len(hits)-1]
	if s == search.ByDate {
		return place{first: last.Sort[0], id: last.ID}
	}
	n := place{first: rank(last)}
	if p.first != "" {
		n.id = last.ID
		if n.first == p.first {
			n.shown = p.shown
		}
		return n
	}
	for _, h := range hits {
		if rank(h) == n.first {
			n.shown = append(n.shown, h.ID)
		}
	}
	return n
}

func rank(hit *bsearch.DocumentMatch) string { return strconv.FormatFloat(hit.Score, 'g', -1, 64) }

// maxCursor is more than a page of MaxPage ids takes.
const maxCursor = 8 << 10

// String writes the place as readCursor reads it.
func (p place) String() string {
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Join(append([]string{p.first, p.id}, p.shown...), "\n")))
}

// readCursor reads where a page begins; "" is the start.
func readCursor(s search.Sort, text string) (p place, err error) {
	if s != "" && s != search.ByRank && s != search.ByDate {
		return p, archive.Invalid("sort", "Passages can be sorted by rank or by date.")
	}
	if text == "" {
		return p, nil
	}
	bad := archive.Invalid("after", "That link to the next page is not complete. Please search again.")
	if len(text) > maxCursor {
		return p, bad
	}
	data, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return p, bad
	}
	parts := strings.Split(string(data), "\n")
	if len(parts) < 2 || len(parts) > search.MaxPage+2 || parts[1] == "" && len(parts) == 2 {
		return p, bad
	}
	p = place{first: parts[0], id: parts[1], shown: parts[2:]}
	if s == search.ByDate {
		_, err = time.Parse(time.DateOnly, p.first)
		if p.first == noDate {
			err = nil
		}
	} else {
		var score float64
		score, err = strconv.ParseFloat(p.first, 64)
		if math.IsNaN(score) || math.IsInf(score, 0) {
			return place{}, bad // no hit has such a score, and nothing comes after it
		}
	}
	if err != nil {
		return place{}, bad
	}
	return p, nil
}
