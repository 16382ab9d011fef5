package bleveindex

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"earshot/archive"
	"earshot/search"
)

// record is what the passages index says of one interview, kept in the same batch
// as its passages: only passages whose hash differs are written again, so a fix in
// a two-hour interview costs one passage.
type record struct {
	search.Holding
	parts map[string]string // passage id -> hash
}

func recordID(interview string) string { return "=" + interview }

// write writes the holding as a line of JSON, and after it each passage: how much
// its id shares with the one before, the rest of it, and its hash.
func (r *record) write() ([]byte, error) {
	out, err := json.Marshal(r.Holding)
	if err != nil {
		return nil, err
	}
	out = append(out, '\n')
	last := ""
	for _, id := range slices.Sorted(maps.Keys(r.parts)) {
		same := 0
		for same < min(len(last), len(id)) && last[same] == id[same] {
			same++
		}
		for _, part := range []string{id[same:], r.parts[id]} {
			out = binary.AppendUvarint(out, uint64(len(part)))
			out = append(out, part...)
		}
		out = binary.AppendUvarint(out, uint64(same))
		last = id
	}
	return out, nil
}

// readRecord reads what write wrote.
func readRecord(body []byte) (r record, err error) {
	head, rest, _ := bytes.Cut(body, []byte{'\n'})
	if err := json.Unmarshal(head, &r.Holding); err != nil {
		return r, fmt.Errorf("what the search index holds of an interview: %w", archive.ErrDamaged)
	}
	r.parts = make(map[string]string, r.Passages)
	read := bytes.NewReader(rest)
	for last := ""; read.Len() > 0; {
		tail, hash := readPart(read), readPart(read)
		same, err := binary.ReadUvarint(read)
		if err != nil || same > uint64(len(last)) {
			return r, fmt.Errorf("what the search index holds of %s: %w", r.Interview, archive.ErrDamaged)
		}
		last = last[:same] + tail
		r.parts[last] = hash
	}
	return r, nil
}

// readPart reads one text; a text that is cut short ends the reading.
func readPart(r *bytes.Reader) string {
	n, err := binary.ReadUvarint(r)
	if err != nil || n > uint64(r.Len()) {
		_, _ = r.Seek(0, 2) // the number that must follow is missing, which is told
		return ""
	}
	text := make([]byte, n)
	_, _ = r.Read(text) // there are that many
	return string(text)
}
