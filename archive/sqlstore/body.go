package sqlstore

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// pack is the JSON of v, compressed: a recognition of 20,000 words is 2.5 MB of
// JSON and a tenth of it packed.
func pack(v any) ([]byte, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	if err := json.NewEncoder(z).Encode(v); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// unpack is the reverse of pack. The checksum of gzip shows damage.
func unpack(body []byte, v any) error {
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("unpack: %w", err)
	}
	plain, err := io.ReadAll(z)
	if err != nil {
		return fmt.Errorf("unpack: %w", err)
	}
	return json.Unmarshal(plain, v)
}

// unpackHead reads what stands before a field of an object that pack wrote.
func unpackHead(body []byte, before string, v any) error {
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("unpack: %w", err)
	}
	d := json.NewDecoder(z)
	if _, err := d.Token(); err != nil {
		return fmt.Errorf("unpack: %w", err)
	}
	head := map[string]json.RawMessage{}
	for d.More() {
		name, err := d.Token()
		if name == before {
			break
		}
		var value json.RawMessage
		if err == nil {
			err = d.Decode(&value)
		}
		if err != nil {
			return fmt.Errorf("unpack: %w", err)
		}
		head[fmt.Sprint(name)] = value
	}
	plain, err := json.Marshal(head)
	if err != nil {
		return err
	}
	return json.Unmarshal(plain, v)
}

// nanos is t as it is ordered by in columns; 0 for the zero time.
func nanos(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}
