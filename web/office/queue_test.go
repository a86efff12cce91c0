package office_test

import (
	"net/http"
	"reflect"
	"testing"
	"time"

	"majlis/internal/casework"
)

func TestQueue_AsksForWhatTheAddressSays(t *testing.T) {
	rows := []struct {
		query string
		want  casework.QueueFilter
	}{
		{"", casework.QueueFilter{Open: true}},
		{"?view=new", casework.QueueFilter{Statuses: []casework.Status{casework.StatusReceived, casework.StatusReopened}}},
		{"?view=replies", casework.QueueFilter{Statuses: []casework.Status{casework.StatusReplyReceived}}},
		{"?view=all", casework.QueueFilter{}},
		{"?view=new&status=referred", casework.QueueFilter{Statuses: []casework.Status{casework.StatusReferred}}},
		{"?mine=yes&kind=complaint&class=urgent", casework.QueueFilter{Open: true, Officer: 12, Kind: casework.KindComplaint, Class: "urgent"}},
		{"?overdue=yes&view=all", casework.QueueFilter{Open: true, Overdue: true}},
		{"?q=R48-١٠٤٢٧&page=3", casework.QueueFilter{Open: true, Search: "R48-10427", Page: 2}},
		{"?page=-4", casework.QueueFilter{Open: true}},
	}
	for _, row := range rows {
		t.Run(row.query, func(t *testing.T) {
			s := newSite(t)
			s.get("/ar/office/queue"+row.query).want(t, http.StatusOK)
			row.want.PerPage = 25
			if got := s.cases.asked[len(s.cases.asked)-1]; !reflect.DeepEqual(got, row.want) {
				t.Errorf("asked for %+v, want %+v", got, row.want)
			}
		})
	}
}

func TestQueue_ShowsTheResponseClock(t *testing.T) {
	s := newSite(t)
	now := s.booking.Clock.Now() // noon of a Sunday
	due := func(at time.Time, status casework.Status) {
		s.filed(func(c *casework.Case) { c.DueAt, c.Status = at, status })
	}
	due(now.Add(-50*time.Hour), casework.StatusReceived)
	due(now.Add(6*time.Hour), casework.StatusUnderReview)
	due(now.Add(24*time.Hour), casework.StatusReferred)
	due(now.Add(240*time.Hour), casework.StatusReopened)
	due(now.Add(-time.Hour), casework.StatusCompleted)
	s.filed(func(c *casework.Case) { c.UrgencyClaimed = true })
	s.filed(func(c *casework.Case) { c.Class = "humanitarian" })
	s.inBoth("/office/queue?view=all", "متأخر يومين", "المهلة تنتهي اليوم", "باقٍ يوم واحد", "باقٍ 10 أيام", "انتهى", "يطلب الاستعجال", "إنساني")
	if got := s.get("/ar/office"); got.doc.Find("tr.table__row--danger").Length() != 1 {
		t.Error("the one overdue case is not marked")
	}
}

func TestQueue_LeadsThroughManyPages(t *testing.T) {
	s := newSite(t)
	for range 60 {
		s.filed(nil)
	}
	got := s.get("/ar/office/queue?kind=complaint&page=2")
	got.want(t, http.StatusOK)
	if next := got.doc.Find("a[rel=next]").AttrOr("href", ""); next != "/ar/office/queue?kind=complaint&view=open&page=3" {
		t.Errorf("the next page is %q", next)
	}
	if count := got.text(".tabs__tab[aria-current] .tabs__count"); count != "60" {
		t.Errorf("the tab counts %q", count)
	}
}

func TestQueue_OffersToSearchEverywhere(t *testing.T) {
	s := newSite(t)
	s.filed(func(c *casework.Case) { c.Status = casework.StatusCompleted })
	got := s.get("/ar/office/queue?q=R48-10101")
	got.want(t, http.StatusOK, "لا طلبات هنا", "البحث في كل الطلبات")
	s.inBoth("/office/queue?q=R48-10101&view=all", "R48-10101")
}
