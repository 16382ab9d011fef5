package gateway

import (
	"strings"
	"testing"
)

func TestServeNeedsOrders(t *testing.T) {
	for _, in := range []string{"", "no newline", "not json\n"} {
		if err := Serve(t.Context(), strings.NewReader(in)); err == nil || !strings.Contains(err.Error(), "orders") {
			t.Errorf("Serve with input %q: %v", in, err)
		}
	}
}
