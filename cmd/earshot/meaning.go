package main

import (
	"context"
	"path/filepath"

	"earshot/search/meaning"
)

// meaningModel is the model as set up by make setup; nil when the site is to do
// without.
func (c *Config) meaningModel() *meaning.Model {
	folder := filepath.Join(c.tools(), "models", "minilm")
	if c.Meaning == "off" || c.Meaning == "auto" && !meaning.Installed(folder) {
		return nil
	}
	return meaning.NewModel(meaning.ModelConfig{Python: c.python(), Folder: folder, Nice: engineNice})
}

// openMeaning lets searches find by meaning too. Its vectors lie beside the index.
func (c *Config) openMeaning(p *parts, f *finder) error {
	model := c.meaningModel()
	if model == nil {
		return nil
	}
	p.onClose(model.Close)
	m, err := meaning.Open(c.path("meaning", "vectors"), p.archive.ID(), model, p.archive, p.log)
	if err != nil {
		return err
	}
	p.onClose(m.Close)
	p.archive.OnChange(m.Poke)
	f.searcher.Meaning, f.meaning = m, m
	return nil
}

// tryMeaning has the model tell two meanings apart.
func (c *Config) tryMeaning(ctx context.Context) (string, error) {
	m := c.meaningModel()
	if m == nil && c.Meaning == "off" {
		return "off", nil
	}
	if m == nil {
		return "its model is not installed: search goes by words. Run `make setup` to have it", nil
	}
	defer m.Close()
	return "finds passages that say it in other words", m.Check(ctx)
}
