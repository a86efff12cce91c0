package sms

import (
	"strings"
	"testing"
)

func TestMeasure(t *testing.T) {
	for _, row := range []struct {
		name, text string
		want       Length
	}{
		{"nothing", "", Length{false, 0, 1}},
		{"160 Latin letters fit one", strings.Repeat("a", 160), Length{false, 160, 1}},
		{"161 need two", strings.Repeat("a", 161), Length{false, 161, 2}},
		{"306 fill two", strings.Repeat("a", 306), Length{false, 306, 2}},
		{"307 need three", strings.Repeat("a", 307), Length{false, 307, 3}},
		{"brackets and the euro cost two", "{}[]~|\\^€", Length{false, 18, 1}},
		{"a pair is not cut", strings.Repeat("a", 152) + "€" + strings.Repeat("a", 152), Length{false, 306, 3}},
		{"70 Arabic letters fit one", strings.Repeat("م", 70), Length{true, 70, 1}},
		{"71 need two", strings.Repeat("م", 71), Length{true, 71, 2}},
		{"134 fill two", strings.Repeat("م", 134), Length{true, 134, 2}},
		{"135 need three", strings.Repeat("م", 135), Length{true, 135, 3}},
		{"one curly quote turns all", strings.Repeat("a", 70) + "’", Length{true, 71, 2}},
		{"a no-break space too", "a\u00a0b", Length{true, 3, 1}},
		{"an emoji takes two", "م😀", Length{true, 3, 1}},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := Measure(row.text); got != row.want {
				t.Errorf("got %+v, want %+v", got, row.want)
			}
		})
	}
}
