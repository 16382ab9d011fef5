package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/alecthomas/kong"
)

// settingsCmd prints the table of settings that stands in the README.
type settingsCmd struct{}

// Run prints the table.
func (settingsCmd) Run() error { return printSettings(os.Stdout) }

// setting is one field of Config, as the command line knows it.
type setting struct {
	*kong.Flag
}

// settings lists the fields of c in their order.
func (c *Config) settings() ([]setting, error) {
	parser, err := kong.New(c)
	if err != nil {
		return nil, err
	}
	var all []setting
	for _, f := range parser.Model.Flags {
		if f.Name != "help" {
			all = append(all, setting{f})
		}
	}
	return all, nil
}

// shown is the value as doctor shows it: secrets are hidden.
func (s setting) shown() string {
	text := fmt.Sprint(s.Target.Interface())
	if s.Tag.Has("secret") && text != "" {
		return "(set)"
	}
	return text
}

func printSettings(w io.Writer) error {
	all, err := new(Config).settings()
	if err != nil {
		return err
	}
	if _, err := fmt.Fprint(w, "| setting | environment | default | what it is |\n| --- | --- | --- | --- |\n"); err != nil {
		return err
	}
	for _, s := range all {
		def := s.Default
		if def != "" {
			def = "`" + def + "`"
		}
		if _, err := fmt.Fprintf(w, "| `--%s` | `%s` | %s | %s |\n", s.Name, strings.Join(s.Envs, ", "), def, s.Help); err != nil {
			return err
		}
	}
	return nil
}

// stray refuses a variable that is named like a setting and is none: what was
// mistyped would be passed over in silence otherwise.
func (c *Config) stray(environ []string) error {
	all, err := c.settings()
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, s := range all {
		for _, env := range s.Envs {
			known[env] = true
		}
	}
	for _, line := range environ {
		name, _, _ := strings.Cut(line, "=")
		if strings.HasPrefix(name, "EARSHOT_") && !known[name] {
			return fmt.Errorf("%s: there is no such setting; earshot settings lists them: %w", name, errUsage)
		}
	}
	return nil
}
