package ui

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"earshot/archive"
)

// Thirty people in one library correct two lines a minute each for an hour, and
// nobody is told to wait; a program that forgets its cookie is.
func TestARoomBehindOneAddress(t *testing.T) {
	now := time.Now()
	l := newLimits(func() time.Time { return now })
	refused := 0
	for minute := range 60 {
		for person := range 30 {
			if minute < person/3 {
				continue // they come in one by one, three a minute
			}
			v := archive.Viewer{Visitor: fmt.Sprint("person ", person)}
			if l.take(costEdit, v, "192.0.2.7") != nil {
				refused++
			}
		}
		now = now.Add(time.Minute)
	}
	if refused > 0 {
		t.Errorf("%d honest edits were refused", refused)
	}
}

func TestLimitsOfVisitors(t *testing.T) {
	now := time.Now()
	l := newLimits(func() time.Time { return now })
	count := func(span, every time.Duration, who func(i int) (archive.Viewer, string)) (taken int) {
		for i := 0; time.Duration(i)*every < span; i++ {
			v, ip := who(i)
			if l.take(costEdit, v, ip) == nil {
				taken++
			}
			now = now.Add(every)
		}
		return taken
	}
	one := count(time.Minute, time.Second, func(int) (archive.Viewer, string) { return archive.Viewer{Visitor: "one"}, "192.0.2.1" })
	if one < 18 || one > 20 { // twelve at once and eight in the minute
		t.Errorf("one visitor: %d in a minute", one)
	}
	hour := count(time.Hour, 2*time.Second, func(int) (archive.Viewer, string) { return archive.Viewer{Visitor: "two"}, "192.0.3.1" })
	if hour < 115 || hour > 121 { // sixty at once and sixty in the hour
		t.Errorf("one visitor: %d in an hour", hour)
	}
	fresh := count(10*time.Minute, time.Second, func(i int) (archive.Viewer, string) {
		return archive.Viewer{Visitor: fmt.Sprint("bot", i)}, "192.0.4.1"
	})
	if fresh < 255 || fresh > 261 { // sixty at once and twenty a minute
		t.Errorf("a network of newcomers: %d in ten minutes", fresh)
	}
	none := count(10*time.Minute, time.Second, func(int) (archive.Viewer, string) { return archive.Viewer{}, "192.0.5.1" })
	if none != fresh {
		t.Errorf("without cookies: %d in ten minutes, with fresh ones %d", none, fresh)
	}
	if err := errTooManyEdits; !errors.Is(err, errTooMany) {
		t.Errorf("status of %v", err)
	}
}
