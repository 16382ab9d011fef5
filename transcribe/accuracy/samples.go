package accuracy

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// Clip is one speech sample: a recording and the words spoken in it.
type Clip struct {
	File      string  `json:"file"`
	Duration  float64 `json:"duration_s"`
	Language  string  `json:"language"`
	Reference string  `json:"reference"`
	Path      string  `json:"-"`
}

// Samples reads the manifest in a folder of speech samples.
func Samples(folder string) ([]Clip, error) {
	data, err := os.ReadFile(filepath.Join(folder, "manifest.json"))
	if err != nil {
		return nil, fmt.Errorf("read the speech samples' manifest: %w", err)
	}
	var m struct {
		Clips []Clip `json:"clips"`
	}
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, fmt.Errorf("read the speech samples' manifest: %w", err)
	}
	for i := range m.Clips {
		m.Clips[i].Path = filepath.Join(folder, m.Clips[i].File)
	}
	return m.Clips, nil
}

// Pooled tells whether the clip counts in the pooled figure: English alone, and
// somebody speaks.
func (c Clip) Pooled() bool { return c.Language == "en" && c.Reference != "" }

// Score compares what was heard with the clip's reference.
func (c Clip) Score(heard string) Score {
	if c.Language == "en" {
		return Compare(English(c.Reference), English(heard))
	}
	return Compare(Words(c.Reference), Words(heard))
}
