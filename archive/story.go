package archive

import (
	"context"
	"slices"
)

// LineStory picks from a journal, oldest first, what happened to one line as it
// stands now: also on the lines it was cut from, and on those that joined it. It
// goes back to the recognition that the line is of.
func LineStory(changes []*Change, line LineID) []*Change {
	ids := map[LineID]bool{line: true}
	var story []*Change
	for _, c := range slices.Backward(changes) {
		if c.Op == OpBase {
			break
		}
		if !slices.ContainsFunc(c.onLines(), func(id LineID) bool { return ids[id] }) {
			continue
		}
		story = append(story, c)
		switch {
		case c.Op == OpSplit && ids[c.NewLine]:
			ids[c.Line] = true
		case c.Op == OpMerge && ids[c.NewLine]:
			ids[c.Line] = true
		}
	}
	slices.Reverse(story)
	return story
}

// onLines lists the lines that a change concerns.
func (c *Change) onLines() []LineID {
	lines := slices.Clone(c.Lines)
	for _, e := range c.Edits {
		lines = append(lines, e.Line)
	}
	switch c.Op {
	case OpSplit, OpMerge:
		lines = append(lines, c.Line, c.NewLine)
	case OpAdd:
		lines = append(lines, c.NewLine)
	case OpDelete, OpTime:
		lines = append(lines, c.Line)
	}
	return lines
}

// WorkOf returns what an account changed on interviews that v may read, newest
// first, up to limit after skipping some, and whether there is more. Words that
// are withheld are not in it.
func (a *Archive) WorkOf(ctx context.Context, v Viewer, account string, skip, limit int) (list []*Change, of map[string]*Interview, more bool, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		list, of, more = nil, map[string]*Interview{}, false
		if _, err := tx.Account(account); err != nil {
			return err
		}
		all, err := tx.ChangesBy(account, "", changesCounted)
		if err != nil {
			return err
		}
		for _, c := range all {
			iv, c, err := a.readableChange(tx, v, c)
			if err != nil {
				return err
			}
			if iv == nil {
				continue
			}
			if skip--; skip >= 0 {
				continue
			}
			if more = len(list) == limit; more {
				return nil
			}
			of[iv.ID] = iv
			list = append(list, c)
		}
		return nil
	})
	return list, of, more, err
}
