package page_test

import (
	"slices"
	"testing"

	"majlis/web/page"
)

func TestPagination_Numbers(t *testing.T) {
	for _, row := range []struct {
		at, of int
		want   []int
	}{
		{1, 1, []int{1}},
		{1, 3, []int{1, 2, 3}},
		{6, 14, []int{1, 0, 5, 6, 7, 0, 14}},
		{14, 14, []int{1, 0, 13, 14}},
	} {
		p := page.Pagination{Page: row.at, Pages: row.of}
		if got := p.Numbers(); !slices.Equal(got, row.want) {
			t.Errorf("page %d of %d shows %v, want %v", row.at, row.of, got, row.want)
		}
	}
	if last := (page.Pagination{Page: 14, Pages: 14}); last.Next() != 0 || last.Previous() != 13 {
		t.Error("the last page has a next one")
	}
}

func TestPreferenceList_Lines(t *testing.T) {
	list := page.PreferenceList{Name: "order", Options: make([]page.Option, 3), Values: []string{"b"}, Places: 2}
	lines := list.Lines()
	if len(lines) != 2 || lines[0].Value != "b" || lines[0].ID != "field-order" || lines[1].ID != "field-order-2" {
		t.Errorf("lines are %+v", lines)
	}
}
